"""What the nouns look like, read from their annotations: references, containers and element types.

The reference check, the schema and the workbook all ask here, so that a new field needs no second description.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from serpin.vocabulary.noun import Reference


def without_none(annotation: Any) -> Any:
    """Return the annotation of an optional field without its None."""
    if get_origin(annotation) in (Union, UnionType):
        left = [part for part in get_args(annotation) if part is not NoneType]
        if len(left) == 1:
            return left[0]
    return annotation


def bare(annotation: Any) -> Any:
    """Return an annotation without None and without ``Annotated``."""
    annotation = without_none(annotation)
    while get_origin(annotation) is Annotated:
        annotation = without_none(get_args(annotation)[0])
    return annotation


def reference_in(annotation: Any) -> Reference | None:
    """Return the reference that an annotation carries, if it does."""
    annotation = without_none(annotation)
    if get_origin(annotation) is not Annotated:
        return None
    for note in get_args(annotation)[1:]:
        if isinstance(note, Reference):
            return note
    return reference_in(get_args(annotation)[0])


def element_of(annotation: Any) -> Any | None:
    """Return the annotation of the elements of a list field, or nothing."""
    inner = bare(annotation)
    return get_args(inner)[0] if get_origin(inner) is tuple else None


def key_of(annotation: Any) -> Any | None:
    """Return the annotation of the keys of a table field, or nothing."""
    inner = bare(annotation)
    return get_args(inner)[0] if get_origin(inner) is dict else None


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the noun class of an annotation, or nothing."""
    inner = bare(annotation)
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


@cache
def annotations_of(model: type[BaseModel]) -> dict[str, Any]:
    """Return the full annotations of the fields of a noun, metadata included."""
    found = {}
    for name, field in model.model_fields.items():
        annotation: Any = field.annotation
        for note in field.metadata:
            annotation = Annotated[annotation, note]
        found[name] = annotation
    return found


@cache
def _references_of(model: type[BaseModel]) -> tuple[tuple[str, str, Reference], ...]:
    found = []
    for name, annotation in annotations_of(model).items():
        for shape, part in (
            ("one", annotation),
            ("many", element_of(annotation)),
            ("keys", key_of(annotation)),
        ):
            reference = reference_in(part) if part is not None else None
            if reference is not None:
                found.append((name, shape, reference))
    return tuple(found)


def references(noun: BaseModel) -> Iterator[tuple[tuple[str | int, ...], Reference, str]]:
    """Yield every reference that a noun makes itself (not its parts): place, kind and identifier."""
    for name, shape, reference in _references_of(type(noun)):
        value = getattr(noun, name)
        if value is None:
            continue
        if shape == "one":
            yield (name,), reference, value
        elif shape == "many":
            for position, item in enumerate(value):
                yield (name, position), reference, item
        else:
            for key in value:
                yield (name, key), reference, key


def parts(noun: BaseModel) -> Iterator[tuple[tuple[str | int, ...], BaseModel]]:
    """Yield the nouns that a noun holds directly, with their places."""
    for name in type(noun).model_fields:
        value = getattr(noun, name)
        if isinstance(value, BaseModel):
            yield (name,), value
        elif isinstance(value, tuple):
            for position, item in enumerate(value):
                if isinstance(item, BaseModel):
                    yield (name, position), item
