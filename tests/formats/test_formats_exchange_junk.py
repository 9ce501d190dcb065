"""Whatever stands in a project file, a table or an instance: a case or a list of problems comes of it, nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linked_case import linked_case
from test_formats_msproject_in import FOREIGN

from serpin.base.errors import InputError
from serpin.base.texts import LANGUAGES
from serpin.formats.imports.applying import apply_map
from serpin.formats.imports.mapping import read_map
from serpin.formats.imports.suggesting import suggested_map
from serpin.formats.msproject.reading import project_file
from serpin.formats.msproject.writing import mspdi_of
from serpin.formats.psplib import read_instance
from serpin.formats.psplib_text import instance_of
from serpin.formats.tables import case_from_tables, tables_of
from serpin.formats.workbook.opening import Grid
from serpin.formats.yaml_text import data_to_yaml

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
OWN = mspdi_of(linked_case())[0].decode()
TABLES = tables_of(linked_case())
JUNK = st.sampled_from(
    (
        *("", "-1", "0", "1", "7", "9" * 20, "NaN", "Infinity", "x", "і", "1e400"),
        *("PT", "-PT5H0M0S", "PT99999999999H0M0S"),
        *("2027-02-31T00:00:00", "0001-01-01T00:00:00", "9999-12-31T23:59:00", "2027-03-01", "24:00:00"),
    )
)


def _check(read) -> None:
    refusal: InputError | None = None
    try:
        read()
    except InputError as error:
        refusal = error
    assert refusal is None or all(refusal.text(language) for language in LANGUAGES)


@FEW
@given(st.sampled_from([OWN, FOREIGN]), st.lists(st.tuples(st.integers(0, 2000), JUNK), min_size=1, max_size=4))
def test_project_files_with_wrong_values(text: str, changes: list[tuple[int, str]]) -> None:
    """Any value of a project file may be anything."""
    values = list(re.finditer(r">([^<>\n]+)<", text))
    for place, junk in sorted({place % len(values): junk for place, junk in changes}.items(), reverse=True):
        text = text[: values[place].start(1)] + junk + text[values[place].end(1) :]
    _check(lambda: project_file(text.encode(), "x.xml"))


@FEW
@given(st.sampled_from([OWN, FOREIGN]), st.integers(0, 400), st.integers(0, 400))
def test_project_files_with_lost_and_doubled_elements(text: str, lost: int, doubled: int) -> None:
    """Elements may be missing, or stand twice."""
    elements = list(re.finditer(r"<(\w+)>[^<>]*</\1>", text))
    gone, twice = elements[lost % len(elements)], elements[doubled % len(elements)]
    text = text.replace(gone[0], "", 1).replace(twice[0], twice[0] * 2, 1)
    _check(lambda: project_file(text.encode(), "x.xml"))


@FEW
@given(st.sampled_from(sorted(TABLES)), st.integers(0, 500), JUNK)
def test_tables_with_wrong_cells(name: str, place: int, junk: str) -> None:
    """Any cell of a table may be anything."""
    cells = re.split(r"(,|\r\n)", TABLES[name])
    cells[place % len(cells)] = junk
    _check(lambda: case_from_tables({**TABLES, name: "".join(cells)}))


@FEW
@given(st.integers(0, 300), st.sampled_from(["", "-1", "x", "9" * 30, "***", "R"]))
def test_instances_with_wrong_words(tmp_path_factory, place: int, junk: str) -> None:
    """Any word of an instance may be anything."""
    words = re.split(r"(\s+)", instance_of(linked_case(), single_mode=True)[0])
    words[place % len(words)] = junk
    path = Path(tmp_path_factory.getbasetemp()) / "junk.sm"
    path.write_text("".join(words))
    _check(lambda: read_instance(path))


CELLS = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(max_size=8), st.dates(), st.sampled_from(["Код", "Работа", "дней"])
)


@FEW
@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_foreign_sheets_of_any_cells(rows: list[list[object]]) -> None:
    """A guess is made of any sheet, and what is guessed can be applied."""
    grids = [Grid("x", [list(row) for row in rows])]
    data = suggested_map(grids)
    if data["sheets"]:
        _check(lambda: apply_map(grids, read_map(data_to_yaml(data), "map.yaml"), "x.xlsx"))
