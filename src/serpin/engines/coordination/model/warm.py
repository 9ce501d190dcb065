"""Compiles the kernels ahead of the first search: ``python -m serpin.engines.coordination.model.warm``."""

from __future__ import annotations

from serpin.base.progress import Deadline
from serpin.engines.coordination.model.answer import answer
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.problem.game import Game, GroupGain, PairGain, Player
from serpin.engines.coordination.problem.statement import state
from serpin.vocabulary.result import Ledger

_MEMBERS = 9
_SECONDS = 2.0


def _ledger() -> Ledger:
    return Ledger(seed=1, digest="", version="")


def warm() -> None:
    """Compile the kernels, or load them where they are on disk: a ring of projects, ordered to proof and by windows."""
    names = [f"P{number}" for number in range(_MEMBERS)]
    pairs = tuple(
        PairGain(gainer=one, giver=names[(number + step) % _MEMBERS], amount=4 * step)
        for number, one in enumerate(names)
        for step in (1, 2, 3)
    )
    ring = Game(
        players=(*(Player(id=name, value=-20, cost=1, success=0.9) for name in names), Player(id="A", value=1)),
        pairs=(*pairs, PairGain(gainer="A", giver="P0", amount=3)),
        groups=(GroupGain(id="G", members=("P0", "P1", "P2"), amounts={"P0": 1, "P2": 5}),),
    )
    for exact in (400, 0):
        options = CoordinationOptions(exact_members=exact, seconds=_SECONDS)
        answer(state(ring, options), options, 1, Deadline(_SECONDS), None, _ledger)


if __name__ == "__main__":
    warm()
