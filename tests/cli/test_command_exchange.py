"""Files of other programs on the command line: converted, imported by a map, and never moved."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest

from serpin.cli.main import run
from serpin.formats.exchange import read_project_file
from serpin.formats.files import read_case, write_case
from serpin.reports.document import read_plan

sys.path.append(str(Path(__file__).parents[1] / "formats"))

from linked_case import linked_case
from project_program import computed, stated, tree


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Return a file with a small case."""
    path = tmp_path / "case.yaml"
    write_case(linked_case(), path)
    return path


def test_dates_of_a_real_schedule_do_not_move(case_file: Path, tmp_path: Path) -> None:
    """What the scheduler has placed lies in the project file where it was placed, also when all is computed anew."""
    plan, project = tmp_path / "plan.json", tmp_path / "plan.xml"
    assert run(["schedule", str(case_file), "--seed", "1", "--seconds", "1", "-o", str(plan)]) == 0
    assert run(["convert", str(plan), "-o", str(project)]) == 0
    root = tree(project.read_bytes())
    assert stated(root) == computed(root)
    found = read_project_file(project)
    assert found.case == linked_case()
    assert len(found.timetable.placements) == 8


def test_an_earlier_plan_goes_along_as_the_baseline(case_file: Path, tmp_path: Path) -> None:
    """Dates of an earlier plan stand in the project file, come back from it, and stay when it is written again."""
    plan, first, again = tmp_path / "plan.json", tmp_path / "first.xml", tmp_path / "again.xml"
    assert run(["schedule", str(case_file), "--seed", "1", "--seconds", "1", "-o", str(plan)]) == 0
    assert run(["convert", str(case_file), "-o", str(first), "--baseline", str(plan)]) == 0
    found, dates = read_project_file(first), read_plan(plan).schedule
    assert dates is not None
    assert found.baseline is not None
    assert found.baseline.by_work().keys() == dates.timetable.by_work().keys()
    assert all(
        (place.start, place.finish) == (found.baseline.by_work()[key].start, found.baseline.by_work()[key].finish)
        for key, place in dates.timetable.by_work().items()
    )
    assert run(["convert", str(first), "-o", str(again)]) == 0
    assert read_project_file(again).baseline == found.baseline


def test_a_baseline_without_dates_is_refused(
    case_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A case that was never planned is no baseline, and nothing is written."""
    target = tmp_path / "x.xml"
    assert run(["convert", str(case_file), "-o", str(target), "--baseline", str(case_file)]) == 1
    assert "holds no dates" in capsys.readouterr().err
    assert not target.exists()


def test_a_project_file_goes_through_every_format(case_file: Path, tmp_path: Path) -> None:
    """YAML to MS Project to tables to workbook and back is the same case."""
    steps = [case_file, *(tmp_path / name for name in ("a.xml", "tables", "a.xlsx", "a.json", "b.xml", "b.yaml"))]
    for before, after in pairwise(steps):
        assert run(["convert", str(before), "-o", str(after)]) == 0
    assert read_case(steps[-1])[0] == linked_case()


def test_pinned_dates_are_fixed_starts(case_file: Path, tmp_path: Path) -> None:
    """With --pin every work that has not begun gets the date of the file as a decision."""
    project, pinned = tmp_path / "a.xml", tmp_path / "b.yaml"
    run(["convert", str(case_file), "-o", str(project)])
    assert run(["convert", str(project), "-o", str(pinned), "--pin"]) == 0
    works = read_case(pinned)[0].projects[0].works
    assert [work.id for work in works if work.pinned_start is None] == ["A"]


def test_an_import_writes_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Suggested map, preview, and file: each step of an import on the command line."""
    source, plan, target = tmp_path / "works.csv", tmp_path / "map.yaml", tmp_path / "case.yaml"
    source.write_text("Код;Наименование;Длительность, дней\nA;Расчёт;5\nB;Чертёж;десять\n", encoding="utf-8")
    assert run(["import", str(source), "--suggest", str(plan), "-l", "ru"]) == 0
    assert run(["import", str(source), "--map", str(plan), "--write", str(target), "-l", "ru"]) == 1
    shown = capsys.readouterr()
    assert "works!C3" in shown.err
    assert "Наименование" in shown.out
    assert not target.exists()
    source.write_text(source.read_text(encoding="utf-8").replace("десять", "10"), encoding="utf-8")
    assert run(["import", str(source), "--map", str(plan), "-l", "ru"]) == 0
    assert not target.exists()
    assert run(["import", str(source), "--map", str(plan), "--write", str(target), "-l", "ru"]) == 0
    assert [work.modes[0].planned_days for work in read_case(target)[0].projects[0].works] == [5, 10]


def test_an_import_without_a_map_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither map nor suggestion is a wrong call."""
    assert run(["import", str(tmp_path / "x.xlsx")]) == 2
    assert "--map / --suggest" in capsys.readouterr().err
