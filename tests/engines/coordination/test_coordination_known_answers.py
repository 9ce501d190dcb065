"""Published formulas and the worked example of the textbook."""

from itertools import permutations

import pytest
from coordination_games import FIVE, SIX_ALONE, SIX_GAINS, equilibria, gains, game, mutual, order_cost, six, symmetric

from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.problem.game import Game, Payoffs, Player
from serpin.engines.coordination.result import Coordination, ProjectClass
from serpin.engines.coordination.verb import coordinate
from serpin.vocabulary.result import Status


@pytest.fixture(scope="module")
def answer() -> Coordination:
    """Return what is found for the six projects."""
    return coordinate(six(), seed=1)


def test_the_six_projects_have_two_equilibria(answer: Coordination) -> None:
    """Nobody, or the five; the best joint outcome is the five and worth 8."""
    assert answer.status is Status.OPTIMAL
    assert answer.waiting == ()
    assert set(answer.trusting) == set(answer.optimum) == set(answer.tipped) == FIVE
    assert (answer.waiting_value, answer.trusting_value, answer.optimum_value) == (0, 8, 8)
    assert answer.equilibria is not None
    assert [set(members) for members in answer.equilibria] == [set(), FIVE]
    assert answer.is_sound


def test_the_six_projects_have_their_classes_and_payoffs(answer: Coordination) -> None:
    """The five need guarantees and earn 2, 2, 2, 1, 1; the gadget should not be built."""
    payoffs = {standing.project: standing.payoff for standing in answer.standings}
    assert payoffs == {"mine": 2, "smelter": 2, "parts": 2, "rail": 1, "bureau": 1, "gadget": -4}
    kinds = {standing.project: standing.kind for standing in answer.standings}
    assert kinds == {**dict.fromkeys(FIVE, ProjectClass.GUARANTEE), "gadget": ProjectClass.REJECT}


def test_the_cheapest_guarantees_cost_ten(answer: Coordination) -> None:
    """Proven: 10 of 27; three of five get a promise, parts first, nothing of it is spent if all come."""
    package = answer.packages[0]
    assert (package.exposure, package.bound, package.naive, package.lasting) == (10, 10, 27, 0)
    promised = [(one.project, one.amount) for one in package.guarantees if one.amount]
    assert promised == [("parts", 4), ("smelter", 5), ("mine", 1)]
    assert package.critical_mass == 3
    assert package.is_proven


def test_all_orders_of_the_six_projects_cost_from_ten_to_fourteen() -> None:
    """Five of the 120 orders cost 10, and the worst costs 14."""
    costs = [order_cost(six(), order) for order in permutations(sorted(FIVE))]
    assert (min(costs), max(costs), costs.count(10)) == (10, 14, 5)


def test_one_unit_more_than_promised_leaves_one_equilibrium(answer: Coordination) -> None:
    """With the promises and one unit more, everything but the five unravels."""
    support = {one.project: one.amount * 10 + 1 for one in answer.packages[0].guarantees}
    finer = game({name: value * 10 for name, value in SIX_ALONE.items()})
    tenfold = tuple(pair.model_copy(update={"amount": pair.amount * 10}) for pair in gains(SIX_GAINS))
    players = tuple(
        player.model_copy(update={"value": player.value + support.get(player.id, 0)}) for player in finer.players
    )
    assert equilibria(Game(players=players, pairs=tenfold)) == [FIVE]


def test_with_taxes_the_cost_is_the_formula_of_bernstein_and_winter() -> None:
    """Without the limit at zero the cheapest order costs 27 − ½ (K_agg + K_asym) = 8."""
    weights = {(pair.gainer, pair.giver): pair.amount for pair in gains(SIX_GAINS)}
    both = [(weights.get((x, y), 0), weights.get((y, x), 0)) for x in FIVE for y in FIVE if x < y]
    aggregate, asymmetry = sum(x + y for x, y in both), sum(abs(x - y) for x, y in both)
    losses = -sum(SIX_ALONE[name] for name in FIVE)

    def cost(order: tuple[str, ...]) -> int:
        return losses - sum(weights.get((x, y), 0) for place, x in enumerate(order) for y in order[:place])

    cheapest = min(cost(order) for order in permutations(sorted(FIVE)))
    assert cheapest == losses - (aggregate + asymmetry) // 2 == 8


def test_nine_of_ten_links_bind(answer: Coordination) -> None:
    """Only the parts plant would stay without the bureau."""
    loose = [(link.gainer, link.giver) for link in answer.packages[0].reliances if not link.binding]
    assert loose == [("parts", "bureau")]
    assert len(answer.packages[0].reliances) == 10


def test_every_default_but_the_bureaus_brings_everything_down(answer: Coordination) -> None:
    """Without mine, smelter, parts or rail nobody stays; without the bureau the other four do."""
    lost = {one.project: set(one.lost) for one in answer.packages[0].defaults}
    assert lost == {name: (FIVE - {name} if name != "bureau" else set()) for name in FIVE}


def test_the_expected_call_is_less_than_one(answer: Coordination) -> None:
    """At 10 % independent failures 0.9324 of the 10 are expected to be called."""
    package = answer.packages[0]
    assert package.expected == pytest.approx(0.9324, abs=1e-9)
    assert package.expected_low == package.expected == package.expected_high


