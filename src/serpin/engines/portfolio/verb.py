"""The verb of the portfolio engine: which projects, from when, in which modes, for whose money."""

from __future__ import annotations

from concurrent.futures import Executor

from serpin.base.errors import refuse
from serpin.base.progress import Deadline, Progress, wants_stop
from serpin.base.texts import mark
from serpin.engines.portfolio.check import check_portfolio
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.shares import is_known
from serpin.engines.portfolio.problem.statement import state
from serpin.engines.portfolio.result import Portfolio
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger
from serpin.vocabulary.selection import Lesson, Package


def select(
    case: Case,
    lessons: tuple[Lesson, ...] = (),
    packages: tuple[Package, ...] = (),
    *,
    seed: int,
    options: PortfolioOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,  # noqa: ARG001 - one search; part of the common shape of all verbs
) -> Portfolio:
    """Choose projects, their start quarters and classes of modes, and who pays for them.

    Parameters
    ----------
    case
        Projects, sources of money, resources and relations.
    lessons
        What a schedule taught about the cost and the end of projects; replaces what the selection would estimate.
    packages
        Projects that wait for each other, as coordination found them: the members of a package come together or not
        at all, and what their promises cost on average is charged. Decided projects come in any case.
    seed
        Seed of the tie-breaking of the solver, 0 … 2⁶³−1.
    options
        Time limit, gap, contingency, weights of indicators.
    progress
        Listener; it gets the share of time used, value and bound, and may answer "stop".
    executor
        Not used by this engine yet.

    Returns
    -------
    Portfolio
        Money in the currency of the case. Infeasible is a status; the conflicting demands are named.

    Raises
    ------
    InputError
        If a weight, a limit, a lesson or a package names something that the case does not have.
    """
    from serpin.engines.portfolio.model.answer import answer  # noqa: PLC0415 - loads the solver

    options = options or PortfolioOptions()
    limit = Deadline(options.seconds)
    _refuse_unknown(case, lessons, packages, options)
    statement = state(case, tuple(lessons), options, tuple(packages))
    wants_stop(progress, 0.0)
    found = answer(statement, seed, limit, progress)
    portfolio = Portfolio(
        status=found.status,
        value=found.value,
        bound=found.bound,
        selection=found.selection,
        candidates=found.candidates,
        sources=found.sources,
        relations=found.relations,
        packages=found.packages,
        flows=found.flows,
        finance=found.finance,
        prices=found.prices,
        expected=found.expected,
        tail=found.tail,
        stability=found.stability,
        frontier=found.frontier,
        conflicts=found.conflicts,
        ledger=Ledger(
            seed=seed,
            options=options.model_dump(mode="json"),
            digest=case.digest(),
            version=__version__,
            seconds=round(limit.elapsed, 3),
            page="portfolio",
        ),
    )
    if not portfolio.status.has_answer:
        return portfolio
    return portfolio.model_copy(update={"self_checks": check_portfolio(statement, portfolio)})


def _refuse_unknown(
    case: Case, lessons: tuple[Lesson, ...], packages: tuple[Package, ...], options: PortfolioOptions
) -> None:
    """Refuse names that the case does not have."""
    indicators = {indicator.id for indicator in case.indicators}
    _refuse_unknown_shares(case, options)
    for name in options.contribution_weights:
        if name not in indicators:
            raise refuse(mark("there is no indicator {value}"), "options", "contribution_weights", value=name)
    projects = {project.id for project in case.projects}
    for position, kept in enumerate(options.kept):
        if kept not in projects:
            raise refuse(mark("there is no project {value}"), "options", "kept", position, value=kept)
    for position, lesson in enumerate(lessons):
        if lesson.project not in projects:
            raise refuse(mark("there is no project {value}"), "lessons", position, "project", value=lesson.project)
    for position, package in enumerate(packages):
        for name in (*package.members, *(pledge.project for pledge in package.pledges)):
            if name not in projects:
                raise refuse(mark("there is no project {value}"), "packages", position, "members", value=name)


def _refuse_unknown_shares(case: Case, options: PortfolioOptions) -> None:
    """Refuse limits on the share of something that no project can be."""
    for position, limit in enumerate(options.limits):
        if not is_known(limit, case):
            raise refuse(
                mark("{value} is no {trait}"), "options", "limits", position, value=limit.value, trait=limit.trait
            )
