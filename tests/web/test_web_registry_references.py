"""Codes in lists and tables are codes like others: unknown ones are refused, named ones are kept."""

import pytest

from serpin.web.accounts.models import User, Workspace
from serpin.web.registry.actions import delete_record, save_record
from serpin.web.registry.forms import form_of
from serpin.web.registry.models import Record
from serpin.web.registry.referring import target_of
from serpin.web.registry.sheets import kind_named, kinds
from serpin.web.ui.refusal import Refused

pytestmark = pytest.mark.django_db


def test_fields_that_hold_several_codes_are_known() -> None:
    """Lists of codes, tables by code and lists of nouns that begin with a code lead to what they name."""
    found = {(kind.name, ".".join(entry.path)): target_of(kind, entry) for kind in kinds() for entry in kind.fields}
    assert found["projects.works.modes", "demand"] == "resources"
    assert found["projects.works", "after"] == found["projects.gates", "before"] == "projects.works"
    assert found["relations", "projects"] == found["strategies.goals.measures", "projects"] == "projects"
    assert found["projects", "partners"] == "enterprises"
    assert found["covers", "perils"] == "risks"
    assert found["projects", "name"] == found["projects.works", "pinned_mode"] == ""


def test_a_resource_that_works_need_is_not_deleted(plant: Workspace, manager: User) -> None:
    """The refusal names the places; a resource that nobody needs goes."""
    with pytest.raises(Refused, match="P01/W1/"):
        delete_record(manager, Record.objects.get(kind="resources", code="DESIGN"))
    made = save_record(
        manager,
        plant,
        kind_named("resources"),
        {"id": "X1", "name": "X", "kind": "people", "owner": "PLANT", "capacity": "1"},
    )
    delete_record(manager, made)
    assert Record.objects.filter(kind="resources", code="DESIGN").exists()
    assert not Record.objects.filter(kind="resources", code="X1").exists()


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("projects.works.modes", "demand", "DESIGN: 2; NOWHERE: 1"),
        ("projects.works", "after", "W404"),
        ("relations", "projects", "P01; P99"),
    ],
)
def test_an_unknown_code_in_a_list_is_refused(plant: Workspace, manager: User, kind: str, name: str, text: str) -> None:
    """The code is named at its input, and nothing is stored."""
    row = Record.objects.filter(kind=kind).order_by("pk").first()
    assert row is not None
    typed = {cell.name: cell.value for entry in form_of(kind_named(kind), row.body, "en") for cell in entry.cells}
    with pytest.raises(Refused) as refused:
        save_record(manager, plant, kind_named(kind), {**typed, name: text}, record=row)
    assert name in refused.value.errors
    assert next(code for code in ("NOWHERE", "W404", "P99") if code in text) in refused.value.errors[name]
    row.refresh_from_db()
    assert text not in str(row.body)


def test_what_is_named_already_may_stay(plant: Workspace, manager: User) -> None:
    """A record that names what is hidden or gone can be saved, so that its other fields can be put right."""
    row = Record.objects.filter(kind="projects.works.modes", body__demand__has_key="DESIGN").order_by("pk").first()
    assert row is not None
    row.body["demand"]["GONE"] = 1
    row.save()
    typed = {cell.name: cell.value for entry in form_of(kind_named(row.kind), row.body, "en") for cell in entry.cells}
    saved = save_record(manager, plant, kind_named(row.kind), {**typed, "notes": "Changed."}, record=row)
    assert saved.body["notes"] == "Changed."
    assert saved.body["demand"]["GONE"] == 1
