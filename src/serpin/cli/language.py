"""The language in which the command line speaks: asked for, from the environment, or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from serpin.base.texts import LANGUAGES, SOURCE_LANGUAGE, translate

_LANGUAGE: ContextVar[str] = ContextVar("serpin_language", default=SOURCE_LANGUAGE)


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language for this call.

    Parameters
    ----------
    arguments
        The command line; ``--language kk``, ``--language=kk`` and ``-l kk`` count wherever they stand.
    environment
        ``SERPIN_LANGUAGE``, then ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` are looked at.
    """
    words = list(arguments)
    for position, word in enumerate(words):
        value = ""
        if word in ("--language", "-l") and position + 1 < len(words):
            value = words[position + 1]
        elif word.startswith("--language="):
            value = word.partition("=")[2]
        if value in LANGUAGES:
            return value
    for name in ("SERPIN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")[:2].lower()
        if value in LANGUAGES:
            return value
    return SOURCE_LANGUAGE


def speak(language: str) -> None:
    """Set the language for this call of the program."""
    _LANGUAGE.set(language)


def language() -> str:
    """Return the language of this call of the program."""
    return _LANGUAGE.get()


def say(message: str, **values: Any) -> str:
    """Return a marked sentence in the language of this call."""
    return translate(message, language(), **values)
