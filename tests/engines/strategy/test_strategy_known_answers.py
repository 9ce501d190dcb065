"""Figures of the forecast against published, worked and enumerated ones."""

from itertools import combinations

import numpy as np
import pytest
from strategy_cases import NILE, project, strategy_case

import serpin
from serpin.base.progress import Deadline
from serpin.engines.strategy.model.amounts import added
from serpin.engines.strategy.model.closing import Search, search
from serpin.engines.strategy.model.history import learn
from serpin.engines.strategy.model.states import Grid, fit
from serpin.engines.strategy.options import Break, Rival, StrategyOptions
from serpin.engines.strategy.problem.series import Series
from serpin.engines.strategy.result import Outlook
from serpin.vocabulary.launches import LaunchTable
from serpin.vocabulary.relation import Relation
from serpin.vocabulary.selection import Choice, Selection

STEADY = {2016 + place: 100.0 + place for place in range(11)}
QUICK = StrategyOptions(courses=400, seconds=5)


def one_component(noise: float, level: float) -> Grid:
    """Return a grid of one local level without slope and break."""
    one = np.ones(1)
    return Grid(noise * one, level * one, 0 * one, one, 0 * one, np.zeros(1, dtype=np.int64), one)


def test_the_filter_reproduces_the_published_variance_of_the_nile():
    """At the published ratio 1469.1/15099 the variance of an observation comes out as the published 15099."""
    values = np.array(NILE, dtype=float)
    found = fit(np.arange(1871, 1971), values, one_component(1.0, 1469.1 / 15099))
    typical = float(np.median(np.diff(values) ** 2))
    squares = 2 * (float(found.scale[0]) - 0.5 * typical)
    assert squares / 99 == pytest.approx(15099, rel=1e-3)


def test_the_filter_by_hand():
    """10, 12 with equal variances of 1: the gain is 2/3, the level 34/3 and its variance 2/3."""
    found = fit(np.array([2000, 2001]), np.array([10.0, 12.0]), one_component(1.0, 1.0))
    assert found.mean[0] == pytest.approx(10 + 2 * 2 / 3, rel=1e-3)
    assert found.covariance[0, 0] == pytest.approx(2 / 3, rel=1e-3)


def test_a_year_without_a_value_widens_the_state():
    """Two years from one value to the next bring twice the change: the gain is 3/4."""
    found = fit(np.array([2000, 2002]), np.array([10.0, 12.0]), one_component(1.0, 1.0))
    assert found.mean[0] == pytest.approx(11.5, rel=1e-3)


def test_the_break_of_the_nile_is_found():
    """The flow fell for good after the first dam of 1899: the first half of the series breaks there."""
    series = Series("NILE", tuple(range(1871, 1921)), tuple(map(float, NILE[:50])), False)
    assert learn(series, 0.3).break_[0] == 1899


def test_a_known_break_is_taken():
    """A break of a given year is certain, and no other is looked for."""
    series = Series("X", tuple(STEADY), tuple(STEADY.values()), False)
    assert learn(series, 0.3, (2020,)).break_ == (2020, pytest.approx(1.0))


def test_what_a_project_adds_by_hand():
    """Launch in the middle of 2029, ramp of a year, life of two: 1/8, then 7/8, then a half of 80 a year."""
    case = strategy_case(STEADY, [], [project("P", 80, returns={"revenue": 1, "life": 2, "ramp": 1})])
    launch = np.array([2029.5, np.nan])
    amounts = [added(case.projects[0], "X", launch, year, 1.0).tolist() for year in (2028, 2029, 2030, 2031, 2032)]
    assert amounts == [[0, 0], [10, 0], [70, 0], [40, 0], [0, 0]]
    assert added(case.projects[0], "X", launch, 2030, 0.5).tolist() == [35, 0]


def test_a_target_of_the_past_is_judged_by_what_came():
    """With 104 in 2020, at least 105 was missed, with a tolerance of 1 it was met, and at most 104 was met."""
    targets = [
        {"year": 2020, "value": 105},
        {"year": 2020, "value": 105, "tolerance": 1},
        {"year": 2020, "value": 104, "direction": "at_most"},
    ]
    found = serpin.forecast(strategy_case(STEADY, targets), seed=1, options=QUICK)
    assert [target.outlook for target in found.targets] == [Outlook.MISSED, Outlook.MET, Outlook.MET]
    assert [target.probability for target in found.targets] == [0.0, 1.0, 1.0]
    assert found.targets[0].gap == 1.0


