"""Two plans side by side: figures, and project by project what is chosen, when, for how much, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from serpin.base.texts import mark, translate
from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.planning.comparison import compare_plans
from serpin.planning.result import Plan
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.noun import Words
from serpin.web.plans.scenario_inputs import LABELS
from serpin.web.runs.models import Run
from serpin.web.ui.lists import Heading

_NOT_IN = mark("not in this case")
_YES, _NO = mark("yes"), mark("no")
_EXCLUDED = mark("left out by the scenario")
_WAS_NOT = mark("none")
_PROJECT, _DIFFERENCE = mark("Project"), mark("Difference")
_START, _END, _COST, _VALUE = mark("Start"), mark("End"), mark("Cost"), mark("Value as selected")
_TURNED, _DIFFERENT, _EQUAL = mark("chosen in one alone"), mark("other dates or figures"), mark("the same")


@dataclass(frozen=True)
class Side:
    """A project in one of the plans."""

    known: bool
    chosen: bool
    start: date | None = None
    end: date | None = None
    cost: float | None = None
    value: float | None = None
    why: str = ""


@dataclass(frozen=True)
class ProjectLine:
    """A project in both plans."""

    code: str
    name: str
    one: Side
    other: Side
    why: tuple[str, ...] = ()

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides."""
        return self.one, self.other

    @property
    def differs(self) -> bool:
        """Whether anything but the words differs."""
        return any(
            getattr(self.one, name) != getattr(self.other, name)
            for name in ("known", "chosen", "start", "end", "cost", "value")
        )

    @property
    def difference(self) -> str:
        """How the plans differ about it, a sentence of the catalogue."""
        return _TURNED if self.turned else _DIFFERENT if self.differs else _EQUAL

    @property
    def turned(self) -> bool:
        """Whether it is chosen in one of the plans alone."""
        return self.one.chosen != self.other.chosen


def figures(one: Plan, other: Plan, language: str) -> list[dict[str, Any]]:
    """Return the key figures of two plans side by side."""
    from serpin.reports import findings  # noqa: PLC0415 - loads the charts

    sides = [
        {figure.label: figure for figure in findings.figures(plan, names_in(plan.case, language))}
        for plan in (one, other)
    ]
    return [
        {"label": label, "one": sides[0].get(label), "other": sides[1].get(label)}
        for label in dict.fromkeys([*sides[0], *sides[1]])
    ]


def projects(one: Plan, other: Plan, language: str) -> list[ProjectLine]:
    """Return the projects of two plans side by side, those that turned first, then those that differ, and why."""
    changes = compare_plans(one, other).projects
    later = names_in(other.case, language)
    why = {change.project: tuple(sentence(reason, later) for reason in change.reasons) for change in changes}
    sides = [_sides(plan, names_in(plan.case, language)) for plan in (one, other)]
    names = [names_in(plan.case, language) for plan in (one, other)]
    absent = Side(known=False, chosen=False, why=translate(_NOT_IN, language))
    lines = [
        ProjectLine(
            code,
            (names[0] if code in names[0].projects else names[1]).project(code),
            sides[0].get(code, absent),
            sides[1].get(code, absent),
            tuple(text for text in why.get(code, ()) if all(text != side.get(code, absent).why for side in sides)),
        )
        for code in dict.fromkeys([*sides[0], *sides[1]])
    ]
    return sorted(lines, key=lambda line: (not line.turned, not line.differs, line.code))


def headings(language: str) -> list[Heading[ProjectLine]]:
    """Return the columns of the list of projects: the name and what differs, then both plans."""
    titles = [translate(title, language) for title in (_START, _END, _COST, _VALUE)]
    found: list[Heading[ProjectLine]] = [
        Heading("project", translate(_PROJECT, language), lambda line: f"{line.name} ({line.code})"),
        Heading(
            "differs", translate(_DIFFERENCE, language), lambda line: translate(line.difference, language), choices=True
        ),
    ]
    for side in ("one", "other"):
        for name, title in zip(("start", "end", "cost", "value"), titles, strict=True):
            found.append(Heading(f"{side}-{name}", title, _of(side, name), number=name in ("cost", "value")))
        why = translate(mark("Not chosen"), language)
        found.append(Heading(f"{side}-why", why, _of(side, "why", chosen=False)))
    return found


