"""The rows of lists, which are written by hand: everything in them is escaped, and the ends cannot be moved."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry import bridge
from serpin.web.registry.models import Record
from serpin.web.registry.sheets import kind_named

pytestmark = pytest.mark.django_db

MARKUP = """<b title='x'>"&"</b>"""
ESCAPED = "&lt;b title=&#x27;x&#x27;&gt;&quot;&amp;&quot;&lt;/b&gt;"


@pytest.fixture
def plant() -> Workspace:
    """Return an empty workspace."""
    return Workspace.objects.create(slug="plant", title={"en": "Plant"}, language="en")


@pytest.fixture
def manager(plant: Workspace, client: Client) -> Client:
    """Return the browser of an innovation manager."""
    user = User.objects.create_user("m@plant.example", "long-enough-word", language="en")
    Membership.objects.create(user=user, workspace=plant, role=Role.INNOVATION_MANAGER)
    client.force_login(user)
    return client


def _put(plant: Workspace, kind: str, body: dict[str, Any], parent: Record | None = None, position: int = 0) -> Record:
    row = Record(workspace=plant, kind=kind, parent=parent, position=position, body=body)
    bridge.derive(row, kind_named(kind), "en", parent)
    row.save()
    return row


def test_markup_in_names_and_codes_is_shown_as_text(plant: Workspace, manager: Client) -> None:
    """Whatever a name, a code or a cell holds, the list shows its letters."""
    _put(plant, "projects", {"id": "<i>", "name": MARKUP, "innovation": MARKUP, "enterprise": "<u>"})
    page = manager.get(reverse("area-projects", args=["plant"])).content.decode()
    assert page.count(ESCAPED) == 3  # the name, the tick beside it, the innovation
    assert f'aria-label="&lt;i&gt; {ESCAPED}"' in page
    assert '<td class="c">&lt;i&gt;</td>' in page
    assert "<b title" not in page
    assert "<i>" not in page
    assert "<u>" not in page


def test_the_first_row_cannot_go_up_and_the_last_not_down(plant: Workspace, manager: Client) -> None:
    """The buttons behind the rows of a project's works say so, and each form guards itself against forgery."""
    project = _put(plant, "projects", {"id": "P", "name": "P", "innovation": "I", "enterprise": "E"})
    works = [
        _put(plant, "projects.works", {"id": f"W{number}", "name": "W", "kind": "research"}, project, number)
        for number in range(3)
    ]
    page = manager.get(reverse("record", args=["plant", project.pk])).content.decode()
    rows = [part.partition("</tr>")[0] for part in page.split("<tr>") if 'class="act"' in part]
    assert [row.count(" disabled") for row in rows] == [1, 0, 1]
    assert [row.index(" disabled") < row.index("↑") for row in (rows[0], rows[2])] == [True, False]
    for row, work in zip(rows, works, strict=True):
        assert row.count('name="csrfmiddlewaretoken"') == 2
        for page_name in ("record-edit", "record-move", "record-delete"):
            assert f'"{reverse(page_name, args=["plant", work.pk])}"' in row


def test_a_work_in_the_list_of_all_works_tells_its_project(plant: Workspace, manager: Client) -> None:
    """Lists of what stands within other records show the code of the record around."""
    project = _put(plant, "projects", {"id": "P&Q", "name": "P", "innovation": "I", "enterprise": "E"})
    _put(plant, "projects.works", {"id": "W1", "name": "W", "kind": "research"}, project)
    page = manager.get(reverse("records", args=["plant", "projects.works"])).content.decode()
    assert '<span class="soft">P&amp;Q</span>' in page
