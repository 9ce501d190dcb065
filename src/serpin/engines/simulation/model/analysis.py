"""The whole analysis: compile, run, compare scenarios, and sum up."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any

import numpy as np

from serpin.base.progress import Progress
from serpin.base.texts import mark
from serpin.engines.simulation.model.compile import compile_network
from serpin.engines.simulation.model.losses import loss_table
from serpin.engines.simulation.model.network import Network
from serpin.engines.simulation.model.run import Runner
from serpin.engines.simulation.model.scenarios import changed, compare, wanted
from serpin.engines.simulation.model.summary import outcome_parts, records
from serpin.engines.simulation.options import Scenario, SimulationOptions
from serpin.engines.simulation.result import CourseRecord
from serpin.vocabulary.case import Case
from serpin.vocabulary.losses import LossTable
from serpin.vocabulary.result import Message
from serpin.vocabulary.timetable import Timetable


def analyse(
    case: Case,
    timetable: Timetable | None,
    options: SimulationOptions,
    means: tuple[int, Progress | None, Executor | None],
) -> tuple[dict[str, Any], list[CourseRecord], LossTable | None, bool]:
    """Return the fields of the outcomes, some courses in full, the losses, and whether the run was stopped.

    Parameters
    ----------
    means
        Seed, listener and executor.
    """
    seed, progress, executor = means
    taken = Scenario(id="plain", mitigations=options.mitigations)
    network, cost = changed(compile_network(case, timetable, options), case, taken)

    def part_of(projects: frozenset[str]) -> Network:
        return changed(compile_network(*_restricted(case, timetable, projects), options), case, taken)[0]

    runner = Runner(seed, options.iterations, options.with_gates, options.precision, progress, executor)
    block, stopped = runner.run(network)
    scenarios, left_out = ([], 0) if stopped else wanted(case, network, options)
    compared = tuple(compare(network, case, runner, block, scenarios))
    losses = loss_table(network, runner, block, part_of) if options.with_losses and not stopped else None
    if cost:
        shift = np.array([[0.0], [cost], [-cost]])
        block = replace(block, total=block.total + shift, cash=block.cash - np.float32(cost))
    parts = outcome_parts(network, block)
    parts |= {"scenarios": compared, "mitigation_cost": cost}
    parts["notes"] = (*parts["notes"], *_notes(network, timetable, left_out))
    return parts, records(network, block), losses, stopped


def _restricted(case: Case, timetable: Timetable | None, projects: frozenset[str]) -> tuple[Case, Timetable | None]:
    """Return a case with some of its projects, and the part of the timetable that concerns them."""
    some = case.model_copy(update={"projects": tuple(one for one in case.projects if one.id in projects)})
    if timetable is None:
        return some, None
    placements = tuple(row for row in timetable.placements if row.project in projects)
    waits = tuple(wait for wait in timetable.waits if {wait.before[0], wait.after[0]} <= projects)
    return some, Timetable(placements=placements, waits=waits)


def _notes(network: Network, timetable: Timetable | None, left_out: int) -> Iterator[Message]:
    """Yield what a reader has to know about what was simulated."""
    count = len(network.projects.names)
    if timetable is None and count > 1:
        text = mark(
            "There is no schedule: all {count} projects were simulated from their earliest starts, without waiting for "
            "one another, and also those that exclude each other"
        )
        yield Message(text=text, values={"count": count})
    if left_out:
        text = mark("{count} mitigations were not compared, because the portfolio is too large for it")
        yield Message(text=text, values={"count": left_out})
