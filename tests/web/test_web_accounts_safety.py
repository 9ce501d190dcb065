"""Attacks on signing in and on forms: each is tried, and each fails."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from test_web_accounts_doors import RULES, patterns

from serpin.web.accounts import actions
from serpin.web.accounts.beginning import first_address
from serpin.web.accounts.models import Invitation, Membership, User, Workspace
from serpin.web.accounts.permissions import NotAllowed
from serpin.web.accounts.roles import Role
from serpin.web.registry.models import Idea
from serpin.web.ui.refusal import Refused

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-enough-word"  # noqa: S105 - of invented people
MARKUP = '<script>alert("1")</script><img src=x>'


@pytest.fixture
def plant() -> Workspace:
    """Return a workspace whose name holds markup."""
    return Workspace.objects.create(slug="plant", title={"en": MARKUP, "kk": MARKUP, "ru": MARKUP}, language="en")


@pytest.fixture
def manager(plant: Workspace) -> User:
    """Return its manager, whose name holds markup, too."""
    user = User.objects.create_user("m@plant.example", PASSWORD, name=MARKUP, language="en")
    Membership.objects.create(user=user, workspace=plant, role=Role.INNOVATION_MANAGER)
    return user


@pytest.fixture
def signed_in(manager: User) -> Client:
    """Return a client signed in as the manager."""
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def counting(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Let attempts be counted, as when served."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, password: str, **more: str) -> Any:
    """Fill in the page of signing in."""
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_every_form_needs_its_token(manager: User) -> None:
    """Whatever can be posted is refused without the token against forged requests."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    idea = Idea.objects.create(workspace=Workspace.objects.get(), title="A", author=manager)
    open_addresses = []
    for before, entry in patterns(get_resolver().url_patterns):
        address = "/" + before.replace("<slug:slug>", "plant").replace("<int:number>", str(idea.pk))
        address = re.sub(r"<[^>]+>|\^|\$|\(\?P.+\)", "x", address)
        if entry.name in ("openid_connect_callback", "alive"):
            continue
        answer = client.post(address)
        if answer.status_code not in (403, 404):
            open_addresses.append((address, answer.status_code))
    assert open_addresses == []
    assert len(RULES) > 20


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_away(manager: User, wanted: str) -> None:
    """After signing in, signing out or choosing a language one stays on this server."""
    client = Client()
    answers = [client.post("/language/", {"language": "ru", "next": wanted})]
    answers.append(sign_in(client, manager.email, PASSWORD, next=wanted))
    answers.append(client.post("/accounts/logout/", {"next": wanted}))
    for answer in answers:
        assert answer.status_code == 302
        assert "evil" not in answer.headers["Location"]
        assert answer.headers["Location"].startswith("/")


def test_names_with_markup_are_shown_as_they_are_written(plant: Workspace, manager: User, signed_in: Client) -> None:
    """Markup in names, titles and searches never becomes part of a page."""
    idea = Idea.objects.create(workspace=plant, title=MARKUP, text=MARKUP, author=manager)
    actions.invite(manager, plant, {"email": "x@y.example", "role": "expert"})
    Invitation.objects.update(enterprise=MARKUP)
    for address in (
        "/w/plant/",
        "/w/plant/people/",
        "/w/plant/ideas/",
        f"/w/plant/ideas/{idea.pk}/",
        f"/w/plant/ideas/?q={MARKUP}",
        f"/w/plant/projects/?q={MARKUP}&sort={MARKUP}",
        "/me/",
        f"/w/plant/{MARKUP}/",
    ):
        text = signed_in.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert html.escape(MARKUP) in signed_in.get("/w/plant/").content.decode()


def test_signing_in_changes_the_number_of_the_session(manager: User) -> None:
    """A session that somebody else prepared is worth nothing after signing in, nor after signing out."""
    client = Client()
    session = client.session
    session["prepared"] = "1"
    session.save()
    before = client.cookies["sessionid"].value
    assert sign_in(client, manager.email, PASSWORD).status_code == 302
    after = client.cookies["sessionid"].value
    assert after != before
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies["sessionid"] = after
    assert thief.get("/w/plant/").status_code == 302


