"""The outermost kernels: groups of iterations from the random numbers to accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from serpin.engines.simulation.model.kernel_account import account, add_indices
from serpin.engines.simulation.model.kernel_cash import add_cash
from serpin.engines.simulation.model.kernel_course import open_part, place_part
from serpin.engines.simulation.model.kernel_numbers import Single, fill_row, kernel, outer_kernel
from serpin.engines.simulation.model.kernel_values import draw_events, draw_impacts
from serpin.engines.simulation.model.network import ON_RETURNS
from serpin.engines.simulation.model.records import (
    ENDED,
    LAST,
    LAUNCH,
    OTHER_VALUE,
    OWN_FINISH,
    STOP,
    STOP_NODE,
    TECHNICAL,
    VALUE,
    WHOLE_PRESENT,
    WHOLE_SPENT,
)

Singles = NDArray[np.float32]
Doubles = NDArray[np.float64]


class Results(NamedTuple):
    """Where kernels write; see :class:`~serpin.engines.simulation.model.block.Block`."""

    finish: Singles
    launch: Singles
    cost: Singles
    value: Singles
    total: Doubles
    saved: Doubles
    good: Doubles
    gates: Doubles
    works: Singles
    events: NDArray[np.bool_]
    present: Doubles
    moments: Singles
    cash: Singles
    paid: Singles
    trace_start: Singles
    trace_days: Singles
    trace_cost: Singles
    trace_stop: Singles
    trace_paid: Singles


@kernel
def _write_project(plan: Any, lanes: Any, number: int, first: int, kept: int, results: Any) -> None:  # noqa: PLR0917
    project = plan.projects[number]
    own, ended, launch = lanes.work[OWN_FINISH], lanes.work[ENDED], lanes.work[LAUNCH]
    stop, technical = lanes.state[project.state + STOP], lanes.state[project.state + TECHNICAL]
    spent, value, other = lanes.sums[WHOLE_SPENT], lanes.sums[VALUE], lanes.sums[OTHER_VALUE]
    worth = lanes.sums[WHOLE_PRESENT]
    saved, good = 0.0, 0
    for lane in range(kept):
        place = first + lane
        reached = ended[lane] > Single(0.0)
        succeeds = reached and technical[lane] == Single(0.0)
        cost, end = spent[lane] + project.spent, own[lane] if reached else stop[lane]
        results.finish[number, place] = own[lane] if reached else Single(np.nan)
        results.launch[number, place] = launch[lane] if succeeds else Single(np.nan)
        results.cost[number, place] = cost
        results.value[number, place] = value[lane]
        results.total[0, place] = end if end > results.total[0, place] else results.total[0, place]
        results.total[1, place] += cost
        results.total[2, place] += value[lane]
        results.present[0, place] += worth[lane]
        saved += value[lane] - other[lane]
        good += 1 if succeeds else 0
        if place < results.trace_stop.shape[1]:
            results.trace_stop[number, place] = stop[lane]
            results.trace_paid[number, place] = spent[lane]
    results.saved[number] += saved
    results.good[number] += good


@kernel
def _earlier_row(out: Any, finish: Any, days: Any, share: np.float32, kept: int, effect: Any) -> None:  # noqa: PLR0917
    for lane in range(kept):
        day = finish[lane] - share * days[lane]
        day = day if day > effect.since else effect.since
        day = day if day < effect.until else effect.until
        out[lane] = day if day < out[lane] else out[lane]


@kernel
def _write_moments(plan: Any, lanes: Any, number: int, first: int, kept: int, moments: Any) -> None:  # noqa: PLR0917
    """Write when each risk first hits a project: half way through a work, at its end, or at the launch."""
    project = plan.projects[number]
    last = first + kept
    for place in range(project.member, project.members):
        node = plan.nodes[plan.members[place]]
        for row in range(node.effect, node.effects):
            effect = plan.effects[row]
            out = moments[plan.impacts[effect.impact].risk, first:last]
            _earlier_row(out, lanes.finish[node.row], lanes.days[node.row], Single(0.5), kept, effect)
    for row in range(project.effect, project.effects):
        effect = plan.effects[row]
        out = moments[plan.impacts[effect.impact].risk, first:last]
        end = lanes.work[LAUNCH if effect.on == ON_RETURNS else OWN_FINISH]
        _earlier_row(out, end, end, Single(0.0), kept, effect)


@kernel
def _write_gates(plan: Any, lanes: Any, number: int, kept: int, results: Any) -> None:
    part = plan.parts[number]
    for position in range(part.node, part.end):
        node = plan.nodes[position]
        if node.gate < 0:
            continue
        finish, passes = lanes.finish[node.row], lanes.passes[node.gate]
        stop, stop_node = lanes.state[node.state + STOP], lanes.state[node.state + STOP_NODE]
        for lane in range(kept):
            if stop[lane] > finish[lane] or stop_node[lane] == Single(position):
                results.gates[0, node.gate] += 1.0
                results.gates[1, node.gate] += passes[lane]


@kernel
def _write_trace(plan: Any, lanes: Any, number: int, results: Any) -> None:
    part = plan.parts[number]
    for position in range(part.node, part.end):
        row = plan.nodes[position].row
        for lane in range(results.trace_start.shape[1]):
            results.trace_start[position, lane] = lanes.finish[row, lane] - lanes.days[row, lane]
            results.trace_days[position, lane] = lanes.days[row, lane]
            results.trace_cost[position, lane] = lanes.cost[row, lane]


@kernel
def _write_events(lanes: Any, first: int, kept: int, events: Any) -> None:
    for risk in range(events.shape[0]):
        for lane in range(kept):
            events[risk, first + lane] = lanes.events[risk, lane] > Single(0.0)
    for row in range(lanes.flows.shape[0]):
        fill_row(lanes.flows[row], Single(0.0))


@kernel
def _write_cash(plan: Any, lanes: Any, first: int, kept: int, results: Any) -> None:
    count = plan.quarter_ends.shape[0]
    for lane in range(kept):
        net, paid = 0.0, 0.0
        for quarter in range(count):
            net += lanes.flows[quarter, lane]
            paid += lanes.flows[count + quarter, lane]
            results.cash[first + lane, quarter] = net
            results.paid[first + lane, quarter] = paid


_SOURCES = ("kernel*.py", "marginals.py", "network.py", "randomness.py", "records.py")


def _fingerprint() -> int:
    """Return a number that changes with the source of any kernel, and of the constants that they read."""
    here = Path(__file__).parent
    sources = sorted(source for pattern in _SOURCES for source in here.glob(pattern))
    return 1 + crc32(b"".join(source.read_bytes() for source in sources))


def _sealed(fingerprint: int) -> tuple[Any, Any]:  # noqa: C901 - two kernels in one
    """Return the kernels for callers from outside.

    Compiled code is kept on disk by the source of the outermost function and by what it encloses; the number that they
    enclose makes sure that code of older inner kernels is not used.
    """

    def run_full(  # noqa: PLR0917
        plan: Any, lanes: Any, seed: int, tile: int, kept: int, with_gates: bool, with_cash: bool, results: Any
    ) -> None:
        """Work out iterations from the first one of a tile on, with money and indices.

        Parameters
        ----------
        kept
            How many iterations count.
        """
        if not fingerprint:
            return
        width = lanes.bits.shape[0]
        for group in range((kept + width - 1) // width):
            first = group * width
            here = tile + first // 64
            some = width if kept - first > width else kept - first
            draw_events(plan, lanes, seed, here)
            draw_impacts(plan, lanes, seed, here)
            _write_events(lanes, first, some, results.events)
            for part in range(plan.parts.shape[0]):
                open_part(plan, lanes, part, seed, here)
                place_part(plan, lanes, part, seed, here, with_gates, True)
                for place in range(plan.parts[part].project, plan.parts[part].projects):
                    project = plan.part_projects[place]
                    account(plan, lanes, project, seed, here)
                    _write_project(plan, lanes, project, first, some, results)
                    if results.moments.shape[1] > first:
                        _write_moments(plan, lanes, project, first, some, results.moments)
                    if with_cash:
                        add_cash(plan, lanes, project)
                    add_indices(plan, lanes, project, some, results.works)
                _write_gates(plan, lanes, part, some, results)
                if group == 0:
                    _write_trace(plan, lanes, part, results)
            if with_cash:
                _write_cash(plan, lanes, first, some, results)

    def run_finish(plan: Any, lanes: Any, seed: int, tile: int, kept: int, with_gates: bool, finish: Any) -> None:  # noqa: PLR0917
        """Write the finish of projects only, not a number where they stop; rows of the network may be reused.

        Parameters
        ----------
        finish
            Shape (projects, iterations).
        """
        if not fingerprint:
            return
        width = lanes.bits.shape[0]
        for group in range((kept + width - 1) // width):
            first = group * width
            here = tile + first // 64
            some = width if kept - first > width else kept - first
            draw_events(plan, lanes, seed, here)
            draw_impacts(plan, lanes, seed, here)
            for part in range(plan.parts.shape[0]):
                open_part(plan, lanes, part, seed, here)
                place_part(plan, lanes, part, seed, here, with_gates, False)
                for place in range(plan.parts[part].project, plan.parts[part].projects):
                    project = plan.part_projects[place]
                    state = plan.projects[project].state
                    for lane in range(some):
                        reached = lanes.state[state + STOP, lane] == Single(np.inf)
                        finish[project, first + lane] = lanes.state[state + LAST, lane] if reached else Single(np.nan)

    return outer_kernel(run_full), outer_kernel(run_finish)


run_full, run_finish = _sealed(_fingerprint())
