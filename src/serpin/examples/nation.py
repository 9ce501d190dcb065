"""The strategies of the country: the one of 2003–2015 and the plan to 2020, with the series that are known."""

from __future__ import annotations

from functools import cache

from serpin.examples.reading import read_folder
from serpin.vocabulary.case import Case


@cache
def nation() -> Case:
    """Return the case of the two strategies; figures that were not verified say so."""
    return read_folder("nation")
