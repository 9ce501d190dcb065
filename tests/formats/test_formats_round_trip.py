"""What is written reads back as the same case, in every format and language."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich_case import rich_case

from serpin.base.errors import InputError
from serpin.base.texts import LANGUAGES
from serpin.examples.generator import generate
from serpin.examples.plant import plant
from serpin.formats.files import read_case, write_case
from serpin.formats.plain import case_to_data
from serpin.vocabulary.case import Case

FILES = [("case.yaml", "en"), ("case.yml", "en"), ("case.json", "en")] + [("case.xlsx", lang) for lang in LANGUAGES]


@pytest.mark.parametrize(("name", "language"), FILES)
def test_rich_case_survives(name: str, language: str, tmp_path: Path) -> None:
    """A case with every noun and many awkward values survives exactly, without a note."""
    write_case(rich_case(), tmp_path / name, language)

    case, notes = read_case(tmp_path / name)

    assert case == rich_case()
    assert notes == []


@pytest.mark.parametrize(("name", "language"), FILES)
def test_sample_plant_survives(name: str, language: str, tmp_path: Path) -> None:
    """The sample plant, with its names in three languages, survives exactly."""
    write_case(plant(), tmp_path / name, language)

    case, notes = read_case(tmp_path / name)

    assert case.digest() == plant().digest()
    assert notes == []


@pytest.mark.parametrize("name", ["case.yaml", "case.xlsx"])
def test_generated_case_survives(name: str, tmp_path: Path) -> None:
    """A generated case survives exactly."""
    generated = generate(seed=3, enterprises=3, projects=3, works=4)
    write_case(generated, tmp_path / name, "ru")

    assert read_case(tmp_path / name)[0] == generated


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """The bytes of a file depend on nothing but the case and the language."""
    for name in ("a.yaml", "a.json", "a.xlsx"):
        write_case(rich_case(), tmp_path / name, "kk")
        first = (tmp_path / name).read_bytes()
        write_case(rich_case(), tmp_path / name, "kk")
        assert (tmp_path / name).read_bytes() == first


def test_yaml_is_readable(tmp_path: Path) -> None:
    """The text leaves out defaults, writes estimates shortly and keeps letters and money as one writes them."""
    case = Case.model_validate(
        {
            "title": "Жоспар",
            "start": "2027-01-04",
            "enterprises": [{"id": "E1", "name": "Зауыт", "turnover": 1500000}],
            "innovations": [{"id": "I1", "name": "Сорғы", "type": "goods"}],
            "projects": [
                {
                    "id": "P1",
                    "name": "Жоба",
                    "innovation": "I1",
                    "enterprise": "E1",
                    "works": [
                        {
                            "id": "W1",
                            "name": "Жұмыс",
                            "kind": "research",
                            "modes": [{"id": "1", "duration": [5, 8, 20]}],
                        }
                    ],
                }
            ],
        }
    )
    write_case(case, tmp_path / "case.yaml")

    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == (
        "format: 1\n"
        "title: Жоспар\n"
        "language: kk\n"
        "currency: KZT\n"
        "start: 2027-01-04\n"
        "horizon: 12\n"
        "enterprises:\n"
        "- id: E1\n"
        "  name: Зауыт\n"
        "  turnover: 1500000\n"
        "innovations:\n"
        "- id: I1\n"
        "  name: Сорғы\n"
        "  type: goods\n"
        "projects:\n"
        "- id: P1\n"
        "  name: Жоба\n"
        "  innovation: I1\n"
        "  enterprise: E1\n"
        "  works:\n"
        "  - id: W1\n"
        "    name: Жұмыс\n"
        "    kind: research\n"
        "    modes:\n"
        "    - id: '1'\n"
        "      duration: [5, 8, 20]\n"
    )


def test_defaults_are_left_out() -> None:
    """Data of a case hold what differs from the defaults, and what a reader looks for first."""
    case = Case.model_validate({"title": "x", "start": "2027-01-04"})

    assert list(case_to_data(case)) == ["format", "title", "language", "currency", "start", "horizon"]


def test_text_too_long_for_a_cell_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    """A workbook that could not hold the case is not begun."""
    case = Case.model_validate({"title": "x" * 40_000, "start": "2027-01-04"})

    with pytest.raises(InputError, match="longer than a cell"):
        write_case(case, tmp_path / "case.xlsx")

    assert list(tmp_path.iterdir()) == []
