"""The structure of the nouns is read from their annotations, and every field explains itself."""

import pytest
from pydantic import BaseModel
from small_case_data import small_case

from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Words
from serpin.vocabulary.project import Project
from serpin.vocabulary.reading import read_case
from serpin.vocabulary.structure import annotations_of, element_of, key_of, model_in, parts, reference_in, references
from serpin.vocabulary.work import Mode, Work


def nouns_of_a_case() -> list[type[BaseModel]]:
    """Return every noun class that a case can hold."""
    found: list[type[BaseModel]] = []
    waiting: list[type[BaseModel]] = [Case]
    while waiting:
        noun = waiting.pop()
        if noun in found or noun is Words:
            continue
        found.append(noun)
        for annotation in annotations_of(noun).values():
            part = model_in(element_of(annotation) or annotation)
            if part is not None:
                waiting.append(part)
    return found


@pytest.mark.parametrize("noun", nouns_of_a_case(), ids=lambda noun: noun.__name__)
def test_every_field_has_a_title_and_a_description(noun: type[BaseModel]) -> None:
    """Headings and comments of the workbook need both."""
    silent = [name for name, field in noun.model_fields.items() if not (field.title and field.description)]
    assert silent == []


def test_references_are_found_with_their_places() -> None:
    """Single references, lists of them and keys of tables are all seen."""
    data = small_case()
    data["projects"][0]["works"][0]["modes"][0] |= {"contractor": "E2", "demand": {"lab": 1}}
    mode = read_case(data).projects[0].works[0].modes[0]
    assert [(place, reference.kind, code) for place, reference, code in references(mode)] == [
        (("contractor",), "enterprise", "E2"),
        (("demand", "lab"), "resource", "lab"),
    ]


def test_parts_are_found_with_their_places() -> None:
    """A project holds its works and nothing that is not there."""
    project = read_case(small_case()).projects[0]
    places = [place for place, part in parts(project) if isinstance(part, Work)]
    assert places == [("works", 0), ("works", 1), ("works", 2)]


def test_annotations_are_taken_apart() -> None:
    """Lists, tables, optional values and nouns are told from each other."""
    project, mode = annotations_of(Project), annotations_of(Mode)
    assert model_in(element_of(project["works"])) is Work
    assert model_in(project["works"]) is None
    assert reference_in(key_of(mode["demand"])).kind == "resource"
    assert reference_in(mode["contractor"]).kind == "enterprise"
    assert reference_in(project["deadline"]) is None
    assert element_of(project["deadline"]) is None
