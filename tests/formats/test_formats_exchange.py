"""Tables, agenda and instances: what is written for other programs, and read again."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from linked_case import linked_case
from rich_case import rich_case

from serpin.base.errors import InputError
from serpin.base.texts import LANGUAGES
from serpin.examples.samples import sample
from serpin.formats.agenda import agenda_of, entries_of
from serpin.formats.exchange import read_project_file, write_any, write_calendar, write_project_file, write_tables
from serpin.formats.files import read_case
from serpin.formats.psplib import read_instance
from serpin.formats.psplib_text import instance_of
from serpin.formats.tables import case_from_tables, guarded, tables_of, unguarded
from serpin.vocabulary.timetable import Placement, Timetable


@pytest.mark.parametrize("bom", [False, True])
def test_tables_are_the_same_case(bom: bool, tmp_path: Path) -> None:
    """A case, written as a folder of tables and read from it, is the same, to the last digit."""
    written = write_tables(rich_case(), tmp_path / "tables", bom=bom)
    assert {path.name for path in written} >= {"case.csv", "projects.works.modes.csv", "sources.available.csv"}
    assert all(path.read_bytes().startswith("\ufeff".encode()) is bom for path in written)
    case, notes = read_case(tmp_path / "tables")
    assert case == rich_case()
    assert notes == []


def test_tables_of_the_sample_plant_are_the_same_case() -> None:
    """The whole sample plant goes through tables unchanged."""
    assert case_from_tables(tables_of(sample("plant"))) == (sample("plant"), [])


def test_semicolons_and_tabs_separate_cells_as_well(tmp_path: Path) -> None:
    """What a spreadsheet program saves with semicolons is read as well."""
    for path in write_tables(linked_case(), tmp_path):
        with path.open(newline="", encoding="utf-8") as stream:
            rows = list(csv.reader(stream))
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream, delimiter=";").writerows(rows)
    assert read_case(tmp_path) == (linked_case(), [])


def test_no_cell_of_a_table_is_a_formula() -> None:
    """A text that a spreadsheet program would run carries an apostrophe, and loses it in reading."""
    data = linked_case().model_dump(mode="json")
    names = ["=1+1", "+7 701", "-x", "@SUM(A1)", "'=x", "''-x", "'ok", "x=1"]
    data["projects"][0]["works"] = data["projects"][0]["works"][:1] * 0 + [
        {"id": f"W{n}", "name": name, "kind": "research", "modes": [{"id": "1", "duration": 1}]}
        for n, name in enumerate(names)
    ]
    data["projects"][0]["gates"] = []
    case = type(linked_case()).model_validate(data)
    texts = tables_of(case)
    cells = [cell for text in texts.values() for row in csv.reader(text.splitlines()) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+@\t") or (cell[:1] == "-" and cell[1:2] == "x")]
    assert case_from_tables(texts)[0] == case
    assert [unguarded(guarded(name)) for name in names] == names


def test_the_timetable_is_a_table_of_its_own() -> None:
    """Days stand in it as numbers and as dates."""
    timetable = Timetable(placements=(Placement(project="P1", work="A", mode="m", start=0, finish=4),))
    text = tables_of(linked_case(), timetable)["timetable"]
    assert text.splitlines()[1] == "P1,A,m,0,4,2027-01-05,2027-01-09"


def test_other_tables_in_the_folder_are_told(tmp_path: Path) -> None:
    """A table that belongs to no list of a case is not read, and that is said."""
    write_tables(linked_case(), tmp_path)
    (tmp_path / "notes.csv").write_text("a,b\n")
    case, notes = read_case(tmp_path)
    assert case == linked_case()
    assert [note.text() for note in notes] == [
        "notes.csv: notes is not the name of a table of a case; the file is not read"
    ]


def test_problems_in_tables_name_table_and_cell() -> None:
    """What is wrong in a table is told with its file and cell."""
    texts = tables_of(linked_case())
    texts["projects.works.modes"] = texts["projects.works.modes"].replace("P1,B,", "P1,BB,")
    with pytest.raises(InputError, match=r"projects\.works\.modes\.csv!B\d"):
        case_from_tables(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_agenda_holds_gates_and_deadlines(language: str) -> None:
    """Gates lie on the last day of the works that they look at, deadlines where the case has them."""
    case = linked_case()
    works = {"A": (0, 5), "B": (8, 13), "C": (11, 14), "D": (10, 14)}
    placed = tuple(Placement(project="P1", work=w, mode="m", start=s, finish=f) for w, (s, f) in works.items())
    book = icalendar.Calendar.from_ical(agenda_of(case, Timetable(placements=placed), language))
    events = {str(event["uid"]): event for event in book.walk("VEVENT")}
    assert set(events) == {"begin-P1@serpin", "finish-P1@serpin", "deadline-P1@serpin", "gate-P1-G@serpin"}
    assert events["deadline-P1@serpin"].decoded("dtstart") == date(2027, 12, 31)
    assert events["gate-P1-G@serpin"].decoded("dtstart") == case.days.date_of(13)
    assert events["gate-P1-G@serpin"].decoded("dtend") == case.days.date_of(13) + timedelta(days=1)
    assert case.projects[0].name.text(language) in str(events["gate-P1-G@serpin"]["summary"])
    assert len(list(book.walk("VALARM"))) == 2


def test_agenda_without_a_timetable_holds_what_the_case_states() -> None:
    """Deadlines, decided gates and obligations need no plan."""
    keys = {entry.key for entry in entries_of(rich_case())}
    assert keys == {"gate-P1-G1", "obligation-S2-1"}
    assert agenda_of(sample("plant")) == agenda_of(sample("plant"))


@pytest.mark.parametrize("ending", [".sm", ".mm"])
def test_instance_is_the_same_after_writing_and_reading(ending: str, tmp_path: Path) -> None:
    """An instance that was read is, written and read again, the same."""
    case = linked_case(projects=[], resources=[]).model_dump(mode="json")
    modes = [[(4, {"R": 2})], [(3, {"R": 1, "N": 5})] + [(6, {"R": 1})] * (ending == ".mm"), [(2, {})]]
    case["resources"] = [
        {"id": "R", "name": "R", "owner": "X", "capacity": 3},
        {"id": "N", "name": "N", "owner": "X", "capacity": 9, "consumed": True},
    ]
    case["projects"] = [{"id": "P", "name": "P", "enterprise": "X", "innovation": "I", "works": [
        {
            "id": str(n), "name": "w", "kind": "research", "after": [{"work": str(n - 1)}] if n else [],
            "modes": [{"id": str(m), "duration": days, "demand": use} for m, (days, use) in enumerate(group)],
        }
        for n, group in enumerate(modes)
    ]}]  # fmt: skip
    path = tmp_path / f"x{ending}"
    assert write_any(type(rich_case()).model_validate(case), path) == []
    once = read_instance(path)
    write_any(once, path)
    assert read_instance(path) == once == read_case(path)[0]
    works = once.projects[0].works
    assert [[(m.planned_days, dict(m.demand)) for m in work.modes] for work in works] == [
        [(days, {f"{kind}1": units for kind, units in use.items()}) for days, use in group] for group in modes
    ]
    assert [[link.work for link in work.after] for work in works] == [[], ["2"], ["3"]]


def test_what_an_instance_loses_is_told() -> None:
    """Lags, limits, gates and calendars are told; several modes do not fit into .sm."""
    text, notes = instance_of(linked_case(), single_mode=False)
    assert "jobs (incl. supersource/sink ):  10" in text
    assert len(notes) == 5
    with pytest.raises(InputError, match=r"has several modes; write the file as \.mm"):
        instance_of(sample("plant"), single_mode=True)


def test_every_kind_of_file_is_written_by_its_ending(tmp_path: Path) -> None:
    """One call writes each format; what is not carried comes back."""
    case = linked_case()
    for name in ("a.yaml", "a.json", "a.xlsx", "a.xml", "tables"):
        notes = write_any(case, tmp_path / name)
        assert read_case(tmp_path / name)[0] == case, name
        assert notes == []
    write_any(case, tmp_path / "a.ics")
    assert b"BEGIN:VCALENDAR" in (tmp_path / "a.ics").read_bytes()
    with pytest.raises(InputError, match=r"a\.doc has another ending than expected"):
        write_any(case, tmp_path / "a.doc")


def test_the_calls_for_plans_write_files(tmp_path: Path) -> None:
    """The calls that a plan makes: project file with baseline, and agenda."""
    case = linked_case()
    timetable = Timetable(placements=(Placement(project="P2", work="A", mode="1", start=30, finish=38),))
    assert len(write_project_file(case, tmp_path / "plan.xml", timetable, timetable, "kk")) == 1
    found = read_project_file(tmp_path / "plan.xml")
    assert (found.timetable, found.baseline) == (timetable, timetable)
    write_calendar(case, tmp_path / "plan.ics", timetable, "kk")
    assert (tmp_path / "plan.ics").stat().st_size > 300
