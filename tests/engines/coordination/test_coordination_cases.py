"""From a case to a game: values, relations, dates, instruments, refusals."""

from typing import Any

import pytest
from coordination_games import game

from builders import case_data, work_data
from serpin.base.errors import InputError
from serpin.engines.coordination.model.cut import best_coalition
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.problem.game import Game, Need
from serpin.engines.coordination.problem.statement import state
from serpin.engines.coordination.result import Coordination, Instrument
from serpin.engines.coordination.verb import coordinate
from serpin.engines.portfolio.options import PortfolioOptions
from serpin.engines.portfolio.problem.statement import state as portfolio_state
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status
from serpin.vocabulary.valuation import valuation


def project(code: str, revenue: float, **more: Any) -> dict[str, Any]:
    """Return the data of a project of its own enterprise that costs 10 000."""
    return {
        "id": code,
        "name": code,
        "innovation": "I1",
        "enterprise": f"E{code}",
        "returns": {"revenue": revenue, "life": 4},
        "works": [work_data("W1", cost=10_000)],
        **more,
    }


def case(*projects: dict[str, Any], **more: Any) -> Case:
    """Return a case of some projects, each of its own enterprise."""
    enterprises = [{"id": entry["enterprise"], "name": entry["enterprise"]} for entry in projects]
    base = case_data()
    base["enterprises"] = [*base["enterprises"], *enterprises]
    return Case.model_validate({**base, "projects": list(projects), **more})


def complement(code: str, amounts: dict[str, int], kind: str = "complement") -> dict[str, Any]:
    """Return the data of a relation with amounts."""
    return {"id": code, "kind": kind, "projects": list(amounts), "amounts": amounts}


def two(**more: Any) -> Case:
    """Return a case in which A and B each lose alone and gain 5000 by the other, with C that earns."""
    return case(project("A", 2000), project("B", 2000), project("C", 6000), **more)


def test_a_project_is_worth_what_the_portfolio_says() -> None:
    """The value alone is that of the portfolio's cheapest way at once, but for the middle of the quarter."""
    data = case_data(rates=None)
    data.pop("rates")
    gate = {"id": "G", "name": "Gate", "after": ["W1"], "before": ["W2"], "success": 0.8, "abandonment_value": 100}
    data["projects"][0]["gates"] = [gate]
    which = Case.model_validate(data)
    portfolio = portfolio_state(which, (), PortfolioOptions())
    for entry in which.projects:
        way = next(way for way in portfolio.ways_of(entry.id) if way.quarter == 0)
        mine = valuation(entry, which)
        assert mine.value == pytest.approx(way.value, rel=0.02)
        assert mine.cost == pytest.approx(way.total)
        assert mine.success == pytest.approx(way.success)


def test_relations_become_gains_needs_and_choices() -> None:
    """Pairs, groups, prerequisites and exclusive projects keep their meaning; losses are noted and left out."""
    which = two(
        relations=[
            complement("K1", {"A": 5000, "B": 4000}),
            complement("K2", {"A": 1, "B": 2, "C": 3}),
            complement("K3", {"B": 7, "C": 0}, "shared_facility"),
            complement("K4", {"A": 9, "C": 9}, "substitute"),
            {"id": "K5", "kind": "prerequisite", "projects": ["C", "A"]},
            {"id": "K6", "kind": "exclusive", "projects": ["B", "C"]},
        ]
    )
    found = state(which, CoordinationOptions())
    pairs = [(pair.gainer, pair.giver, pair.amount) for pair in found.game.pairs]
    assert pairs == [("A", "B", 5000), ("B", "A", 4000), ("B", "C", 7)]
    assert [(group.id, group.amounts) for group in found.game.groups] == [("K2", {"A": 1, "B": 2, "C": 3})]
    assert found.game.needs == (Need(player="A", others=("C",)),)
    assert found.game.exclusive == (("B", "C"),)
    assert [note.values for note in found.notes] == [{"relation": "K4"}]


def test_dates_become_days_of_decision() -> None:
    """The earliest start opens the decision; the deadline less the working time closes it."""
    which = case(project("A", 2000, earliest_start="2027-02-01"), project("B", 2000, deadline="2027-03-01"))
    one, other = state(which, CoordinationOptions()).game.players
    assert (one.opens, other.closes) == (20, 30)


def solved(**more: Any) -> Coordination:
    """Return what is found for A and B, who gain by each other."""
    return coordinate(two(relations=[complement("K1", {"A": 5000, "B": 5000})], **more), seed=1)


def test_a_case_is_solved_and_checked() -> None:
    """A and B wait for each other, C starts by itself; the loan guarantee stays within half of the cost."""
    found = solved()
    assert found.status is Status.OPTIMAL
    assert found.is_sound
    assert found.waiting == ("C",)
    package = found.packages[0]
    assert package.members == ("A", "B")
    assert package.enterprises == ("EA", "EB")
    assert [part.instrument for part in package.first.parts] == [Instrument.LOAN_GUARANTEE]


def test_a_buyer_makes_an_off_take_contract() -> None:
    """Where the later one buys from the first, the promise is an off-take contract with it."""
    tie = {"id": "T1", "of": "EA", "to": "EB", "kind": "buyer"}
    package = solved(ties=[tie]).packages[0]
    by_project = {one.project: one for one in package.guarantees}
    assert package.first.project == "A"
    assert [(part.instrument, part.giver) for part in by_project["A"].parts] == [(Instrument.OFF_TAKE, "B")]


