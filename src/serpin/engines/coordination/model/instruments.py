"""What a promise is made of: off-take, loan guarantee up to its legal share, minimum revenue, subsidy.

Textbook: ``coordination.md``, section "Instruments".
"""

from __future__ import annotations

import numpy as np

from serpin.engines.coordination.model.network import Ints, Network
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.problem.statement import Statement
from serpin.engines.coordination.result import Instrument, Part


def parts_of(  # noqa: PLR0917 - columns of one table
    network: Network,
    names: list[str],
    order: Ints,
    contingent: Ints,
    lasting: Ints,
    statement: Statement,
    options: CoordinationOptions,
) -> list[tuple[Part, ...]]:
    """Return the parts of each player's promise.

    What is spent in any case is a subsidy. What covers the coming of later ones is an off-take contract where a later
    one buys from the player, up to what it gives; then a loan guarantee up to its legal share; the rest is a minimum
    revenue.
    """
    place = np.empty(network.size, np.int64)
    place[order] = np.arange(network.size)
    found: list[tuple[Part, ...]] = []
    for player, name in enumerate(names):
        parts = []
        if lasting[player]:
            parts.append(Part(instrument=Instrument.SUBSIDY, amount=int(lasting[player])))
        left = int(contingent[player])
        owner = statement.owner(name)
        for link in range(network.gain_start[player], network.gain_start[player + 1]):
            giver = int(network.gain_from[link])
            buyer = (owner.enterprise, statement.owner(names[giver]).enterprise)
            if left and place[giver] > place[player] and buyer in statement.sells_to:
                amount = min(left, int(network.gain_amount[link]))
                parts.append(Part(instrument=Instrument.OFF_TAKE, amount=amount, giver=names[giver]))
                left -= amount
        loan = min(left, int(options.loan_share * owner.cost), int(options.loan_limit))
        if loan > 0:
            parts.append(Part(instrument=Instrument.LOAN_GUARANTEE, amount=loan))
            left -= loan
        if left:
            parts.append(Part(instrument=Instrument.MINIMUM_REVENUE, amount=left))
        found.append(tuple(parts))
    return found