def test_guessing_a_password_is_stopped(manager: User, counting: None) -> None:
    """After five wrong passwords even the right one waits, and the answer says so in the language of the page."""
    client = Client(HTTP_ACCEPT_LANGUAGE="kk")
    for _ in range(5):
        assert sign_in(client, manager.email, "wrong-word").status_code == 200
    answer = sign_in(client, manager.email, PASSWORD)
    assert answer.status_code == 200
    assert "Кіру әрекеті тым көп" in answer.content.decode()
    assert "sessionid" not in client.cookies or client.get("/me/").status_code != 200


def test_unknown_addresses_look_like_known_ones(manager: User) -> None:
    """Neither signing in nor asking for a new password tells who has an account."""
    shown = {}
    for email in (manager.email, "nobody@plant.example"):
        client = Client(HTTP_ACCEPT_LANGUAGE="ru")
        wrong = sign_in(client, email, "wrong-word").content.decode()
        reset = client.post("/accounts/password/reset/", {"email": email})
        done = client.get(reset.headers["Location"]).content.decode()
        token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
        shown[email] = (token.sub("", wrong).replace(email, "…"), reset.status_code, token.sub("", done))
    assert shown[manager.email] == shown["nobody@plant.example"]
    assert [letter.to for letter in mail.outbox] == [[manager.email]]


def test_a_new_password_by_letter(manager: User) -> None:
    """The address in the letter changes the password once, and no other time."""
    client = Client(HTTP_ACCEPT_LANGUAGE="kk")
    client.post("/accounts/password/reset/", {"email": manager.email})
    letter = mail.outbox[0]
    assert letter.subject == "Serpin: жаңа құпиясөз"
    address = re.search(r"http://testserver(/\S+)", letter.body)
    assert address is not None
    page = client.get(address.group(1), follow=True)
    form = page.request["PATH_INFO"]
    short = client.post(form, {"password1": "short", "password2": "short"}).content.decode()
    assert "Құпиясөз тым қысқа: кемінде 10 таңба керек." in short
    typed = {"password1": "quite-another-word", "password2": "quite-another-word"}
    assert client.post(form, typed).status_code == 302
    assert sign_in(Client(), manager.email, "quite-another-word").status_code == 302
    again = Client(HTTP_ACCEPT_LANGUAGE="kk").get(address.group(1), follow=True).content.decode()
    assert "бұрын қолданылған" in again


def test_a_second_factor_is_asked_for(manager: User) -> None:
    """With a second factor the password alone opens nothing; the code, or a recovery code, does."""
    secret = generate_totp_secret()
    TOTP.activate(manager, secret)
    client = Client()
    answer = sign_in(client, manager.email, PASSWORD)
    assert answer.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/w/plant/").status_code == 302
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/w/plant/").status_code == 200


def test_switching_the_second_factor_on_and_off(manager: User, signed_in: Client) -> None:
    """Only whoever proves the password again may switch it, and the pages lead through it."""
    asked = signed_in.get("/accounts/2fa/totp/activate/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert signed_in.get("/accounts/reauthenticate/").status_code == 200
    proved = signed_in.post(asked.headers["Location"], {"password": PASSWORD})
    page = signed_in.get(proved.headers["Location"])
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    switched = signed_in.post("/accounts/2fa/totp/activate/", {"code": code})
    assert switched.headers["Location"] == "/accounts/2fa/recovery-codes/"
    for address in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"):
        assert signed_in.get(address).status_code == 200
    assert signed_in.get("/accounts/2fa/totp/deactivate/").status_code == 200
    assert signed_in.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert "switched off" in signed_in.get("/accounts/2fa/").content.decode()


def invited(manager: User, plant: Workspace, email: str = "new@plant.example") -> str:
    """Invite somebody, and return the address."""
    return actions.invite(manager, plant, {"email": email, "role": Role.EXPERT.value})


def test_an_invitation_works_once(manager: User, plant: Workspace) -> None:
    """It makes a member; afterwards its address is not found any more."""
    address = invited(manager, plant)
    client = Client()
    assert client.get(address).status_code == 200
    refused = client.post(address, {"name": "", "password": "short"})
    assert refused.status_code == 422
    assert client.post(address, {"name": "New", "password": PASSWORD}).status_code == 302
    assert client.get("/w/plant/").status_code == 200
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"name": "Thief", "password": PASSWORD}).status_code == 404
    assert Membership.objects.filter(workspace=plant, role=Role.EXPERT).count() == 1