def test_a_loan_guarantee_keeps_its_legal_share() -> None:
    """What the share of the cost does not cover becomes a minimum revenue."""
    which = two(relations=[complement("K1", {"A": 5000, "B": 5000})])
    found = coordinate(which, seed=1, options=CoordinationOptions(loan_share=0.1))
    parts = found.packages[0].first.parts
    assert [part.instrument for part in parts] == [Instrument.LOAN_GUARANTEE, Instrument.MINIMUM_REVENUE]
    assert parts[0].amount == 1000


def test_public_value_makes_a_transfer() -> None:
    """Jobs that are weighed make a project part of the best outcome; what its owner loses is spent, not guaranteed."""
    contribution = {"indicator": "jobs", "amount": 50}
    more = {"indicators": [{"id": "jobs", "name": "Jobs", "unit": "people"}]}
    which = case(project("A", 2000, contributions=[contribution]), **more)
    assert coordinate(which, seed=1).optimum == ()
    found = coordinate(which, seed=1, options=CoordinationOptions(contribution_weights={"jobs": 100}))
    assert found.optimum == ("A",)
    assert found.lasting == found.exposure == -found.standing("A").alone
    assert found.packages[0].contributions == {"jobs": 50}


def test_an_unknown_indicator_is_refused() -> None:
    """A weight for an indicator that the case does not have names itself."""
    with pytest.raises(InputError, match="there is no indicator jobs"):
        coordinate(two(), seed=1, options=CoordinationOptions(contribution_weights={"jobs": 1}))


def test_needs_in_a_circle_are_refused() -> None:
    """Two projects that need each other cannot be decided one after the other."""
    which = game({"a": 1, "b": 1}).model_copy(
        update={"needs": (Need(player="a", others=("b",)), Need(player="b", others=("a",)))}
    )
    with pytest.raises(InputError, match="need each other in a circle: a → b → a"):
        coordinate(which, seed=1)


def test_two_mandatory_projects_that_exclude_each_other_are_infeasible() -> None:
    """The status says so, and the conflict names both."""
    which = case(
        project("A", 2000, mandatory=True),
        project("B", 2000, mandatory=True),
        relations=[{"id": "K1", "kind": "exclusive", "projects": ["A", "B"]}],
    )
    found = coordinate(which, seed=1)
    assert found.status is Status.INFEASIBLE
    assert [message.values for message in found.conflicts] == [{"projects": "A, B"}]


def test_of_exclusive_projects_the_better_stays() -> None:
    """The weaker one is set aside and rejected."""
    which = case(
        project("A", 9000), project("B", 8000), relations=[{"id": "K1", "kind": "exclusive", "projects": ["A", "B"]}]
    )
    found = coordinate(which, seed=1)
    assert (found.waiting, found.set_aside) == (("A",), ("B",))
    assert found.is_sound


def test_amounts_that_cannot_be_added_up_exactly_are_refused() -> None:
    """A sum beyond 64 bits is refused, not rounded."""
    with pytest.raises(InputError, match="too large to be added up exactly"):
        coordinate(game({f"p{number}": 10**15 for number in range(1200)}), seed=1)


def test_an_empty_case_has_an_empty_answer() -> None:
    """Without projects nothing waits and nothing is promised."""
    found = coordinate(Case.model_validate({**case_data(), "projects": []}), seed=1)
    assert found.status is Status.OPTIMAL
    assert (found.standings, found.packages, found.exposure) == ((), (), 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"pairs": [{"gainer": "a", "giver": "x", "amount": 1}]}, "there is no project x"),
        ({"pairs": [{"gainer": "a", "giver": "a", "amount": 1}]}, "stands twice"),
        ({"groups": [{"id": "g", "members": ["a", "b"], "amounts": {"c": 1}}]}, "does not take part"),
        ({"pairs": [{"gainer": "a", "giver": "b", "amount": -1}]}, "greater than or equal to 0"),
    ],
)
def test_nonsense_games_are_refused(change: dict[str, Any], sentence: str) -> None:
    """Unknown names, gains from oneself, strangers' amounts and losses are no game."""
    with pytest.raises(ValueError, match=sentence):
        Game.model_validate({**game({"a": 0, "b": 0, "c": 0}).model_dump(), **change})


def test_progress_may_stop_the_search() -> None:
    """An answer comes at once, with the status that says so, and it is sound."""
    asked: list[float] = []

    def listen(done: float, _value: float | None, _bound: float | None) -> str:
        asked.append(done)
        return "stop"

    found = coordinate(two(relations=[complement("K1", {"A": 5000, "B": 5000})]), seed=1, progress=listen)
    assert found.status is Status.STOPPED
    assert found.is_sound
    assert asked


def test_the_cut_is_exact_with_large_amounts() -> None:
    """Trillions of the smallest unit are told apart to the unit."""
    large = 4 * 10**14
    which = game({"a": -large, "b": -large}, f"a<b {large}, b<a {large + 1}")
    assert coordinate(which, seed=1).optimum_value == 1
    from serpin.engines.coordination.model.network import network_of

    even = game({"a": -large, "b": -large}, f"a<b {large}, b<a {large}")
    assert not best_coalition(network_of(even)).included.any()
