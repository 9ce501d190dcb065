"""What a network is worth: pairs of partners, and partners of partners decayed.

The connections model of Jackson and Wolinsky (1996), cut after two steps. Textbook: ``network.md``, section "What one
more tie is worth".
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations


def closeness(nodes: Iterable[str], pairs: Iterable[tuple[str, str]], decay: float) -> float:
    """Return the number of tied pairs, and of pairs with a common partner times the decay.

    Parameters
    ----------
    nodes
        All enterprises.
    pairs
        Tied pairs, in either order.
    decay
        What a partner of a partner is worth.
    """
    partners: dict[str, set[str]] = {node: set() for node in nodes}
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    direct = sum(len(others) for others in partners.values()) / 2
    indirect = {
        (min(pair), max(pair))
        for others in partners.values()
        for pair in combinations(sorted(others), 2)
        if pair[1] not in partners[pair[0]]
    }
    return direct + decay * len(indirect)
