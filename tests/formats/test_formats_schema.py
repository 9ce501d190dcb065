"""The JSON Schema: valid by itself, true to the cases, explained in three languages."""

from __future__ import annotations

import json

import jsonschema
import pytest
from rich_case import rich_case

from serpin.base.texts import LANGUAGES
from serpin.examples.plant import plant
from serpin.formats.json_text import json_of
from serpin.formats.schema import json_schema


@pytest.mark.parametrize("language", LANGUAGES)
def test_written_cases_follow_the_schema(language: str) -> None:
    """What is written as JSON, short forms included, is valid by the schema."""
    schema = json_schema(language)
    jsonschema.Draft202012Validator.check_schema(schema)

    for case in (rich_case(), plant()):
        jsonschema.validate(json.loads(json_of(case)), schema, jsonschema.Draft202012Validator)


def test_wrong_values_break_the_schema() -> None:
    """An unknown name, a wrong choice and a probability of 80 are no cases."""
    validator = jsonschema.Draft202012Validator(json_schema())
    good = json.loads(json_of(plant()))
    for place, value in (("titel", "x"), ("language", "de"), ("discount_rate", 80)):
        assert not validator.is_valid({**good, place: value})
    assert validator.is_valid(good)


def test_every_choice_is_explained_in_the_language() -> None:
    """Choices carry their words in the language, in the order of their codes."""
    kinds = json_schema("ru")["$defs"]["SizeClass"]

    assert kinds["enum"] == ["micro", "small", "medium", "large"]
    assert len(kinds["enumDescriptions"]) == 4
    assert kinds["enumDescriptions"] != kinds["enum"]
