"""The rounds: select and schedule by turns until the money comes when the schedule needs it."""

from __future__ import annotations

from dataclasses import dataclass

from serpin.base.money import CENT
from serpin.base.texts import mark
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.portfolio.verb import select
from serpin.engines.scheduling.result import Schedule
from serpin.engines.scheduling.verb import schedule
from serpin.planning.cash import CashPlan, cash_plan, cost_by_quarter, lessons, paid_plan
from serpin.planning.draft import Draft
from serpin.planning.result import Round
from serpin.vocabulary.case import Case
from serpin.vocabulary.selection import Lesson

SECONDS_TO_PAY = 10.0
"""Most seconds for planning payments anew: projects, quarters and classes are decided, only the money is open."""

NO_PROJECTS = mark("the case has no projects")
NOTHING_CHOSEN = mark("no project was chosen")
_NO_SOURCES = mark("the case has no sources of money, so all projects are planned")
_NO_SELECTION = mark("no selection was found that keeps all demands")


@dataclass
class _Attempt:
    """One round of selection and schedule."""

    portfolio: Portfolio | None
    timetable: Schedule | None
    cash: CashPlan | None = None
    record: Round | None = None
    taught: tuple[Lesson, ...] = ()

    @property
    def rank(self) -> tuple[bool, float, float]:
        """Sort key: rounds that close come first, then the smaller overdraft, then the greater value."""
        share = self.cash.share if self.cash else 1.0
        return share > 0.0, share, -(self.portfolio.value if self.portfolio else 0.0)


def close_the_cash_plan(draft: Draft) -> None:
    """Select and schedule by turns until the money comes when the schedule needs it, and keep the best round.

    In each round the schedule's real costs are first paid anew for the same projects; only when no payment plan covers
    them is the choice of projects opened again.
    """
    attempts: list[_Attempt] = []
    taught: dict[tuple[str, str], Lesson] = {}
    for number in range(1, draft.options.rounds + 1):
        portfolio = _select(draft, tuple(taught.values()))
        attempt = _Attempt(portfolio, _schedule(draft, portfolio))
        attempts.append(attempt)
        if portfolio is None or attempt.timetable is None or not attempt.timetable.status.has_answer:
            break
        costs = cost_by_quarter(draft.case, attempt.timetable.timetable)
        attempt.cash = cash_plan(draft.case, portfolio.selection, costs)
        attempt.taught = lessons(draft.case, portfolio.selection, attempt.timetable.timetable, costs)
        if attempt.cash.overdraft > CENT:
            paid = paid_anew(draft, draft.case, portfolio, attempt.taught)
            if paid is not None:
                attempt.portfolio, attempt.cash = paid, paid_plan(draft.case, paid.selection)
        attempt.record = Round(
            number=number,
            value=attempt.portfolio.value if attempt.portfolio else 0.0,
            projects=len(portfolio.selection.choices),
            overdraft=attempt.cash.overdraft,
        )
        if attempt.cash.share <= draft.options.tolerance or draft.stopped:
            break
        for lesson in attempt.taught:
            taught[lesson.project, lesson.mode_class] = lesson
    best = min(attempts, key=lambda attempt: attempt.rank)
    draft.portfolio, draft.schedule, draft.cash, draft.taught = best.portfolio, best.timetable, best.cash, best.taught
    draft.rounds = [attempt.record for attempt in attempts if attempt.record]


def paid_anew(draft: Draft, case: Case, portfolio: Portfolio, taught: tuple[Lesson, ...]) -> Portfolio | None:
    """Return the same projects with their payments planned again, or nothing where no payments cover their cost.

    Parameters
    ----------
    draft
        Gives seed, options and executor.
    case
        Whose money there is.
    portfolio
        The projects with their quarters and classes of modes.
    taught
        The costs that the schedule has.
    """
    paid = select(
        case,
        taught,
        packages=draft.packages,
        seed=draft.seed,
        options=draft.options.portfolio.model_copy(
            update={
                "pinned": portfolio.selection.choices,
                "seconds": min(draft.options.portfolio.seconds, SECONDS_TO_PAY),
                "explanation": 0.0,
                "stability": 0,
                "frontier": 0,
            }
        ),
        executor=draft.executor,
    )
    if not (paid.status.has_answer and paid.selection.projects == portfolio.selection.projects):
        return None
    # Pinned members count as decided, so that no package waits any more: what was promised holds all the same.
    promised = sum(float(use.expected) for use in portfolio.packages if use.active)
    promised -= sum(float(use.expected) for use in paid.packages if use.active)
    left_out = {candidate.project: candidate for candidate in portfolio.candidates if not candidate.chosen}
    return paid.model_copy(
        update={
            "status": portfolio.status,
            "value": paid.value - promised,
            "bound": max(portfolio.bound, paid.value - promised),
            "packages": portfolio.packages,
            "candidates": tuple(left_out.get(item.project, item) for item in paid.candidates),
            "ledger": portfolio.ledger,
            "stability": portfolio.stability,
            "frontier": portfolio.frontier,
        }
    )


def _select(draft: Draft, taught: tuple[Lesson, ...]) -> Portfolio | None:
    if not draft.case.projects or not draft.case.sources:
        draft.skip("portfolio", _NO_SOURCES if draft.case.projects else NO_PROJECTS)
        return None
    return draft.record(
        "portfolio",
        select(
            draft.case,
            taught,
            packages=draft.packages,
            seed=draft.seed,
            options=draft.options.portfolio,
            progress=draft.listener("portfolio"),
            executor=draft.executor,
        ),
    )


def _schedule(draft: Draft, portfolio: Portfolio | None) -> Schedule | None:
    if not draft.case.projects:
        draft.skip("scheduling", NO_PROJECTS)
        return None
    if portfolio is not None and not portfolio.status.has_answer:
        draft.skip("scheduling", _NO_SELECTION)
        return None
    if portfolio is not None and not portfolio.selection.choices:
        draft.skip("scheduling", NOTHING_CHOSEN)
        return None
    return draft.record(
        "scheduling",
        schedule(
            draft.case,
            portfolio.selection if portfolio else None,
            seed=draft.seed,
            options=draft.options.scheduling,
            progress=draft.listener("scheduling"),
            executor=draft.executor,
        ),
    )
