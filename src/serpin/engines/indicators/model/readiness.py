"""Readiness by clause and obstacles by factor, each with what to do next.

Textbook: ``indicators.md``, section "Readiness and obstacles".
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from serpin.engines.indicators.problem.books import Books
from serpin.engines.indicators.problem.tables import clauses, factors
from serpin.engines.indicators.result.readiness import ObstacleLine, ReadinessLine
from serpin.vocabulary.books import Survey

_GOOD = 4.0
_SIGNIFICANT, _MAIN, _UNSURE = 2, 3, 4
_WEIGHTS = {1: 0.0, 2: 0.5, 3: 1.0, 5: 0.0}


def readiness(books: Books, enterprises: tuple[str, ...], year: int) -> Iterator[ReadinessLine]:
    """Yield every clause for each enterprise that answered, the weakest ranked first."""
    for enterprise in enterprises:
        answers: dict[str, list[int]] = {}
        for answer in books.of(enterprise, year).answers:
            if answer.survey is Survey.READINESS:
                answers.setdefault(answer.item, []).append(answer.degree)
        if not answers:
            continue
        marks = {clause.id: fmean(given) if (given := answers.get(clause.id)) else None for clause in clauses()}
        weak = [code for code, mark in marks.items() if mark is None or mark < _GOOD]
        order = sorted(weak, key=lambda code: (marks[code] is None, marks[code] or 0.0))
        for clause in clauses():
            yield ReadinessLine(
                clause=clause.id,
                name=clause.name,
                enterprise=enterprise,
                mark=marks[clause.id],
                evidence=len(getattr(books.case, clause.evidence)) if clause.evidence else 0,
                next_step=clause.next_step,
                rank=order.index(clause.id) + 1 if clause.id in order else 0,
            )


def obstacles(books: Books, enterprises: tuple[str, ...], year: int) -> tuple[ObstacleLine, ...]:
    """Return the factors that were answered, the weightiest first."""
    degrees: dict[str, list[int]] = {}
    for enterprise in enterprises:
        for answer in books.of(enterprise, year).answers:
            if answer.survey is Survey.OBSTACLES:
                degrees.setdefault(answer.item, []).append(answer.degree)
    lines = []
    for factor in factors():
        given = [degree for degree in degrees.get(factor.id, ()) if degree != _UNSURE]
        if given:
            lines.append(
                ObstacleLine(
                    factor=factor.id,
                    name=factor.name,
                    answered=len(given),
                    main=given.count(_MAIN) / len(given),
                    significant=given.count(_SIGNIFICANT) / len(given),
                    weight=fmean(_WEIGHTS.get(degree, 0.0) for degree in given),
                    next_step=factor.next_step,
                )
            )
    lines.sort(key=lambda line: (-line.weight, line.factor))
    return tuple(
        line.model_copy(update={"rank": place if line.weight > 0 else 0}) for place, line in enumerate(lines, 1)
    )
