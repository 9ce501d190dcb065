"""The list scheduler of the common case against the one of every case."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scheduling_cases import case, project, work

from serpin import schedule
from serpin.engines.scheduling.model.instance import read
from serpin.engines.scheduling.model.kernel import backward, forward
from serpin.engines.scheduling.model.orders import topological, topological_reverse
from serpin.engines.scheduling.model.swift import Hasty, is_plain, run_backward, run_forward, swift_of
from serpin.engines.scheduling.model.tables import arrays, horizon_of
from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions


def _subject(resources: int) -> Any:
    draws = np.random.default_rng(resources)
    names = [f"r{number}" for number in range(resources)]
    works = [
        work(
            f"W{number}",
            int(draws.integers(1, 9)),
            [f"W{number - 3}"] if number > 2 and draws.random() < 0.6 else [],
            use={name: int(draws.integers(1, 3)) for name in names if draws.random() < 0.6},
        )
        for number in range(30)
    ]
    return case([project("P", works)], dict.fromkeys(names, 3))


@pytest.mark.parametrize("resources", [2, 9])
def test_both_list_schedulers_make_the_same_plan(resources: int) -> None:
    """For random orders the fast scheduler places every work on the day of the general one, in both directions."""
    instance = read(_subject(resources), None)
    data = arrays(instance, horizon_of(instance))
    assert is_plain(data)
    modes, swift = np.arange(30), swift_of(data)
    free = np.empty_like(data.capacity)
    draws = np.random.default_rng(1)
    for _ in range(20):
        order = topological(data, draws.integers(0, 50, size=30))
        starts, finishes = np.zeros(30, dtype=np.int64), np.zeros(30, dtype=np.int64)
        assert forward(data, order, modes, free, starts, finishes)
        assert Hasty(data, modes).plans(order)[0][0].tolist() == starts.tolist()
        late = topological_reverse(data, -finishes)
        ends = np.array([finishes.max()])
        assert backward(data, late, modes, ends, free, starts, finishes)
        again, done = np.zeros(30, dtype=np.int64), np.zeros(30, dtype=np.int64)
        links = (swift.release, swift.after_first, swift.after, swift.after_lag, swift.project)
        room = (swift.capacity, swift.guard, swift.words, np.empty_like(swift.capacity))
        assert run_backward(late, swift.length, swift.demand, *links, ends, *room, again, done)
        assert again.tolist() == starts.tolist()


def test_a_hopeless_list_schedule_is_given_up() -> None:
    """A list schedule of 13 days is made when 13 are allowed, and given up when 12 are, or when a day must follow."""
    works = [work("A", 5, use={"r": 2}), work("B", 4, ["A"], use={"r": 2}), work("C", 4, use={"r": 2})]
    instance = read(case([project("P", works)], {"r": 3}), None)
    data = arrays(instance, horizon_of(instance))
    swift = swift_of(data)
    links = (swift.release, swift.before_first, swift.before, swift.lag)
    room = (swift.capacity, swift.guard, swift.words, np.empty_like(swift.capacity))
    starts, finishes = np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64)
    none, one = np.zeros(3, dtype=np.int64), np.array([0, 0, 1])

    def made(top: int, tail: Any) -> bool:
        order = np.arange(3)
        return run_forward(order, swift.length, swift.demand, *links, *room, starts, finishes, top, tail)

    assert made(13, none)
    assert finishes.tolist() == [5, 9, 13]
    assert not made(12, none)
    assert not made(13, one)


def test_an_annealed_plan_is_repeatable() -> None:
    """The makespan of 30 works on 9 resources, searched for three steps with one worker, gives the same plan twice."""
    options = SchedulingOptions(objectives=(ObjectiveName.MAKESPAN,), steps=3, workers=1)
    one, other = (schedule(_subject(9), seed=5, options=options) for _ in range(2))
    assert one.is_sound
    assert one.timetable == other.timetable
