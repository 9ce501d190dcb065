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
