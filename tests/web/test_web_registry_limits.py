"""Whose records are whose: a role limited to an enterprise sees and changes its own alone."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from serpin.examples.samples import sample
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.permissions import NotAllowed
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import Role
from serpin.web.registry import actions, bridge, ideas, queries
from serpin.web.registry.models import Document, Idea, Record
from serpin.web.registry.sheets import kind_named

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker) -> Iterator[int]:
    """Store the sample region once for all tests of this file."""
    with django_db_blocker.unblock():
        workspace = Workspace.objects.create(slug="region", title={"en": "Region"}, kind="programme")
        actions.load_case(None, workspace, sample("region"))
        yield workspace.pk
        Record.history.filter(workspace=workspace).delete()
        workspace.delete()


@pytest.fixture
def region(stored: int) -> Workspace:
    """Return the sample region as a workspace."""
    return Workspace.objects.get(pk=stored)


@pytest.fixture
def owners(region: Workspace) -> tuple[str, str]:
    """Return two enterprises with projects."""
    codes = Record.objects.filter(kind="projects").order_by("enterprise").values_list("enterprise", flat=True)
    first, second, *_ = dict.fromkeys(codes)
    return first, second


@pytest.fixture
def limited(region: Workspace, owners: tuple[str, str]) -> User:
    """Return somebody who leads innovation at the first enterprise alone."""
    user = User.objects.create_user("l@region.example", "long-enough-word", name="L", language="en")
    Membership.objects.create(user=user, workspace=region, role=Role.INNOVATION_MANAGER, enterprise=owners[0])
    return user


@pytest.fixture
def browser(limited: User, client: Client) -> Client:
    """Return a browser in which the limited manager is signed in."""
    client.force_login(limited)
    return client


def _of(owner: str, kind: str) -> Record:
    row = Record.objects.filter(kind=kind, enterprise=owner).first()
    assert row is not None
    return row


def test_works_and_modes_belong_to_the_enterprise_of_their_project(region: Workspace) -> None:
    """Whatever stands within a project has its enterprise, and so have the impacts of risks on it."""
    owners = dict(Record.objects.filter(kind="projects").values_list("code", "enterprise"))
    for row in Record.objects.filter(kind="projects.works.modes").select_related("parent__parent"):
        assert row.enterprise == row.parent.parent.enterprise
    for row in Record.objects.filter(kind="risks.impacts", parent__enterprise=""):
        if row.body.get("project"):
            assert row.enterprise == owners[row.body["project"]]


def test_records_of_others_are_not_there(browser: Client, owners: tuple[str, str]) -> None:
    """Pages, forms, files and actions on records of another enterprise answer that there is nothing."""
    for kind in ("projects", "projects.works", "projects.works.modes"):
        other = _of(owners[1], kind)
        for page in ("record", "record-edit", "record-history", "record-uses"):
            assert browser.get(reverse(page, args=["region", other.pk])).status_code == 404, page
        for page in ("record-delete", "record-move", "record-comment", "record-attach"):
            assert browser.post(reverse(page, args=["region", other.pk]), {"comment": "x"}).status_code == 404, page
    other = _of(owners[1], "projects")
    assert browser.get(reverse("works", args=["region", other.pk])).status_code == 404
    new = reverse("record-new", args=["region", "projects.works"]) + f"?in={other.pk}"
    assert browser.get(new).status_code == 404


def test_lists_and_their_files_hold_only_ones_own(browser: Client, owners: tuple[str, str]) -> None:
    """No code of another enterprise's project stands in the list or its export; bulk deletion does not touch it."""
    other = _of(owners[1], "projects")
    address = reverse("area-projects", args=["region"])
    assert other.title not in browser.get(address + f"?q={other.code}").content.decode()
    assert other.title not in browser.get(address + "?as=csv").content.decode()
    browser.post(reverse("records-act", args=["region", "projects"]), {"record": [other.pk]})
    assert Record.objects.filter(pk=other.pk).exists()


def test_the_whole_workspace_is_not_given_to_a_part(browser: Client) -> None:
    """Import and export of everything are refused with the reason, not only hidden."""
    for page, args in (("exchange", ["region"]), ("workspace-file", ["region", "xlsx"])):
        answer = browser.get(reverse(page, args=args))
        assert answer.status_code == 403
    refused = browser.post(reverse("exchange", args=["region"]), {"file": SimpleUploadedFile("a.yaml", b"a: 1")})
    assert refused.status_code == 403


def test_ones_own_records_are_changed_and_shared_ones_are_not(
    region: Workspace, limited: User, owners: tuple[str, str]
) -> None:
    """A limited manager makes projects of the own enterprise, none of another one and nothing that all share."""
    innovation = Record.objects.filter(kind="innovations").filter(enterprise__in=["", owners[0]]).first()
    assert innovation is not None
    typed = {"id": "P990", "name": "Own", "innovation": innovation.code, "enterprise": owners[0]}
    made = actions.save_record(limited, region, kind_named("projects"), typed)
    assert made.enterprise == owners[0]
    with pytest.raises(NotAllowed):
        actions.save_record(limited, region, kind_named("projects"), {**typed, "id": "P991", "enterprise": owners[1]})
    with pytest.raises(NotAllowed):
        actions.save_record(limited, region, kind_named("projects"), {**typed, "enterprise": owners[1]}, record=made)
    shared = Record.objects.filter(kind="indicators").first()
    assert shared is not None
    with pytest.raises(NotAllowed):
        actions.delete_record(limited, shared)


