"""Workbooks that are not ours: a map says what columns mean, a preview says what will be read, a guess makes a map."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from serpin.base.errors import InputError
from serpin.base.texts import LANGUAGES
from serpin.formats.imports.applying import Import, apply_map, open_source
from serpin.formats.imports.mapping import read_map
from serpin.formats.imports.suggesting import suggested_map
from serpin.formats.yaml_text import data_to_yaml

ROWS = [
    ["План НИОКР 2027"],
    [],
    [
        "№ п/п",
        "Проект",
        "Наименование работы",
        "Вид работ",
        "Длительность, мес",
        "Начало",
        "После",
        "Сумма, тыс.",
        "Прим.",
    ],
    [1, "P1", "Расчёт", "НИР", 1, "01/03/2027", None, "1 200", "x"],
    [2, "P1", "Чертёж", "ОКР", 1.5, None, "1", 800, None],
    [3, "P2", "Закупка", "Прочее", 2, date(2027, 5, 4), None, None, None],
    ["Итого", None, None, None, 4.5],
]
MAP = """\
case: {title: Завод, start: 2027-01-04, currency: KZT, language: ru}
nouns:
  enterprises: [{id: E1, name: Завод}]
  innovations: [{id: I1, name: Насос, type: goods}]
sheets:
- sheet: План работ
  as: projects
  header: 3
  distinct: true
  until: Итого
  columns: {Проект: id, =B: name}
  constants: {innovation: I1, enterprise: E1}
- sheet: план работ
  as: projects.works
  header: 3
  until: Итого
  columns:
    № п/п: id
    Проект: of projects
    Наименование работы: name
    Вид работ: {field: kind, values: {НИР: research, ОКР: prototype, Прочее: organisation}}
    Начало: {field: earliest, dates: "%d/%m/%Y"}
    После: after
    Прим.:
- sheet: План работ
  as: projects.works.modes
  header: 3
  until: Итого
  columns:
    № п/п: of works
    Проект: of projects
    Длительность, мес: {field: duration, factor: 21}
    Сумма, тыс.: {field: cost, factor: 1000}
  constants: {id: "1"}
