"""The sample plant: an invented machine-building firm with twelve innovation projects."""

from __future__ import annotations

from functools import cache

from serpin.examples.reading import read_folder
from serpin.vocabulary.case import Case


@cache
def plant() -> Case:
    """Return the case of the invented Sarybel plant.

    Twelve projects that the plant cannot all afford, for twelve quarters from January 2027; amounts in tenge.
    The nouns lie as data files in ``serpin/examples/data/plant``, one file a family and one a project.
    """
    return read_folder("plant")
