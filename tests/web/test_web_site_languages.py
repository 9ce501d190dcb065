"""Kazakh, Russian and English: order, search, dates, and what Django itself says."""

import re

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms import EmailField
from django.test import Client
from django.utils import translation

from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry.models import Idea

pytestmark = pytest.mark.django_db

WORDS = [  # in the order of the Kazakh alphabet
    "ағаш",
    "әйнек",
    "Бор",
    "ғимарат",
    "жел",
    "қазан",
    "Қала",
    "нан",
    "ңқ",
    "өзен",
    "ұшақ",
    "үй",
    "һә",
    "ірі",
    "яхта",
]
SHOWN = {
    "account_inactive",
    "email_password_mismatch",
    "enter_current_password",
    "incorrect_code",
    "incorrect_password",
    "invalid_login",
    "invalid_password_reset",
    "too_many_login_attempts",
    "rate_limited",
}


@pytest.fixture
def reader() -> tuple[Client, Workspace, User]:
    """Return a client signed in as a manager who reads Kazakh."""
    workspace = Workspace.objects.create(slug="plant", title={"en": "Plant"})
    user = User.objects.create_user("m@plant.example", "a-long-enough-word", name="M", language="kk")
    Membership.objects.create(user=user, workspace=workspace, role=Role.INNOVATION_MANAGER)
    client = Client()
    client.force_login(user)
    return client, workspace, user


def test_titles_stand_in_the_order_of_the_kazakh_alphabet(reader: tuple[Client, Workspace, User]) -> None:
    """Both databases sort ә after а and і after у, whatever the case."""
    _, workspace, user = reader
    for word in reversed(WORDS):
        Idea.objects.create(workspace=workspace, title=word, author=user)
    found = list(Idea.objects.order_by("title").values_list("title", flat=True))
    assert found == WORDS


@pytest.mark.parametrize("asked", ["ҚАЗАН", "қазан", "Қаз"])
def test_search_does_not_mind_the_case_of_kazakh_letters(reader: tuple[Client, Workspace, User], asked: str) -> None:
    """Both databases find қ by Қ."""
    client, workspace, user = reader
    for word in WORDS:
        Idea.objects.create(workspace=workspace, title=word, author=user)
    page = client.get("/w/plant/ideas/", {"q": asked}).content.decode()
    assert "қазан" in page
    assert "яхта" not in page


@pytest.mark.parametrize(
    ("language", "pattern"),
    [("kk", r"\d{4}\sж\.\s\d{1,2}\s"), ("ru", r"\d{1,2}\s[а-я]+\.?\s\d{4}"), ("en", r"\d{1,2}\s[A-Z][a-z]+\s\d{4}")],
)
def test_dates_are_written_as_the_reader_writes_them(
    reader: tuple[Client, Workspace, User], language: str, pattern: str
) -> None:
    """The day of a membership is a Kazakh, Russian or English date."""
    client, _, user = reader
    User.objects.filter(pk=user.pk).update(language=language)
    page = client.get("/w/plant/people/")
    assert re.search(pattern, page.content.decode())
    assert page.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in page.content.decode()


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_django_says_is_translated(language: str) -> None:
    """Refusals of passwords, addresses and codes are in the language of the page."""
    sentences = {DefaultAccountAdapter.error_messages[name] for name in SHOWN}
    sentences |= set(DefaultMFAAdapter.error_messages.values())
    with translation.override("en"):
        english = {str(sentence) for sentence in sentences}
    with translation.override(language):
        said = {str(sentence) for sentence in sentences if "add an email" not in str(sentence)}
        refused = []
        for typed in ("short", "password12", "mariya@plant.example"):
            with pytest.raises(ValidationError) as caught:
                validate_password(typed, User(email="mariya@plant.example", name="Мария"))
            refused += caught.value.messages
        for typed in ("", "nowhere"):
            with pytest.raises(ValidationError) as caught:
                EmailField().clean(typed)
            refused += caught.value.messages
    assert said & english == set()
    assert [text for text in [*said, *refused] if re.search("[A-Za-z]{4}", text)] == []


def test_before_signing_in_the_browser_and_then_the_cookie_choose_the_language() -> None:
    """A browser that asks for Russian gets it; a click on another language lasts."""
    client = Client(HTTP_ACCEPT_LANGUAGE="ru-RU,ru;q=0.9")
    assert '<html lang="ru"' in client.get("/accounts/login/").content.decode()
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en"' in client.get("/accounts/login/").content.decode()
    assert '<html lang="kk"' in Client(HTTP_ACCEPT_LANGUAGE="fr").get("/accounts/login/").content.decode()
