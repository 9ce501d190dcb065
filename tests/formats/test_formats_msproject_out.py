"""MS Project XML that is written: an independent reader finds everything, and no date moves when all are computed."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

import pytest
from linked_case import linked_case, rich
from project_program import at, computed, every, minutes, stated, tree

from serpin.base.texts import LANGUAGES
from serpin.examples.samples import sample
from serpin.formats.msproject.reading import project_file
from serpin.formats.msproject.writing import mspdi_of
from serpin.vocabulary.case import Case
from serpin.vocabulary.timetable import Placement, Timetable


def _read(case: Case, *tables, **options) -> Element:
    return tree(mspdi_of(case, *tables, **options)[0])


def _shifted(timetable: Timetable, days: int) -> Timetable:
    """Return a timetable in which every later project lies so many days later, begun works excepted."""
    order = list(dict.fromkeys(placement.project for placement in timetable.placements))
    placements = [
        p.model_copy(
            update={
                "start": p.start + days * order.index(p.project),
                "finish": p.finish + days * order.index(p.project),
            }
        )
        for p in timetable.placements
    ]
    return Timetable(placements=tuple(placements))


def _check_no_date_moves(root: Element) -> None:
    said, found = stated(root), computed(root)
    assert said.keys() == found.keys()
    assert [uid for uid in said if said[uid] != found[uid]] == []


def test_no_date_moves_without_a_timetable() -> None:
    """Works that lie where their links put them stay there, to the minute, over all kinds of links and lags."""
    _check_no_date_moves(_read(linked_case()))


def test_no_date_moves_with_a_timetable() -> None:
    """Works that a timetable has put somewhere stay there."""
    case = linked_case()
    content, _ = mspdi_of(case)
    timetable = project_file(content, "x.xml").timetable
    root = _read(case, _shifted(timetable, 9))
    _check_no_date_moves(root)
    assert {at(task, "Manual") for task in every(root, "Tasks/Task")} == {"0"}


def test_no_date_moves_in_the_sample_plant() -> None:
    """The whole sample plant, with its actuals, stays where it is, with a timetable and without one."""
    case = sample("plant")
    content, _ = mspdi_of(case, language="ru")
    _check_no_date_moves(tree(content))
    timetable = project_file(content, "x.xml").timetable
    begun = {(p.id, w.id) for p in case.projects for w in p.works if w.progress}
    assert begun
    _check_no_date_moves(_read(case, _shifted(timetable, 0)))


def test_a_date_that_links_would_move_is_scheduled_by_hand() -> None:
    """Where a timetable does not keep a link, the task is told to stay, and stays."""
    case = linked_case()
    begun = case.days.day_of(date(2027, 1, 11))
    places = {work.id: begun if work.progress else 20 for work in case.projects[0].works}
    placements = [Placement(project="P1", work=w, mode="m", start=day, finish=day + 2) for w, day in places.items()]
    root = _read(case, Timetable(placements=tuple(placements)))
    by_hand = [at(task, "Name") for task in every(root, "Tasks/Task") if at(task, "Manual") == "1"]
    assert by_hand == ["d", "e", "m", "f"]
    gate = {at(t, "UID") for t in every(root, "Tasks/Task") if at(t, "Name") == "Gate"}
    said, found = stated(root), computed(root)
    assert [uid for uid in said if said[uid] != found[uid] and uid not in gate] == []


def test_everything_is_found_by_the_independent_reader() -> None:
    """Outline, links, lags, units, work, costs, progress and baseline stand where the format has them."""
    case = linked_case()
    baseline = Timetable(placements=(Placement(project="P1", work="A", mode="m", start=0, finish=4),))
    root = _read(case, None, baseline)
    tasks = {at(task, "Name"): task for task in every(root, "Tasks/Task")}
    assert [(at(t, "OutlineNumber"), at(t, "Summary")) for t in tasks.values()][:4] == [
        ("0", "1"), ("1", "1"), ("1.1", "0"), ("1.2", "0"),
    ]  # fmt: skip
    assert at(tasks["First"], "Deadline") == "2027-12-31T18:00:00"
    names = {at(task, "UID"): name for name, task in tasks.items()}
    links = {
        (names[at(link, "PredecessorUID")], name): (at(link, "Type"), int(at(link, "LinkLag")) / 4800)
        for name, task in tasks.items()
        for link in every(task, "PredecessorLink")
    }
    assert links == {
        ("a", "b"): ("1", 3), ("a", "c"): ("3", 2), ("b", "c"): ("1", -2), ("b", "d"): ("0", 1), ("c", "e"): ("2", 6),
        ("d", "m"): ("1", 0), ("e", "m"): ("1", 0), ("m", "f"): ("1", 0),
        ("c", "Gate"): ("1", 0), ("d", "Gate"): ("1", 0), ("Gate", "e"): ("1", 0),
    }  # fmt: skip
    assert at(tasks["m"], "Milestone") == at(tasks["Gate"], "Milestone") == "1"
    assert (at(tasks["a"], "PercentComplete"), at(tasks["a"], "ActualStart")) == ("40", "2027-01-11T09:00:00")
    assert at(tasks["a"], "ActualCost") == "7750"
    assert (at(tasks["a"], "Baseline/Start"), at(tasks["a"], "Baseline/Duration")) == (
        "2027-01-05T09:00:00",
        "PT32H0M0S",
    )
    assert at(tasks["f"], "FixedCost") == "123450"
    resources = {at(r, "UID"): r for r in every(root, "Resources/Resource")}
    assert [(at(r, "Name"), at(r, "Type"), at(r, "MaxUnits"), at(r, "StandardRate")) for r in resources.values()] == [
        ("People", "1", "6", "3125.06875"), ("Lab", "1", "1", "0"),
        ("Part-time", "1", "1.5", "1000"), ("Steel", "0", "", "3"),
    ]  # fmt: skip
    work = {
        (names[at(a, "TaskUID")], at(resources[at(a, "ResourceUID")], "Name")): (at(a, "Units"), minutes(at(a, "Work")))
        for a in every(root, "Assignments/Assignment")
    }
    assert work[("a", "People")] == ("2", 2 * 5 * 480)
    assert work[("b", "Part-time")] == ("0.5", 5 * 240)


def test_projects_that_are_not_placed_are_left_out_and_told() -> None:
    """A timetable that holds one project gives a file of this project, and a note for the other."""
    case = linked_case()
    placements = tuple(Placement(project="P2", work="A", mode="1", start=30, finish=38) for _ in range(1))
    content, notes = mspdi_of(case, Timetable(placements=placements))
    assert [at(task, "Name") for task in every(tree(content), "Tasks/Task")] == ["Linked", "Second", "z"]
    assert "projects left out, since they are not in the timetable: 1, for example P1" in [
        note.text() for note in notes
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_carried_is_told_in_every_language(language: str) -> None:
    """Each kind of thing without a place in the format is a warning that can be said in every language."""
    content, notes = mspdi_of(rich(), language=language)
    assert tree(content).tag.endswith("Project")
    texts = [note.text(language) for note in notes]
    assert len(texts) == len(set(texts)) > 20
    assert all(note.severity == "warning" for note in notes)


def test_public_holidays_stand_as_exceptions_of_whole_years() -> None:
    """Every holiday on a working weekday is an exception, from the year of the start to beyond the end."""
    root = _read(linked_case())
    names = [at(e, "Name") for e in every(every(root, "Calendars/Calendar")[0], "Exceptions/Exception")]
    days = {
        at(e, "TimePeriod/FromDate")[:10] for e in every(every(root, "Calendars/Calendar")[0], "Exceptions/Exception")
    }
    assert len(names) == len(days)
    assert {"2027-01-01", "2027-03-22", "2027-12-16", "2027-01-13", "2027-01-17"} <= days
    assert max(date.fromisoformat(day) for day in days).year >= 2030