"""


def _book(rows=ROWS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "План работ"
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _applied(folder: Path, text: str = MAP, content: bytes | None = None) -> Import:
    path = folder / "work.xlsx"
    path.write_bytes(content or _book())
    return apply_map(open_source(path), read_map(text, "map.yaml"), path.name)


def test_a_foreign_workbook_becomes_a_case(tmp_path: Path) -> None:
    """Headings, words, dates and units of others become those of the vocabulary; totals are not read."""
    found = _applied(tmp_path)
    assert found.problems == ()
    case = found.case
    assert case is not None
    assert [(project.id, len(project.works)) for project in case.projects] == [("P1", 2), ("P2", 1)]
    one, two = case.projects[0].works
    assert (one.name.text("ru"), one.kind, one.earliest) == ("Расчёт", "research", date(2027, 3, 1))
    assert (one.modes[0].duration.mean(), one.modes[0].cost.mean()) == (21, 1_200_000)
    assert (two.modes[0].duration.mean(), two.after[0].work) == (31.5, "1")


def test_the_preview_tells_every_column(tmp_path: Path) -> None:
    """For each column: where it stands, what it becomes, how much it holds, of which kind, with samples as read."""
    columns = {(c.table, c.letters): c for c in _applied(tmp_path).columns}
    length = columns["projects.works.modes", "E"]
    assert (length.heading, length.field, length.filled, length.samples) == (
        "Длительность, мес", "duration", 3, ("21", "31.5", "42"),
    )  # fmt: skip
    start = columns["projects.works", "F"]
    assert (start.kinds, start.samples) == (("date", "text"), ("2027-03-01", "2027-05-04 00:00:00"))
    assert columns["projects.works", "I"].field == ""


def test_problems_name_the_cell_of_the_foreign_file(tmp_path: Path) -> None:
    """What is wrong is told at the cells of the file as it is, and counted at its column."""
    rows = [list(row) for row in ROWS]
    rows[3][3], rows[3][5], rows[4][4] = "ХЗ", "весной", "долго"
    found = _applied(tmp_path, content=_book(rows))
    assert found.case is None
    assert {problem.where for problem in found.problems} >= {"План работ!D4", "План работ!F4", "План работ!E5"}
    counts = {(c.table, c.letters): c.problems for c in found.columns}
    assert (counts["projects.works", "D"], counts["projects.works.modes", "E"]) == (1, 1)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("as: projects.works\n", "as: work\n", "line 14, sheets[1].as: work is not one of: enterprises"),
        ("Прим.:", "Прим.: remark", "line 24, sheets[1].columns.Прим.: table projects.works has no field remark"),
        ("header: 3", "header: none", "line 8, sheets[0].header: none is not a whole number"),
        ("enterprises: [", "firms: [", "line 3, nouns.firms: firms is not the name of a table of a case"),
    ],
)
def test_a_wrong_map_is_told_with_its_line(was: str, now: str, said: str, tmp_path: Path) -> None:
    """Unknown tables and fields, and values of a wrong kind, are told with line and place."""
    with pytest.raises(InputError) as refusal:
        _applied(tmp_path, MAP.replace(was, now, 1))
    assert refusal.value.problems[0].text().startswith(said)


def test_headings_and_sheets_that_are_missing_are_told(tmp_path: Path) -> None:
    """A heading that the row does not have is a problem; so is a sheet that the file does not have."""
    found = _applied(tmp_path, MAP.replace("После: after", "Когда: after"))
    assert any("row 3 has no heading Когда" in problem.text() for problem in found.problems)
    with pytest.raises(InputError, match="has no sheet Смета"):
        _applied(tmp_path, MAP.replace("план работ", "Смета"))


def test_csv_in_an_old_encoding_is_read_where_the_map_names_it(tmp_path: Path) -> None:
    """A file in Windows-1251 is refused with the name of its encoding, and read once that is stated."""
    path = tmp_path / "works.csv"
    path.write_bytes("Код;Название;Вид\nW1;Насосная станция;НИР\n".encode("cp1251"))
    with pytest.raises(InputError, match="seems to be in Windows-1251"):
        open_source(path)
    (grid,) = open_source(path, "cp1251")
    assert (grid.title, grid.rows[1]) == ("works", ["W1", "Насосная станция", "НИР"])
    with pytest.raises(InputError, match="there is no encoding cp9999"):
        open_source(path, "cp9999")


def test_a_suggested_map_is_a_map(tmp_path: Path) -> None:
    """What is guessed from headings can be read as a map, names the right fields, and gives a preview."""
    path = tmp_path / "work.xlsx"
    path.write_bytes(_book())
    data = suggested_map(open_source(path))
    works, modes = data["sheets"]
    assert (works["as"], works["header"]) == ("projects.works", 3)
    assert works["columns"]["Наименование работы"] == "name"
    assert works["columns"]["После"] == "after"
    assert works["columns"]["Прим."] is None
    assert modes["columns"]["№ п/п"] == "of works"
    assert set(data["nouns"]) == {"enterprises", "innovations", "projects"}
    plan = read_map(data_to_yaml(data), "map.yaml")
    assert apply_map(open_source(path), plan, "work.xlsx").columns


def test_a_workbook_of_ours_is_guessed_whole(tmp_path: Path) -> None:
    """Headings of our own workbook are recognised in every language."""
    from linked_case import linked_case

    from serpin.formats.files import write_case

    for language in LANGUAGES:
        path = tmp_path / f"{language}.xlsx"
        write_case(linked_case(), path, language)
        tables = {entry["as"] for entry in suggested_map(open_source(path))["sheets"]}
        assert {"enterprises", "resources", "projects", "projects.works", "projects.works.modes"} <= tables


def test_other_files_are_refused(tmp_path: Path) -> None:
    """A file that is no workbook and no table is refused by its name."""
    path = tmp_path / "work.doc"
    path.write_text("x")
    with pytest.raises(InputError, match="has another ending than expected"):
        open_source(path)
