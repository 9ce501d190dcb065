"""The rules of law that sources of money keep beside their own, read from dated tables that come with the package.

Textbook: ``portfolio.md``, section "Rules of law".
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import ValidationError

from serpin.base.errors import InputError, Problem, problems_of
from serpin.base.texts import mark
from serpin.engines.portfolio.options import Rule, RuleKind
from serpin.vocabulary.source import FundingRules, Source

_CODE = re.compile(r"[A-Z]{2,}-[A-Z]?\d+")


@cache
def standard_rules() -> tuple[Rule, ...]:
    """Return the rules that come with the package, in the order of their files."""
    folder = files("serpin").joinpath("rules")
    tables = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return tuple(rule for table in tables for rule in read_rules(table.read_text("utf-8")))


def read_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a table in TOML.

    Parameters
    ----------
    text
        Content of the table: a list ``rule``.

    Raises
    ------
    InputError
        If the text is not TOML, or a rule is not what it should be.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(mark("{value} was not understood: {reason}"), ("rule",), _said(error))]) from None
    found, problems = [], []
    for position, item in enumerate(data.get("rule", [])):
        try:
            found.append(Rule.model_validate(item))
        except ValidationError as error:
            problems += [problem.at("rule", position) for problem in problems_of(list(error.errors()))]
    if problems:
        raise InputError(problems)
    return tuple(found)


def _said(error: tomllib.TOMLDecodeError) -> dict[str, Any]:
    return {"value": "TOML", "reason": str(error)}


def rules_of(source: Source, rulebook: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules whose codes the legal basis of a source names: on funding, or on guarantees if it is one."""
    named = set(_CODE.findall(source.legal_basis))
    kind = RuleKind.FUNDING if source.pays else RuleKind.GUARANTEE
    return tuple(rule for rule in rulebook if rule.kind is kind and rule.id in named)


def stricter(own: FundingRules, rule: FundingRules) -> FundingRules:
    """Return limits that keep both: smaller amounts and shares, larger own share, what both lists allow."""
    return own.model_copy(
        update={
            "max_amount": _least(own.max_amount, rule.max_amount),
            "per_applicant": _least(own.per_applicant, rule.per_applicant),
            "max_quarters": _least(own.max_quarters, rule.max_quarters),
            "max_share": min(own.max_share, rule.max_share),
            "own_share": max(own.own_share, rule.own_share),
            "work_kinds": _common(own.work_kinds, rule.work_kinds),
            "stages": _common(own.stages, rule.stages),
            "sizes": _common(own.sizes, rule.sizes),
            "activities": own.activities or rule.activities,
            "regions": own.regions or rule.regions,
            "priority_good": own.priority_good or rule.priority_good,
            "products_only": own.products_only or rule.products_only,
        }
    )


def _least(first: Any, second: Any) -> Any:
    given = [item for item in (first, second) if item is not None]
    return min(given) if given else None


def _common(first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what both lists allow; an empty list allows all, so what nothing satisfies stays the stricter list."""
    if not first or not second:
        return first or second
    return tuple(item for item in first if item in second) or second


def parameter(rulebook: tuple[Rule, ...], rule_id: str, name: str) -> float:
    """Return a parameter of a rule, 0 where the rulebook does not have it."""
    return next((rule.parameters.get(name, 0.0) for rule in rulebook if rule.id == rule_id), 0.0)
