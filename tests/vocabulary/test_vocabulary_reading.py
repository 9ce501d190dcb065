"""Reading a case: all problems at once, each at its place; old formats are lifted; junk never ends in a traceback."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_case_data import small_case, small_work

from serpin.base.errors import InputError
from serpin.vocabulary.case import Case
from serpin.vocabulary.reading import lift, read_case
from serpin.vocabulary.work import WorkKind


def problems(data: Any) -> list[tuple[str, str]]:
    """Return path and English sentence of every problem of plain data."""
    with pytest.raises(InputError) as caught:
        read_case(data)
    return [(problem.path(), problem.sentence("en")) for problem in caught.value.problems]


def test_a_small_case_is_read() -> None:
    """The case of the other tests is itself without fault."""
    case = read_case(small_case())
    assert [work.id for work in case.project("P1").works] == ["W1", "W2", "W3"]
    assert case.projects[0].work("W3").after[0].lag == 3


def test_a_circle_is_named_work_by_work() -> None:
    """Three works that wait for each other are one problem that names the way round."""
    data = small_case()
    data["projects"][0]["works"][0]["after"] = [{"work": "W3"}]
    assert problems(data) == [
        ("projects[0].works[0].after", "works wait for each other in a circle: W1 → W2 → W3 → W1")
    ]


def test_a_gate_can_close_a_circle() -> None:
    """A gate before the work whose result it looks at is a circle, too."""
    data = small_case()
    data["projects"][0]["gates"] = [{"id": "G1", "name": "G1", "after": ["W2"], "before": ["W1"]}]
    assert problems(data) == [("projects[0].works[0].after", "works wait for each other in a circle: W1 → W2 → W1")]


def test_references_to_nothing_are_named() -> None:
    """Every kind of reference that leads nowhere is found, and all are listed together."""
    data = small_case()
    project = data["projects"][0]
    project["innovation"] = "I9"
    project["enterprise"] = "E9"
    project["works"][1]["after"] = [{"work": "W9"}]
    project["works"][2]["modes"][0]["demand"] = {"saw": 1}
    project["gates"] = [{"id": "G1", "name": "G1", "after": ["W8"]}]
    data["risks"][0]["impacts"] = [{"project": "P1", "work": "W7", "on": "cost", "size": 1}]
    data["sources"][0]["tranches"] = [{"gate": "G9", "share": 1}]
    assert sorted(problems(data)) == [
        ("projects[0].enterprise", "there is no enterprise E9"),
        ("projects[0].gates[0].after[0]", "there is no work W8 in project P1"),
        ("projects[0].innovation", "there is no innovation I9"),
        ("projects[0].works[1].after[0]", "there is no work W9 in project P1"),
        ("projects[0].works[2].modes[0].demand.saw", "there is no resource saw"),
        ("risks[0].impacts[0].work", "there is no work W7 in project P1"),
        ("sources[0].tranches[0].gate", "there is no gate G9 in any project"),
    ]


def test_codes_that_are_used_twice_are_named() -> None:
    """Two enterprises and two works of one code are reported where they stand the second time."""
    data = small_case()
    data["enterprises"].append({"id": "E1", "name": "Басқа"})
    data["projects"][0]["works"].append(small_work("W1"))
    assert problems(data) == [
        ("enterprises[2].id", "code E1 is used twice"),
        ("projects[0].works[3].id", "code W1 is used twice"),
    ]


def test_broken_cells_and_a_circle_elsewhere_are_one_list() -> None:
    """What is wrong with single values does not hide what is wrong between nouns."""
    data = small_case()
    data["projects"][0]["works"][0]["after"] = [{"work": "W3"}]
    data["resources"][0]["capacity"] = "many"
    data["risks"][0]["probability"] = 80
    data["sources"][0]["available"] = [{"quarter": "2027Q1", "amount": -5}]
    assert sorted(problems(data)) == [
        ("projects[0].works[0].after", "works wait for each other in a circle: W1 → W2 → W3 → W1"),
        ("resources[0].capacity", "many is not a whole number"),
        ("risks[0].probability", "80 is too large: a share from 0 to 1 is expected; 80 per cent is 0.8 or 80 %"),
        ("sources[0].available[0].amount", "-5 is too small: expected 0 or more"),
    ]


def test_what_is_allowed_is_listed_whole() -> None:
    """Whoever misspells a choice is shown every one there is."""
    data = small_case()
    data["projects"][0]["works"][0]["kind"] = "reserch"
    kinds = ", ".join(WorkKind)
    assert problems(data) == [("projects[0].works[0].kind", f"reserch is not one of: {kinds}")]


def test_a_missing_reference_is_reported_once() -> None:
    """Where a code is required and not given, nothing is said about a code that nobody wrote."""
    data = small_case()
    del data["projects"][0]["innovation"]
    data["projects"][0]["works"][0]["after"] = [{"work": "W1"}]
    assert problems(data) == [
        ("projects[0].innovation", "a value is required here"),
        ("projects[0].works[0].after", "works wait for each other in a circle: W1 → W1"),
    ]


def test_a_date_of_1899_is_refused() -> None:
    """The date that a spreadsheet makes of an empty cell is no date of a plan."""
    data = small_case()
    data["projects"][0]["deadline"] = "1899-12-30"
    found = problems(data)
    assert [place for place, _ in found] == ["projects[0].deadline"]
    assert "1899-12-30 is too small" in found[0][1]


def test_shares_that_do_not_sum_to_one_are_refused() -> None:
    """Partners of 50 % and 40 % leave a tenth without an owner."""
    data = small_case()
    data["projects"][0]["partners"] = [{"enterprise": "E1", "share": 0.5}, {"enterprise": "E2", "share": 0.4}]
    assert problems(data) == [("projects[0]", "shares of the partners must sum to 1, they sum to 0.9")]


def test_an_unknown_name_is_refused() -> None:
    """A field that nobody knows is a slip, not a wish."""
    data = small_case()
    data["projects"][0]["deadlin"] = "2027-12-01"
    assert [place for place, _ in problems(data)] == ["projects[0].deadlin"]


@pytest.mark.parametrize("data", [None, [], "case", 7])
def test_what_is_no_table_is_no_case(data: Any) -> None:
    """A list, a text or nothing at all is refused in one sentence."""
    assert problems(data) == [("", "a case is a table of names and values; this is something else")]


def test_format_zero_is_lifted() -> None:
    """Drafts with a horizon in years and plain predecessors are read as if written today."""
    data = small_case()
    data["format"] = 0
    data["horizon_years"] = 3
    for work in data["projects"][0]["works"]:
        work.pop("after", None)
    data["projects"][0]["works"][1]["predecessors"] = ["W1"]
    before = repr(data)
    case = read_case(data)
    assert case.format == 1
    assert case.horizon == 12
    assert case.projects[0].works[1].after[0].work == "W1"
    assert repr(data) == before


def test_a_format_of_the_future_is_refused() -> None:
    """A file of a later version is not guessed at."""
    with pytest.raises(InputError, match="format 2 is not known to this version, which reads formats 0 to 1"):
        lift({**small_case(), "format": 2})


def test_a_case_survives_json() -> None:
    """What is written as JSON is the same case, with the same fingerprint."""
    case = read_case(small_case())
    again = Case.model_validate_json(case.model_dump_json())
    assert again == case
    assert again.digest() == case.digest()


def test_a_case_cannot_be_changed() -> None:
    """Nouns are frozen: nobody changes a case behind another's back."""
    case = read_case(small_case())
    with pytest.raises(ValueError, match="frozen"):
        case.title = "x"  # type: ignore[misc,assignment]


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def outcome(data: Any) -> Any:
    """Return the case that data describe, or the problems that they have."""
    try:
        return read_case(data)
    except InputError as error:
        return error.problems


@given(name=st.sampled_from(sorted(small_case())), junk=JUNK)
@settings(max_examples=60, deadline=None)
def test_junk_in_any_field_is_a_case_or_an_input_error(name: str, junk: Any) -> None:
    """Whatever stands in a field of the case, it is read or refused with places."""
    data = {**small_case(), name: junk}
    assert outcome(data)


@given(junk=JUNK, name=st.sampled_from(["works", "partners", "returns", "gates", "deadline", "weight"]))
@settings(max_examples=60, deadline=None)
def test_junk_in_a_project_is_a_case_or_an_input_error(name: str, junk: Any) -> None:
    """Whatever stands in a field of a project, it is read or refused with places."""
    data = small_case()
    data["projects"][0][name] = junk
    assert outcome(data)
