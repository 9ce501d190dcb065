"""Which fields hold codes of other records: alone, in a list, or as the keys of a table."""

from __future__ import annotations

from functools import cache
from typing import Any

from serpin.formats.workbook import layout
from serpin.formats.workbook.layout import Field
from serpin.vocabulary.noun import Reference
from serpin.vocabulary.structure import annotations_of, element_of, key_of, model_in, reference_in
from serpin.web.registry.sheets import Kind


def annotation_of(kind: Kind, path: tuple[str, ...]) -> Any:
    """Return the annotation of a field of a kind, or of an inner noun of it."""
    model: Any = kind.sheet.model
    for name in path[:-1]:
        model = model_in(annotations_of(model)[name])
    return annotations_of(model)[path[-1]]


@cache
def target_of(kind: Kind, entry: Field) -> str:
    """Return the kind of the records whose codes a field holds, alone, in a list or as keys; or an empty text."""
    if entry.target:
        return ".".join(entry.target)
    reference = _reference_within(annotation_of(kind, entry.path))
    return ".".join(layout.target_of(reference) or ()) if reference is not None else ""


def _reference_within(annotation: Any) -> Reference | None:
    """Return to what the elements of a list or the keys of a table refer; of nouns in a list, their first field."""
    key, element = key_of(annotation), element_of(annotation)
    if key is not None:
        return reference_in(key)
    noun = model_in(element) if element is not None else None
    if noun is not None:
        return reference_in(next(iter(annotations_of(noun).values())))
    return reference_in(element) if element is not None else None
