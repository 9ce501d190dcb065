"""The verb of the network engine: who is tied to whom, what is missing, and who should work with whom."""

from __future__ import annotations

from concurrent.futures import Executor

from serpin.base.progress import Deadline, Progress
from serpin.engines.network.check import check_network
from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.statement import state
from serpin.engines.network.result import Partnerships
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger, Status


def connect(
    case: Case,
    *,
    seed: int,
    options: NetworkOptions | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,  # noqa: ARG001 - one pass; part of the common shape of all verbs
) -> Partnerships:
    """Map the ties of enterprises, find missing roles and the catalyst, and match those who should work together.

    Parameters
    ----------
    case
        Enterprises, ties, offers, requests, agreements; projects with works that lack capacity.
    seed
        Seed of communities, pivots and the simulated spread, 0 … 2⁶³−1.
    options
        Weights of ties and of the ranking, input–output table, reference economy, limits.
    progress
        Listener; it gets the share that is done, and may answer "stop".
    executor
        Not used by this engine.

    Returns
    -------
    Partnerships
        Feasible: matchings are stable, communities are the best of several runs. Stopped: only what was found.

    Raises
    ------
    InputError
        If an input–output table has no sale from one activity to another.
    """
    from serpin.engines.network.model.answer import answer  # noqa: PLC0415 - loads numba and scipy

    options = options or NetworkOptions()
    clock = Deadline(None)
    network = state(case, options)

    def ledger() -> Ledger:
        return Ledger(
            seed=seed,
            options=options.model_dump(mode="json"),
            digest=case.digest(),
            version=__version__,
            seconds=round(clock.elapsed, 3),
            page="network",
        )

    found = answer(case, network, options, seed, progress, ledger)
    if found.result.status is not Status.FEASIBLE:
        return found.result
    checks = check_network(case, network, options, found.result, found.offers, found.teams)
    return found.result.model_copy(update={"self_checks": checks, "ledger": ledger()})
