"""Signing in by an identity provider: those who are known come in, others do not, and nobody is made."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client

from serpin.web.accounts.models import User
from serpin.web.site.configuration import origin_of

pytestmark = pytest.mark.django_db

PLACE = "/accounts/oidc/institution/login/"


class Provider(ThreadingHTTPServer):
    """An identity provider on this machine; it says of everybody what it is told to say."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.person: dict[str, Any] = {}


class Answer(BaseHTTPRequestHandler):
    """Its answers: where its parts are, a token, and who it is."""

    server: Provider

    def log_message(self, *_: Any) -> None:
        """Write nothing."""

    def _send(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        """Say where the parts are, or who signed in."""
        here = self.server.address
        if "well-known" in self.path:
            parts = {"authorization": "authorize", "token": "token", "userinfo": "who"}
            places = {f"{part}_endpoint": f"{here}/{name}" for part, name in parts.items()}
            self._send({"issuer": here, "jwks_uri": f"{here}/keys", **places})
        else:
            self._send(self.server.person)

    def do_POST(self) -> None:
        """Give a token."""
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        claims = {"iss": self.server.address, "aud": "serpin", "iat": now, "exp": now + 60, **self.server.person}
        token = jwt.encode(claims, "a-secret-of-the-provider-that-is-long", algorithm="HS256")
        self._send({"access_token": "token", "token_type": "Bearer", "id_token": token})


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    """Serve a provider that the settings name."""
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    app = {"provider_id": "institution", "name": "Institution", "client_id": "serpin", "secret": "s"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{**app, "settings": {"server_url": server.address}}]}
    }
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def come_in(provider: Provider, **person: Any) -> tuple[Client, Any]:
    """Go the whole way: the button, the provider, the way back."""
    provider.person = {"sub": "1", "name": "N", **person}
    browser = Client(HTTP_ACCEPT_LANGUAGE="ru")
    assert PLACE in browser.get("/accounts/login/").content.decode()
    there = browser.post(PLACE)
    assert there.headers["Location"].startswith(f"{provider.address}/authorize?")
    state = parse_qs(urlsplit(there.headers["Location"]).query)["state"][0]
    return browser, browser.get(f"{PLACE}callback/", {"code": "code", "state": state})


def test_who_is_known_by_a_verified_address_comes_in(provider: Provider) -> None:
    """The account is that of the address, twice the same, and none is made."""
    user = User.objects.create_user("m@plant.example", "long-enough-word", name="M")
    for _ in range(2):
        browser, back = come_in(provider, email="M@Plant.example", email_verified=True)
        assert back.status_code == 302
        assert browser.session["_auth_user_id"] == str(user.pk)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "person",
    [
        {"email": "nobody@plant.example", "email_verified": True},
        {"email": "m@plant.example", "email_verified": False},
        {"email": "closed@plant.example", "email_verified": True},
        {},
    ],
)
def test_others_do_not_come_in(provider: Provider, person: dict[str, Any]) -> None:
    """Unknown, unverified and closed accounts are led back to the page of signing in, which says why."""
    User.objects.create_user("m@plant.example", "long-enough-word", name="M")
    User.objects.create_user("closed@plant.example", "long-enough-word", name="C", is_active=False)
    browser, back = come_in(provider, **person)
    assert back.headers["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in browser.session
    assert "никто с этим адресом не приглашён" in browser.get("/accounts/login/").content.decode().lower()
    assert User.objects.count() == 2


def test_a_way_back_that_nobody_asked_for_leads_nowhere(provider: Provider) -> None:
    """Without the state of this browser the answer of a provider is not believed."""
    provider.person = {"sub": "1", "email": "m@plant.example", "email_verified": True}
    User.objects.create_user("m@plant.example", "long-enough-word", name="M")
    browser = Client()
    browser.get(f"{PLACE}callback/", {"code": "code", "state": "guessed"})
    assert "_auth_user_id" not in browser.session


def test_the_policy_lets_the_form_lead_to_the_provider() -> None:
    """Browsers hold the redirect after a form against the policy, so it names the provider's origin."""
    assert origin_of("https://id.institution.example:8443/realms/main") == "https://id.institution.example:8443"
    assert origin_of("") == ""