def _of(side: str, name: str, *, chosen: bool = True) -> Callable[[ProjectLine], Any]:
    def value(line: ProjectLine) -> Any:
        here = getattr(line, side)
        return getattr(here, name) if here.chosen is chosen else None

    return value


def notes(one: Plan, other: Plan, language: str) -> list[str]:
    """Return what has to be known before two plans are compared: other seeds, other versions and the like."""
    names = names_in(other.case, language)
    return [sentence(note, names) for note in compare_plans(one, other).notes]


def _sides(plan: Plan, names: Names) -> dict[str, Side]:
    times = {time.project: time for time in (plan.schedule.projects if plan.schedule else ())}
    candidates = {item.project: item for item in (plan.portfolio.candidates if plan.portfolio else ())}
    found = {}
    for project in plan.case.projects:
        candidate, time = candidates.get(project.id), times.get(project.id)
        reason = candidate.reason if candidate is not None else None
        found[project.id] = Side(
            known=True,
            chosen=candidate.chosen if candidate is not None else time is not None,
            start=names.day(time.start) if time is not None else None,
            end=names.last_day(time.finish, time.start) if time is not None else None,
            cost=float(candidate.cost) if candidate is not None else None,
            value=float(candidate.value) if candidate is not None else None,
            why=sentence(reason, names) if reason is not None else "",
        )
    return found


def changes_in_words(run: Run, language: str) -> list[dict[str, str]]:
    """Return what a scenario changes, in words: of what, which field, from what, to what."""
    if not isinstance(run.scenario, dict) or not run.scenario.get("changes"):
        return []
    locale = Locale(language, str(run.case.get("currency", "KZT")))
    return [_in_words(change, run.case, locale) for change in run.scenario["changes"]]


def _in_words(change: dict[str, Any], case: dict[str, Any], locale: Locale) -> dict[str, str]:
    where, code, entry = str(change.get("list", "")), str(change.get("code", "")), str(change.get("field", ""))
    names = where.split("/") if where else []
    inner: Any = case
    titles = []
    for name, wanted in zip(names[::2], [*names[1::2], code], strict=False):
        inner = next((item for item in inner.get(name, []) if str(item.get("id")) == wanted), {})
        title = inner.get("name")
        titles.append(locale.name(Words.model_validate(title)) if title else wanted)
    field = entry
    if entry.startswith("available."):
        amounts = inner.get("available", []) if isinstance(inner, dict) else []
        number = int(entry.split(".")[1])
        quarter = str(amounts[number].get("quarter", "")) if number < len(amounts) else ""
        label = locale.say(LABELS["amount"], quarter=locale.quarter(quarter) if quarter else "")
        field = "amount"
    else:
        label = locale.say(LABELS.get("decision" if entry in ("mandatory", "excluded") else entry, entry))
    return {
        "of": ": ".join(titles),
        "field": label,
        "was": _told(field, change.get("was"), locale),
        "now": locale.say(_EXCLUDED) if entry == "excluded" else _told(field, change.get("value"), locale),
    }


def _told(field: str, value: Any, locale: Locale) -> str:
    if value is None or value == "":
        return locale.say(_WAS_NOT)
    if isinstance(value, bool):
        return locale.say(_YES if value else _NO)
    if field == "amount":
        return locale.money(float(value))
    if field in ("discount_rate", "probability"):
        return locale.percent(float(value), 1)
    if field in ("deadline", "earliest_start", "start", "pinned_start"):
        return locale.day(date.fromisoformat(str(value)))
    return locale.number(float(value), 1) if isinstance(value, int | float) else str(value)
