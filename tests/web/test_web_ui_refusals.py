"""What cannot be answered says so in the language of the reader, and what to do next."""

from typing import Any

import pytest
from django.test import Client

from serpin.web.accounts.models import User
from serpin.web.registry.models import Record

pytestmark = pytest.mark.django_db


def test_a_form_without_its_token_is_refused_in_words(manager: User) -> None:
    """A page that was open for too long is told so, in the language of the reader, and nothing changes."""
    User.objects.update(language="kk")
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    answer = client.post("/me/", {"name": "Other"})
    assert answer.status_code == 403
    assert "Бұған рұқсат жоқ" in answer.content.decode()
    assert User.objects.get().name == "M"


def test_more_than_can_be_taken_is_refused_in_words(manager: User, settings: Any) -> None:
    """A form of too many bytes or of too many fields gets a page that says so, and nothing changes."""
    client = Client()
    client.force_login(manager)
    before = Record.objects.count()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answers = [client.post("/w/plant/register/risks/new/", {"name": "x" * 2000})]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10**6
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    answers.append(client.post("/w/plant/register/risks/new/", {f"n{number}": "" for number in range(50)}))
    for answer in answers:
        assert answer.status_code == 413
        assert "This is more than can be taken at once" in answer.content.decode()
    assert Record.objects.count() == before
