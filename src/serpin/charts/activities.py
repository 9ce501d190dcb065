"""Short words for what enterprises do, by the division of OKED."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from serpin.base.texts import mark
from serpin.charts.locale import Locale

_WORDS: tuple[tuple[int, int, str], ...] = (
    (1, 3, mark("agriculture")),
    (5, 9, mark("mining")),
    (10, 12, mark("food")),
    (13, 15, mark("textiles and clothing")),
    (16, 18, mark("wood and paper")),
    (19, 21, mark("chemicals")),
    (22, 22, mark("rubber and plastics")),
    (23, 23, mark("glass and building materials")),
    (24, 25, mark("metals")),
    (26, 27, mark("electrical equipment")),
    (28, 28, mark("machinery")),
    (29, 30, mark("vehicles")),
    (31, 33, mark("other manufacturing")),
    (35, 35, mark("energy")),
    (36, 39, mark("water and waste")),
    (41, 43, mark("construction")),
    (45, 47, mark("trade")),
    (49, 53, mark("transport and storage")),
    (58, 63, mark("information and communication")),
    (64, 66, mark("finance and insurance")),
    (69, 75, mark("research, design and consulting")),
)
_OTHER = mark("other services")


def activity_name(division: str, locale: Locale) -> str:
    """Return the words for a division of OKED, by its two digits."""
    number = int(division) if division.isdigit() else 0
    return locale.say(next((words for low, high, words in _WORDS if low <= number <= high), _OTHER))


def trades(divisions: Iterable[tuple[str, int]], locale: Locale, most: int = 2) -> str:
    """Return what a group of enterprises mostly does.

    Parameters
    ----------
    divisions
        Division and headcount of each.
    locale
        The language.
    most
        How many trades are named.
    """
    people: Counter[str] = Counter()
    for division, headcount in divisions:
        people[activity_name(division, locale)] += max(headcount, 1)
    return locale.listed(name for name, _ in people.most_common(most))
