"""Words: the messages of the engines in a language, with names instead of codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from serpin.base.texts import mark
from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Words
from serpin.vocabulary.result import Message

_KINDS = {
    "project": "project",
    "projects": "project",
    "other": "project",
    "others": "project",
    "source": "source",
    "sources": "source",
    "guarantee": "source",
    "enterprise": "enterprise",
    "owner": "enterprise",
    "applicant": "enterprise",
    "partner": "enterprise",
    "contractor": "enterprise",
    "resource": "resource",
    "risk": "risk",
    "cover": "cover",
    "innovation": "innovation",
    "indicator": "indicator",
}
"""What a placeholder's value is the code of."""

_SEARCHED = ("project", "resource", "source", "enterprise", "risk")
_WORKS = frozenset({"work", "earlier"})
_MONEY = frozenset({"amount", "cost", "money", "missing", "budget", "limit", "available", "needed", "worth", "npv"})
_SHARES = frozenset({"share", "covered", "probability", "gap"})
_QUARTERS = frozenset({"quarter", "first_quarter", "last_quarter"})
_DAYS = frozenset({"day", "deadline", "finish_day", "start_day"})
_YEARS = frozenset({"year", "first_year", "last_year"})
"""Calendar years, which are written without a separator of thousands."""

_CHECKS = {
    "choices": mark("every chosen project has one start and one class of modes that are open to it"),
    "balance": mark("payments and costs of every project agree in every quarter"),
    "budgets": mark("no source pays more than it has in any quarter"),
    "rules": mark("every source keeps its rules"),
    "relations": mark("relations between projects are kept"),
    "packages": mark("packages come in whole, and their promises keep the limit"),
    "capacity": mark("resources have room for the chosen projects"),
    "shares": mark("the limits on shares of the portfolio are kept"),
    "finance": mark("the finance plan balances, and debts are paid back"),
    "value": mark("the value is worth what is said"),
    "equilibria": mark("who waits and who trusts follows from their gains"),
    "optimum": mark("no other set of projects is worth more"),
    "exclusive": mark("projects that exclude each other are not built together"),
    "classes": mark("every project has the class that follows from the outcomes"),
    "promises": mark("every promise is just enough at its place in the order"),
    "tipping": mark("with the promises everybody comes"),
    "division": mark("shares sum to the gain, and nobody does better apart"),
    "budget": mark("the choice within the budget keeps it"),
    "paths": mark("betweenness sums to the distances of all pairs"),
    "holes": mark("constraint follows from its definition"),
    "communities": mark("communities divide the enterprises, and modularity is theirs"),
    "clusters": mark("clusters keep to region and chain, quotients sum up"),
    "roles": mark("missing and weak roles follow from the ties"),
    "catalyst": mark("new ties are worth what they add to the network"),
    "spread": mark("more ties never reach fewer"),
    "feasible": mark("no hard constraint stands against a match"),
    "stable": mark("no pair likes each other better than what both have"),
    "network/capacity": mark("nobody takes on more than there are people for"),
    "register": mark("every agreement and payment is counted once"),
}
"""Words for self-checks that go by a short name; that of one engine stands before another of the same name."""

ENGINES = {
    "coordination": mark("Coordination"),
    "indicators": mark("Indicators"),
    "insurance": mark("Insurance"),
    "integrity": mark("Integrity"),
    "network": mark("Cooperation"),
    "portfolio": mark("Selection"),
    "scheduling": mark("Schedule"),
    "simulation": mark("Simulation"),
    "planning": mark("Plan"),
    "strategy": mark("Strategy"),
}
"""Words for the steps of a plan, by the name of their engine."""


def names_in(case: Case, language: str) -> Names:
    """Return the names of a case in a language, with its currency."""
    return Names(case, Locale(language, case.currency))


def sentence(message: Message, names: Names) -> str:
    """Say a message of an engine: codes become names, amounts money, numbers of quarters quarters.

    Parameters
    ----------
    message
        Key of the catalogue and its values.
    names
        Names of the case, in a language.
    """
    project = str(message.values.get("project", ""))
    values = {key: _value(_meant(key, message.text), value, project, names) for key, value in message.values.items()}
    return names.locale.say(message.text, **values)


def check_name(name: str, names: Names, engine: str = "") -> str:
    """Return what a self-check of an engine says, in words."""
    return names.locale.say(_CHECKS.get(f"{engine}/{name}") or _CHECKS.get(name, name))


def engine_name(engine: str, names: Names) -> str:
    """Return the word for a step of the plan."""
    return names.locale.say(ENGINES[engine]) if engine in ENGINES else engine


def _meant(key: str, text: str) -> str:
    """Return what a placeholder that is only called a name stands for: the word before it tells."""
    if key != "name":
        return key
    return next((kind for kind in _SEARCHED if f"{kind} {{name}}" in text), key)


def _value(key: str, value: Any, project: str, names: Names) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        return names.locale.listed(_value(key, item, project, names) for item in value)
    if isinstance(value, Message):
        return sentence(value, names)
    if isinstance(value, dict) and "text" in value:
        return sentence(Message.model_validate(value), names)
    if isinstance(value, dict) and value and value.keys() <= Words.model_fields.keys():
        return names.locale.name(Words.model_validate(value))
    if isinstance(value, str) and (text := _named(key, value, project, names)) is not None:
        return text
    number = _number(value)
    return str(value) if number is None else _measured(key, number, names)


def _named(key: str, code: str, project: str, names: Names) -> str | None:
    if key in _KINDS:
        kind = _KINDS[key]
        parts: Iterable[str] = code.split(", ")
        find = names.project if kind == "project" else lambda part: names.other(kind, part)
        return names.locale.listed(names.locale.quoted(find(part)) for part in parts)
    if key in _WORKS:
        owner, _, own = code.rpartition("/")
        return names.locale.quoted(names.work(owner or project, own))
    if key == "gate":
        return names.locale.quoted(names.gate(project, code))
    if key in _QUARTERS and len(code) == 6 and code[4] == "Q":
        return names.locale.quarter(code)
    try:
        return names.locale.day(date.fromisoformat(code))
    except ValueError:
        return None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and not value.replace(".", "", 1).removeprefix("-").isdigit():
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _measured(key: str, number: Decimal, names: Names) -> str:
    locale = names.locale
    if key in _YEARS and number == int(number):
        return str(int(number))
    if key in _MONEY or (key == "value" and abs(number) >= 1000):
        return locale.money(number)
    if key in _SHARES and 0 <= number <= 1:
        return locale.percent(float(number))
    if key in _QUARTERS and number == int(number):
        return names.quarter(int(number))
    if key in _DAYS and number == int(number):
        return locale.day(names.day(int(number)))
    return locale.number(number, 2)
