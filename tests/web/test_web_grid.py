"""The table of works: stored whole or not at all, each refusal at its cell."""

import pytest
from django.test import Client

from serpin.examples.samples import sample
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry import grid
from serpin.web.registry.actions import load_case
from serpin.web.registry.bridge import case_of
from serpin.web.registry.models import Record
from serpin.web.ui.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Record:
    """Return the first project of the sample plant."""
    workspace = Workspace.objects.create(slug="plant", title={"en": "Plant"})
    load_case(None, workspace, sample("plant"))
    return Record.objects.get(workspace=workspace, kind="projects", code="P01")


@pytest.fixture
def manager(project: Record) -> User:
    """Return an innovation manager of the plant."""
    user = User.objects.create_user("m@plant.example", "long-enough-word", name="M", language="ru")
    Membership.objects.create(user=user, workspace=project.workspace, role=Role.INNOVATION_MANAGER)
    return user


def test_an_unchanged_table_changes_nothing(project: Record, manager: User) -> None:
    """Saving what was shown leaves the case and its history as they were."""
    before, history = case_of(project.workspace), Record.history.count()
    grid.save_rows(manager, project, grid.rows_of(project, "ru"))
    assert case_of(project.workspace) == before
    assert Record.history.count() == history


def test_a_new_row_becomes_a_work_with_a_mode_after_another(project: Record, manager: User) -> None:
    """A row that was pasted is a work; its link may point to a row that is new, too."""
    rows = grid.rows_of(project, "ru")
    cells = {"id": "W90", "name": "Новая работа", "kind": "training", "after": "W91", "duration": "12", "cost": "1,5e6"}
    empty = dict.fromkeys(rows[0].cells, "")
    rows.append(grid.GridRow(90, None, None, empty | cells))
    rows.append(grid.GridRow(91, None, None, empty | cells | {"id": "W91", "after": "W1 SS+5"}))
    grid.save_rows(manager, project, rows)
    work = case_of(project.workspace).project("P01").work("W90")
    assert ([link.work for link in work.after], work.modes[0].planned_days) == (["W91"], 12)


def test_a_refused_cell_is_named_and_nothing_is_stored(project: Record, manager: User) -> None:
    """A wrong duration stands at its cell; the other rows of the table are not stored either."""
    rows = grid.rows_of(project, "ru")
    rows[0].cells["name"] = "Другое имя"
    rows[1].cells["duration"] = "скоро"
    before = case_of(project.workspace)
    with pytest.raises(Refused):
        grid.save_rows(manager, project, rows)
    assert rows[1].errors == {"duration": "«скоро» — не число"} or "duration" in rows[1].errors
    assert case_of(project.workspace) == before


def test_a_removed_row_is_gone_unless_others_need_it(project: Record, manager: User) -> None:
    """A work that risks and payments name is kept and the reason said; one that nobody names goes."""
    with pytest.raises(Refused, match="W1"):
        grid.save_rows(manager, project, grid.rows_of(project, "ru")[1:])
    empty = dict.fromkeys(grid.rows_of(project, "ru")[0].cells, "")
    added = grid.GridRow(90, None, None, empty | {"id": "W90", "name": "x", "kind": "training", "duration": "3"})
    grid.save_rows(manager, project, [*grid.rows_of(project, "ru"), added])
    grid.save_rows(manager, project, grid.rows_of(project, "ru")[:-1])
    assert "W90" not in {work.id for work in case_of(project.workspace).project("P01").works}


def test_the_page_keeps_what_was_typed(project: Record, manager: User, client: Client) -> None:
    """A refused table is shown again with every text that was typed."""
    client.force_login(manager)
    address = f"/w/plant/records/{project.pk}/works/"
    assert client.get(address).status_code == 200
    refused = client.post(address, {"0:id": "W1", "0:name": "Слово", "0:kind": "research", "0:duration": "-3"})
    assert (refused.status_code, "Слово" in refused.content.decode()) == (422, True)


def test_a_mode_changed_meanwhile_is_not_overwritten(project: Record, manager: User) -> None:
    """The table notices a change of the mode that it shows, not only of the work."""
    rows = grid.rows_of(project, "ru")
    mode = Record.objects.filter(kind=grid.MODES, parent__pk=rows[0].pk).order_by("position").first()
    assert mode is not None
    mode.version += 1
    mode.save()
    rows[0].cells["name"] = "Другое имя"
    with pytest.raises(Refused):
        grid.save_rows(manager, project, rows)
    assert list(rows[0].errors) == ["id"]


def test_a_work_that_somebody_added_meanwhile_stays(project: Record, manager: User) -> None:
    """Works that the table did not show are not removed by saving it."""
    rows = grid.rows_of(project, "ru")
    shown = {row.pk for row in rows if row.pk is not None}
    empty = dict.fromkeys(rows[0].cells, "")
    added = grid.GridRow(90, None, None, empty | {"id": "W90", "name": "x", "kind": "training", "duration": "3"})
    grid.save_rows(manager, project, [*rows, added])
    grid.save_rows(manager, project, grid.rows_of(project, "ru")[:-1], shown)
    assert project.children.filter(kind=grid.WORKS, code="W90").exists()


def test_what_was_pasted_is_judged_before_it_is_stored(project: Record, manager: User, client: Client) -> None:
    """Each cell that saving would refuse is named, links between new rows count, and nothing is stored."""
    client.force_login(manager)
    address = f"/w/plant/records/{project.pk}/works/"
    typed = {
        "0:id": "W90",
        "0:name": "Новая",
        "0:kind": "обучение",
        "0:duration": "скоро",
        "0:after": "W91",
    }
    typed |= {"1:id": "W91", "1:name": "Другая", "1:kind": "training", "1:duration": "5", "1:after": "W90"}
    typed |= {"2:id": "W92", "2:name": "Третья", "2:kind": "training", "2:duration": "5", "2:after": "W91; W404"}
    before, history = case_of(project.workspace), Record.history.count()
    found = client.post(f"{address}rehearse/", typed).json()
    assert sorted(found["faults"]) == ["0:duration", "0:kind", "2:after"]
    assert found["told"] == "Ячейки, которые нельзя сохранить в таком виде: 3."
    assert client.post(f"{address}rehearse/", {**typed, "0:kind": "7 подготовка и подбор кадров"}).status_code == 200
    assert case_of(project.workspace) == before
    assert Record.history.count() == history
    assert client.get(f"{address}rehearse/").status_code == 405


def test_a_choice_that_is_not_offered_stays_visible(project: Record, manager: User, client: Client) -> None:
    """What was pasted into a cell of choices stands there again beside the reason."""
    client.force_login(manager)
    typed = {"0:id": "W1", "0:name": "Слово", "0:kind": "колдовство", "0:duration": "3"}
    page = client.post(f"/w/plant/records/{project.pk}/works/", typed).content.decode()
    assert '<option value="колдовство" selected>колдовство</option>' in page
    assert 'aria-describedby="fault-0-kind"' in page
