"""The samples by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.examples.nation import nation
from serpin.examples.plant import plant
from serpin.examples.region import region
from serpin.vocabulary.case import Case

SAMPLES: Mapping[str, Callable[[], Case]] = MappingProxyType({"plant": plant, "region": region, "nation": nation})
"""Functions that return a sample, by its name."""


def sample(name: str) -> Case:
    """Return a sample by its name.

    Raises
    ------
    InputError
        If there is no sample of that name.
    """
    if name not in SAMPLES:
        raise refuse(mark("{value} is not one of: {expected}"), "sample", value=name, expected=", ".join(SAMPLES))
    return SAMPLES[name]()
