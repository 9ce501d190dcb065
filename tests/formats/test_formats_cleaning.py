"""Look-alike letters: what is set right, what is left alone, what is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from serpin.base.errors import InputError
from serpin.formats.cleaning import clean_data, clean_text, clean_word
from serpin.formats.files import read_case


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Iлгері", "Ілгері"),
        ("iлiм", "ілім"),
        ("дəнекерлеу", "дәнекерлеу"),
        ("өндiріс", "өндіріс"),
        ("CBAРКА", "СВАРКА"),
        ("mоtor", "motor"),
        ("SAPтің", "SAPтің"),
        ("PCні", "PCні"),
        ("ISOның", "ISOның"),
        ("Siemens", "Siemens"),
        ("зауыт", "зауыт"),
        ("дwа", "дwа"),
    ],
)
def test_words_of_mixed_alphabets(was: str, now: str) -> None:
    """A word is set right when one alphabet alone explains it, and left alone otherwise."""
    assert clean_word(was) == now


def test_words_within_a_text_are_reported_one_by_one() -> None:
    """Every changed word of a text is given, was and is."""
    assert clean_text("Жаңа өнiм — PCні қолдайтын жүйе, iске қосу") == (
        "Жаңа өнім — PCні қолдайтын жүйе, іске қосу",
        [("өнiм", "өнім"), ("iске", "іске")],
    )


def test_codes_and_their_references_change_together() -> None:
    """The same rule changes codes, references and names of tables."""
    data, notes = clean_data({"id": "зaл", "demand": {"зaл": 1}, "after": ["зaл"]})

    assert data == {"id": "зал", "demand": {"зал": 1}, "after": ["зал"]}
    assert [note.path() for note in notes] == ["id", "demand.зал", "after[0]"]
    assert {note.severity for note in notes} == {"warning"}


def test_notes_of_a_file_say_line_and_word(tmp_path: Path) -> None:
    """A file with look-alikes is read, and each is reported with its line."""
    path = tmp_path / "case.yaml"
    path.write_text("title: Жаңа өнiм\nstart: 2027-01-04\n", encoding="utf-8")

    case, notes = read_case(path)

    assert case.title.text() == "Жаңа өнім"
    assert [note.text() for note in notes] == [
        "line 1, title: өнiм mixes Latin and Cyrillic letters; it is read as өнім"
    ]


def test_code_in_other_letters_is_explained(tmp_path: Path) -> None:
    """A reference that looks right but is typed in other letters gets a hint."""
    path = tmp_path / "case.yaml"
    path.write_text(
        "title: x\nstart: 2027-01-04\nenterprises: [{id: AB, name: x}]\n"
        "resources: [{id: R, name: r, owner: АВ, capacity: 1}]\n",
        encoding="utf-8",
    )

    with pytest.raises(InputError) as refusal:
        read_case(path)

    assert [problem.text() for problem in refusal.value.problems] == [
        "line 4, resources[0].owner: there is no enterprise АВ",
        "line 4, resources[0].owner: АВ looks like AB, but other letters of the alphabets stand in it",
    ]
