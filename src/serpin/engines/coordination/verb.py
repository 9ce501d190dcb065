"""The verb of the coordination engine: which joint investments hold, who waits for whom, and what tips them."""

from __future__ import annotations

from concurrent.futures import Executor

from serpin.base.progress import Deadline, Progress
from serpin.engines.coordination.check import check_coordination
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.problem.game import Game
from serpin.engines.coordination.problem.statement import state
from serpin.engines.coordination.result import Coordination
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger


def coordinate(
    subject: Case | Game,
    *,
    seed: int,
    options: CoordinationOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,  # noqa: ARG001 - one search; part of the common shape of all verbs
) -> Coordination:
    """Find projects that pay only together, and the cheapest guarantees that bring them about.

    Parameters
    ----------
    subject
        A case, whose projects, relations and ties make the game, or a game of its own.
    seed
        Seed of draws and of the solver, 0 … 2⁶³−1.
    options
        Target, time limit, public budget, shares of loan guarantees, weights of indicators.
    progress
        Listener; it gets the share of time used and the cost of guarantees so far, and may answer "stop".
    executor
        Not used by this engine yet.

    Returns
    -------
    Coordination
        Amounts in whole units of the currency. Optimal: every order of announcement is proven the cheapest.

    Raises
    ------
    InputError
        If a weight names an indicator that the case does not have, or projects need each other in a circle.
    """
    from serpin.engines.coordination.model.answer import answer  # noqa: PLC0415 - loads the solvers

    options = options or CoordinationOptions()
    limit = Deadline(options.seconds)
    statement = state(subject, options)

    def ledger() -> Ledger:
        return Ledger(
            seed=seed,
            options=options.model_dump(mode="json"),
            digest=statement.digest,
            version=__version__,
            seconds=round(limit.elapsed, 3),
            page="coordination",
        )

    found = answer(statement, options, seed, limit, progress, ledger)
    if found.proof is None:
        return found.result
    checks = check_coordination(statement.game, found.result, found.proof)
    return found.result.model_copy(update={"self_checks": checks})