def test_codes_of_others_are_not_told(browser: Client, region: Workspace, owners: tuple[str, str]) -> None:
    """A form that names another enterprise's project says the same as for a code that does not exist."""
    other = _of(owners[1], "projects")
    address = reverse("field-check", args=["region", "payments"]) + "?field=project"
    hidden = browser.post(address, {"project": other.code}).content.decode()
    absent = browser.post(address, {"project": "P999999"}).content.decode()
    assert other.title not in hidden
    assert hidden.replace(other.code, "X") == absent.replace("P999999", "X")


def test_a_project_that_changes_hands_takes_everything_along(region: Workspace, owners: tuple[str, str]) -> None:
    """When the enterprise of a project changes, its works and modes belong to the new one."""
    officer = User.objects.create_user("o@region.example", "long-enough-word", language="en")
    Membership.objects.create(user=officer, workspace=region, role=Role.PROGRAMME_OFFICER)
    row = _of(owners[0], "projects")
    body = {**row.body, "enterprise": owners[1]}
    body.pop("partners", None)
    actions.write_body(officer, region, kind_named("projects"), body, record=row, parent=None)
    assert {work.enterprise for work in row.children.all()} == {owners[1]}
    modes = Record.objects.filter(parent__parent=row)
    assert set(modes.values_list("enterprise", flat=True)) == {owners[1]}


def test_ideas_and_documents_of_others_are_not_there(
    browser: Client, region: Workspace, owners: tuple[str, str], settings, tmp_path
) -> None:
    """An idea of another enterprise has no page, no twin and no document for a limited role."""
    settings.MEDIA_ROOT = tmp_path
    officer = User.objects.create_user("o@region.example", "long-enough-word", language="en")
    Membership.objects.create(user=officer, workspace=region, role=Role.PROGRAMME_OFFICER)
    idea = Idea.objects.create(workspace=region, title="Robot that welds", enterprise=owners[1], author=officer)
    for page in ("idea", "idea-edit", "idea-history"):
        assert browser.get(reverse(page, args=["region", idea.pk])).status_code == 404
    assert browser.post(reverse("idea-act", args=["region", idea.pk]), {"do": "support"}).status_code == 404
    told = browser.post(reverse("idea-new", args=["region"]), {"title": "Robot that welds", "text": ""})
    assert told.status_code == 302
    row = _of(owners[1], "projects")
    document = Document.objects.create(workspace=region, record=row, name="a.txt", file="x.bin", size=1)
    assert browser.get(reverse("document", args=["region", document.pk])).status_code == 404
    assert browser.post(reverse("document-delete", args=["region", document.pk])).status_code == 404


def test_numbers_of_other_workspaces_tell_nothing(region: Workspace, owners: tuple[str, str], client: Client) -> None:
    """A member of one workspace finds nothing under the numbers of another's records, there or here."""
    other = Workspace.objects.create(slug="other", title={"en": "Other"})
    user = User.objects.create_user("x@other.example", "long-enough-word", language="en")
    Membership.objects.create(user=user, workspace=other, role=Role.INNOVATION_MANAGER)
    client.force_login(user)
    row = _of(owners[0], "projects")
    for slug in ("region", "other"):
        for page in ("record", "record-edit", "record-history", "works", "record-uses"):
            assert client.get(reverse(page, args=[slug, row.pk])).status_code == 404


def test_who_names_a_record_is_told_without_what_is_hidden(
    region: Workspace, limited: User, owners: tuple[str, str]
) -> None:
    """The reason why a shared record stays names a hidden user's list, not its code."""
    shared = next(
        row
        for row in Record.objects.filter(kind="innovations")
        if Record.objects.filter(kind="projects", body__innovation=row.code, enterprise=owners[1]).exists()
    )
    told = actions.users_told(limited, shared, shared.code)
    hidden = Record.objects.filter(kind="projects", body__innovation=shared.code, enterprise=owners[1])
    assert not any(row.code in told for row in hidden)


def test_the_case_is_still_the_same(region: Workspace) -> None:
    """Deriving owners from projects changes no body."""
    assert bridge.case_of(region) == sample("region")


def test_an_idea_changed_meanwhile_is_not_overwritten(region: Workspace) -> None:
    """The second of two editors of an idea is refused and the first text stays."""
    from serpin.web.ui.refusal import Refused

    officer = User.objects.create_user("o@region.example", "long-enough-word", language="en")
    Membership.objects.create(user=officer, workspace=region, role=Role.PROGRAMME_OFFICER)
    idea = ideas.suggest(officer, region, {"title": "One", "text": ""})
    ideas.suggest(officer, region, {"title": "Two", "text": ""}, idea, 1)
    with pytest.raises(Refused):
        ideas.suggest(officer, region, {"title": "Three", "text": ""}, idea, 1)
    idea.refresh_from_db()
    assert idea.title == "Two"
    assert queries.ideas(standing(officer, "region")).count() == 1
    assert [change.after for change in ideas.changes_of(idea, "en")][:1] == ["Two"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Насосный завод «Ертіс»", "nasosnyi-zavod-ertis"), ("Өскемен қалыбы", "oskemen-qalyby"), ("«»", "workspace")],
)
def test_an_address_is_made_of_a_cyrillic_title(title: str, slug: str, db: None) -> None:
    """The title of a plant in Kazakh or Russian can be read in its address."""
    from serpin.web.registry import workspaces

    root = User.objects.create_superuser("root@example.org", "long-enough-word")
    workspace, _ = workspaces.make(root, {"title": title, "kind": "enterprise", "language": "kk", "slug": ""}, None)
    assert workspace.slug == slug
