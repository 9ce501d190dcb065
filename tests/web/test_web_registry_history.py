"""The history of the register: who made, changed and deleted what, also of records that are gone."""

import pytest
from django.test import Client

from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant() -> Workspace:
    """Return a workspace."""
    return Workspace.objects.create(slug="plant", title={"en": "Plant"}, language="en")


def browser_of(plant: Workspace, name: str, role: Role, enterprise: str = "") -> Client:
    """Return a browser in which somebody of a role is signed in."""
    user = User.objects.create_user(f"{name}@plant.example", "long-enough-word", name=name, language="en")
    Membership.objects.create(user=user, workspace=plant, role=role, enterprise=enterprise)
    client = Client()
    client.force_login(user)
    return client


def test_what_was_deleted_stays_in_the_history(plant: Workspace) -> None:
    """Who made, changed and deleted a record is told in one list, and each of its fields on a page of its own."""
    one, two = browser_of(plant, "One", Role.INNOVATION_MANAGER), browser_of(plant, "Two", Role.INNOVATION_MANAGER)
    one.post("/w/plant/register/enterprises/new/", {"id": "A", "name": "Before", "kind": "firm", "region": ""})
    row = Record.objects.get(kind="enterprises")
    two.post(f"/w/plant/records/{row.pk}/edit/", {"id": "A", "name": "After", "kind": "firm", "version": "1"})
    assert two.post(f"/w/plant/records/{row.pk}/delete/").status_code == 302
    assert not Record.objects.exists()
    lines = one.get("/w/plant/register/history/?as=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1:] for line in lines[1:]] == [
        ["Two", "deleted", "Enterprises", "A", "After"],
        ["Two", "changed", "Enterprises", "A", "After"],
        ["One", "made", "Enterprises", "A", "Before"],
    ]
    page = one.get("/w/plant/register/history/?who=Two&done=deleted").content.decode()
    assert page.count(f"/w/plant/records/{row.pk}/history/") == 1
    page = one.get(f"/w/plant/records/{row.pk}/history/").content.decode()
    assert "<td>Before</td><td>After</td>" in page
    assert "<td>A After</td><td>–</td>" in page


def test_what_is_wrong_is_a_list_like_others(plant: Workspace) -> None:
    """Problems of a new case lead to the form that mends them, are searched, and are sent as a file."""
    one = browser_of(plant, "One", Role.INNOVATION_MANAGER)
    page = one.get("/w/plant/register/problems/").content.decode()
    assert page.count('href="/w/plant/register/whole/"') == 2
    assert "Nothing fits this search." in one.get("/w/plant/register/problems/?q=nonsense").content.decode()
    lines = one.get("/w/plant/register/problems/?as=csv&sort=-where").content.decode("utf-8-sig").splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["Where", "title", "start"]


def test_the_history_of_others_is_not_seen(plant: Workspace) -> None:
    """A role limited to an enterprise sees neither the steps nor the fields of what belongs to another one."""
    manager = browser_of(plant, "One", Role.INNOVATION_MANAGER)
    limited = browser_of(plant, "Two", Role.PROJECT_LEADER, "B")
    stranger = browser_of(Workspace.objects.create(slug="other", title={"en": "Other"}), "Three", Role.AUDITOR)
    for code in ("A", "B"):
        manager.post("/w/plant/register/enterprises/new/", {"id": code, "name": code, "kind": "firm"})
        manager.post(
            "/w/plant/register/resources/new/",
            {"id": f"R{code}", "name": f"Tool {code}", "kind": "people", "owner": code, "capacity": "1"},
        )
    rows = {row.code: row.pk for row in Record.objects.filter(kind="resources")}
    for number in rows.values():
        manager.post(f"/w/plant/records/{number}/delete/")
    page = limited.get("/w/plant/register/history/").content.decode()
    assert "Tool B" in page
    assert "Tool A" not in page
    assert limited.get(f"/w/plant/records/{rows['RB']}/history/").status_code == 200
    assert limited.get(f"/w/plant/records/{rows['RA']}/history/").status_code == 404
    assert stranger.get(f"/w/other/records/{rows['RA']}/history/").status_code == 404
