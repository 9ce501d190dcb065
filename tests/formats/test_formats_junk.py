"""Whatever a file holds, a reader answers with a case or with a list of problems, never with anything else."""

from __future__ import annotations

import copy
import json
import math
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich_case import rich_case

from serpin.base.errors import InputError, Problem
from serpin.base.texts import LANGUAGES
from serpin.formats.files import read_case
from serpin.formats.plain import case_to_data
from serpin.formats.workbook.opening import Fault, Grid, open_workbook
from serpin.formats.workbook.reading import case_from_grids, case_from_workbook
from serpin.formats.workbook.writing import workbook_of
from serpin.vocabulary.case import Case

FEW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
VERY_FEW = settings(FEW, max_examples=12)

_FOLDER = tempfile.TemporaryDirectory()
_DATA = json.loads(json.dumps(case_to_data(rich_case()), default=str))
_BOOK = workbook_of(rich_case(), "kk")
_GRIDS = open_workbook(_BOOK, "rich.xlsx")

_SYNTAX = st.text(alphabet="[]{}:,-&*!|>'\"%@#?\n \t0123456789.eE~ab\x00\x85\ufeffі", max_size=80)
_NAMES = st.sampled_from(["format", "title", "start", "projects", "works", "modes", "duration", "id", "after", "name"])
_NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([10**400, 1e308, -1e308, math.inf, math.nan, 2**63]))
_LEAVES = st.one_of(st.none(), st.booleans(), _NUMBERS, st.text(max_size=20), st.just("2027-02-31"))
_JUNK = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(_NAMES | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def _check_problems(read: Callable[[], tuple[Case, list[Problem]]]) -> None:
    """Check that a reader gives a case with warnings, or problems that can be said in every language."""
    refusal: InputError | None = None
    notes: list[Problem] = []
    try:
        _, notes = read()
    except InputError as error:
        refusal = error
    assert all(note.severity == "warning" for note in notes)
    assert refusal is None or all(refusal.text(language) for language in LANGUAGES)


def _read(content: bytes, ending: str) -> None:
    """Read bytes as a file and make the problems say themselves, in every language."""
    path = Path(_FOLDER.name) / f"case{ending}"
    path.write_bytes(content)
    _check_problems(lambda: read_case(path))


def _places(data: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [place] if place else []
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        found += _places(value, (*place, key))
    return found


_PLACES = _places(_DATA)


def _broken(changes: list[tuple[int, Any]]) -> Any:
    """Return the rich data with junk in some places."""
    data = copy.deepcopy(_DATA)
    for number, junk in changes:
        place = _PLACES[number % len(_PLACES)]
        holder = data
        try:
            for part in place[:-1]:
                holder = holder[part]
            holder[place[-1]] = junk
        except (KeyError, IndexError, TypeError):
            continue
    return data


_CHANGES = st.lists(st.tuples(st.integers(0, len(_PLACES) - 1), _JUNK), min_size=1, max_size=3)


@FEW
@given(st.one_of(_SYNTAX, st.text(max_size=60)), st.sampled_from([".yaml", ".json"]))
def test_text_junk_is_refused_in_words(text: str, ending: str) -> None:
    """Any text is read or refused."""
    _read(text.encode("utf-8", "surrogatepass"), ending)


@FEW
@given(st.binary(max_size=200), st.sampled_from([".yaml", ".json", ".xlsx"]))
def test_binary_junk_is_refused_in_words(content: bytes, ending: str) -> None:
    """Any bytes are read or refused."""
    _read(content, ending)


@FEW
@given(_JUNK)
def test_random_structures_are_refused_in_words(data: Any) -> None:
    """Any structure of tables and lists is read or refused, from either text format."""
    _read(json.dumps(data).encode(), ".json")
    _read(yaml.safe_dump(data, allow_unicode=True).encode("utf-8", "surrogatepass"), ".yaml")


@FEW
@given(_CHANGES)
def test_junk_anywhere_in_a_case_is_refused_in_words(changes: list[tuple[int, Any]]) -> None:
    """A good case with junk somewhere is read or refused."""
    _read(json.dumps(_broken(changes)).encode(), ".json")


@FEW
@given(st.sampled_from([0, 1, "0", None, [], 0.5]), _CHANGES)
def test_junk_in_older_formats_is_refused_in_words(number: Any, changes: list[tuple[int, Any]]) -> None:
    """A case of any format number with junk somewhere is read or refused."""
    _read(json.dumps({**_broken(changes), "format": number, "horizon_years": 2}).encode(), ".json")


_CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.floats(),
    st.text(max_size=15),
    st.text(alphabet='W12;:,()+-SF \\"%.[]\n', max_size=15),
    st.sampled_from(
        [
            date(1899, 12, 30),
            datetime(2027, 1, 1, 12),
            date(2027, 1, 1),
            Fault("the cell shows the fault {value}", "#N/A"),
        ]
    ),
    st.sampled_from(
        ["discrete 1:x", "lognormal 1", "empirical", "W1 SS+5 (max", "[W1]", "pert p10-p90", "12 500,5", "5 %"]
    ),
)


@settings(FEW, max_examples=60)
@given(st.lists(st.tuples(st.integers(0), st.integers(0), st.integers(0), _CELLS), min_size=1, max_size=6))
def test_junk_in_cells_is_refused_in_words(changes: list[tuple[int, int, int, Any]]) -> None:
    """A good workbook with junk in some cells, headings included, is read or refused."""
    grids = [Grid(grid.title, [list(row) for row in grid.rows]) for grid in _GRIDS]
    for sheet, row, column, cell in changes:
        rows = grids[sheet % len(grids)].rows
        if rows:
            cells = rows[row % len(rows)]
            cells[column % len(cells)] = cell
    _check_problems(lambda: case_from_grids(grids, "junk.xlsx"))


@VERY_FEW
@given(st.integers(0, len(_BOOK)), st.integers(0, 255))
def test_damaged_workbooks_are_refused_in_words(position: int, byte: int) -> None:
    """A workbook with a broken byte or a lost end is read or refused."""
    for content in (_BOOK[:position], _BOOK[:position] + bytes([byte]) + _BOOK[position + 1 :]):
        _check_problems(partial(case_from_workbook, content, "damaged.xlsx"))


@pytest.mark.parametrize("ending", [".yaml", ".json"])
def test_deep_nesting_is_refused(ending: str) -> None:
    """Lists within lists without end are refused, not followed."""
    with pytest.raises(InputError, match="nested too deeply"):
        _read_or_raise(b"[" * 100_000, ending)


def _read_or_raise(content: bytes, ending: str) -> None:
    path = Path(_FOLDER.name) / f"raise{ending}"
    path.write_bytes(content)
    read_case(path)


def test_swelling_anchors_are_refused() -> None:
    """Anchors that repeat each other until memory ends are refused."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(InputError, match="repeated anchors"):
        _read_or_raise("\n".join(lines).encode(), ".yaml")


def test_anchor_within_itself_is_refused() -> None:
    """An anchor that holds itself is refused."""
    with pytest.raises(InputError, match="nested too deeply"):
        _read_or_raise(b"title: &a [*a]", ".yaml")
