"""Least and largest shares of the portfolio: by hand, by trying every set, and what cannot be kept is named."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from portfolio_cases import case, project, source, work

from serpin.base.errors import InputError
from serpin.base.texts import LANGUAGES
from serpin.engines.portfolio.options import PortfolioOptions, ShareLimit, Trait
from serpin.engines.portfolio.result import Portfolio
from serpin.engines.portfolio.verb import select
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.case import Case
from serpin.vocabulary.innovation import Novelty
from serpin.vocabulary.result import Status

INNOVATIONS = [
    {"id": "I1", "name": "Pump", "type": "goods", "novelty": "firm"},
    {"id": "I2", "name": "Line", "type": "production", "novelty": "world"},
]
FIRST = {"innovation": "I1", "enterprise": "E1"}
SECOND = {"innovation": "I2", "enterprise": "E2"}
TRAITS = [
    (Trait.TYPE, "goods", "production"),
    (Trait.NOVELTY, "firm", "world"),
    (Trait.REGION, "35", "71"),
    (Trait.ENTERPRISE, "E1", "E2"),
    (Trait.WORK_KIND, "research", "prototype"),
]
NAMES = [trait.value for trait, _, _ in TRAITS]


def one(
    code: str, traits: dict[str, Any], kind: str, cost: float = 100, worth: float = 0, **more: Any
) -> dict[str, Any]:
    """Return a project of one work of a kind, with its cost and what it is worth."""
    works = [{**work("W1", 40, cost), "kind": kind}]
    return project(code, works=works, returns={"revenue": cost + worth, "life": 1}, **traits, **more)


def limited(projects: list[dict[str, Any]], *limits: ShareLimit, money: float = 1000) -> Portfolio:
    """Select with limits on shares; both enterprises have money."""
    portfolio = select(among(projects, money), seed=1, options=PortfolioOptions(contingency=0.0, limits=limits))
    assert portfolio.is_sound, portfolio.self_checks
    return portfolio


def among(projects: list[dict[str, Any]], money: float = 1000) -> Case:
    """Return a case of one quarter."""
    sources = [source(money=(money,)), source("OWN2", money=(money,), owner="E2")]
    return case(projects, sources, innovations=INNOVATIONS, horizon=1)


@pytest.mark.parametrize(("trait", "first", "second"), TRAITS, ids=NAMES)
def test_shares_by_hand(trait: Trait, first: str, second: str) -> None:
    """A is worth 200 and B loses 10, each costs 100: so each has half of the cost of both, or none."""
    pair = [one("A", FIRST, "research", worth=200), one("B", SECOND, "prototype", worth=-10)]
    answers: list[tuple[ShareLimit, set[str], float]] = [
        (ShareLimit(trait=trait, value=second, least=0.5), {"A", "B"}, 190.0),
        (ShareLimit(trait=trait, value=second, least=0.51), set(), 0.0),
        (ShareLimit(trait=trait, value=first, most=0.5), {"A", "B"}, 190.0),
        (ShareLimit(trait=trait, value=first, most=0.49), set(), 0.0),
        (ShareLimit(trait=trait, value=first, least=1.0), {"A"}, 200.0),
        (ShareLimit(trait=trait, value=second, most=0.0), {"A"}, 200.0),
    ]
    for limit, chosen, value in answers:
        found = limited(pair, limit)
        assert (found.selection.projects, round(found.value, 6)) == (chosen, value), limit


def test_a_kind_of_work_counts_by_the_cost_of_such_works() -> None:
    """Sixty of a hundred are research: a least share of 60 % is kept, one of 61 % is not."""
    works = [work("W1", 20, 60), {**work("W2", 20, 40, after=("W1",)), "kind": "prototype"}]
    alone = [project("A", revenue=300, works=works)]
    for least, chosen in ((0.6, {"A"}), (0.61, set())):
        assert (
            limited(alone, ShareLimit(trait=Trait.WORK_KIND, value="research", least=least)).selection.projects
            == chosen
        )


def test_a_region_is_told_by_the_beginning_of_its_code() -> None:
    """The share of region 3 is that of all regions whose codes begin so."""
    pair = [one("A", FIRST, "research", worth=200), one("B", SECOND, "research", worth=100)]
    assert limited(pair, ShareLimit(trait=Trait.REGION, value="3", most=0.5)).selection.projects == {"A", "B"}
    assert limited(pair, ShareLimit(trait=Trait.REGION, value="3", most=0.4)).selection.projects == {"B"}


def draw(seed: int) -> tuple[list[dict[str, Any]], list[ShareLimit], float]:
    """Return eight projects of drawn traits, two limits on different traits, and the money of each enterprise."""
    dice = np.random.default_rng([5, seed])
    projects = []
    for number in range(8):
        traits = {"innovation": str(dice.choice(["I1", "I2"])), "enterprise": str(dice.choice(["E1", "E2"]))}
        kind = str(dice.choice(["research", "prototype"]))
        cost, worth = float(dice.integers(40, 160)), float(dice.integers(-30, 120))
        projects.append(one(f"P{number}", traits, kind, cost, worth))
    limits = []
    for place in dice.choice(len(TRAITS), 2, replace=False):
        trait, first, second = TRAITS[place]
        least = float(dice.choice([0.0, 0.3, 0.5]))
        limits.append(
            ShareLimit(
                trait=trait, value=str(dice.choice([first, second])), least=least, most=float(dice.choice([0.6, 0.8]))
            )
        )
    return projects, limits, float(dice.integers(150, 400))


def has(item: dict[str, Any], limit: ShareLimit) -> bool:
    """Tell whether a project has the trait of a limit."""
    innovation = next(known for known in INNOVATIONS if known["id"] == item["innovation"])
    known = {
        Trait.TYPE: innovation["type"],
        Trait.NOVELTY: innovation["novelty"],
        Trait.REGION: {"E1": "35", "E2": "71"}[item["enterprise"]],
        Trait.ENTERPRISE: item["enterprise"],
        Trait.WORK_KIND: item["works"][0]["kind"],
    }
    return known[limit.trait] == limit.value


def best_by_trying(projects: list[dict[str, Any]], limits: list[ShareLimit], money: float) -> float:
    """Return the best value over all sets of projects."""
    best = 0.0
    for picked in itertools.product((False, True), repeat=len(projects)):
        chosen = [item for item, taken in zip(projects, picked, strict=True) if taken]
        cost = {item["id"]: item["works"][0]["modes"][0]["cost"] for item in chosen}
        total = sum(cost.values())
        if any(sum(cost[i["id"]] for i in chosen if i["enterprise"] == code) > money for code in ("E1", "E2")):
            continue
        parts = [sum(cost[item["id"]] for item in chosen if has(item, limit)) for limit in limits]
        kept = (
            limit.least * total - 1e-9 <= part <= limit.most * total + 1e-9
            for limit, part in zip(limits, parts, strict=True)
        )
        if all(kept):
            best = max(best, sum(item["returns"]["revenue"] for item in chosen) - total)
    return best


@pytest.mark.parametrize("seed", range(16))
def test_every_set_of_projects_is_tried_under_two_limits(seed: int) -> None:
    """The value is that of the best of all 256 sets that keep both shares."""
    projects, limits, money = draw(seed)
    assert limited(projects, *limits, money=money).value == pytest.approx(
        best_by_trying(projects, limits, money), abs=0.01
    )


def conflict(projects: list[dict[str, Any]], limit: ShareLimit, money: float = 1000) -> Portfolio:
    """Return a selection that has no answer."""
    options = PortfolioOptions(contingency=0.0, limits=(ShareLimit(trait=Trait.TYPE, value="goods", most=1.0), limit))
    portfolio = select(among(projects, money), seed=1, options=options)
    assert portfolio.status is Status.INFEASIBLE
    return portfolio


@pytest.mark.parametrize(("trait", "first", "second"), TRAITS, ids=NAMES)
def test_a_share_that_cannot_be_kept_is_named(trait: Trait, first: str, second: str) -> None:
    """Only the broken bound and the mandatory project conflict, not the other limit and not money."""
    must = [one("A", FIRST, "research", worth=200, mandatory=True)]
    for limit in (ShareLimit(trait=trait, value=second, least=0.5), ShareLimit(trait=trait, value=first, most=0.5)):
        bound, project_kept = conflict(must, limit).conflicts
        assert bound.values["share"] == 0.5
        assert ("at least" in bound.text) == (limit.least > 0)
        assert project_kept.values == {"name": "A"}


def test_money_is_part_of_the_conflict_where_it_would_help() -> None:
    """Another project would keep the share if its enterprise had the money: that money is named too."""
    pair = [one("A", FIRST, "research", mandatory=True), one("B", SECOND, "research", cost=2000)]
    found = conflict(pair, ShareLimit(trait=Trait.NOVELTY, value="world", least=0.5))
    assert [message.values.get("name") for message in found.conflicts] == [None, "A", "OWN2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_broken_share_is_told_in_words(language: str) -> None:
    """Type and novelty stand there in the language of the reader, not as codes."""
    must = [one("A", FIRST, "research", mandatory=True)]
    bound = conflict(must, ShareLimit(trait=Trait.NOVELTY, value="world", least=0.5)).conflicts[0]
    names = names_in(among(must), language)
    told = sentence(bound, names)
    assert names.locale.percent(0.5) in told
    assert names.locale.choice(Novelty.WORLD) in told


def test_a_project_that_only_a_share_keeps_out_says_which() -> None:
    """C is worth 150 and could be paid for, but then more than half of the cost would go to goods."""
    three = [
        one("A", FIRST, "research", worth=200),
        one("B", SECOND, "research", worth=10),
        one("C", FIRST, "research", worth=150),
    ]
    found = limited(three, ShareLimit(trait=Trait.TYPE, value="goods", most=0.5))
    assert found.selection.projects == {"A", "B"}
    reason = found.candidates[2].reason
    assert reason is not None
    assert reason.values["limit"].values["share"] == 0.5


@pytest.mark.parametrize(("trait", "value"), [("type", "good"), ("novelty", "35"), ("enterprise", "E9")])
def test_a_limit_on_what_nothing_can_be_is_refused(trait: str, value: str) -> None:
    """A misspelt value would keep no project in or out; it is refused at its place."""
    options = PortfolioOptions(limits=(ShareLimit(trait=Trait(trait), value=value, least=0.5),))
    with pytest.raises(InputError) as caught:
        select(among([one("A", FIRST, "research")]), seed=1, options=options)
    assert caught.value.problems[0].path() == "options.limits[0]"
