"""Too many attempts say when the next one is possible; invitations name an enterprise of the workspace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from serpin.web.accounts.models import Invitation, User, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def counting(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Let attempts be counted, as when served."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/9m/ip", "login_failed": "20/m/ip,2/5m/key", "reset_password": "5/m/key"}
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, language: str = "en") -> Any:
    """Fill in the page of signing in with a wrong password."""
    client.cookies["language"] = language
    return client.post("/accounts/login/", {"login": email, "password": "nonsense-nonsense"})


@pytest.mark.parametrize(
    ("language", "words"), [("en", "in 5 minutes"), ("ru", "через 5 мин"), ("kk", "5 минуттан кейін")]
)
def test_a_locked_address_is_told_for_how_long(manager: User, counting: None, language: str, words: str) -> None:
    """The third wrong password of an address is not looked at, and the page says how long that lasts."""
    client = Client()
    for _ in range(2):
        assert words not in sign_in(client, manager.email, language).content.decode()
    assert words in sign_in(client, manager.email, language).content.decode()


def test_a_locked_machine_is_told_for_how_long(manager: User, counting: None) -> None:
    """Whoever asks too often, by whichever address, gets a page that says when to come back, and a program too."""
    client = Client()
    for number in range(3):
        sign_in(client, f"nobody{number}@plant.example")
    answer = sign_in(client, "nobody@plant.example")
    assert answer.status_code == 429
    assert "Try again in 9 minutes." in answer.content.decode()
    assert answer.headers["Retry-After"] == "540"


def test_an_invitation_offers_the_enterprises_of_the_workspace(manager: User, plant: Workspace) -> None:
    """Their codes are offered with their names; another code is refused at its field, and nothing typed is lost."""
    client = Client()
    client.force_login(manager)
    code = plant.records.filter(kind="enterprises").values_list("code", flat=True)[0]
    assert f'<option value="{code}">' in client.get("/w/plant/people/").content.decode()
    typed = {"do": "invite", "email": "new@plant.example", "role": "project_leader", "enterprise": "NOBODY"}
    answer = client.post("/w/plant/people/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "there is no enterprise NOBODY in this workspace" in page
    assert 'value="new@plant.example"' in page
    assert not Invitation.objects.exists()
    assert client.post("/w/plant/people/", {**typed, "enterprise": code}).status_code == 302
    assert Invitation.objects.get().enterprise == code
