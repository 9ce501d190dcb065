"""Laws of supermodular games, on random games."""

import random

import pytest
from coordination_games import game, random_game

from serpin.engines.coordination.options import CoordinationOptions, Target
from serpin.engines.coordination.problem.game import Game, PairGain, Payoffs, Player
from serpin.engines.coordination.result import ProjectClass
from serpin.engines.coordination.verb import coordinate

GAMES = range(25)


def plain(number: int) -> Game:
    """Return a random game without exclusive and committed projects."""
    which = random_game(number)
    players = tuple(player.model_copy(update={"committed": False}) for player in which.players)
    return which.model_copy(update={"players": players, "exclusive": ()})


@pytest.mark.parametrize("number", GAMES)
def test_another_gain_never_shrinks_an_equilibrium(number: int) -> None:
    """With one more complementarity least and greatest equilibrium hold everybody they held, and the value grows."""
    which, draw = plain(number), random.Random(number)  # noqa: S311 - games to test with
    gainer, giver = draw.sample([player.id for player in which.players], 2)
    more = which.model_copy(update={"pairs": (*which.pairs, PairGain(gainer=gainer, giver=giver, amount=4))})
    before, after = coordinate(which, seed=1), coordinate(more, seed=1)
    assert set(before.waiting) <= set(after.waiting)
    assert set(before.trusting) <= set(after.trusting)
    assert set(before.optimum) <= set(after.optimum)
    assert before.optimum_value <= after.optimum_value


@pytest.mark.parametrize("number", GAMES)
def test_a_guarantee_never_hurts_another_firm(number: int) -> None:
    """Whoever moves without a promise to another moves with it, and earns no less."""
    which, draw = plain(number), random.Random(number)  # noqa: S311 - games to test with
    payoffs = Payoffs(which)
    helped = draw.choice(which.players).id
    before, after = payoffs.rise(), payoffs.rise({helped: 5})
    assert before <= after
    assert all(payoffs.payoff(name, before) <= payoffs.payoff(name, after) for name in before)


@pytest.mark.parametrize("number", GAMES)
def test_nobody_gains_by_leaving_alone(number: int) -> None:
    """In the tipped outcome, with what is spent in any case, everybody earns something or nothing, never less."""
    found = coordinate(plain(number), seed=1)
    lasting = {one.project: one.lasting for package in found.packages for one in package.guarantees}
    payoff = {standing.project: standing.payoff for standing in found.standings}
    assert all(payoff[name] + lasting.get(name, 0) >= 0 for name in found.tipped)


@pytest.mark.parametrize("number", GAMES)
def test_support_adds_up(number: int) -> None:
    """Promises sum to exposure, spent and contingent parts to promises, and shares to the gain of the package."""
    found = coordinate(plain(number), seed=1)
    assert found.exposure == sum(one.amount for package in found.packages for one in package.guarantees)
    for package in found.packages:
        assert package.exposure == package.lasting + package.contingent <= package.naive
        assert package.exposure <= package.equal
        assert sum(one.share for one in package.divisions) == pytest.approx(package.gain)
        assert package.division_holds
    gained = sum(package.gain for package in found.packages)
    assert gained == found.optimum_value - found.waiting_value


@pytest.mark.parametrize("number", GAMES)
def test_transfers_of_a_division_leave_out_nobody(number: int) -> None:
    """What some give is what others get, but for the public value that the public pays."""
    which = plain(number)
    found = coordinate(which, seed=1)
    for package in found.packages:
        public = sum(which.by_id[name].public for name in package.members)
        assert sum(one.transfer for one in package.divisions) == pytest.approx(public)


@pytest.mark.parametrize("number", range(10))
def test_the_same_seed_gives_the_same_answer(number: int) -> None:
    """Everything but the seconds is equal."""
    which = random_game(number)
    one, other = (coordinate(which, seed=3).model_dump(exclude={"ledger"}) for _ in range(2))
    assert one == other


def test_trust_asks_for_no_transfer() -> None:
    """With the target of trust only those are tipped who then earn by themselves."""
    which = game({"give": -4, "take": 1, "one": -3, "two": -3}, "take<give 6, one<two 5, two<one 5")
    best = coordinate(which, seed=1)
    trust = coordinate(which, seed=1, options=CoordinationOptions(target=Target.TRUST))
    assert best.standing("give").kind is ProjectClass.TRANSFER
    assert (set(best.tipped), set(trust.tipped)) == ({"give", "take", "one", "two"}, {"take", "one", "two"})
    assert (best.lasting, trust.lasting) == (4, 0)
    assert trust.is_sound


def test_those_who_gain_can_pay_the_transfer() -> None:
    """Who starts by itself and gains shares in the division, and pays the one who loses."""
    found = coordinate(game({"give": -4, "take": 1}, "take<give 6"), seed=1)
    package = found.packages[0]
    assert (package.members, package.beneficiaries, package.gain) == (("give",), ("take",), 2)
    transfers = {one.project: one.transfer for one in package.divisions}
    assert transfers == {"give": 5.0, "take": -5.0}


def test_dates_of_decision_bind_the_order() -> None:
    """Who must decide before the others can comes first, even where it costs more."""
    free = game({"one": -3, "two": -9}, "one<two 9, two<one 9")
    assert coordinate(free, seed=1).packages[0].first.project == "one"
    early = Player(id="two", value=-9, closes=10)
    late = Player(id="one", value=-3, opens=20)
    dated = free.model_copy(update={"players": (late, early)})
    package = coordinate(dated, seed=1).packages[0]
    assert [one.project for one in package.guarantees] == ["two", "one"]
    assert (package.exposure, package.bound) == (9, 9)
