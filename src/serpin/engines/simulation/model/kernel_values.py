"""Kernels that draw values: durations and costs by their distributions, and the events of the risk register."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from serpin.engines.simulation.model.kernel_numbers import (
    Bits,
    Row,
    Single,
    Whole,
    Word,
    curve_row,
    exponential,
    fill,
    fill_row,
    fused,
    kernel,
    odd_row,
    two_sided_row,
    uniform_row,
)
from serpin.engines.simulation.model.marginals import (
    CURVE,
    EQUAL_LIST,
    FIXED,
    LOGNORMAL,
    SHARED_CURVE,
    SHARED_LOGNORMAL,
    TRIANGULAR,
)
from serpin.engines.simulation.model.randomness import STREAMS
from serpin.engines.simulation.model.records import (
    COORDINATE,
    FACTOR_OF_WORK,
    GROUP,
    REST_OF_GROUP,
    REST_OF_WORK,
    SCRATCH,
)

_OCCURRENCE = STREAMS["occurrence"]
_GROUP = STREAMS["group"]
_IMPACT = STREAMS["impact"]


@kernel
def triangular_row(bits: Bits, out: Row, base: np.float32, span: np.float32, mode: np.float32) -> None:
    """Write base + span · Q of a triangular distribution with its mode at a place."""
    rest = Single(1.0) - mode
    for lane in range(out.shape[0]):
        share = fused(Single(Whole(bits[lane] >> Word(9))), Single(2.0**-23), Single(2.0**-24))
        rising = share < mode
        root = math.sqrt(share * mode if rising else (Single(1.0) - share) * rest)
        out[lane] = fused(span, root if rising else Single(1.0) - root, base)


@kernel
def _list_row(line: Any, lists: Any, bits: Bits, out: Row) -> None:
    first, length, base, span = line.start, line.length, line.base, line.span
    for lane in range(out.shape[0]):
        share = fused(Single(Whole(bits[lane] >> Word(9))), Single(2.0**-23), Single(2.0**-24))
        place = 0
        if line.kind == EQUAL_LIST:
            place = int(share * Single(length))
            place = min(place, length - 1)
        else:
            while place < length - 1 and share >= lists[1, first + place]:
                place += 1
        out[lane] = base + span * lists[0, first + place]


@kernel
def _lognormal_row(out: Row, base: np.float32, span: np.float32) -> None:
    for lane in range(out.shape[0]):
        out[lane] = fused(span, exponential(out[lane]), base)


@kernel
def _mix_row(out: Row, shared: Row, loading: np.float32, rest: np.float32, scale: np.float32) -> None:
    for lane in range(out.shape[0]):
        mixed = loading * shared[lane] + rest * out[lane]
        mixed = mixed if mixed < Single(6.0) else Single(6.0)
        mixed = mixed if mixed > Single(-6.0) else Single(-6.0)
        out[lane] = mixed * scale


@kernel
def draw_row(line: Any, bits: Bits, out: Row, curves: Any) -> bool:
    """Write the values of a simple continuous distribution and return True, or return False for the others."""
    kind = line.kind
    if kind == TRIANGULAR:
        triangular_row(bits, out, line.base, line.span, line.shape)
    elif kind == CURVE:
        curve_row(bits, out, line.base, line.span, curves[line.start])
    elif kind == LOGNORMAL:
        odd_row(bits, out, line.shape, curves[0])
        _lognormal_row(out, line.base, line.span)
    else:
        return False
    return True


@kernel
def value_row(plan: Any, lanes: Any, number: int, out: Row, shared: Row) -> None:
    """Write the values of any distribution for the words in ``lanes.bits``.

    Parameters
    ----------
    number
        Row of the distribution in ``plan.lines``.
    shared
        Normal factor that distributions of the shared kinds are mixed with.
    """
    line = plan.lines[number]
    kind, base, span = line.kind, line.base, line.span
    place = lanes.work[COORDINATE]
    if kind == FIXED:
        fill_row(out, base)
    elif draw_row(line, lanes.bits, out, plan.curves):
        return
    elif kind == SHARED_CURVE or kind == SHARED_LOGNORMAL:  # noqa: PLR1714, SIM109 - a tuple compiles to a loop
        odd_row(lanes.bits, out, Single(1.0), plan.curves[0])
        loading, rest = plan.constants[FACTOR_OF_WORK], plan.constants[REST_OF_WORK]
        if kind == SHARED_CURVE:
            _mix_row(out, shared, loading, rest, Single(1.0))
            for lane in range(out.shape[0]):
                place[lane] = out[lane]
            two_sided_row(place, out, base, span, plan.curves[line.start])
        else:
            _mix_row(out, shared, loading, rest, line.shape)
            _lognormal_row(out, base, span)
    else:
        _list_row(line, plan.lists, lanes.bits, out)


@kernel
def normal_row(plan: Any, lanes: Any, out: Row) -> None:
    """Write standard normal numbers for the words in ``lanes.bits``."""
    odd_row(lanes.bits, out, Single(1.0), plan.curves[0])


@kernel
def draw_events(plan: Any, lanes: Any, seed: int, tile: int) -> None:
    """Write how often each risk happens; risks of a group share a normal factor (Gaussian copula)."""
    for group in range(plan.group_keys.shape[0]):
        fill(lanes.bits, seed, _GROUP, plan.group_keys[group], tile, 0)
        normal_row(plan, lanes, lanes.factors[group])
    place = lanes.work[SCRATCH]
    for number in range(plan.risks.shape[0]):
        risk, events = plan.risks[number], lanes.events[number]
        fill(lanes.bits, seed, _OCCURRENCE, risk.key, tile, 0)
        if risk.group >= 0:
            normal_row(plan, lanes, place)
            factor, loading, rest = lanes.factors[risk.group], plan.constants[GROUP], plan.constants[REST_OF_GROUP]
            for lane in range(place.shape[0]):
                place[lane] = loading * factor[lane] + rest * place[lane]
        else:
            uniform_row(lanes.bits, place)
        fill_row(events, Single(0.0))
        for count in range(risk.count):
            limit = plan.limits[number, count]
            for lane in range(place.shape[0]):
                events[lane] += Single(1.0) if place[lane] < limit else Single(0.0)


@kernel
def draw_impacts(plan: Any, lanes: Any, seed: int, tile: int) -> None:
    """Write the impact of all events of each iteration: sums of additive sizes, products of factors."""
    size = lanes.work[SCRATCH]
    for number in range(plan.impacts.shape[0]):
        impact, out = plan.impacts[number], lanes.impacts[number]
        events = lanes.events[impact.risk]
        fill_row(out, Single(1.0) if impact.factor else Single(0.0))
        most = Single(0.0)
        for lane in range(events.shape[0]):
            most = events[lane] if events[lane] > most else most
        for event in range(int(most)):
            if plan.lines[impact.size].kind != FIXED:
                fill(lanes.bits, seed, _IMPACT, impact.key, tile, event)
            value_row(plan, lanes, impact.size, size, size)
            for lane in range(events.shape[0]):
                if events[lane] > Single(event):
                    out[lane] = out[lane] * size[lane] if impact.factor else out[lane] + size[lane]


@kernel
def happens_row(bits: Bits, chance: np.float32, out: Row) -> None:
    """Write 1 where the uniform number lies below a chance, else 0."""
    for lane in range(out.shape[0]):
        share = fused(Single(Whole(bits[lane] >> Word(9))), Single(2.0**-23), Single(2.0**-24))
        out[lane] = Single(1.0) if share < chance else Single(0.0)


@kernel
def between_row(bits: Bits, low: np.float32, high: np.float32, out: Row) -> None:
    """Write 1 where the uniform number lies between two limits, the upper one excluded, else 0."""
    for lane in range(out.shape[0]):
        share = fused(Single(Whole(bits[lane] >> Word(9))), Single(2.0**-23), Single(2.0**-24))
        out[lane] = Single(1.0) if low <= share < high else Single(0.0)
