"""How a role of the source's list is filled in a cluster: missing, weak or present.

Textbook: ``network.md``, section "Missing roles".
"""

from __future__ import annotations

from serpin.engines.network.options import NetworkOptions
from serpin.engines.network.problem.statement import Network
from serpin.engines.network.result import RoleState
from serpin.vocabulary.enterprise import TieKind


def filled(
    network: Network, members: tuple[str, ...], kind: TieKind, options: NetworkOptions
) -> tuple[RoleState, float, float, tuple[str, ...]]:
    """Return state, share of members with such a tie, mean strength of their strongest one, and with whom.

    Parameters
    ----------
    network
        The network in codes.
    members
        The cluster.
    kind
        What the partner is to the member.
    options
        Where weak begins.
    """
    strongest, holders = [], set()
    for member in members:
        partners = network.kinds[member].get(kind, {})
        if partners:
            strongest.append(max(partners.values()))
            holders |= set(partners)
    covered = len(strongest) / len(members)
    strength = sum(strongest) / len(strongest) if strongest else 0.0
    if not strongest:
        state = RoleState.MISSING
    elif covered < options.weak_share or strength < options.weak_strength:
        state = RoleState.WEAK
    else:
        state = RoleState.PRESENT
    return state, covered, strength, tuple(sorted(holders, key=lambda code: network.places[code]))
