"""The cheapest order of a small coalition to proof: a rank for each member in CP-SAT.

A link counts when its giver has the smaller rank, a group when all others have. Textbook: ``coordination.md``,
section "The cheapest guarantees".
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from serpin.base.progress import Deadline
from serpin.engines.coordination.model.network import Ints, Network
from serpin.engines.coordination.model.order import promises_of

_SMALL = 30
_FINEST = 10**7
_FINEST_OF_SMALL = 10**13
"""Amounts in the model are at most so many steps; what is rounded is rounded towards a lower bound."""


@dataclass(frozen=True)
class Ranked:
    """An order, what it costs, and the proven lower bound."""

    order: Ints
    cost: int
    bound: int


def rank_exactly(network: Network, start: Ints, limit: Deadline, seed: int, seconds: float) -> Ranked:
    """Return the cheapest order of all players that was found, with a bound.

    Parameters
    ----------
    network
        The players to be ordered, with everybody else's gains already in their base.
    start
        An order to begin with.
    limit
        Time limit of the whole search.
    seed
        Seed of the solver.
    seconds
        Time for this coalition.
    """
    best = Ranked(start, int(promises_of(network, start).sum()), 0)
    if network.size <= 1 or best.cost == 0:
        return Ranked(start, best.cost, best.cost)
    model = _Model(network, start)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.05, min(seconds, limit.left))
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed % (2**31 - 1)
    status = solver.solve(model.programme)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return best
    order = _order_of(model, solver, start)
    cost = int(promises_of(network, order).sum())
    bound = max(0, int(np.ceil(solver.best_objective_bound - 1e-6))) * model.step
    if status == cp_model.OPTIMAL:
        # Rounding is all that is left between the cost and the bound.
        bound = cost if model.step == 1 else bound
    return (
        Ranked(order, cost, min(bound, cost)) if cost <= best.cost else Ranked(start, best.cost, min(bound, best.cost))
    )


def fewer_promises(network: Network, start: Ints, seconds: float, seed: int) -> Ints:
    """Return an order of the same cost in which fewer players need a promise, where one is found in time."""
    promises = promises_of(network, start)
    cost = int(promises.sum())
    if cost == 0 or network.size <= 2:
        return start
    model = _Model(network, start)
    if model.step > 1:
        return start
    model.programme.add(sum(model.promises) <= cost)
    used = []
    for promise in model.promises:
        flag = model.programme.new_bool_var("")
        model.programme.add(promise == 0).only_enforce_if(~flag)
        used.append(flag)
    model.programme.minimize(sum(used))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed % (2**31 - 1)
    if solver.solve(model.programme) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start
    order = _order_of(model, solver, start)
    found = promises_of(network, order)
    is_better = (int(found.sum()), int((found > 0).sum())) < (cost, int((promises > 0).sum()))
    return order if is_better else start


def _order_of(model: _Model, solver: cp_model.CpSolver, start: Ints) -> Ints:
    """Return the players by rank, equals as they stood."""
    ranks = np.array([solver.value(rank) for rank in model.ranks])
    return np.lexsort((start.argsort(), ranks)).astype(np.int64)


class _Model:
    """The programme with its ranks."""

    def __init__(self, network: Network, start: Ints) -> None:
        self.network = network
        size = network.size
        self.programme = cp_model.CpModel()
        losses = np.maximum(0, -network.base)
        self.step = max(1, int(losses.max()) // (_FINEST if size > _SMALL else _FINEST_OF_SMALL))
        self.ranks = [self.programme.new_int_var(0, size - 1, "") for _ in range(size)]
        self.place = np.empty(size, np.int64)
        self.place[start] = np.arange(size)
        self.before: dict[tuple[int, int], cp_model.IntVar] = {}
        terms: list[list[tuple[int, cp_model.IntVar]]] = [[] for _ in range(size)]
        for player in range(size):
            for link in range(network.gain_start[player], network.gain_start[player + 1]):
                amount = -(-min(int(network.gain_amount[link]), int(losses[player])) // self.step)
                if amount:
                    terms[player].append((amount, self.comes_before(int(network.gain_from[link]), player)))
        for group, (first, last) in enumerate(pairwise(network.group_start)):
            self._group(group, int(first), int(last), losses, terms)
        self.promises: list[cp_model.IntVar] = []
        for player in range(size):
            loss = int(losses[player]) // self.step
            if not loss:
                continue
            promise = self.programme.new_int_var(0, loss, "")
            self.programme.add(promise >= loss - sum(amount * literal for amount, literal in terms[player]))
            self.promises.append(promise)
        self._dates()
        for (one, other), literal in self.before.items():
            self.programme.add_hint(literal, bool(self.place[one] < self.place[other]))
        for rank, spot in zip(self.ranks, self.place, strict=True):
            self.programme.add_hint(rank, int(spot))
        self._triangles()
        self.programme.minimize(sum(self.promises))

    def comes_before(self, one: int, other: int) -> cp_model.IntVar:
        """Return the literal that is true only if one comes before the other; its negation is the other way round."""
        if (one, other) not in self.before:
            literal = self.programme.new_bool_var("")
            self.programme.add(self.ranks[one] + 1 <= self.ranks[other]).only_enforce_if(literal)
            if (other, one) in self.before:
                self.programme.add_at_most_one(literal, self.before[other, one])
            self.before[one, other] = literal
        return self.before[one, other]

    def _group(
        self, group: int, first: int, last: int, losses: Ints, terms: list[list[tuple[int, cp_model.IntVar]]]
    ) -> None:
        """Let each member gain when all others of its group come before; the last one only can."""
        members = [int(player) for player in self.network.group_member[first:last]]
        literals = []
        for slot, player in zip(range(first, last), members, strict=True):
            amount = -(-min(int(self.network.group_amount[slot]), int(losses[player])) // self.step)
            if not amount:
                continue
            complete = self.programme.new_bool_var(f"g{group}")
            for other in members:
                if other != player:
                    self.programme.add_implication(complete, self.comes_before(other, player))
            terms[player].append((amount, complete))
            literals.append(complete)
            self.programme.add_hint(complete, all(self.place[o] < self.place[player] for o in members if o != player))
        if len(literals) > 1:
            self.programme.add_at_most_one(literals)

    def _dates(self) -> None:
        if not self.network.is_dated:
            return
        for one in range(self.network.size):
            for other in range(self.network.size):
                if one != other and self.network.closes[one] < self.network.opens[other]:
                    self.programme.add(self.ranks[one] + 1 <= self.ranks[other])

    def _triangles(self) -> None:
        """Forbid circles of three, which the ranks alone would see late."""
        after: dict[int, list[int]] = {}
        for one, other in self.before:
            after.setdefault(one, []).append(other)
        for (one, other), literal in list(self.before.items()):
            for third in after.get(other, ()):
                if (third, one) in self.before and one < min(other, third):
                    self.programme.add(literal + self.before[other, third] + self.before[third, one] <= 2)
