"""Errors name place, value and expectation; texts come in three languages."""

import pytest
from pydantic import BaseModel, Field, ValidationError

from serpin.base.errors import InputError, Problem, problems_of, refuse, show
from serpin.base.texts import LANGUAGES, mark, translate


class Box(BaseModel):
    """Something to break."""

    size: int = Field(gt=0)
    colour: str


def problems(data: object) -> list[Problem]:
    """Return the problems of a broken box."""
    with pytest.raises(ValidationError) as caught:
        Box.model_validate(data)
    return problems_of(caught.value.errors(include_url=False))


def test_every_problem_is_found_in_one_go() -> None:
    """A small size and a missing colour are both reported, each at its place."""
    found = problems({"size": -3})
    assert [(problem.place, problem.sentence("en")) for problem in found] == [
        (("size",), "-3 is too small: expected more than 0"),
        (("colour",), "a value is required here"),
    ]


def test_a_problem_speaks_kazakh_and_russian() -> None:
    """The same problem is said in the language that is asked for."""
    problem = problems({"size": -3, "colour": "көк"})[0]
    assert problem.text("kk") == "size: -3 тым кіші: күтілетіні — 0 мәнінен үлкен"
    assert problem.text("ru") == "size: -3 слишком мало: ожидается больше 0"


def test_what_pydantic_says_otherwise_is_kept() -> None:
    """A kind of error without a sentence of its own keeps the reason."""
    error = {"type": "strange", "loc": ("a", 0), "input": "x", "msg": "odd"}
    assert problems_of([error])[0].text("en") == "a[0]: x was not understood: odd"


def test_a_path_reads_like_code() -> None:
    """Names are joined by points, positions stand in brackets."""
    problem = Problem("x", ("works", 2, "modes", 0, "cost"))
    assert problem.path() == "works[2].modes[0].cost"
    assert problem.at("projects", 1).path() == "projects[1].works[2].modes[0].cost"


def test_the_place_in_the_file_wins_over_the_path() -> None:
    """Where a reader knows the cell, the cell is named."""
    assert Problem("x", ("size",), where="Boxes!B2").text() == "Boxes!B2: x"


def test_a_refusal_carries_its_values() -> None:
    """A verb that refuses input names place and value."""
    error = refuse("there is no project {value}", "selection", "choices", 0, value="P9")
    assert isinstance(error, InputError)
    assert str(error) == "selection.choices[0]: there is no project P9"
    assert error.text("ru") == "selection.choices[0]: нет проекта P9"


def test_a_long_value_is_cut() -> None:
    """A message does not repeat a novel."""
    assert len(show("я" * 1000)) == 60
    assert show("я" * 1000).endswith("…")


def test_marking_changes_nothing() -> None:
    """A marked sentence is the sentence."""
    assert mark("there is no project {value}") == "there is no project {value}"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "there is no risk R7"), ("ru", "нет риска R7"), ("kk", "R7 тәуекелі жоқ")]
)
def test_a_sentence_in_each_language(language: str, text: str) -> None:
    """Placeholders are filled in every language."""
    assert translate("there is no risk {value}", language, value="R7") == text


def test_an_unknown_language_is_refused() -> None:
    """A language that is not offered is named with those that are."""
    with pytest.raises(ValueError, match="'de' is not one of kk, ru, en"):
        translate("project", "de")


def test_nothing_is_said_as_nothing() -> None:
    """The empty sentence stays empty: the header of the catalogue does not leak."""
    assert [translate("", language) for language in LANGUAGES] == ["", "", ""]


def test_a_sentence_without_values_may_hold_braces() -> None:
    """Only sentences with values are formatted."""
    assert translate("{kk: …}", "en") == "{kk: …}"