def test_given_launches_decide_the_probability():
    """A target out of reach of the trend is met in exactly the courses in which the project comes."""
    case = strategy_case(STEADY, [{"year": 2029, "value": 5000}], [project("P", 10_000)], {"M": ("P",)})
    launch = np.where(np.arange(400) % 4 == 0, np.nan, 2028.0)[:, None]
    found = serpin.forecast(case, launches=LaunchTable(("P",), launch), seed=1, options=QUICK)
    target = found.targets[0]
    assert (target.trend, target.probability, target.all_in) == (0.0, 0.75, 0.75)
    assert target.outlook is Outlook.OPEN
    assert [(one.project, one.change, one.is_planned) for one in found.contributors] == [("P", 0.75, True)]
    assert [(one.measure, one.without, one.with_all) for one in found.measures] == [("M", 0.0, 0.75)]
    assert found.simulated
    assert found.is_sound


def test_success_of_works_and_gates_is_the_chance_of_a_launch():
    """A work with 0.5 and a gate with 0.8: the target is met with 0.4, within the noise of 4000 courses."""
    risky = project("P", 10_000)
    risky["works"][0]["modes"][0]["success"] = 0.5
    risky["gates"] = [{"id": "G1", "name": "Gate", "after": ["W1"], "success": 0.8}]
    case = strategy_case(STEADY, [{"year": 2029, "value": 5000}], [risky], {"M": ("P",)})
    found = serpin.forecast(case, seed=1, options=StrategyOptions(courses=4000))
    assert found.targets[0].probability == pytest.approx(0.4, abs=0.03)


def test_the_set_that_closes_the_gap_equals_enumeration():
    """Of six projects with a budget the programme finds the least shortfall that any subset gives."""
    numbers = np.random.default_rng(8)
    gain = np.abs(numbers.normal(0.2, 0.1, (2, 5, 6)))
    lack = numbers.uniform(0.3, 0.9, (2, 5))
    costs = numbers.integers(3, 12, 6).astype(float)
    relations = (
        Relation(id="R1", kind="exclusive", projects=("P0", "P1")),
        Relation(id="R2", kind="prerequisite", projects=("P2", "P3")),
    )
    names = tuple(f"P{number}" for number in range(6))
    problem = Search(names, lack, gain, costs, np.zeros(6), relations, 18.0)
    found = search(problem, Deadline(20.0), 1e-6)
    best = np.inf
    for size in range(7):
        for chosen in combinations(range(6), size):
            fits = costs[list(chosen)].sum() <= 18 and not {0, 1} <= set(chosen) and (3 not in chosen or 2 in chosen)
            if fits:
                short = np.maximum(lack - gain[:, :, list(chosen)].sum(axis=2), 0).mean(axis=1).sum()
                best = min(best, float(short))
    assert found is not None
    assert found.proven
    assert found.bound == pytest.approx(best, abs=1e-5)
    assert found.shortfall <= best * 1.005 + 1e-6


def test_the_cheaper_of_two_equal_projects_closes_the_gap():
    """One of two projects suffices: the cheaper one is named, with its cost, and the target becomes sure."""
    projects = [project("DEAR", 10_000, 900), project("CHEAP", 10_000, 300), project("SMALL", 1, 1)]
    found = serpin.forecast(strategy_case(STEADY, [{"year": 2029, "value": 5000}], projects), seed=1, options=QUICK)
    assert found.planned == ()
    assert found.closing is not None
    assert found.closing.projects == ("CHEAP",)
    assert found.closing.cost == 300
    assert found.closing.proven
    assert found.closing.probabilities == (1.0,)
    assert found.is_sound


