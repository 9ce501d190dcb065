"""Leaves out the days on which nobody works, where all works rest on the same days: then a problem is a plain one.

Textbook: ``scheduling.md``, section on days off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serpin.engines.scheduling.model.data import FAR, Data, Ints, lanes_of
from serpin.engines.scheduling.model.swift import is_plain


@dataclass(frozen=True)
class WorkTime:
    """The days on which all works advance, numbered from 0, and what they are among all days.

    Parameters
    ----------
    days
        (K,) the worked days.
    worked
        (H+1,) number of worked days before each day.
    """

    days: Ints
    worked: Ints

    def shortened(self, starts: Ints) -> Ints:
        """Return starts or finishes as numbers of worked days before them."""
        return self.worked[np.minimum(starts, len(self.worked) - 1)]

    def last_day(self, finishes: Ints) -> Ints:
        """Return the day after the last of so many worked days."""
        return np.where(finishes > 0, self.days[np.maximum(finishes, 1) - 1] + 1, 0)

    def prolonged(self, starts: Ints, finishes: Ints) -> tuple[Ints, Ints]:
        """Return starts and finishes among all days; what lasts no day stands on a worked one."""
        begins = self.days[np.minimum(starts, len(self.days) - 1)]
        return begins, np.where(finishes > starts, self.last_day(finishes), begins)


def without_days_off(data: Data) -> tuple[Data, WorkTime] | None:
    """Return a plain problem of the worked days alone; nothing where that would not be the same problem.

    All works that last must rest on the same days, no link may have a lag, since lags run on over days off, and no
    day off may have less capacity than both worked days beside it, since works hold their resources over it.
    """
    calendars = np.unique(data.calendar[data.length > 0])
    plain = data._replace(calendar=np.full_like(data.calendar, -1))
    if len(calendars) != 1 or calendars[0] < 0 or data.before_lag.any() or not is_plain(plain):
        return None
    worked, days = data.worked[calendars[0]], data.worked_day[calendars[0]]
    days = days[days < FAR]
    free = np.setdiff1d(np.arange(len(data.capacity)), days)
    inner = free[(worked[free] > 0) & (worked[free] < len(days))]
    units = lanes_of(data, data.capacity)
    beside = np.minimum(units[days[worked[inner] - 1]], units[days[worked[inner] % max(1, len(days))]])
    if not len(days) or (units[inner] < beside).any():
        return None
    time = WorkTime(days, worked)
    shorter = plain._replace(
        capacity=np.ascontiguousarray(data.capacity[days]),
        release=time.shortened(data.release),
        due=np.where(data.due < FAR, time.shortened(data.due), FAR),
        base=time.shortened(data.base),
        previous=np.where(data.previous >= 0, time.shortened(data.previous), -1),
        worked=np.zeros((0, len(days) + 1), dtype=np.int64),
        worked_day=np.zeros((0, len(days)), dtype=np.int64),
    )
    return shorter, time
