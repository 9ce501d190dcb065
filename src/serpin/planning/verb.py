"""The verb of the plan: engines in their order, each result handed to the next as a noun."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TypeVar

from serpin.base.money import CENT
from serpin.base.progress import STOP, Deadline, Progress
from serpin.base.texts import mark
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.portfolio.verb import select
from serpin.engines.scheduling.result import Schedule
from serpin.engines.scheduling.verb import schedule
from serpin.engines.simulation.result import Outcomes
from serpin.engines.simulation.verb import simulate
from serpin.planning.cash import CashPlan, cash_plan, cost_by_quarter, lessons, paid_plan
from serpin.planning.options import PlanOptions
from serpin.planning.result import Plan, Round, Step
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger, Message, Result, Status
from serpin.vocabulary.selection import Lesson

PlanProgress = Callable[[str, float, float | None, float | None], str | None]
"""``progress(step, done, value, bound)``: name of the step, then as for every engine; may answer ``"stop"``."""

AnyResult = TypeVar("AnyResult", bound=Result)

_NO_PROJECTS = mark("the case has no projects")
_NO_SOURCES = mark("the case has no sources of money, so all projects are planned")
_NO_SELECTION = mark("no selection was found that keeps all demands")
_NO_SCHEDULE = mark("no schedule was found that keeps all demands")
_NOTHING_CHOSEN = mark("no project was chosen")


def plan(
    case: Case,
    *,
    seed: int,
    options: PlanOptions | None = None,
    progress: PlanProgress | None = None,
    executor: Executor | None = None,
) -> Plan:
    """Plan a whole portfolio: select, schedule, close the cash plan, simulate.

    Parameters
    ----------
    case
        The portfolio and everything around it.
    seed
        Seed of all random numbers, 0 … 2⁶³−1; the same seed gives the same plan.
    options
        Options of the engines, and how often the cash plan may be closed.
    progress
        Listener, called as ``progress(step, done, value, bound)``; may answer ``"stop"``.
    executor
        Where engines run pieces of work side by side.

    Returns
    -------
    Plan
        With the result of every step, or the reason why it was skipped.

    Raises
    ------
    InputError
        If the case cannot be planned for a reason that lies in its values.
    """
    options = options or PlanOptions()
    clock = Deadline(None)
    work = _Planning(case, seed, options, progress, executor)
    portfolio, timetable, cash, rounds = work.close_the_cash_plan()
    outcomes = work.simulate(portfolio, timetable)
    return Plan(
        case=case,
        portfolio=portfolio,
        schedule=timetable,
        outcomes=outcomes,
        steps=tuple(work.steps),
        rounds=rounds,
        cash=cash.lines if cash else (),
        ledger=Ledger(
            seed=seed,
            options=options.model_dump(mode="json"),
            digest=case.digest(),
            version=__version__,
            seconds=round(clock.elapsed, 3),
            page="planning",
        ),
    )


@dataclass
class _Attempt:
    """One round of selection and schedule."""

    portfolio: Portfolio | None
    timetable: Schedule | None
    cash: CashPlan | None = None
    record: Round | None = None

    @property
    def rank(self) -> tuple[bool, float, float]:
        """Sort key: rounds that close come first, then the smaller overdraft, then the greater value."""
        share = self.cash.share if self.cash else 1.0
        return share > 0.0, share, -(self.portfolio.value if self.portfolio else 0.0)


@dataclass
class _Planning:
    """The parts of one call of :func:`plan`."""

    case: Case
    seed: int
    options: PlanOptions
    progress: PlanProgress | None
    executor: Executor | None
    steps: list[Step] = field(default_factory=list)
    stopped: bool = False

    def close_the_cash_plan(
        self,
    ) -> tuple[Portfolio | None, Schedule | None, CashPlan | None, tuple[Round, ...]]:
        """Select and schedule by turns until the money comes when the schedule needs it, and return the best round.

        In each round the schedule's real costs are first paid anew for the same projects; only when no payment plan
        covers them is the choice of projects opened again.
        """
        attempts: list[_Attempt] = []
        taught: dict[tuple[str, str], Lesson] = {}
        for number in range(1, self.options.rounds + 1):
            portfolio = self._select(tuple(taught.values()))
            timetable = self._schedule(portfolio)
            attempt = _Attempt(portfolio, timetable)
            attempts.append(attempt)
            if portfolio is None or timetable is None or not timetable.status.has_answer:
                break
            costs = cost_by_quarter(self.case, timetable.timetable)
            attempt.cash = cash_plan(self.case, portfolio.selection, costs)
            lesson_of_round = lessons(self.case, portfolio.selection, timetable.timetable, costs)
            if attempt.cash.overdraft > CENT:
                self._pay_anew(attempt, portfolio, lesson_of_round)
            attempt.record = Round(
                number=number,
                value=attempt.portfolio.value if attempt.portfolio else 0.0,
                projects=len(portfolio.selection.choices),
                overdraft=attempt.cash.overdraft,
            )
            if attempt.cash.share <= self.options.tolerance or self.stopped:
                break
            for lesson in lesson_of_round:
                taught[lesson.project, lesson.mode_class] = lesson
        best = min(attempts, key=lambda attempt: attempt.rank)
        rounds = tuple(attempt.record for attempt in attempts if attempt.record)
        return best.portfolio, best.timetable, best.cash, rounds

    def _pay_anew(self, attempt: _Attempt, portfolio: Portfolio, taught: tuple[Lesson, ...]) -> None:
        """Plan the payments of a round again, for the same projects at the costs that the schedule has."""
        paid = select(
            self.case,
            taught,
            seed=self.seed,
            options=self.options.portfolio.model_copy(update={"pinned": portfolio.selection.choices}),
            executor=self.executor,
        )
        if paid.status.has_answer and paid.selection.choices:
            left_out = {candidate.project: candidate for candidate in portfolio.candidates if not candidate.chosen}
            attempt.portfolio = paid.model_copy(
                update={
                    "status": portfolio.status,
                    "bound": max(portfolio.bound, paid.value),
                    "candidates": tuple(left_out.get(item.project, item) for item in paid.candidates),
                    "ledger": portfolio.ledger,
                }
            )
            attempt.cash = paid_plan(self.case, paid.selection)

    def _select(self, taught: tuple[Lesson, ...]) -> Portfolio | None:
        if not self.case.projects:
            self._skip("portfolio", _NO_PROJECTS)
            return None
        if not self.case.sources:
            self._skip("portfolio", _NO_SOURCES)
            return None
        return self._record(
            "portfolio",
            select(
                self.case,
                taught,
                seed=self.seed,
                options=self.options.portfolio,
                progress=self._listener("portfolio"),
                executor=self.executor,
            ),
        )

    def _schedule(self, portfolio: Portfolio | None) -> Schedule | None:
        if not self.case.projects:
            self._skip("scheduling", _NO_PROJECTS)
            return None
        if portfolio is not None and not portfolio.status.has_answer:
            self._skip("scheduling", _NO_SELECTION)
            return None
        if portfolio is not None and not portfolio.selection.choices:
            self._skip("scheduling", _NOTHING_CHOSEN)
            return None
        return self._record(
            "scheduling",
            schedule(
                self.case,
                portfolio.selection if portfolio else None,
                seed=self.seed,
                options=self.options.scheduling,
                progress=self._listener("scheduling"),
                executor=self.executor,
            ),
        )

    def simulate(self, portfolio: Portfolio | None, timetable: Schedule | None) -> Outcomes | None:
        """Simulate the schedule, or say why there is nothing to simulate."""
        if timetable is None or not timetable.status.has_answer:
            if not self.case.projects:
                reason = _NO_PROJECTS
            elif portfolio is not None and portfolio.status.has_answer and not portfolio.selection.choices:
                reason = _NOTHING_CHOSEN
            else:
                reason = _NO_SCHEDULE
            self._skip("simulation", reason)
            return None
        return self._record(
            "simulation",
            simulate(
                self.case,
                timetable.timetable,
                seed=self.seed,
                options=self.options.simulation,
                progress=self._listener("simulation"),
                executor=self.executor,
            ),
        )

    def _listener(self, step: str) -> Progress | None:
        if self.progress is None:
            return None
        tell = self.progress

        def listen(done: float, value: float | None, bound: float | None) -> str | None:
            answer = tell(step, done, value, bound)
            self.stopped = self.stopped or answer == STOP
            return answer

        return listen

    def _record(self, name: str, result: AnyResult) -> AnyResult:
        if result.status is Status.STOPPED:
            self.stopped = True
        self.steps.append(Step(name=name, status=result.status, seconds=result.ledger.seconds))
        return result

    def _skip(self, name: str, reason: str) -> None:
        self.steps.append(Step(name=name, status=Status.SKIPPED, note=Message(text=reason)))