def test_projects_that_exclude_each_other_do_not_add_up():
    """Of A and B with 3000 each one is planned: both together never help, and B instead of A changes nothing."""
    projects = [project("A", 3000), project("B", 3000)]
    relations = [{"id": "R", "kind": "exclusive", "projects": ["A", "B"]}]
    case = strategy_case(STEADY, [{"year": 2029, "value": 5000}], projects, {"M": ("A",)}, relations=relations)
    found = serpin.forecast(case, seed=1, options=QUICK)
    assert found.targets[0].all_in == 0.0
    assert [(one.project, one.change) for one in found.contributors] == [("A", 0.0), ("B", 0.0)]
    apart = serpin.forecast(case.model_copy(update={"relations": ()}), seed=1, options=QUICK)
    assert apart.targets[0].all_in == 1.0


def test_no_money_closes_no_gap():
    """With a budget below the cheapest project none is named."""
    case = strategy_case(STEADY, [{"year": 2029, "value": 5000}], [project("P", 10_000, 900)])
    found = serpin.forecast(case, seed=1, options=StrategyOptions(courses=400, budget=899))
    assert found.closing is not None
    assert found.closing.projects == ()


def test_the_selection_with_the_smaller_shortfall_comes_first():
    """Of two rival selections the one that meets the target is ranked before the one that does not."""
    projects = [project("GOOD", 10_000), project("WEAK", 1)]

    def rival(code: str) -> Rival:
        return Rival(name=code, selection=Selection(choices=(Choice(project=code, quarter=0, budget=1000),)))

    case = strategy_case(STEADY, [{"year": 2029, "value": 5000}], projects)
    options = QUICK.model_copy(update={"rivals": (rival("WEAK"), rival("GOOD"))})
    found = serpin.forecast(case, rival("WEAK").selection, seed=1, options=options)
    assert [line.name for line in found.rivals] == ["planned", "GOOD", "WEAK"]
    assert [line.probabilities[0] for line in found.rivals] == [0.0, 1.0, 0.0]


def test_a_later_quarter_launches_later():
    """A project that is chosen for the last quarter of 2028 adds less to 2028 than one that begins at once."""
    case = strategy_case(STEADY, [{"year": 2028, "value": 5000}], [project("P", 1000)])
    amounts = []
    for quarter in (0, 7):
        selection = Selection(choices=(Choice(project="P", quarter=quarter, budget=1000),))
        amounts.append(serpin.forecast(case, selection, seed=1, options=QUICK).contributors[0].amount)
    assert amounts[0] == pytest.approx(1000)
    assert 150 < amounts[1] < 250


def test_the_strategy_of_the_country_seen_from_2009():
    """The plan to 2020 wanted 10 % and 20 % of active enterprises: unlikely from 2009 on, and both were missed."""
    from serpin.examples.nation import nation

    found = serpin.forecast(nation(), seed=1, options=StrategyOptions(until=2009))
    activity = [target for target in found.targets if target.indicator == "ACTIVITY"]
    assert [target.outlook for target in activity] == [Outlook.UNLIKELY, Outlook.UNLIKELY]
    assert [target.observed for target in activity] == [8.1, 11.5]
    whole = serpin.forecast(nation(), seed=1)
    assert [target.outlook for target in whole.targets if target.indicator == "ACTIVITY"] == [Outlook.MISSED] * 2


def test_the_region_closes_its_gap():
    """Every check holds, and the further projects narrow the gap that the planned ones leave."""
    from serpin.examples.region import region

    found = serpin.forecast(region(), seed=1)
    assert found.is_sound
    assert found.closing is not None
    assert found.closing.shortfall < found.closing.shortfall_before
    assert not set(found.closing.projects) & set(found.planned)


def test_the_same_seed_gives_the_same_forecast():
    """Nothing differs but the seconds; another break option changes the fans."""
    case = strategy_case(STEADY, [{"year": 2030, "value": 115}])
    first, again = (serpin.forecast(case, seed=3, options=QUICK) for _ in range(2))
    drop = {"ledger": {"seconds"}}
    assert first.model_dump_json(exclude=drop) == again.model_dump_json(exclude=drop)
    broken = QUICK.model_copy(update={"breaks": (Break(indicator="X", year=2021),)})
    assert serpin.forecast(case, seed=3, options=broken).fans != first.fans
