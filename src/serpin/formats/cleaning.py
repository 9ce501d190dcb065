"""Cleaning: Cyrillic words that were typed with Latin letters of the same look are set right, and reported.

Only words that mix both alphabets are touched. A Latin abbreviation with a Cyrillic ending (``PCні``) is no mistake.
"""

from __future__ import annotations

import re
from typing import Any

from serpin.base.errors import Place, Problem, show
from serpin.base.texts import mark

_PAIRS = "aаcсeеiіoоpрxхyуhһkкəәɵө" + "AАBВCСEЕHНIІKКMМOОPРTТXХYУƏӘƟӨ"
TO_CYRILLIC = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
"""Latin letters and the Cyrillic ones that look the same."""

TO_LATIN = {cyrillic: latin for latin, cyrillic in TO_CYRILLIC.items()}

_WORD = re.compile(r"[^\W\d_]{2,}")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0259\u0275]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_ABBREVIATION = re.compile(r"[A-Z]{2,}[\u0430-\u052f]+")


def clean_word(word: str) -> str:
    """Return a word of mixed alphabets in the one that it was meant in, any other word unchanged."""
    latin, cyrillic = set(_LATIN.findall(word)), set(_CYRILLIC.findall(word))
    if not latin or not cyrillic or _ABBREVIATION.fullmatch(word):
        return word
    if latin <= TO_CYRILLIC.keys():
        return "".join(TO_CYRILLIC.get(letter, letter) for letter in word)
    if cyrillic <= TO_LATIN.keys():
        return "".join(TO_LATIN.get(letter, letter) for letter in word)
    return word


def clean_text(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a text with its words set right, and the words that were changed (was, is)."""
    changed: list[tuple[str, str]] = []

    def change(found: re.Match[str]) -> str:
        was, now = found[0], clean_word(found[0])
        if was != now:
            changed.append((was, now))
        return now

    return (text if text.isascii() else _WORD.sub(change, text)), changed


def clean_data(data: Any, place: Place = ()) -> tuple[Any, list[Problem]]:
    """Return plain data with every text and every code set right, and a warning for each word.

    Codes and the references to them are changed by the same rule, so they still meet.
    """
    if isinstance(data, str):
        text, changed = clean_text(data)
        return text, [_warning(place, was, now) for was, now in changed]
    found: list[Problem] = []
    if isinstance(data, dict):
        table = {}
        for key, item in data.items():
            name, changed = clean_text(key) if isinstance(key, str) else (key, [])
            table[name], inner = clean_data(item, (*place, name))
            found += [_warning((*place, name), was, now) for was, now in changed] + inner
        return table, found
    if isinstance(data, list | tuple):
        items = []
        for position, item in enumerate(data):
            cleaned, inner = clean_data(item, (*place, position))
            items.append(cleaned)
            found += inner
        return items, found
    return data, found


def look_alikes(problems: list[Problem], data: Any) -> list[Problem]:
    """Return a hint for every unknown code that looks like a known one but is written with other letters.

    Parameters
    ----------
    problems
        What was found wrong; a missing code stands among the values of its sentence.
    data
        The plain data of the case, with the codes that there are.
    """
    known: dict[str, str] = {}
    _collect(data, known)
    hints = []
    for problem in problems:
        value = problem.values.get("value")
        other = known.get(seen(value)) if isinstance(value, str) else None
        if other is not None and other != value:
            message = mark("{value} looks like {other}, but other letters of the alphabets stand in it")
            hints.append(Problem(message, problem.place, {"value": value, "other": other}, problem.where, "warning"))
    return hints


def seen(text: str) -> str:
    """Return a text as the eye sees it: every look-alike in Latin letters."""
    return "".join(TO_LATIN.get(letter, letter) for letter in text)


def _collect(data: Any, known: dict[str, str]) -> None:
    if isinstance(data, dict):
        code = data.get("id")
        if isinstance(code, str):
            known.setdefault(seen(code), code)
    for item in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        _collect(item, known)


def _warning(place: Place, was: str, now: str) -> Problem:
    message = mark("{was} mixes Latin and Cyrillic letters; it is read as {now}")
    return Problem(message, place, {"was": show(was), "now": show(now)}, severity="warning")
