"""Translations: English sentences are the keys; the catalogues give Kazakh and Russian.

Nothing here knows what is said: :func:`mark` only tells the extractor that a string will be shown, and
:func:`translate` fills the placeholders after looking the sentence up.
"""

from __future__ import annotations

import gettext
from functools import cache
from importlib.resources import as_file, files
from typing import Any

LANGUAGES = ("kk", "ru", "en")
"""The languages that are complete, in the order in which they are offered."""

SOURCE_LANGUAGE = "en"


def mark(message: str) -> str:
    """Mark a sentence for the catalogues and return it unchanged."""
    return message


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the compiled catalogue of a language; English needs none.

    Raises
    ------
    ValueError
        If the language is not offered.
    """
    if language not in LANGUAGES:
        message = f"language {language!r} is not one of {', '.join(LANGUAGES)}"
        raise ValueError(message)
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    resource = files("serpin").joinpath("locale", language, "LC_MESSAGES", "serpin.mo")
    with as_file(resource) as path, path.open("rb") as stream:
        return gettext.GNUTranslations(stream)


def translate(message: str, language: str, **values: Any) -> str:
    """Return a sentence in a language with its placeholders filled.

    Parameters
    ----------
    message
        The English sentence, as it was marked.
    language
        One of :data:`LANGUAGES`.
    values
        What stands in the placeholders; a sentence without values is not formatted, so it may hold braces.
    """
    text = catalogue(language).gettext(message) if message else ""
    return text.format(**values) if values else text
