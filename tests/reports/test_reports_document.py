"""The document of a plan survives the round trip; junk is refused with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_plans import report_plan
from serpin.base.errors import InputError
from serpin.reports import files
from serpin.reports.document import is_plan, parse_plan, plan_text, read_plan, write_plan


def test_a_plan_survives_the_round_trip(tmp_path: Path) -> None:
    """What is written is read back equal, and written again byte for byte."""
    plan = report_plan()
    path = tmp_path / "plan.json"
    write_plan(plan, path)
    assert read_plan(path) == plan
    assert plan_text(read_plan(path)) == path.read_text("utf-8")


def test_a_plan_is_told_from_a_case_and_from_junk(tmp_path: Path) -> None:
    """Only a table that holds a case is the document of a plan."""
    plan, case, junk = tmp_path / "plan.json", tmp_path / "case.json", tmp_path / "junk.json"
    write_plan(report_plan(), plan)
    case.write_text(report_plan().case.model_dump_json(), "utf-8")
    junk.write_bytes(b"\xff\xfe{")
    assert [is_plan(path) for path in (plan, case, junk, tmp_path / "none.json")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "this is not a JSON document"),
        ("[1]", "this is not the document of a plan"),
        ('{"case": 1}', "this is not the document of a plan"),
        ('{"format": 99, "case": {}}', "format 99 is newer"),
        ('{"case": {"title": "x", "start": "1899-12-31"}}', "case.start"),
        ("[" * 100_000, "this is not a JSON document"),
    ],
)
def test_junk_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    """A broken document is an error of input, never a traceback."""
    with pytest.raises(InputError) as error:
        parse_plan(text)
    assert sentence in error.value.text()


@given(st.text(max_size=200) | st.recursive(st.none() | st.integers(), st.lists, max_leaves=5).map(str))
def test_generated_junk_is_refused(text: str) -> None:
    """Whatever stands in the file, the answer is an error of input."""
    with pytest.raises(InputError):
        parse_plan(text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error says which file cannot be read."""
    with pytest.raises(InputError) as error:
        read_plan(tmp_path / "none.json")
    assert "none.json: the file cannot be read" in error.value.text()


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """A file is there whole or as it was, and nothing else is left in the folder."""
    path = tmp_path / "report.html"
    path.write_text("old", "utf-8")

    def fail(beside: Path) -> None:
        beside.write_text("half", "utf-8")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write_whole(path, fail)
    assert path.read_text("utf-8") == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["report.html"]
