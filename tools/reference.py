"""Write the reference of the nouns, ``docs/reference/vocabulary.md``, from the vocabulary itself.

Run ``python tools/reference.py`` after a change of the vocabulary; ``--check`` changes nothing and fails when the page
is not fresh.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import sys
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

import serpin.vocabulary
from serpin.vocabulary.case import Case
from serpin.vocabulary.estimate import Estimate
from serpin.vocabulary.labels import LABELS
from serpin.vocabulary.noun import Day, Noun, Words
from serpin.vocabulary.structure import annotations_of, bare, element_of, key_of, model_in, reference_in

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "vocabulary.md"
HEAD = """# The nouns

Written from the vocabulary by `tools/reference.py`; do not edit it by hand. A *case* is what you hand over: the first
table below. Each table lists the fields of one noun: its name in YAML and JSON, what may stand there, what stands there
when nothing is given (**required** where there is no such thing), and what it means. The same descriptions are the
comments on the headings of the workbook, in your language.

A **text** may be one text or a table of texts by language (`{kk: …, ru: …, en: …}`). A **date** is written
`2027-03-31`, a **quarter** `2027Q1`. **Money** is in the currency of the case, with at most two decimals. A **share**,
a **rate** and a **probability** are fractions: 0.15 is 15 %. An **estimate** is a number, three numbers (low, most
likely, high), or one of the [shapes](#shapes-of-an-estimate) below.
"""


def shapes() -> list[type[BaseModel]]:
    """Return the shapes of an estimate."""
    return list(get_args(get_args(get_args(Estimate)[0])[0])) or list(get_args(get_args(Estimate)[0]))


def anchor(noun: type) -> str:
    """Return a link to the heading of a noun or a choice."""
    return f"[{noun.__name__}](#{noun.__name__.lower()})"


def is_estimate(annotation: Any) -> bool:
    """Tell whether an annotation is an estimate of any shape."""
    inner = bare(annotation)
    return get_origin(inner) in (Union, UnionType) and set(shapes()) <= set(get_args(inner))


def kind_of(annotation: Any) -> str:
    """Return in words what may stand in a field."""
    inner = bare(annotation)
    if (reference := reference_in(annotation)) is not None:
        return f"code of {'an' if reference.kind[0] in 'aeiou' else 'a'} {reference.kind}"
    if (element := element_of(annotation)) is not None:
        return f"list: {kind_of(element)}"
    if (key := key_of(annotation)) is not None:
        return f"table: {kind_of(key)} → {kind_of(get_args(inner)[1])}"
    if (model := model_in(annotation)) is not None:
        return "text" if model is Words else anchor(model)
    return "estimate" if is_estimate(annotation) else simple_kind(inner)


def simple_kind(inner: Any) -> str:
    """Return in words what a plain type is."""
    if get_origin(inner) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(inner))
    if isinstance(inner, type) and issubclass(inner, StrEnum):
        return anchor(inner)
    names = {bool: "yes or no", int: "whole number", float: "number", str: "text", Decimal: "money", bare(Day): "date"}
    return names.get(inner, "anything")


def default_of(field: FieldInfo) -> str:
    """Return in short what stands in a field when nothing is given."""
    value = field.default
    if field.is_required():
        return "**required**"
    if value is None or value in ((), {}, ""):
        return "–"
    if isinstance(value, StrEnum):
        return f"`{value.value}`"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, BaseModel):
        return "as its parts say"
    return f"`{', '.join(map(str, value)) if isinstance(value, tuple) else value}`"


def table_of(noun: type[BaseModel]) -> list[str]:
    """Return the table of the fields of a noun."""
    lines = ["| name | what stands there | if nothing is given | meaning |", "|---|---|---|---|"]
    annotations = annotations_of(noun)
    for name, field in noun.model_fields.items():
        meaning = f"{field.title}: {field.description}" if field.title else (field.description or "")
        cells = (f"`{name}`", kind_of(annotations[name]), default_of(field), meaning)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return lines


def found_below(noun: type[BaseModel], seen: dict[type, None]) -> None:
    """Collect a noun, its parts and its choices, in the order in which they are met."""
    if noun in seen or noun is Words:
        return
    seen[noun] = None
    choices, inner = [], []
    for annotation in annotations_of(noun).values():
        part = element_of(annotation) or annotation
        bared = bare(part)
        if model_in(part) is not None:
            inner.append(bared)
        elif isinstance(bared, type) and issubclass(bared, StrEnum):
            choices.append(bared)
    for choice in choices:
        seen.setdefault(choice, None)
    for model in inner:
        found_below(model, seen)


def is_hidden(noun: type, seen: dict[type, None]) -> bool:
    """Tell whether a noun of the vocabulary is no part of a case and no shape of an estimate."""
    return noun not in seen and noun not in shapes() and noun not in (Noun, Words)


def handed_on(seen: dict[type, None]) -> list[type]:
    """Return the nouns and choices that are no part of a case: those that engines hand on."""
    found: dict[type, None] = {}
    for module in pkgutil.iter_modules(serpin.vocabulary.__path__, "serpin.vocabulary."):
        for _, noun in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(noun, Noun | StrEnum) and noun.__module__ == module.name and is_hidden(noun, seen):
                found[noun] = None
    return sorted(found, key=lambda noun: (noun.__module__, inspect.getsourcelines(noun)[1]))


def section(noun: type) -> list[str]:
    """Return the section of a noun or of a choice."""
    first = (inspect.getdoc(noun) or "").strip()
    lines = [f"## {noun.__name__}", "", " ".join(first.split("\n\n")[0].split()), ""]
    if issubclass(noun, StrEnum):
        lines += ["| value | in words |", "|---|---|"]
        lines += [f"| `{choice.value}` | {LABELS[noun, choice.value]} |" for choice in noun]
    elif issubclass(noun, BaseModel):
        lines += table_of(noun)
    return [*lines, ""]


def page() -> str:
    """Return the whole page."""
    seen: dict[type, None] = {}
    found_below(Case, seen)
    lines = [HEAD]
    for noun in seen:
        lines += section(noun)
    lines += ["## Shapes of an estimate", "", "A table with `shape`, or without it where the names tell the shape.", ""]
    for shape in shapes():
        lines += ["#" + line if line.startswith("## ") else line for line in section(shape)]
    lines += ["## What engines hand on", "", "Nouns of results; nobody writes them by hand.", ""]
    for noun in handed_on(seen):
        lines += ["#" + line if line.startswith("## ") else line for line in section(noun)]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write or check the page; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when the page is not fresh")
    chosen = parser.parse_args(arguments)
    text = page()
    if chosen.check:
        fresh = PAGE.exists() and PAGE.read_text("utf-8") == text
        print("fresh" if fresh else "docs/reference/vocabulary.md is stale; run python tools/reference.py")
        return 0 if fresh else 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
