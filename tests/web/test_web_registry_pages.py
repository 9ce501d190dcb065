"""Pages of the register: every page answers, keeps what was typed, and shows nothing of others."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from serpin.examples.samples import sample
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry.actions import load_case
from serpin.web.registry.models import Idea, Record
from serpin.web.registry.sheets import kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stored(django_db_setup, django_db_blocker) -> Iterator[int]:
    """Store the sample plant once for all tests of this file."""
    with django_db_blocker.unblock():
        workspace = Workspace.objects.create(slug="plant", title={"en": "Plant"}, language="ru")
        load_case(None, workspace, sample("plant"))
        yield workspace.pk
        Record.history.filter(workspace=workspace).delete()
        workspace.delete()


@pytest.fixture
def plant(stored: int) -> Workspace:
    """Return the sample plant as a workspace."""
    return Workspace.objects.get(pk=stored)


@pytest.fixture
def manager(plant: Workspace) -> User:
    """Return an innovation manager of the plant."""
    user = User.objects.create_user("m@plant.example", "long-enough-word", name="M", language="en")
    Membership.objects.create(user=user, workspace=plant, role=Role.INNOVATION_MANAGER)
    return user


@pytest.fixture
def signed_in(manager: User, client: Client) -> Client:
    """Return a browser in which the manager is signed in."""
    client.force_login(manager)
    return client


def _record(kind: str, code: str) -> Record:
    return Record.objects.get(kind=kind, code=code)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_list_form_and_record_page_answers(signed_in: Client, manager: User, language: str) -> None:
    """No kind of record breaks its list, its form, its page, its history or the list of who names it."""
    manager.language = language
    manager.save()
    for kind in kinds():
        assert signed_in.get(reverse("records", args=["plant", kind.name])).status_code == 200
        row = Record.objects.filter(kind=kind.name).first()
        if row is None:
            continue
        for page in ("record", "record-edit", "record-history", "record-uses"):
            assert signed_in.get(reverse(page, args=["plant", row.pk])).status_code == 200, (kind.name, page)
        if row.parent is None and kind.name != "case":
            assert signed_in.get(reverse("record-new", args=["plant", kind.name])).status_code == 200
        elif row.parent is not None:
            address = reverse("record-new", args=["plant", kind.name]) + f"?in={row.parent_id}"
            assert signed_in.get(address).status_code == 200
    for page in ("area-overview", "state", "area-register", "problems", "exchange", "area-ideas", "area-projects"):
        assert signed_in.get(reverse(page, args=["plant"])).status_code == 200, page


def test_saving_a_form_as_it_was_shown_changes_nothing(signed_in: Client) -> None:
    """What a form shows is read back as the same body, for one record of every kind."""
    from serpin.web.registry.forms import form_of
    from serpin.web.registry.typed import checked, read_form

    for kind in kinds():
        for row in Record.objects.filter(kind=kind.name)[:3]:
            for language in ("kk", "ru", "en"):
                typed = {c.name: c.value for f in form_of(kind, row.body, language) for c in f.cells}
                body, errors = read_form(kind, typed, language)
                from serpin.web.registry.bridge import children_of

                plain, problems = checked(kind, body, children_of(row) if kind.name != "case" else {})
                assert (errors, problems, plain) == ({}, [], row.body), (kind.name, row.code)


def test_a_refused_form_keeps_what_was_typed_at_its_field(signed_in: Client) -> None:
    """A wrong number stands in its input again, with the reason beside it and nothing stored."""
    row = _record("projects", "P01")
    refused = signed_in.post(
        reverse("record-edit", args=["plant", row.pk]),
        {"id": "P01", "name": "<b>x</b>", "weight": "viel", "innovation": row.body["innovation"]},
    )
    text = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="viel"' in text
    assert "<b>x</b>" not in text
    row.refresh_from_db()
    assert row.version == 1


def test_names_with_markup_are_escaped_everywhere(signed_in: Client, plant: Workspace) -> None:
    """A name that is a script is shown as text in lists, pages, forms, history, grids and previews."""
    bad = "<script>alert(1)</script>"
    row = _record("projects", "P01")
    signed_in.post(
        reverse("record-edit", args=["plant", row.pk]),
        {**_typed(row), "name": bad, "name:kk": "", "name:ru": "", "name:en": ""},
    )
    row.refresh_from_db()
    assert bad in str(row.body["name"])
    signed_in.post(reverse("idea-new", args=["plant"]), {"title": bad, "text": bad})
    idea = Idea.objects.get()
    signed_in.post(reverse("record-comment", args=["plant", row.pk]), {"comment": bad})
    pages = [reverse(page, args=["plant", row.pk]) for page in ("record", "record-edit", "record-history", "works")]
    pages += [reverse(page, args=["plant", idea.pk]) for page in ("idea", "idea-edit", "idea-history")]
    pages += [reverse(page, args=["plant"]) for page in ("area-ideas", "area-projects", "area-overview")]
    pages += [reverse("area-projects", args=["plant"]) + "?q=" + bad]
    for page in pages:
        answer = signed_in.get(page)
        assert answer.status_code == 200, page
        assert bad not in answer.content.decode(), page


def _typed(row: Record) -> dict[str, str]:
    from serpin.web.registry.forms import form_of
    from serpin.web.registry.queries import kind_of

    return {cell.name: cell.value for field in form_of(kind_of(row), row.body, "en") for cell in field.cells}


def test_what_somebody_else_changed_is_not_overwritten(signed_in: Client, manager: User) -> None:
    """The second of two people who opened the same version is told, and keeps what was typed."""
    row = _record("projects", "P01")
    typed = {**_typed(row), "version": "1"}
    address = reverse("record-edit", args=["plant", row.pk])
    assert signed_in.post(address, {**typed, "weight": "2"}).status_code == 302
    second = signed_in.post(address, {**typed, "weight": "3"})
    assert second.status_code == 422
    assert 'value="3"' in second.content.decode()
    told = "nothing was overwritten. What is different now: Weight: 3 → 2. Saving again puts your entries in"
    assert told in second.content.decode()
    assert 'name="version" value="2"' in second.content.decode()
    row.refresh_from_db()
    assert (row.version, row.body["weight"]) == (2, 2.0)
    assert signed_in.post(address, {**typed, "version": "2", "weight": "3"}).status_code == 302
    row.refresh_from_db()
    assert (row.version, row.body["weight"]) == (3, 3.0)


def test_a_cell_is_checked_when_it_is_left(signed_in: Client) -> None:
    """A code that names nothing, a needed blank and a bad number are said; a good code tells its name."""
    address = reverse("field-check", args=["plant", "projects"])
    unknown = signed_in.post(address + "?field=innovation", {"innovation": "I999"}).content.decode()
    assert "there is no I999" in unknown
    assert "fill this in" in signed_in.post(address + "?field=enterprise", {"enterprise": ""}).content.decode()
    assert "is not a number" in signed_in.post(address + "?field=weight", {"weight": "much"}).content.decode()
    row = Record.objects.filter(kind="innovations").first()
    assert row is not None
    good = signed_in.post(address + "?field=innovation", {"innovation": row.code}).content.decode()
    assert 'class="fault"' not in good
    assert row.code in good
    assert signed_in.post(address + "?field=nothing", {}).status_code == 404


def test_a_share_may_be_typed_in_percent_without_the_sign(signed_in: Client) -> None:
    """15 in a field of shares is 15 %, as people mean it."""
    from serpin.web.registry.sheets import kind_named
    from serpin.web.registry.typed import read_form

    body, errors = read_form(kind_named("risks"), {"id": "R1", "name": "x", "probability": "15"}, "ru")
    assert (body["probability"], errors) == (0.15, {})


def test_lists_filter_sort_and_page_with_the_filter_kept(signed_in: Client) -> None:
    """A heading that was clicked says how it sorts; the search stays in every link."""
    page = signed_in.get(reverse("area-projects", args=["plant"]) + "?q=P0&sort=-title").content.decode()
    assert 'aria-sort="descending"' in page
    assert "q=P0&amp;sort=title" in page
    assert "q=P0&amp;sort=-title&amp;as=csv" in page


def test_chosen_records_are_deleted_unless_others_name_them(signed_in: Client, plant: Workspace) -> None:
    """A bulk deletion takes what nobody names and says why the rest stays."""
    used = _record("innovations", _record("projects", "P01").body["innovation"])
    spare = Record.objects.create(
        workspace=plant, kind="innovations", code="I99", title="x", body={"id": "I99", "name": "x", "type": "goods"}
    )
    answer = signed_in.post(
        reverse("records-act", args=["plant", "innovations"]), {"record": [used.pk, spare.pk]}, follow=True
    )
    left = set(Record.objects.filter(kind="innovations").values_list("code", flat=True))
    assert used.code in left
    assert "I99" not in left
    assert "is still used by" in answer.content.decode()


def test_the_first_page_tells_each_role_what_to_do(plant: Workspace, client: Client) -> None:
    """Every role finds steps of its own with addresses that answer."""
    import re

    for role in Role:
        user = User.objects.create_user(f"{role}@plant.example", "long-enough-word", language="en")
        Membership.objects.create(user=user, workspace=plant, role=role)
        client.force_login(user)
        page = client.get(reverse("area-overview", args=["plant"])).content.decode()
        steps = re.findall(r'href="([^"]+)"', page.split('class="steps"')[1].split("</ol>")[0])
        assert steps, role
        for address in steps:
            assert client.get(address).status_code in {200, 302, 403}, (role, address)


def test_a_record_is_commented_and_its_history_says_who(signed_in: Client, manager: User) -> None:
    """A comment stands below the record; a change stands in the history with old and new words."""
    row = _record("projects", "P01")
    signed_in.post(reverse("record-comment", args=["plant", row.pk]), {"comment": "needs a second look"})
    assert "needs a second look" in signed_in.get(reverse("record", args=["plant", row.pk])).content.decode()
    signed_in.post(reverse("record-edit", args=["plant", row.pk]), {**_typed(row), "weight": "3.5"})
    history = signed_in.get(reverse("record-history", args=["plant", row.pk])).content.decode()
    assert "3.5" in history
