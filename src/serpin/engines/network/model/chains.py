"""Value chains from what activities sell to each other: template clusters, or communities of the sales.

Textbook: ``network.md``, section "Chains and clusters".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from serpin.base.randomness import stream
from serpin.engines.network.model.communities import louvain, modularity
from serpin.engines.network.model.graph import Floats, build
from serpin.engines.network.problem.statement import division_of
from serpin.engines.network.result import Chain

FINAL = "Y"
"""Buyer that stands for final demand in an input–output table."""

PRIMARY, SECONDARY = 0.60, 0.35
"""Loadings from which on an activity belongs to a chain, in the first and in the second place (Feser, Bergman 2000)."""

_ROUNDS = 200
_RUNS = 10


def leontief(sales: Floats, output: Floats) -> Floats:
    """Return the inverse (I − A)⁻¹ of the shares A = sales ÷ output of the buyer."""
    return np.asarray(np.linalg.inv(np.eye(len(output)) - sales / output[None, :]))


def dispersion(sales: Floats, output: Floats) -> tuple[Floats, Floats]:
    """Return power (backward) and sensitivity (forward) of dispersion: 1 on average (Rasmussen, Ghosh)."""
    size = len(output)
    back = leontief(sales, output)
    forth = np.linalg.inv(np.eye(size) - sales / output[:, None])
    return size * back.sum(axis=0) / back.sum(), size * forth.sum(axis=1) / forth.sum()


def similarities(sales: Floats) -> Floats:
    """Return how alike activities buy and sell: the largest of four correlations of their patterns."""
    size = len(sales)
    bought, sold = sales.sum(axis=0), sales.sum(axis=1)
    buys = sales / np.where(bought > 0, bought, 1.0)[None, :]
    sells = (sales / np.where(sold > 0, sold, 1.0)[:, None]).T
    both = np.concatenate((buys, sells), axis=1)
    both = both - both.mean(axis=0)
    norm = np.sqrt((both**2).sum(axis=0))
    both /= np.where(norm > 0, norm, 1.0)
    four = both.T @ both
    most = np.maximum.reduce((four[:size, :size], four[size:, size:], four[:size, size:], four[size:, :size]))
    np.fill_diagonal(most, 1.0)
    return np.asarray(most)


def varimax(loadings: Floats) -> Floats:
    """Return loadings turned so that each activity loads on few factors (Kaiser 1958)."""
    rows, factors = loadings.shape
    turn = np.eye(factors)
    before = 0.0
    for _ in range(_ROUNDS):
        turned = loadings @ turn
        left, values, right = np.linalg.svd(loadings.T @ (turned**3 - turned @ np.diag((turned**2).sum(axis=0)) / rows))
        turn = left @ right
        if values.sum() <= before * (1 + 1e-9):
            break
        before = values.sum()
    turned = loadings @ turn
    signs = np.where(turned.sum(axis=0) < 0, -1.0, 1.0)
    return np.asarray(turned * signs)


def templates(sales: Floats) -> Floats:
    """Return the loadings of activities on template clusters: principal factors with values above 1, turned.

    A factor with two ends, one group against another, stands for two clusters.
    """
    values, vectors = np.linalg.eigh(similarities(sales))
    kept = values > 1.0
    order = np.argsort(-values[kept], kind="stable")
    turned = varimax(vectors[:, kept][:, order] * np.sqrt(values[kept][order]))
    ends = np.stack((np.maximum(turned, 0.0), np.maximum(-turned, 0.0)), axis=2).reshape(len(sales), -1)
    return np.asarray(ends[:, ends.max(axis=0) >= SECONDARY])


def from_table(flows: Mapping[tuple[str, str], float]) -> tuple[Chain, ...]:
    """Return the chains of an input–output table as template clusters, with their linkages.

    Parameters
    ----------
    flows
        Sales by (seller, buyer), divisions; the buyer :data:`FINAL` is final demand.
    """
    codes = sorted({code for pair in flows for code in pair} - {FINAL})
    places = {code: place for place, code in enumerate(codes)}
    sales, final = np.zeros((len(codes), len(codes))), np.zeros(len(codes))
    for (seller, buyer), amount in flows.items():
        if buyer == FINAL:
            final[places[seller]] += amount
        else:
            sales[places[seller], places[buyer]] += amount
    output = sales.sum(axis=1) + final
    backward, forward = np.ones(len(codes)), np.ones(len(codes))
    if final.any() and (output > 0).all() and (sales.sum(axis=0) < output).all():
        backward, forward = dispersion(sales, output)
    loadings = templates(sales)
    first = loadings.argmax(axis=1)
    found = []
    for factor in range(loadings.shape[1]):
        inside = [
            place for place in range(len(codes)) if first[place] == factor and loadings[place, factor] >= SECONDARY
        ]
        also = [place for place in range(len(codes)) if first[place] != factor and loadings[place, factor] >= SECONDARY]
        found.append((inside, also, loadings[:, factor]))
    alone = set(range(len(codes))) - {place for inside, _, _ in found for place in inside}
    found += [([place], [], np.ones(len(codes))) for place in sorted(alone)]
    return tuple(
        Chain(
            number=number,
            activities={codes[place]: round(float(load[place]), 4) for place in inside},
            also={codes[place]: round(float(load[place]), 4) for place in also},
            backward=round(float(backward[inside].mean()), 4),
            forward=round(float(forward[inside].mean()), 4),
        )
        for number, (inside, also, load) in enumerate(((i, a, v) for i, a, v in found if i), start=1)
    )


def from_ties(sales: Mapping[tuple[str, str], float], divisions: Sequence[str], seed: int) -> tuple[Chain, ...]:
    """Return the chains of sales between enterprises: communities of divisions that are important to each other.

    Two divisions are as close as the larger of two shares: of the one in the purchases of the other, of the other in
    the sales of the one (after Duque, Rey and Gómez 2009). The loading is a division's share of closeness inside.
    """
    codes = sorted(set(divisions))
    places = {code: place for place, code in enumerate(codes)}
    table = np.zeros((len(codes), len(codes)))
    for (seller, buyer), amount in sales.items():
        table[places[seller], places[buyer]] += amount
    bought, sold = table.sum(axis=0), table.sum(axis=1)
    close = np.maximum(
        table / np.where(bought > 0, bought, 1.0)[None, :], table / np.where(sold > 0, sold, 1.0)[:, None]
    )
    close = np.maximum(close, close.T)
    np.fill_diagonal(close, 0.0)
    rows, columns = np.nonzero(np.triu(close))
    graph = build(len(codes), np.stack((rows, columns), axis=1), close[rows, columns])
    tried = [louvain(graph, 1.0, stream(seed, "network/chains", run)) for run in range(_RUNS)]
    group = max(tried, key=lambda one: modularity(graph, one)) if codes else np.zeros(0, np.int64)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for place, number in enumerate(group.tolist()):
        members[number].append(place)
    whole = close.sum(axis=1)
    return tuple(
        Chain(
            number=number + 1,
            activities={
                codes[place]: round(float(close[place, inside].sum() / whole[place]), 4) if whole[place] > 0 else 1.0
                for place in inside
            },
            also={},
        )
        for number, inside in sorted(members.items())
    )


def divided(flows: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Return sales by divisions."""
    found: defaultdict[tuple[str, str], float] = defaultdict(float)
    for (seller, buyer), amount in flows.items():
        found[division_of(seller), FINAL if buyer == FINAL else division_of(buyer)] += amount
    return dict(found)
