"""Tables of where the numbers come from: steps, self-checks and ledgers."""

from __future__ import annotations

import json

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.planning.result import Plan
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.words import check_name, engine_name, sentence
from serpin.vocabulary.result import Ledger, Result

_STEPS, _STEP, _STATUS, _SECONDS, _NOTE = (
    mark("Steps"),
    mark("Step"),
    mark("Status"),
    mark("Seconds"),
    mark("Note"),
)
_CHECKS, _CHECK, _HOLDS, _DETAIL = mark("Self-checks"), mark("Check"), mark("Passed"), mark("Detail")
_ALL_HOLD = mark("Self-checks: all {count} hold")
_LEDGER, _SEED, _OPTIONS, _DIGEST, _VERSION, _PAGE = (
    mark("Ledger"),
    mark("Seed"),
    mark("Options"),
    mark("Fingerprint of the input"),
    mark("Version"),
    mark("Textbook page"),
)
_YES, _NO = mark("yes"), mark("no")


def results(plan: Plan) -> dict[str, Result]:
    """Return the results of a plan by the names of their engines."""
    found = {
        "coordination": plan.coordination,
        "portfolio": plan.portfolio,
        "scheduling": plan.schedule,
        "simulation": plan.outcomes,
        "insurance": plan.cover,
        "indicators": plan.measurement,
        "strategy": plan.forecast,
        "integrity": plan.audit,
        "network": plan.partnerships,
    }
    return {name: result for name, result in found.items() if result is not None}


def steps(plan: Plan, names: Names) -> Table:
    """Return the steps of the plan: how each ended, or why it was skipped."""
    say = names.locale.say
    rows = tuple(
        (
            engine_name(step.name, names),
            names.locale.choice(step.status),
            step.seconds,
            sentence(step.note, names) if step.note else "",
        )
        for step in plan.steps
    )
    columns = (
        Column(say(_STEP), Kind.TEXT, 18),
        Column(say(_STATUS), Kind.TEXT, 14),
        Column(say(_SECONDS), Kind.DECIMAL, 10),
        Column(say(_NOTE), Kind.TEXT, 60),
    )
    return Table("steps", say(_STEPS), columns, rows, engine="planning")


def checks(plan: Plan, names: Names) -> Table:
    """Return what the checkers confirmed or refuted."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = []
    strong = set()
    for engine, result in results(plan).items():
        for check in result.self_checks:
            if not check.passed:
                strong.add(len(rows))
            rows.append(
                (
                    engine_name(engine, names),
                    check_name(check.name, names, engine),
                    say(_YES if check.passed else _NO),
                    check.detail,
                )
            )
    columns = (
        Column(say(_STEP), Kind.TEXT, 18),
        Column(say(_CHECK), Kind.TEXT, 60),
        Column(say(_HOLDS), Kind.TEXT, 10),
        Column(say(_DETAIL), Kind.TEXT, 60),
    )
    title = say(_ALL_HOLD, count=len(rows)) if not strong else say(_CHECKS)
    return Table("checks", title, columns, tuple(rows), strong=frozenset(strong))


def ledgers(plan: Plan, names: Names) -> Table:
    """Return the ledgers of the plan and of every step: what one needs to repeat it."""
    say = names.locale.say
    found: dict[str, Ledger] = {"planning": plan.ledger} if plan.ledger else {}
    found |= {name: result.ledger for name, result in results(plan).items()}
    rows = tuple(
        (
            engine_name(name, names),
            ledger.seed,
            ledger.version,
            ledger.digest,
            ledger.seconds,
            ledger.page.removesuffix(".md"),
            json.dumps(ledger.options, ensure_ascii=False) if ledger.options else "",
        )
        for name, ledger in found.items()
    )
    columns = (
        Column(say(_STEP), Kind.TEXT, 18),
        Column(say(_SEED), Kind.CODE, 12),
        Column(say(_VERSION), Kind.CODE, 10),
        Column(say(_DIGEST), Kind.CODE, 20),
        Column(say(_SECONDS), Kind.DECIMAL, 10),
        Column(say(_PAGE), Kind.CODE, 18),
        Column(say(_OPTIONS), Kind.CODE, 60),
    )
    return Table("ledger", say(_LEDGER), columns, rows)


def ledger_anchors(plan: Plan) -> tuple[str, ...]:
    """Return the engines in the order of the rows of :func:`ledgers`."""
    return ("planning", *results(plan)) if plan.ledger else tuple(results(plan))
