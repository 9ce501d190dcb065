"""Launches: what a simulation hands on to a forecast: when each project begins to work, in each course, if ever."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from serpin.base.errors import refuse
from serpin.base.texts import mark


@dataclass(frozen=True)
class LaunchTable:
    """When each project is launched in each simulated course.

    Parameters
    ----------
    projects
        Codes of the projects, one for each column.
    launch
        Moment of the launch as a decimal year (2029.5 is the middle of 2029); not a number where the project never
        comes so far. Shape (courses, projects).
    """

    projects: tuple[str, ...]
    launch: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        """Refuse a table that does not fit its projects.

        Raises
        ------
        InputError
            If the shape does not fit, or a moment is infinite.
        """
        shape = self.launch.shape
        if self.launch.ndim != 2 or shape[1] != len(self.projects) or not shape[0]:
            raise refuse(
                mark("the table of launches has the shape {shape}, which does not fit"), "launches", shape=shape
            )
        if np.isinf(self.launch).any():
            raise refuse(mark("the table of launches has a moment that is infinite"), "launches")
