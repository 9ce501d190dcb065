"""Tables of a comparison: what differs between the cases, and what became of each project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.planning.comparison import Comparison, ProjectChange, Side
from serpin.planning.differences import Difference
from serpin.planning.options import PlanOptions
from serpin.reports.tables.fields import steps_to, value_in_words
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.words import sentence
from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Words
from serpin.vocabulary.structure import annotations_of, element_of, model_in

_DIFFERENCES, _PLACE, _FIELD, _BEFORE, _AFTER = (
    mark("What was changed"),
    mark("Where"),
    mark("Field"),
    mark("Before"),
    mark("After"),
)
_CHANGES, _CODE, _PROJECT, _FATE, _WHY = (
    mark("What changed, project by project"),
    mark("Code"),
    mark("Project"),
    mark("In the plan"),
    mark("Why"),
)
_START, _WAS, _DAYS, _END = mark("Start"), mark("before: {what}"), mark("Days later"), mark("End")
_COST, _VALUE, _PAID, _ON_TIME = mark("Cost"), mark("Expected value"), mark("Paid by"), mark("Kept in time")
FATES = {
    "stays": mark("stays in"),
    "comes": mark("comes in"),
    "goes": mark("goes out"),
    "out": mark("stays out"),
}
"""Words for what became of a project."""

_OPTIONS = mark("Options of the plan")
_NEW, _GONE = mark("new"), mark("gone")


def difference_table(found: Comparison, names: Names) -> Table:
    """Return what differs between the cases and the options of the plans, field by field."""
    say = names.locale.say
    rows = tuple(
        (noun_in_words(one, names), field_in_words(one, names), *values_in_words(one, names))
        for one in found.differences
    )
    rows += tuple(
        (say(_OPTIONS), field_in_words(one, names, PlanOptions), *values_in_words(one, names, PlanOptions))
        for one in found.options
    )
    columns = (
        Column(say(_PLACE), Kind.TEXT, 40),
        Column(say(_FIELD), Kind.TEXT, 36),
        Column(say(_BEFORE), Kind.TEXT, 24),
        Column(say(_AFTER), Kind.TEXT, 24),
    )
    return Table("differences", say(_DIFFERENCES), columns, rows, engine="planning")


def change_table(found: Comparison, names: Names) -> Table:
    """Return every project that differs: before, after, and why."""
    say = names.locale.say
    rows = tuple(_row(change, found, names) for change in found.changed)

    def was(text: str) -> str:
        return say(_WAS, what=say(text))

    columns = (
        Column(say(_CODE), Kind.CODE, 10),
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_FATE), Kind.TEXT, 12),
        Column(was(_START), Kind.DATE, 13, wide=True),
        Column(say(_START), Kind.DATE, 13),
        Column(say(_DAYS), Kind.NUMBER, 10),
        Column(was(_END), Kind.DATE, 13, wide=True),
        Column(say(_END), Kind.DATE, 13),
        Column(was(_COST), Kind.MONEY, 16, wide=True),
        Column(say(_COST), Kind.MONEY, 16),
        Column(was(_VALUE), Kind.MONEY, 16, wide=True),
        Column(say(_VALUE), Kind.MONEY, 16),
        Column(was(_PAID), Kind.TEXT, 40, wide=True),
        Column(say(_PAID), Kind.TEXT, 40, wide=True),
        Column(was(_ON_TIME), Kind.PERCENT, 12, wide=True),
        Column(say(_ON_TIME), Kind.PERCENT, 12),
        Column(say(_WHY), Kind.TEXT, 70),
    )
    return Table("changes", say(_CHANGES), columns, rows, engine="planning")


def _row(change: ProjectChange, found: Comparison, names: Names) -> tuple[Value, ...]:
    empty = Side(is_chosen=False)
    old, new = change.before or empty, change.after or empty
    was, now = old.is_chosen, new.is_chosen
    return (
        change.project,
        names.project(change.project),
        names.locale.say(FATES[change.fate]),
        old.start,
        new.start,
        change.days,
        old.finish,
        new.finish,
        old.cost if was else None,
        new.cost if now else None,
        round(old.value, 2) if was else None,
        round(new.value, 2) if now else None,
        paid_in_words(old, names),
        paid_in_words(new, names),
        old.on_time,
        new.on_time,
        "; ".join(why(change, found, names)),
    )


def why(change: ProjectChange, found: Comparison, names: Names) -> Iterator[str]:
    """Yield why a project differs: first what was changed of it, then what the engines say."""
    for place in change.causes:
        one = found.differences[place]
        before, after = values_in_words(one, names)
        field = field_in_words(one, names)
        where = noun_in_words(one, names) if one.list else ""
        yield f"{where}{': ' if field and where else ''}{field}: {before} → {after}"
    for reason in change.reasons:
        yield sentence(reason, names)
    if not change.causes and not change.reasons:
        yield names.locale.say(mark("follows from the other changes"))


def paid_in_words(side: Side, names: Names) -> str:
    """Return who pays how much."""
    return "; ".join(f"{names.other('source', one)} {names.locale.money(amount)}" for one, amount in side.paid.items())


def noun_in_words(one: Difference, names: Names) -> str:
    """Return which noun differs: its list and its name."""
    parts = [part for part in one.list.split("/") if part] + ([one.code] if one.code else [])
    if not parts:
        return names.locale.name(names.case.title)
    said = []
    model: Any = Case
    for listed, code in zip(parts[::2], parts[1::2], strict=False):
        title, model = _step(model, listed)
        said.append(f"{names.locale.say(title)} {code}{_named(names, listed, code)}")
    return ", ".join(said)


def _named(names: Names, listed: str, code: str) -> str:
    """Return the name of an outermost noun in quotation marks."""
    noun = next((one for one in getattr(names.case, listed, ()) if getattr(one, "id", "") == code), None)
    name = getattr(noun, "name", None)
    return f" {names.locale.quoted(names.locale.name(name))}" if isinstance(name, Words) else ""


def field_in_words(one: Difference, names: Names, root: type[BaseModel] = Case) -> str:
    """Return the path of a field in words; empty where the whole noun came or went.

    Parameters
    ----------
    one
        What differs.
    names
        Names of the case, in a language.
    root
        Where the path begins: the case, or the options of a plan.
    """
    return ", ".join(title for title, _ in _steps(one, names, root))


def values_in_words(one: Difference, names: Names, root: type[BaseModel] = Case) -> tuple[str, str]:
    """Return both values in short."""
    if not one.field and one.list:
        before, after = (value_in_words(value, Words, names) for value in (one.before, one.after))
        return (before, names.locale.say(_GONE)) if one.after is None else (names.locale.say(_NEW), after)
    annotation = next((last for _, last in reversed(_steps(one, names, root))), None)
    return value_in_words(one.before, annotation, names), value_in_words(one.after, annotation, names)


def _steps(one: Difference, names: Names, root: type[BaseModel]) -> list[tuple[str, Any]]:
    model: Any = root
    for listed in one.list.split("/")[::2]:
        if listed:
            _, model = _step(model, listed)
    return list(steps_to(model, one.field, names))


def _step(model: Any, name: str) -> tuple[str, Any]:
    """Return the title of a list of nouns and the kind of noun that is in it."""
    if model is None or name not in model.model_fields:
        return name, None
    element = element_of(annotations_of(model)[name])
    return model.model_fields[name].title or name, model_in(element) if element is not None else None