def test_the_shapley_value_divides_the_gain(answer: Coordination) -> None:
    """Shares 1.9, 1.9, 1.9, 1.65, 0.65 with transfers that sum to nothing; nobody does better apart."""
    shares = {one.project: round(one.share, 9) for one in answer.packages[0].divisions}
    assert shares == {"mine": 1.9, "smelter": 1.9, "parts": 1.9, "rail": 1.65, "bureau": 0.65}
    transfers = {one.project: round(one.transfer, 9) for one in answer.packages[0].divisions}
    assert transfers == {"mine": -0.1, "smelter": -0.1, "parts": -0.1, "rail": 0.65, "bureau": -0.35}
    assert answer.packages[0].division_holds


def test_with_symmetric_gains_every_order_costs_the_same() -> None:
    """Segal: divide and conquer pays each in turn what the earlier ones do not give; the total is fixed."""
    text = "a<b 2, b<a 2, a<c 3, c<a 3, b<c 1, c<b 1"
    which = game({"a": -6, "b": -5, "c": -5}, text)
    assert {order_cost(which, order) for order in permutations("abc")} == {16 - 6}


@pytest.mark.parametrize(
    ("sizes", "kind", "cost"),
    [
        ((3, 3), "segregated", 24),
        ((3, 3), "desegregated", 21),
        ((3, 3), "status", 18),
        ((4, 2), "segregated", 23),
        ((4, 2), "desegregated", 22),
        ((4, 2), "status", 16),
    ],
)
def test_symmetric_environments_cost_what_bernstein_and_winter_say(
    sizes: tuple[int, int], kind: str, cost: int
) -> None:
    """Segregated, desegregated and status environments of two groups with an outside option of 5."""
    which = mutual(sizes, kind, 5)
    # Public value makes everybody part of the best outcome, without changing what anybody needs.
    players = tuple(player.model_copy(update={"public": 5}) for player in which.players)
    found = coordinate(which.model_copy(update={"players": players}), seed=1)
    assert len(found.tipped) == 6
    assert found.exposure == cost
    assert all(package.is_proven for package in found.packages)


@pytest.mark.parametrize(("rewards", "shares"), [((4, 2), (1, 2)), ((8, 4, 2), (1, 2, 4))])
def test_rewards_of_winter_make_effort_unique(rewards: tuple[int, ...], shares: tuple[int, ...]) -> None:
    """With p(k) = ½^(n−k) rewards of 4, 2 and of 8, 4, 2 costs are just enough, and any unit less is not."""
    size, cost = len(rewards), 1000
    unit = 2**size
    for less in (0, 1):
        players, groups = [], []
        for number, reward in enumerate(rewards):
            steps = [reward * cost * share // unit - cost for share in shares]
            only = symmetric(size, steps)
            players.append(Player(id=f"p{number}", value=only.players[0].value - less))
            for group in only.groups:
                if f"p{number}" in group.members:
                    own = {f"p{number}": group.amounts[f"p{number}"]}
                    groups.append({"id": f"{group.id}_{number}", "members": group.members, "amounts": own})
        which = Game.model_validate({"players": players, "groups": groups})
        moved = Payoffs(which).rise(dict.fromkeys([player.id for player in players], 1))
        assert len(moved) == (size if less == 0 else 0)


def _factory_profit(others: int, sectors: int, fixed: float) -> float:
    """Return the profit of a sector of Murphy, Shleifer and Vishny when so many others have invested."""
    share = others / sectors
    income = (100 - fixed * share) / (1 - share / 2)
    return (income * (1 - 1.2 / 2) - 1.2 * fixed) / sectors


def test_the_big_push_of_murphy_shleifer_and_vishny_has_two_equilibria() -> None:
    """With L = 100, α = 2, v = 1/5 and F = 36 nine sectors wait or all invest; four guarantees start the cascade."""
    scale = 10**9
    payoffs = [round(_factory_profit(others, 9, 36.0) * scale) for others in range(9)]
    assert _factory_profit(4, 9, 36.0) == pytest.approx(0.0, abs=1e-12)
    found = coordinate(symmetric(9, payoffs), seed=1, options=CoordinationOptions(exact_members=0, seconds=2))
    assert found.waiting == ()
    assert len(found.trusting) == len(found.optimum) == 9
    amounts = [one.amount / scale for one in found.packages[0].guarantees]
    assert amounts[:4] == pytest.approx([0.355556, 0.282353, 0.2, 0.106667], abs=1e-6)
    assert max(amounts[4:]) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize(("fixed", "count"), [(33.0, 1), (34.0, 2), (36.0, 2), (39.0, 2), (41.0, 1)])
def test_the_factory_wage_gives_two_equilibria_only_between_the_published_limits(fixed: float, count: int) -> None:
    """Two equilibria if and only if F lies between 100/3 and 40, in the limit of many sectors."""
    first, last = _factory_profit(0, 10**6, fixed), _factory_profit(10**6 - 1, 10**6, fixed)
    assert (1 if first > 0 or last < 0 else 2) == count
