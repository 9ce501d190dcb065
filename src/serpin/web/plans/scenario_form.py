"""The form of a scenario: the register as it is, every value open to change; what differs becomes the scenario.

The name of an input is the list, the code and the field of what it changes: ``projects/P01:deadline``. Money can also
be changed by a factor for all quarters of a source; the changes hold amounts, so they mean the same later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from serpin.base.errors import Problem
from serpin.base.texts import mark
from serpin.web.plans.scenario_inputs import LABELS, NO_DAY, Change, Input, Reader, name_of

MOST_ROWS = 300
"""Projects and risks that the form offers; of a larger register those that were changed come first."""
SPARE_PINS = 3

_NO_WORK = mark("there is no work {value}; it is written as project/work")
_NO_FACTOR = mark("a factor from 0 to 100 is expected here")
_DECISIONS = (
    ("free", mark("choose freely")),
    ("mandatory", mark("must be carried out")),
    ("excluded", mark("left out")),
)


@dataclass
class Row:
    """A source, project or risk with its inputs."""

    code: str
    title: str
    inputs: list[Input]
    note: str = ""


@dataclass
class Pin:
    """A work that must start on a day."""

    number: int
    work: str
    start: str
    error: str = ""


@dataclass
class ScenarioForm:
    """The whole form."""

    frame: list[Input]
    quarters: list[str]
    sources: list[Row]
    projects: list[Row]
    risks: list[Row]
    pins: list[Pin]
    works: list[tuple[str, str]]
    changes: list[Change]
    data: Mapping[str, Any]
    left_out: int = 0

    @property
    def has_errors(self) -> bool:
        """Whether something typed was not understood."""
        rows = [entry for row in (*self.sources, *self.projects, *self.risks) for entry in row.inputs]
        return any(entry.error for entry in (*self.frame, *rows)) or any(pin.error for pin in self.pins)

    def blame(self, problems: list[Problem], language: str) -> list[Problem]:
        """Put each problem at its input and return those that belong to none."""
        known = {entry.name: entry for entry in self.frame}
        known |= {entry.name: entry for row in (*self.sources, *self.projects, *self.risks) for entry in row.inputs}
        rest = []
        for problem in problems:
            name = self._input_of(problem)
            pin = next((pin for pin in self.pins if name == f"pin:{pin.work}"), None)
            if pin is not None:
                pin.error = problem.sentence(language)
            elif name and name in known:
                known[name].error = problem.sentence(language)
            else:
                rest.append(problem)
        return rest

    def _input_of(self, problem: Problem) -> str:
        """Return the name of the input at which a problem lies, or an empty text."""
        place = problem.place
        if len(place) == 1:
            return f"case:{place[0]}"
        if len(place) < 2 or not isinstance(place[1], int):
            return ""
        if place[0] == "changes":
            return name_of(self.changes[place[1]]) if place[1] < len(self.changes) else ""
        nouns = self.data.get(str(place[0]), [])
        if place[1] >= len(nouns):
            return ""
        code, path = str(nouns[place[1]].get("id", "")), ".".join(map(str, place[2:]))
        if len(place) >= 4 and place[2] == "works" and isinstance(place[3], int):
            return f"pin:{code}/{nouns[place[1]]['works'][place[3]].get('id', '')}"
        return f"{place[0]}/{code}:{path}" if path else f"{place[0]}/{code}:deadline"


def scenario_form(
    data: Mapping[str, Any], begun: list[Change], typed: Mapping[str, str] | None, language: str
) -> ScenarioForm:
    """Return the form of a scenario with the changes that it makes.

    Parameters
    ----------
    data
        The register as plain data.
    begun
        Changes that the form starts from: those of an earlier plan.
    typed
        Texts by the names of the inputs; an input that was not sent keeps what it started from.
    language
        Language of the reader.
    """
    reader = Reader(data, begun, typed, language)
    frame = [
        reader.entry("", data, "discount_rate", widget="percent", default=0.15),
        reader.entry("", data, "start", widget="date"),
        reader.entry("", data, "horizon", widget="number", default=12),
    ]
    quarters = sorted({str(item["quarter"]) for source in data.get("sources", []) for item in _amounts(source)})
    sources = [_source(reader, source, quarters) for source in data.get("sources", [])]
    changed = {(change.get("list"), change.get("code")) for change in begun}
    known, cut = _first(data.get("projects", []), "projects", changed)
    projects = [_project(reader, project) for project in known]
    known, cut_risks = _first(data.get("risks", []), "risks", changed)
    risks = [_risk(reader, risk) for risk in known]
    works = [
        (f"{project['id']}/{work['id']}", f"{reader.title(project)}: {reader.title(work)}")
        for project in data.get("projects", [])
        for work in project.get("works", [])
    ]
    pins = _pins(reader, begun, works)
    return ScenarioForm(
        frame=frame,
        quarters=[reader.locale.quarter(quarter) for quarter in quarters],
        sources=sources,
        projects=projects,
        risks=risks,
        pins=pins,
        works=works[: 10 * MOST_ROWS],
        changes=reader.changes,
        data=data,
        left_out=cut + cut_risks,
    )


def _first(nouns: list[dict[str, Any]], where: str, changed: set[tuple[Any, Any]]) -> tuple[list[dict[str, Any]], int]:
    if len(nouns) <= MOST_ROWS:
        return nouns, 0
    ordered = sorted(nouns, key=lambda noun: (where, noun.get("id")) not in changed)
    return ordered[:MOST_ROWS], len(nouns) - MOST_ROWS


def _amounts(source: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [item for item in source.get("available", []) if isinstance(item, dict) and item.get("quarter")]


def _source(reader: Reader, source: Mapping[str, Any], quarters: list[str]) -> Row:
    code = str(source["id"])
    factor = Input(f"sources/{code}:factor", reader.say(mark("Factor")), "", "", "number")
    share = Decimal(1)
    if reader.typed is not None:
        factor.value = reader.typed.get(factor.name, "").strip()
        try:
            share = Decimal(factor.value.replace(",", ".")) if factor.value else share
            if not 0 <= share <= 100:
                raise InvalidOperation
        except InvalidOperation:
            factor.error, share = reader.say(_NO_FACTOR), Decimal(1)
    places = {str(item["quarter"]): number for number, item in enumerate(source.get("available", []))}
    inputs = [factor]
    for quarter in quarters:
        if quarter not in places:
            inputs.append(Input("", "", "", "", "none"))
            continue
        label = reader.say(LABELS["amount"], quarter=reader.locale.quarter(quarter))
        path = f"available.{places[quarter]}.amount"
        count = len(reader.changes)
        entry = reader.entry("sources", source, path, widget="money", label=label)
        if share != 1 and len(reader.changes) == count and not entry.error:
            was = Decimal(str(source["available"][places[quarter]]["amount"]))
            now = (was * share).quantize(Decimal(1), ROUND_HALF_UP)
            reader.changes.append({"list": "sources", "code": code, "field": path, "value": str(now), "was": str(was)})
        inputs.append(entry)
    return Row(code, reader.title(source), inputs)


_BEGUN = mark("under way")


def _project(reader: Reader, project: Mapping[str, Any]) -> Row:
    code = str(project["id"])
    name = f"projects/{code}:decision"
    under_way = any(work.get("progress") for work in project.get("works", []))
    choices = [(value, reader.say(words)) for value, words in _DECISIONS if value != "excluded" or not under_way]
    register = "mandatory" if project.get("mandatory") else "free"
    value = register
    if (begun := reader.begun.get((name, "mandatory"))) is not None:
        value = "mandatory" if begun.get("value") else "free"
    if (begun := reader.begun.get((name, "excluded"))) is not None and begun.get("value"):
        value = "excluded"
    decision = Input(name, reader.say(LABELS["decision"]), value, register, "select", choices)
    if reader.typed is not None and reader.typed.get(name) in {choice for choice, _ in choices}:
        decision.value = reader.typed[name]
    if decision.value == "excluded":
        reader.changes.append({"list": "projects", "code": code, "field": "excluded", "value": True, "was": False})
    elif decision.value != register:
        new = decision.value == "mandatory"
        reader.changes.append({"list": "projects", "code": code, "field": "mandatory", "value": new, "was": not new})
    inputs = [
        decision,
        reader.entry("projects", project, "earliest_start", widget="date"),
        reader.entry("projects", project, "deadline", widget="date"),
        reader.entry("projects", project, "weight", widget="number", default=1.0),
    ]
    return Row(code, reader.title(project), inputs, reader.say(_BEGUN) if under_way else "")


def _risk(reader: Reader, risk: Mapping[str, Any]) -> Row:
    code = str(risk["id"])
    rated = risk.get("rate") is not None
    entry = reader.entry("risks", risk, "rate" if rated else "probability", widget="number" if rated else "percent")
    return Row(code, reader.title(risk), [entry])


def _pins(reader: Reader, begun: list[Change], works: list[tuple[str, str]]) -> list[Pin]:
    given = [
        (f"{change['list'].split('/')[1]}/{change['code']}", str(change["value"]))
        for change in begun
        if change.get("field") == "pinned_start" and change.get("value")
    ]
    if reader.typed is not None and "pins" in reader.typed:
        given = _typed_pins(reader.typed)
    elif reader.typed is not None:
        given = list((dict(given) | dict(_typed_pins(reader.typed))).items())
    registered = _registered_pins(reader.data)
    names = {name for name, _ in works}
    found = []
    for number, (work, start) in enumerate(given):
        pin = Pin(number, work, start)
        project, _, code = work.partition("/")
        try:
            day = date.fromisoformat(start).isoformat() if start else None
        except ValueError:
            pin.error = reader.say(NO_DAY)
        else:
            if work not in names:
                pin.error = reader.say(_NO_WORK, value=work)
            else:
                where = f"projects/{project}/works"
                was = registered.get(work)
                if day != was:
                    reader.changes.append(
                        {"list": where, "code": code, "field": "pinned_start", "value": day, "was": was}
                    )
        found.append(pin)
    return found + [Pin(len(found) + number, "", "") for number in range(SPARE_PINS)]


def _typed_pins(typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the works and days of the inputs ``pin-0-work``, ``pin-0-start`` …; empty lines are left out."""
    numbers = sorted(
        int(parts[1])
        for key in typed
        if len(parts := key.split("-")) == 3 and parts[0] == "pin" and parts[2] == "work" and parts[1].isdecimal()
    )
    lines = [(typed[f"pin-{number}-work"].strip(), typed.get(f"pin-{number}-start", "").strip()) for number in numbers]
    return [line for line in lines if line[0]]


def _registered_pins(data: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{project['id']}/{work['id']}": str(work["pinned_start"])
        for project in data.get("projects", [])
        for work in project.get("works", [])
        if work.get("pinned_start")
    }
