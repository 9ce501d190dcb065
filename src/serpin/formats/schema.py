"""The JSON Schema of a case, for editors and for other programs: every field explained in a language."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from serpin.base.texts import SOURCE_LANGUAGE, mark, translate
from serpin.vocabulary.case import Case
from serpin.vocabulary.labels import LABELS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SHAPES = ("Fixed", "ThreePoint", "Lognormal", "Empirical", "Discrete")

_NAME: dict[str, Any] = {
    "anyOf": [
        {"type": ["string", "number"]},
        {
            "type": "object",
            "properties": {language: {"type": "string"} for language in ("kk", "ru", "en")},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}

_ESTIMATE: dict[str, Any] = {
    "anyOf": [
        {"type": "number"},
        {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
        *({"$ref": f"#/$defs/{shape}"} for shape in _SHAPES),
    ]
}


def json_schema(language: str = SOURCE_LANGUAGE) -> dict[str, Any]:
    """Return the JSON Schema of a case, the short forms of names and estimates included.

    Parameters
    ----------
    language
        Language of titles and descriptions.
    """
    schema = Case.model_json_schema(mode="validation")
    parts = schema.pop("$defs")
    parts["Words"] = _NAME
    parts["Estimate"] = _ESTIMATE
    told = {name: _told(part, language) for name, part in parts.items()}
    words = translate(mark("Case of Serpin"), language)
    return {"$schema": _DIALECT, **_told(schema, language), "title": words, "$defs": told}


def _told(schema: Any, language: str) -> Any:
    """Return a part of the schema with its texts in a language and its estimates by reference."""
    if isinstance(schema, list):
        return [_told(item, language) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "enum" in schema and schema.get("title") in _CLASSES:
        kind = _CLASSES[schema["title"]]
        words = [translate(LABELS[kind, value], language) for value in schema["enum"]]
        return {"type": "string", "enum": schema["enum"], "enumDescriptions": words}
    if "discriminator" in schema:
        schema = {name: value for name, value in schema.items() if name not in ("discriminator", "oneOf")}
        schema["$ref"] = "#/$defs/Estimate"
    told = {name: _entry(name, value, language) for name, value in schema.items()}
    return {name: value for name, value in told.items() if value is not None or name == "default"}


def _entry(name: str, value: Any, language: str) -> Any:
    if name == "properties":
        return {field: _told(part, language) for field, part in value.items()}
    if name in ("title", "description") and isinstance(value, str):
        return translate(value, language) if value in _SENTENCES else None
    return _told(value, language)


def _models(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [model, *(inner for sub in model.__subclasses__() for inner in _models(sub))]


_CLASSES: dict[str, type[StrEnum]] = {kind.__name__: kind for kind, _ in LABELS}
_SENTENCES = {
    str(text)
    for model in _models(BaseModel)
    if model.__module__.startswith("serpin.")
    for field in model.model_fields.values()
    for text in (field.title, field.description)
    if text
}
"""Titles and descriptions that are marked for translation; others (names of classes, their docstrings) are left out."""
