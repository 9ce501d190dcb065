"""A linear programme built column by column and row by row, and handed to HiGHS as matrices."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from serpin.base.progress import Progress, wants_stop

INFINITY = highspy.kHighsInf
_EVERY = 0.1


@dataclass(frozen=True)
class Solution:
    """What HiGHS found: values of the columns, objective, bound, and prices of rows where it was a pure LP.

    ``status`` is ``optimal``, ``feasible``, ``stopped``, ``infeasible`` or ``unknown``.
    """

    status: str
    values: npt.NDArray[np.float64]
    objective: float
    bound: float
    duals: npt.NDArray[np.float64]
    reduced: npt.NDArray[np.float64]

    @property
    def has_answer(self) -> bool:
        """Whether the values can be used."""
        return self.status in ("optimal", "feasible", "stopped")


@dataclass
class Matrix:
    """Columns and rows of a maximisation, in the unit of the model."""

    costs: list[float] = field(default_factory=list)
    lowers: list[float] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)
    integers: list[bool] = field(default_factory=list)
    row_lowers: list[float] = field(default_factory=list)
    row_uppers: list[float] = field(default_factory=list)
    row_starts: list[int] = field(default_factory=lambda: [0])
    indices: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def column(self, cost: float = 0.0, lower: float = 0.0, upper: float = INFINITY, *, integer: bool = False) -> int:
        """Add a column and return its number."""
        self.costs.append(cost)
        self.lowers.append(lower)
        self.uppers.append(upper)
        self.integers.append(integer)
        return len(self.costs) - 1

    def row(self, lower: float, upper: float, columns: Iterable[int], values: Iterable[float]) -> int:
        """Add a row ``lower ≤ Σ values · columns ≤ upper`` and return its number; each column stands once in it."""
        self.indices.extend(columns)
        self.values.extend(values)
        self.row_starts.append(len(self.indices))
        self.row_lowers.append(lower)
        self.row_uppers.append(upper)
        return len(self.row_lowers) - 1

    def programme(self, *, relaxed: bool = False) -> Any:
        """Return the programme for HiGHS, with or without whole numbers."""
        programme = highspy.HighsLp()
        programme.num_col_ = len(self.costs)
        programme.num_row_ = len(self.row_lowers)
        programme.sense_ = highspy.ObjSense.kMaximize
        programme.col_cost_ = np.asarray(self.costs, dtype=float)
        programme.col_lower_ = np.asarray(self.lowers, dtype=float)
        programme.col_upper_ = np.asarray(self.uppers, dtype=float)
        programme.row_lower_ = np.asarray(self.row_lowers, dtype=float)
        programme.row_upper_ = np.asarray(self.row_uppers, dtype=float)
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = np.asarray(self.row_starts, dtype=np.int32)
        programme.a_matrix_.index_ = np.asarray(self.indices, dtype=np.int32)
        programme.a_matrix_.value_ = np.asarray(self.values, dtype=float)
        if any(self.integers) and not relaxed:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            programme.integrality_ = [kinds[integer] for integer in self.integers]
        return programme

    def solve(
        self,
        *,
        seconds: float,
        gap: float = 1e-6,
        seed: int = 0,
        progress: Progress | None = None,
        scale: float = 1.0,
        relaxed: bool = False,
        start: Sequence[float] | None = None,
        settings: dict[str, Any] | None = None,
    ) -> Solution:
        """Maximise.

        Parameters
        ----------
        seconds
            Time limit.
        gap
            Relative gap at which the search may end.
        seed
            Seed of the tie-breaking of the solver.
        progress
            Listener; it may answer "stop".
        scale
            Currency units in one unit of the model, for the listener.
        relaxed
            Whether whole numbers may be broken.
        start
            Values of the columns of a known answer.
        settings
            Further options of HiGHS.
        """
        solver = _solver(seconds, gap, seed, settings or {})
        solver.passModel(self.programme(relaxed=relaxed))
        if start is not None:
            known = highspy.HighsSolution()
            known.col_value = list(start)
            known.value_valid = True
            solver.setSolution(known)
        listener = _Listener(progress, seconds, scale)
        if progress is not None:
            solver.cbMipInterrupt.subscribe(listener.hear)
        solver.run()
        return _read(solver, stopped=listener.stopped)


@dataclass
class _Listener:
    progress: Progress | None
    seconds: float
    scale: float
    stopped: bool = False
    last: float = field(default_factory=time.monotonic)
    begun: float = field(default_factory=time.monotonic)

    def hear(self, event: Any) -> None:
        now = time.monotonic()
        if now - self.last >= _EVERY and not self.stopped:
            self.last = now
            primal, dual = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
            value = primal * self.scale if math.isfinite(primal) else None
            bound = dual * self.scale if math.isfinite(dual) else None
            self.stopped = wants_stop(self.progress, (now - self.begun) / self.seconds, value, bound)
        if self.stopped:
            event.interrupt()


class QuietHighs(highspy.Highs):  # type: ignore[misc]
    """HiGHS without its banner, which it prints when its callbacks are set up, before any option can be given."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name of HiGHS
        """Set the callbacks up without a word."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def _solver(seconds: float, gap: float, seed: int, settings: dict[str, Any]) -> Any:
    solver = QuietHighs()
    chosen = {
        "output_flag": False,
        "time_limit": float(max(seconds, 0.01)),
        "mip_rel_gap": float(gap),
        "mip_abs_gap": 1e-9,
        "random_seed": int(seed % (2**31 - 1)),
        **settings,
    }
    for name, value in chosen.items():
        solver.setOptionValue(name, value)
    return solver


def _read(solver: Any, *, stopped: bool) -> Solution:
    info, found, status = solver.getInfo(), solver.getSolution(), solver.getModelStatus()
    values = np.asarray(found.col_value, dtype=float)
    kinds = highspy.HighsModelStatus
    has_values = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible and len(values) > 0
    if status in {kinds.kOptimal, kinds.kModelEmpty}:
        word = "optimal"
    elif status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
        word = "infeasible"
    elif has_values:
        word = "stopped" if stopped else "feasible"
    else:
        word = "unknown"
    objective = float(info.objective_function_value) if has_values or word == "optimal" else -math.inf
    bound = float(info.mip_dual_bound)
    is_mip = info.mip_node_count >= 0
    return Solution(
        word,
        values,
        objective,
        bound if is_mip and math.isfinite(bound) else (objective if word == "optimal" else math.inf),
        np.asarray(found.row_dual, dtype=float),
        np.asarray(found.col_dual, dtype=float),
    )
