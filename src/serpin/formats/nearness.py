"""Nearness: which of the known words or codes somebody may have meant. Nothing is guessed where nothing is near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from serpin.base.errors import SENTENCES, Place, Problem
from serpin.formats.cleaning import seen
from serpin.vocabulary.case import Case
from serpin.vocabulary.review import LISTS, MISSING
from serpin.vocabulary.structure import annotations_of, element_of, model_in, reference_in

_ALIKE = 78.0
"""Likeness from 0 to 100 from which a word is near."""

_BEHIND = 6.0
"""How far behind the nearest a word may be and still be named."""

_SHORTEST = 4
"""Letters from which words are compared letter by letter: among shorter ones everything is near."""

_MOST_KNOWN, _MOST_ASKED, _MOST_NAMED = 5000, 100, 3
_SAFE_LENGTH = 200


def near(value: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return which of the known words are near a value, the nearest first.

    Case, spaces, signs and leading zeros do not count, and letters that look alike are the same. Figures in codes are
    never taken for others: ``W12`` is not near ``W13``.

    Parameters
    ----------
    value
        What was written.
    known
        What could have been meant.
    """
    asked = _bare(value[:_SAFE_LENGTH])
    words = {word: _bare(word) for word in list(dict.fromkeys(known))[:_MOST_KNOWN]}
    same = tuple(word for word, bare in words.items() if bare == asked)
    if same or len(asked.replace(" ", "")) < _SHORTEST:
        return same[:_MOST_NAMED] if asked else ()
    from rapidfuzz import fuzz  # noqa: PLC0415 - needed only where something is wrong

    scores: dict[str, float] = {}
    for word, bare in words.items():
        if _figures(bare) and _figures(asked) and _figures(bare) != _figures(asked):
            continue
        score = max(fuzz.ratio(asked, bare), fuzz.token_sort_ratio(asked, bare))
        if len(asked) > _SHORTEST and f" {asked} " in f" {bare} ":
            score = max(score, _ALIKE)
        if score >= _ALIKE:
            scores[word] = score
    best = max(scores.values(), default=0.0)
    ranked = sorted((word for word in scores if scores[word] >= best - _BEHIND), key=lambda word: -scores[word])
    return tuple(ranked[:_MOST_NAMED])


def _bare(text: str) -> str:
    """Return a text without what the eye passes over: case, signs, leading zeros, the alphabet of look-alikes."""
    plain = seen(text).casefold()
    spaced = re.sub(r"[\W_]+", " ", re.sub(r"(?<!\d)0+(?=\d)", "", plain)).strip()
    return re.sub(r"(?<=[^\W\d]) (?=\d)", "", spaced)


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def with_near(problems: list[Problem], data: Mapping[str, Any]) -> list[Problem]:
    """Return problems, those of missing codes with the codes that are near, or whose nouns have that name.

    Parameters
    ----------
    problems
        What is wrong with a case.
    data
        Its plain data.

    Codes that only look the same are left to :func:`serpin.formats.cleaning.look_alikes`, which says why.
    """
    kinds = {message: kind for kind, message in MISSING.items()}
    tables: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}

    def _near(problem: Problem) -> Problem:
        value = problem.values.get("value")
        shapeless = problem.message == SENTENCES["string_pattern_mismatch"]
        kind = _reference_at(problem.place) if shapeless else kinds.get(problem.message, "")
        if not kind or not isinstance(value, str):
            return problem
        scope = (kind, str(problem.values.get("project", "")))
        if scope not in tables:
            tables[scope] = _codes(_entries(kind, scope[1], data))
        words = [word for word in near(value, tables[scope]) if word == value or seen(word) != seen(value)]
        codes = dict.fromkeys(code for word in words for code in tables[scope][word])
        if codes and shapeless and kind in LISTS:  # a name where a code belongs
            problem = replace(problem, message=MISSING[kind])
        return replace(problem, near=tuple(codes)[:_MOST_NAMED])

    return [*map(_near, problems[:_MOST_ASKED]), *problems[_MOST_ASKED:]]


def _reference_at(place: Place) -> str:
    """Return the kind of reference that stands at a place of a case; empty where none does."""
    model: type[BaseModel] | None = Case
    annotation: Any = None
    for part in place:
        if isinstance(part, int):
            annotation = element_of(annotation)
        elif model is not None and part in annotations_of(model):
            annotation = annotations_of(model)[part]
        if annotation is None:
            return ""
        model = model_in(annotation)
    reference = reference_in(annotation) if annotation is not None else None
    return reference.kind if reference is not None and reference.kind in MISSING else ""


def _entries(kind: str, project: str, data: Mapping[str, Any]) -> list[Any]:
    if kind in LISTS:
        return _list(data.get(LISTS[kind]))
    if kind == "cover":
        return _list(data.get("covers"))
    inside = {"work": "works", "gate": "gates"}[kind]
    holders = [entry for entry in _list(data.get("projects")) if isinstance(entry, dict)]
    return [
        entry
        for holder in holders
        if kind == "gate" or str(holder.get("id")) == project
        for entry in _list(holder.get(inside))
    ]


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _codes(entries: list[Any]) -> dict[str, tuple[str, ...]]:
    """Return the codes of nouns by what one may call them: code or name in any language."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if isinstance(entry, dict) and isinstance(code := entry.get("id"), str):
            name = entry.get("name")
            names = name.values() if isinstance(name, dict) else [name]
            for word in (code, *(text for text in names if isinstance(text, str) and text)):
                found[word] = (*found.get(word, ()), code)
    return found
