"""The names that a case gives to its codes, in a language."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cached_property

from serpin.base.periods import WorkCalendar
from serpin.base.texts import mark
from serpin.charts.locale import Locale
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.work import Work

_UNITS = {
    "bn {currency}": mark("bn {currency}"),
    "mln {currency}": mark("mln {currency}"),
    "mln {currency} per employee": mark("mln {currency} per employee"),
    "thousand {currency}": mark("thousand {currency}"),
    "persons": mark("persons"),
    "items": mark("items"),
    "tonnes": mark("tonnes"),
    "thousand m3": mark("thousand m³"),
    "mln m3": mark("mln m³"),
    "% a year": mark("% a year"),
}
"""Units of indicators that have words in every language; others stand as they are written in the case."""


def _apart(named: list[tuple[str, str]], hints: dict[str, str]) -> dict[str, str]:
    """Return names by code; of equal names each gets what tells it apart: a hint where that is enough, else its code.

    Without that, a picture would lay the bars of two risks of one name over each other.
    """
    often = Counter(name for _, name in named)
    pairs = Counter((name, hints.get(code)) for code, name in named)
    found = {}
    for code, name in named:
        hint = hints.get(code)
        clear = hint if hint and pairs[name, hint] == 1 else code
        found[code] = name if often[name] == 1 else f"{name} · {clear}"
    return found


class Names:
    """Looks up names by code, and dates by working day.

    Parameters
    ----------
    case
        Where the names stand.
    locale
        The language.
    """

    def __init__(self, case: Case, locale: Locale) -> None:
        self.case = case
        self.locale = locale

    @cached_property
    def projects(self) -> dict[str, Project]:
        """Projects by code."""
        return {project.id: project for project in self.case.projects}

    @cached_property
    def works(self) -> dict[tuple[str, str], Work]:
        """Works by code of the project and own code."""
        return {(project.id, work.id): work for project in self.case.projects for work in project.works}

    @cached_property
    def _others(self) -> dict[str, dict[str, str]]:
        name, case = self.locale.name, self.case
        hit = {risk.id: {impact.project or "" for impact in risk.impacts} for risk in case.risks}
        projects = {code: min(found) for code, found in hit.items() if len(found) == 1}
        kinds = {
            "enterprise": [(noun.id, name(noun.name)) for noun in case.enterprises],
            "resource": [(noun.id, name(noun.name)) for noun in case.resources],
            "source": [(noun.id, name(noun.name)) for noun in case.sources],
            "risk": [(noun.id, name(noun.name)) for noun in case.risks],
            "cover": [(noun.id, name(noun.name)) for noun in case.covers],
            "innovation": [(noun.id, name(noun.name)) for noun in case.innovations],
            "indicator": [(noun.id, name(noun.name)) for noun in case.indicators],
        }
        return {kind: _apart(found, projects if kind == "risk" else {}) for kind, found in kinds.items()}

    def project(self, code: str) -> str:
        """Return the name of a project, or its code where the case does not know it."""
        project = self.projects.get(code)
        return self.locale.name(project.name) if project else code

    def work(self, project: str, code: str) -> str:
        """Return the name of a work."""
        work = self.works.get((project, code))
        return self.locale.name(work.name) if work else code

    def gate(self, project: str, code: str) -> str:
        """Return the name of a gate."""
        found = self.projects.get(project)
        gates = found.gates if found else ()
        return next((self.locale.name(gate.name) for gate in gates if gate.id == code), code)

    def other(self, kind: str, code: str) -> str:
        """Return the name of an enterprise, resource, source, risk, cover, innovation or indicator."""
        return self._others.get(kind, {}).get(code, code)

    def unit(self, indicator: str) -> str:
        """Return the unit of an indicator: known ones in the language, money with the sign of the currency."""
        unit = next((one.unit for one in self.case.indicators if one.id == indicator), "")
        plain = unit.replace(self.case.currency, "{currency}")
        return self.locale.say(_UNITS[plain], currency=self.locale.sign) if plain in _UNITS else unit

    def day(self, day: float) -> date:
        """Return the date of a working day."""
        return self._days.date_of(int(day))

    def last_day(self, finish: float, start: int | None = None) -> date:
        """Return the last date of what is finished on a working day (the day after the last).

        What takes no time ends on the day on which it starts, if that is given.
        """
        last = -int(-finish // 1) - 1
        return self._days.date_of(max(0, last if start is None else max(last, start)))

    @cached_property
    def _days(self) -> WorkCalendar:
        return self.case.days

    def quarter(self, number: int) -> str:
        """Return a quarter in words."""
        return self.locale.quarter(self.case.quarters.name_of(number))