def test_the_first_account_is_made_once() -> None:
    """Who reads the address in the terminal makes it and comes in; afterwards nobody does, and no guess ever does."""
    User.objects.all().delete()
    address = first_address()
    page = Client().get("/accounts/login/", headers={"accept-language": "en"}).content.decode()
    assert "Nobody has an account here yet" in page
    assert Client().get("/invitations/first/guess/").status_code == 404
    client = Client(headers={"accept-language": "ru"})
    assert client.get(address).status_code == 200
    refused = client.post(address, {"name": "", "email": "somebody@", "password": "short"})
    assert refused.status_code == 422
    assert set(refused.context["errors"]) == {"name", "email", "password"}
    made = client.post(address, {"name": "Айгүл", "email": "First@plant.example", "password": PASSWORD})
    assert made.headers["Location"] == "/workspaces/new/"
    user = User.objects.get()
    assert (user.email, user.name, user.language, user.is_superuser) == ("first@plant.example", "Айгүл", "ru", True)
    assert "Рабочих пространств пока нет." in client.get("/").content.decode()
    assert '<option value="ru" selected>' in client.get("/workspaces/new/").content.decode()
    assert (
        Client().post(address, {"name": "Thief", "email": "t@plant.example", "password": PASSWORD}).status_code == 404
    )
    page = Client().get("/accounts/login/", headers={"accept-language": "en"}).content.decode()
    assert "Nobody has an account here yet" not in page
    assert User.objects.count() == 1


def test_who_joins_keeps_the_language_in_which_the_invitation_was_read(manager: User, plant: Workspace) -> None:
    """A workspace in one language does not turn the pages of who reads another."""
    client = Client(headers={"accept-language": "ru"})
    assert client.post(invited(manager, plant), {"name": "New", "password": PASSWORD}).status_code == 302
    assert User.objects.get(email="new@plant.example").language == "ru"
    assert plant.language != "ru"


def test_an_old_invitation_is_void(manager: User, plant: Workspace) -> None:
    """After two weeks nobody joins by it."""
    address = invited(manager, plant)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().post(address, {"name": "New", "password": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="new@plant.example").exists()


def test_an_invitation_is_for_one_person(manager: User, plant: Workspace) -> None:
    """Somebody else who is signed in cannot use it, and it takes over no account that is there."""
    other = User.objects.create_user("other@plant.example", PASSWORD, language="en")
    address = invited(manager, plant)
    client = Client()
    client.force_login(other)
    assert client.post(address).status_code == 422
    assert not Membership.objects.filter(user=other).exists()
    taken = invited(manager, plant, "other@plant.example")
    answer = Client().post(taken, {"name": "Thief", "password": "thieves-password"})
    assert answer.status_code == 422
    assert User.objects.get(pk=other.pk).check_password(PASSWORD)
    client = Client()
    client.force_login(other)
    assert client.post(taken).status_code == 302
    assert Membership.objects.filter(user=other, role=Role.EXPERT).exists()


def test_guessed_invitations_are_not_found(plant: Workspace) -> None:
    """The key is long and only its digest is stored."""
    assert Client().get("/invitations/guess/").status_code == 404
    assert Invitation._meta.get_field("key_digest").unique is True


def test_the_last_who_manages_people_stays(manager: User, plant: Workspace) -> None:
    """Nobody can lock everybody out, and nobody gives roles who may not."""
    own = Membership.objects.get(user=manager)
    with pytest.raises(Refused):
        actions.remove(manager, plant, str(own.pk))
    expert = User.objects.create_user("e@plant.example", PASSWORD)
    Membership.objects.create(user=expert, workspace=plant, role=Role.EXPERT)
    with pytest.raises(NotAllowed):
        actions.invite(expert, plant, {"email": "x@y.example", "role": "administrator"})


@pytest.mark.parametrize("asked", ["/w/plant/", "/accounts/login/", "/static/ui/serpin.css"])
def test_answers_carry_the_headers_that_protect(signed_in: Client, asked: str) -> None:
    """Nothing is run or framed that is not ours."""
    answer = signed_in.get(asked, follow=True)
    answer.close()  # a file that is sent stays open until then
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    if "static" not in asked:
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
