"""Dated tables that come with the package: editions, definitions, published series, clauses, factors, rules of law.

Textbook: ``indicators.md``, section "Tables".
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import Field, ValidationError

from serpin.base.errors import InputError, Problem, problems_of
from serpin.base.texts import mark
from serpin.engines.indicators.options.edition import Edition
from serpin.engines.indicators.result.figures import Definition
from serpin.engines.indicators.result.structure import Group
from serpin.vocabulary.noun import Name, Noun

Kind = TypeVar("Kind", bound=Noun)


class IndicatorLine(Noun):
    """An indicator: code, name, unit (share, ratio or money) and formula."""

    code: str
    name: Name
    unit: str
    formula: Name


class Published(Noun):
    """A published value of an indicator: for a year, a region (two digits of KATO) or the country."""

    code: str
    name: Name
    region: str = ""
    region_name: Name | None = None
    unit: str
    year: int
    value: float
    definition: str = ""
    source: Name
    verified: bool = False


class PublishedShares(Noun):
    """A published structure of a year; what is not divided up is missing from the shares."""

    id: str
    name: Name
    year: int
    groups: tuple[Group, ...]
    source: Name
    verified: bool = False


class Industry(Noun):
    """Yearly indices, per cent of the year before, from the first year on."""

    name: Name
    base: int
    first: int
    indices: tuple[float, ...]
    source: str
    verified: bool = False


class Statement(Noun):
    """A published statement about the chained series; ``low`` and ``high`` are the level within which it holds."""

    id: str
    text: Name
    kind: str
    year: int
    until: int | None = None
    low: float | None = None
    high: float | None = None
    source: str


class Clause(Noun):
    """A clause of the standard: name, what to do next, and the list of the case that gives evidence."""

    id: str
    name: Name
    next_step: Name
    evidence: str = ""


class Factor(Noun):
    """An obstacle and what to do about it."""

    id: str
    name: Name
    next_step: Name


class LawRule(Noun):
    """A rule of law with its parameters, as the tables of the package have it."""

    id: str
    kind: str
    name: Name
    source: Name
    valid_from: date | None = None
    read_on: date | None = None
    verified: bool = False
    parameters: dict[str, float] = Field(default={})
    limits: dict[str, Any] = Field(default={})
    after_rule: str = ""
    needs_obligation: bool = False
    roles: tuple[str, ...] = ()


def _toml(text: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        values = {"value": "TOML", "reason": str(error)}
        raise InputError([Problem(mark("{value} was not understood: {reason}"), (what,), values)]) from None


def _parsed(model: type[Kind], data: Any, *place: str | int) -> Kind:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError([problem.at(*place) for problem in problems_of(list(error.errors()))]) from None


def _texts(*folder: str) -> list[tuple[str, str]]:
    place = files("serpin").joinpath("rules", *folder)
    found = sorted((item for item in place.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return [(item.name, item.read_text("utf-8")) for item in found]


def read_edition(text: str, name: str = "form") -> Edition:
    """Return the edition of a form from its text in TOML.

    Raises
    ------
    InputError
        If it is not TOML, or not an edition; every problem is listed.
    """
    return _parsed(Edition, _toml(text, name), name)


@cache
def standard_editions() -> tuple[Edition, ...]:
    """Return the editions that come with the package."""
    return tuple(read_edition(text, name) for name, text in _texts("forms"))


@cache
def _statistics() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in _texts("statistics"):
        found |= _toml(text, name)
    return found


@cache
def definitions() -> tuple[Definition, ...]:
    """Return the definitions of an innovation, in the order of their years."""
    return tuple(_parsed(Definition, item, "definition") for item in _statistics()["definition"])


@cache
def indicator_lines() -> dict[str, IndicatorLine]:
    """Return the indicators by code, in order."""
    return {item["code"]: _parsed(IndicatorLine, item, "indicator") for item in _statistics()["indicator"]}


@cache
def published() -> tuple[Published, ...]:
    """Return the published values, one a year and region."""
    found = []
    for series in _statistics()["published"]:
        shared = {key: value for key, value in series.items() if key != "values"}
        for year, value, source, verified in series["values"]:
            where = _statistics()["source"][source]
            item = shared | {"year": year, "value": value, "source": where, "verified": verified}
            found.append(_parsed(Published, item, "published", series["code"], year))
    return tuple(found)


@cache
def published_shares() -> tuple[PublishedShares, ...]:
    """Return the published structures."""
    sources = _statistics()["source"]
    found = [item | {"source": sources[item["source"]]} for item in _statistics()["structure"]]
    return tuple(_parsed(PublishedShares, item, "structure", item["id"]) for item in found)


@cache
def industry() -> tuple[Industry, ...]:
    """Return the published yearly indices."""
    return tuple(_parsed(Industry, item, "industry") for item in _statistics()["industry"])


@cache
def statements() -> tuple[Statement, ...]:
    """Return the published statements about the chained index of industry."""
    return tuple(_parsed(Statement, item, "statement") for item in _statistics()["statement"])


@cache
def clauses() -> tuple[Clause, ...]:
    """Return the clauses of the innovation management standard."""
    return tuple(_parsed(Clause, item, "clause") for item in _assessments()["clause"])


@cache
def factors() -> tuple[Factor, ...]:
    """Return the obstacles of the survey."""
    return tuple(_parsed(Factor, item, "factor") for item in _assessments()["factor"])


@cache
def _assessments() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in _texts("assessments"):
        found |= _toml(text, name)
    return found


@cache
def law() -> dict[str, LawRule]:
    """Return the rules of law by their codes, with the day on which they were read."""
    rules: dict[str, dict[str, Any]] = {}
    read_on: dict[str, Any] = {}
    for name, text in [*_texts(), *_texts("incentives")]:
        data = _toml(text, name)
        read_on |= data.get("read_on", {})
        rules |= {item["id"]: item for item in data.get("rule", [])}
    found = {}
    for code, rule in rules.items():
        found[code] = _parsed(LawRule, rule | {"read_on": read_on.get(code)}, "rule", code)
    return found
