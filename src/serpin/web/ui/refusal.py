"""A refusal: what was typed was not accepted, each reason at its input."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 - an answer, not an error of the program
    """What was typed was not accepted.

    Parameters
    ----------
    errors
        Sentences in the language of the user, by the names of the inputs; an empty name for the form as a whole.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)


class Overtaken(Refused):
    """Somebody else changed the same meanwhile: nothing was written, and whoever saves again knows it.

    Parameters
    ----------
    errors
        As of every refusal.
    version
        The version that stands there now.
    """

    def __init__(self, errors: Mapping[str, str], version: int) -> None:
        super().__init__(errors)
        self.version = version
