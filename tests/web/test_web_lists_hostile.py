"""Hostile words in the address of every list and in every form: nothing is shown, changed or broken by them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from serpin.web.accounts.models import User, Workspace
from serpin.web.registry import ideas
from serpin.web.registry.models import Comment, Idea, Record

pytestmark = pytest.mark.django_db

HOSTILE = (
    "' OR 1=1 --",
    '"; DROP TABLE registry_record; --',
    "') UNION SELECT password FROM accounts_user --",
    "body__name'::text; SELECT pg_sleep(9) --",
    "workspace__memberships__user__password",
    "-workspace__slug",
    "{{ 7 * 7 }}{% debug %}",
    "../../../../etc/passwd",
    "9" * 60,
    "\u202e\ud7ff%_\\",
)
LISTS = (
    "projects/",
    "register/risks/",
    "register/projects.works/",
    "register/",
    "register/history/",
    "register/problems/",
    "ideas/",
    "plans/",
    "people/",
)
ASKED = (
    "q",
    "sort",
    "page",
    "group",
    "enterprise",
    "state",
    "role",
    "who",
    "words.q",
    "words.sort",
    "words.page",
)


@pytest.fixture
def client(manager: User) -> Client:
    """Return a browser in which the manager is signed in."""
    browser = Client()
    browser.force_login(manager)
    return browser


@pytest.mark.parametrize("text", HOSTILE)
def test_no_list_takes_words_for_orders(client: Client, plant: Workspace, text: str) -> None:
    """Whatever stands in the address, every list answers, and tells nothing of passwords or of other tables."""
    before = Record.objects.count()
    project = Record.objects.filter(kind="projects").first()
    assert project is not None
    for address in (*LISTS, f"records/{project.pk}/"):
        for asked in (dict.fromkeys(ASKED, text), {"sort": text}):
            answer = client.get(f"/w/plant/{address}", asked)
            assert answer.status_code == 200, address
            page = answer.content.decode()
            assert "md5$" not in page
            assert "49{" not in page
    assert Record.objects.count() == before


def test_hostile_words_are_kept_as_they_are(client: Client, plant: Workspace, manager: User) -> None:
    """A title, a comment, and a name of that kind are stored and shown letter for letter."""
    for text in HOSTILE[:4]:
        idea = ideas.suggest(manager, plant, {"title": text, "text": text})
        client.post(f"/w/plant/ideas/{idea.pk}/act/", {"do": "comment", "comment": text})
        ideas.comment(manager, text, idea=idea)
        assert Idea.objects.get(pk=idea.pk).title == text
        assert Comment.objects.filter(idea=idea, text=text).exists()
    assert "registry_record" in connection.introspection.table_names()


def test_signs_of_no_text_are_refused(client: Client, plant: Workspace) -> None:
    """PostgreSQL stores none of them; so no page and no form takes one, and nothing is written."""
    asked: list[Any] = [client.get(f"/w/plant/{address}", {"q": "a\x00b"}) for address in LISTS]
    asked.append(client.post("/w/plant/ideas/new/", {"title": "a\x00b", "text": "c"}))
    asked.append(client.post("/me/", {"name": "a\x00b", "language": "en", "theme": "auto"}))
    assert {answer.status_code for answer in asked} == {400}
    assert "This request was not understood" in asked[-1].content.decode()
    assert not Idea.objects.exists()
