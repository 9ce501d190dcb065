"""Small random games: everything that is found equals what trying all sets and all orders gives."""

from itertools import permutations

import numpy as np
import pytest
from coordination_games import equilibria, every_set, order_cost, random_game

from serpin.base.progress import Deadline
from serpin.engines.coordination.model.announce import Search, announce
from serpin.engines.coordination.model.divide import coalition_values, holds, shapley
from serpin.engines.coordination.model.network import network_of
from serpin.engines.coordination.model.order import equal_order, greedy_order, improve_order, promises_of
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.problem.game import Payoffs
from serpin.engines.coordination.result import Coordination
from serpin.engines.coordination.verb import coordinate
from serpin.vocabulary.result import Status

GAMES = range(60)


def solved(number: int, **options: object) -> Coordination:
    """Return what is found for a random game."""
    return coordinate(random_game(number), seed=1, options=CoordinationOptions.model_validate(options))


@pytest.mark.parametrize("number", GAMES)
def test_equilibria_are_those_of_trying_all_sets(number: int) -> None:
    """The least is the intersection of all, the greatest their union, and all are listed."""
    which = random_game(number)
    found = solved(number)
    if found.status is Status.INFEASIBLE:
        assert found.conflicts
        return
    every = equilibria(which.without(found.set_aside).model_copy(update={"exclusive": ()}))
    assert set(found.waiting) == frozenset.intersection(*every)
    assert set(found.trusting) == frozenset.union(*every)
    assert found.equilibria is not None
    assert {frozenset(members) for members in found.equilibria} == set(every)


@pytest.mark.parametrize("number", GAMES)
def test_the_optimum_is_that_of_trying_all_sets(number: int) -> None:
    """No set that could be carried out is worth more, none within the budget is worth more than what is found."""
    which = random_game(number)
    budget = number % 23
    found = solved(number, public_purse=budget)
    if found.status is Status.INFEASIBLE:
        return
    payoffs = Payoffs(which)
    assert found.is_sound
    assert found.optimum_value == max(payoffs.value(members) for members in every_set(which))
    affordable = [
        payoffs.value(members)
        for members in every_set(which)
        if not members & set(found.set_aside) and sum(which.by_id[name].cost for name in members) <= budget
    ]
    if affordable:
        assert found.budgeted is not None
        assert found.budgeted.proven
        assert found.budgeted.value == max(affordable)


@pytest.mark.parametrize("number", GAMES)
def test_guarantees_cost_what_the_best_of_all_orders_costs(number: int) -> None:
    """For packages of up to seven members all orders are tried."""
    which = random_game(number, largest=7)
    found = coordinate(which, seed=1)
    left = which.without(found.set_aside)
    for package in found.packages:
        costs = [order_cost(left, order, frozenset(found.waiting)) for order in permutations(package.members)]
        assert package.exposure == min(cost for cost in costs if cost is not None) == package.bound


@pytest.mark.parametrize("number", range(20))
def test_moving_single_players_saves_what_it_says(number: int) -> None:
    """The saving of the insertion search is the difference of the costs, and an equal order costs the same."""
    network = network_of(random_game(number))
    draws = np.random.default_rng(number)
    order = draws.permutation(network.size)
    before = promises_of(network, order).sum()
    assert promises_of(network, equal_order(network, order, draws.permutation(network.size))).sum() == before
    saved = improve_order(network, order, np.array([3.0, 1.0, 0.0, 0.0]), number)
    assert promises_of(network, order).sum() == before - saved
    assert sorted(order) == list(range(network.size))


@pytest.mark.parametrize("number", range(20))
def test_searched_orders_are_no_cheaper_than_proven_ones(number: int) -> None:
    """The search for large coalitions never beats the proof, and stays above the bound."""
    network = network_of(random_game(number).model_copy(update={"exclusive": ()}))
    proven = announce(network, Search(Deadline(10), 1, 80))
    searched = announce(network, Search(Deadline(10), 1, 0))
    assert searched.bound <= proven.cost == proven.bound <= searched.cost
    lasting = np.zeros(network.size, np.int64)
    assert promises_of(network, greedy_order(network, lasting, 0.0)).sum() >= proven.cost


@pytest.mark.parametrize("number", range(20))
def test_coalition_values_and_shares_are_those_of_all_sets_and_orders(number: int) -> None:
    """A set is worth its best part; the Shapley value is the mean over all orders, and in the core."""
    which = random_game(number, largest=6).model_copy(update={"exclusive": (), "needs": ()})
    which = which.model_copy(
        update={"players": tuple(player.model_copy(update={"committed": False}) for player in which.players)}
    )
    payoffs, names = Payoffs(which), [player.id for player in which.players]
    best: dict[frozenset[str], int] = {}
    for members in every_set(which):
        best[members] = max([payoffs.value(members), *(best[members - {name}] for name in members)])
    network = network_of(which)
    values = coalition_values(network)
    for members, value in best.items():
        assert values[sum(1 << names.index(name) for name in members)] == value
    orders = list(permutations(names))
    shares = np.zeros(len(names))
    for order in orders:
        for place, name in enumerate(order):
            shares[names.index(name)] += best[frozenset(order[: place + 1])] - best[frozenset(order[:place])]
    assert shapley(values, len(names)) == pytest.approx(shares / len(orders))
    assert holds(network, shares / len(orders))
