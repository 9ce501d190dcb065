"""Files that are missing, broken or of another kind, and where in a text a problem lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from serpin.base.errors import InputError
from serpin.formats.files import read_case, write_case, write_template
from serpin.vocabulary.case import Case

CASE = Case.model_validate({"title": "x", "start": "2027-01-04"})

YAML = """\
title: Plan
start: 2027-01-04
enterprises:
- {id: E1, name: Plant, region: 750000000, activity: 28.20}
innovations:
- {id: I1, name: Pump, type: goods}
projects:
- id: P1
  name: First
  innovation: I1
  enterprise: E1
  works:
  - id: W1
    name: One
    kind: research
    after: [{work: W2}]
    modes: [{id: m, duration: 5}]
  - id: W2
    name: Two
    kind: marketing
    after: [{work: W1}]
    modes: [{id: m, duration: 5}]
"""


def _refusal(path: Path, language: str = "en") -> list[str]:
    with pytest.raises(InputError) as refusal:
        read_case(path)
    return [problem.text(language) for problem in refusal.value.problems]


def _written(folder: Path, content: str | bytes, name: str = "case.yaml") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("name", ["none.yaml", "none.json", "none.xlsx"])
def test_missing_file_is_named(name: str, tmp_path: Path) -> None:
    """A file that is not there is named."""
    assert _refusal(tmp_path / name) == [f"there is no file {tmp_path / name}"]


@pytest.mark.parametrize("name", ["case.yaml", "case.json", "case.xlsx"])
def test_empty_file_is_named(name: str, tmp_path: Path) -> None:
    """A file without content is named."""
    path = _written(tmp_path, " \n", name)

    assert _refusal(path) == [f"file {path} is empty"]


def test_folder_is_no_file(tmp_path: Path) -> None:
    """A folder is refused with the reason of the system."""
    (tmp_path / "case.yaml").mkdir()

    assert _refusal(tmp_path / "case.yaml") == [f"file {tmp_path / 'case.yaml'} cannot be read: Is a directory"]


@pytest.mark.parametrize("name", ["case.xls", "case", "case.txt"])
def test_other_ending_is_refused(name: str, tmp_path: Path) -> None:
    """An unknown ending is refused both ways, and nothing is written."""
    expected = f"file {tmp_path / name} has another ending than expected: .yaml, .yml, .json, .xlsx"
    with pytest.raises(InputError) as refusal:
        write_case(CASE, tmp_path / name)

    assert str(refusal.value) == expected
    assert _refusal(tmp_path / name) == [expected]
    assert list(tmp_path.iterdir()) == []


def test_other_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    """A text in an old encoding is refused, and the line named."""
    path = _written(tmp_path, "title: x\nname: Зауыт".encode("cp1251"))

    assert _refusal(path) == [f"file {path} seems to be in Windows-1251, not in UTF-8 (line 2); save it in UTF-8"]


def test_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    """The mark that some editors put first is passed over."""
    path = _written(tmp_path, b"\xef\xbb\xbftitle: x\nstart: 2027-01-04\n")

    assert read_case(path)[0] == CASE


def test_broken_yaml_says_file_and_line(tmp_path: Path) -> None:
    """Broken YAML is refused with the file and the line."""
    path = _written(tmp_path, "title: x\nstart: [1, 2\n")

    (problem,) = _refusal(path)

    assert problem.startswith(f"line 3, {path}: the text is not YAML: the list from line")


def test_broken_json_says_file_and_line(tmp_path: Path) -> None:
    """Broken JSON is refused with the file, the line and the column."""
    path = _written(tmp_path, '{"title": "x",\n "start" 1}', "case.json")

    assert _refusal(path) == [f"{path}: the text is not JSON from line 2, column 10 on: a colon is expected"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("case.yaml", "title: x\ntitle: y\n"), ("case.json", '{"title": "x", "title": "y"}')],
)
def test_name_given_twice_is_refused(name: str, content: str, tmp_path: Path) -> None:
    """A name that stands twice in one table is refused: one of the values would be lost."""
    (problem,) = _refusal(_written(tmp_path, content, name))

    assert problem.endswith("the name title stands twice in one table")


def test_every_problem_of_a_text_has_its_line(tmp_path: Path) -> None:
    """Broken values and the circle of links elsewhere come in one list, each with its line."""
    content = YAML.replace("start: 2027-01-04", "start: 1899-12-31").replace("kind: marketing", "kind: sales")

    problems = _refusal(_written(tmp_path, content))

    assert problems[0] == "line 2, start: 1899-12-31 is too small: expected 1990-01-01 or more"
    assert problems[1].startswith("line 20, projects[0].works[1].kind: sales is not one of:")
    assert problems[2] == "line 16, projects[0].works[0].after: works wait for each other in a circle: W1 → W2 → W1"
    assert len(problems) == 3


def test_places_in_json_are_paths(tmp_path: Path) -> None:
    """JSON problems carry the path."""
    path = _written(tmp_path, '{"title": "x", "start": "2027-01-04", "horizon": "long", "tax_rate": NaN}', "case.json")

    assert _refusal(path) == ["horizon: long is not a whole number", "tax_rate: NaN is not a finite number"]


def test_yaml_keeps_digits_where_text_is_wanted(tmp_path: Path) -> None:
    """Codes of classifiers keep every digit although they look like numbers."""
    content = YAML.replace("after: [{work: W2}]", "after: []")

    case, _ = read_case(_written(tmp_path, content))

    assert (case.enterprises[0].region, case.enterprises[0].activity) == ("750000000", "28.20")


def test_words_like_yes_and_no_are_words(tmp_path: Path) -> None:
    """Words that old YAML takes for truth values stay words."""
    path = _written(tmp_path, "title: No\nstart: 2027-01-04\nenterprises: [{id: on, name: yes}]\n")

    case, _ = read_case(path)

    assert (case.title.text(), case.enterprises[0].id, case.enterprises[0].name.text()) == ("No", "on", "yes")


def test_tags_of_python_are_not_followed(tmp_path: Path) -> None:
    """A tag that would run code in an unsafe reader is plain text here."""
    path = _written(tmp_path, 'title: !!python/object/apply:os.system ["true"]\nstart: 2027-01-04\n')

    assert _refusal(path) == ["line 1, title: ['true'] is neither text nor a table of languages (kk, ru, en)"]


def test_older_format_is_lifted(tmp_path: Path) -> None:
    """A draft of format 0 is read as a case of today."""
    content = "format: 0\nhorizon_years: 2\n" + YAML.replace("after: [{work: W2}]", "predecessors: []").replace(
        "after: [{work: W1}]", "predecessors: [W1]"
    )

    case, _ = read_case(_written(tmp_path, content))

    assert case.horizon == 8
    assert case.projects[0].works[1].after[0].work == "W1"


def test_failed_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new file cannot take its name, the old one stays and nothing else is left."""
    path = _written(tmp_path, "old")

    def refuse_to_replace(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse_to_replace)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        write_case(CASE, path)

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_interrupted_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle leaves no half-written file."""

    def interrupt(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_case(CASE, tmp_path / "case.json")

    assert list(tmp_path.iterdir()) == []


def test_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Writing into a folder that is not there is refused."""
    with pytest.raises(InputError, match="cannot be written: No such file or directory"):
        write_case(CASE, tmp_path / "none" / "case.yaml")


def test_template_needs_its_ending(tmp_path: Path) -> None:
    """A template is a workbook and nothing else."""
    with pytest.raises(InputError, match=r"another ending than expected: \.xlsx"):
        write_template(tmp_path / "case.yaml")
