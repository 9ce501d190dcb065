"""The problem as a constraint programme for CP-SAT: intervals, cumulative resources, one objective after the other.

Textbook: ``scheduling.md``, section on the exact model.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from serpin.engines.scheduling.model.data import FAR, Data, Ints
from serpin.engines.scheduling.model.instance import Instance
from serpin.engines.scheduling.model.kernel import finish_from
from serpin.engines.scheduling.model.lists import Sketch, key_of
from serpin.engines.scheduling.options import ObjectiveName

_SMALL = 90
_PROVERS = ("no_lp", "objective_lb_search_no_lp")


@dataclass
class Outcome:
    """What CP-SAT found for one objective."""

    status: str
    sketch: Sketch | None
    bound: int


class ExactModel:
    """A scheduling problem in CP-SAT.

    Parameters
    ----------
    instance, data
        The problem in words and as arrays.
    objectives
        What is minimised, the most important first.
    horizon
        Day by which everything is finished.
    """

    def __init__(
        self,
        instance: Instance,
        data: Data,
        objectives: tuple[ObjectiveName, ...],
        horizon: int,
    ) -> None:
        self.data = data
        self.objectives = objectives
        self.horizon = horizon
        self.model = cp_model.CpModel()
        self.solver = cp_model.CpSolver()
        self._starts: list[Any] = []
        self._finishes: list[Any] = []
        self._chosen: list[Any] = []
        self._intervals: list[Any] = []
        self._peaks: list[Any] = []
        for work in range(len(data.release)):
            self._add_work(work)
        self._add_links()
        self._add_resources(instance)
        self._add_stocks()
        self._add_objectives()

    def _add_work(self, work: int) -> None:
        data, model = self.data, self.model
        release, latest = int(data.release[work]), int(min(data.latest[work], self.horizon))
        start = model.new_int_var(min(release, latest), latest, "")
        finish = model.new_int_var(0, self.horizon, "")
        self._starts.append(start)
        self._finishes.append(finish)
        modes = range(int(data.mode_first[work]), int(data.mode_first[work + 1]))
        for mode in modes:
            length = int(data.length[mode])
            chosen = model.new_constant(1) if len(modes) == 1 else model.new_bool_var("")
            self._chosen.append(chosen)
            if data.calendar[mode] < 0:
                if len(modes) == 1:
                    model.add(finish == start + length)
                    interval = model.new_fixed_size_interval_var(start, length, "")
                else:
                    interval = model.new_optional_fixed_size_interval_var(start, length, chosen, "")
                    model.add(finish == start + length).only_enforce_if(chosen)
            else:
                interval = self._interval_on_calendar(work, mode, chosen, start, finish)
            self._intervals.append(interval)
        if len(modes) > 1:
            model.add_exactly_one(self._chosen[modes.start :])

    def _interval_on_calendar(self, work: int, mode: int, chosen: Any, start: Any, finish: Any) -> Any:
        """Return the interval of a mode that rests on the days off of its calendar: start and finish by table."""
        data, model = self.data, self.model
        days = data.worked_day[data.calendar[mode]]
        if data.fixed[work]:
            end = int(finish_from(data, mode, int(data.release[work])))
            model.add(finish == end).only_enforce_if(chosen)
        else:
            length = int(data.length[mode])
            last = int(np.searchsorted(days, self.horizon)) - length
            first = int(np.searchsorted(days, int(data.release[work])))
            if last < first:
                model.add(chosen == 0)
            else:
                step = model.new_int_var(0, last - first, "")
                begin = model.new_int_var(0, self.horizon, "")
                end = model.new_int_var(0, self.horizon, "")
                model.add_element(step, [int(day) for day in days[first : last + 1]], begin)
                model.add_element(step, [int(day) + 1 for day in days[first + length - 1 : last + length]], end)
                model.add(start == begin).only_enforce_if(chosen)
                model.add(finish == end).only_enforce_if(chosen)
        size = model.new_int_var(0, self.horizon, "")
        return model.new_optional_interval_var(start, size, finish, chosen, "")

    def _add_links(self) -> None:
        data, model = self.data, self.model
        for later in range(len(data.release)):
            for edge in range(data.before_first[later], data.before_first[later + 1]):
                kind, other = int(data.before_type[edge]), int(data.before[edge])
                origin = self._finishes[other] if kind in (0, 2) else self._starts[other]
                target = self._starts[later] if kind in (0, 1) else self._finishes[later]
                if data.before_lag[edge] > -FAR:
                    model.add(target >= origin + int(data.before_lag[edge]))
                if data.before_most[edge] < FAR:
                    model.add(target <= origin + int(data.before_most[edge]))

    def _add_resources(self, instance: Instance) -> None:
        asked: list[list[tuple[Any, int]]] = [[] for _ in instance.resources]
        position_of = {resource.id: position for position, resource in enumerate(instance.resources)}
        flat = [mode for activity in instance.activities for mode in activity.modes]
        for mode, interval in zip(flat, self._intervals, strict=True):
            for code, units in mode.demand.items():
                if units:
                    asked[position_of[code]].append((interval, units))
        for position, entries in enumerate(asked):
            if not entries or instance.resources[position].consumed:
                continue
            top = instance.largest_capacity(position)
            intervals = [interval for interval, _ in entries]
            demands = [units for _, units in entries]
            steps = [*instance.limits[position], (self.horizon, top)]
            for (since, units), (until, _) in pairwise(steps):
                begin, end = max(0, since), min(until, self.horizon)
                if units < top and begin < end:
                    intervals.append(self.model.new_fixed_size_interval_var(begin, end - begin, ""))
                    demands.append(top - units)
            if ObjectiveName.LEVELLING in self.objectives:
                peak = self.model.new_int_var(0, top, "")
                self.model.add_cumulative(intervals[: len(entries)], demands[: len(entries)], peak)
                self._peaks.append(peak)
            self.model.add_cumulative(intervals, demands, top)

    def _add_stocks(self) -> None:
        data = self.data
        terms: list[list[Any]] = [[] for _ in data.stock_limit]
        for mode in range(len(data.length)):
            for entry in range(data.stock_first[mode], data.stock_first[mode + 1]):
                terms[data.stock[entry]].append(self._chosen[mode] * int(data.stock_use[entry]))
        for limit, uses in zip(data.stock_limit, terms, strict=True):
            if uses:
                self.model.add(sum(uses) <= int(limit))

    def _add_objectives(self) -> None:
        data, model = self.data, self.model
        self.makespan = model.new_int_var(int(data.base.max(initial=0)), self.horizon, "")
        lateness: list[Any] = []
        for finish in self._finishes:
            model.add(self.makespan >= finish)
        members: list[list[int]] = [[] for _ in data.due]
        for work, project in enumerate(data.project):
            members[project].append(work)
        for project, works in enumerate(members):
            due = int(data.due[project])
            if due >= FAR or data.weight[project] == 0:
                continue
            least = max(0, int(data.base[project]) - due)
            late = model.new_int_var(least, max(least, self.horizon - due), "")
            for work in works:
                model.add(late >= self._finishes[work] - due)
            lateness.append(late * int(data.weight[project]))
        self._terms = {
            ObjectiveName.LATENESS: sum(lateness) if lateness else 0,
            ObjectiveName.MAKESPAN: self.makespan,
            ObjectiveName.LEVELLING: sum(self._peaks) if self._peaks else 0,
            ObjectiveName.STABILITY: self._departure() if ObjectiveName.STABILITY in self.objectives else 0,
            ObjectiveName.VALUE: self._payments(members) if ObjectiveName.VALUE in self.objectives else 0,
        }

    def _departure(self) -> Any:
        """Return the days by which starts depart from an earlier plan."""
        terms = []
        for work, previous in enumerate(self.data.previous):
            if previous >= 0:
                distance = self.model.new_int_var(0, self.horizon, "")
                self.model.add_abs_equality(distance, self._starts[work] - int(previous))
                terms.append(distance)
        return sum(terms) if terms else 0

    def _payments(self, members: list[list[int]]) -> Any:
        """Return outlays less gains of all days, each by a table over the days."""
        data, model = self.data, self.model
        terms = []
        days = np.arange(self.horizon + 1)
        for work in range(len(data.release)):
            for mode in range(int(data.mode_first[work]), int(data.mode_first[work + 1])):
                if data.outlay[mode] and data.calendar[mode] < 0:
                    middle = days - 0.5 * data.length[mode]
                    terms.append(
                        self._by_table(
                            self._finishes[work],
                            data.outlay[mode] * np.exp(-data.decay * middle),
                            self._chosen[mode] if len(self._chosen) > len(data.release) else None,
                        )
                    )
            if data.gain[work]:
                terms.append(self._by_table(self._finishes[work], -data.gain[work] * np.exp(-data.decay * days), None))
        for project, works in enumerate(members):
            if data.gain_last[project] and works:
                last = model.new_int_var(int(data.base[project]), self.horizon, "")
                model.add_max_equality(last, [int(data.base[project]), *(self._finishes[work] for work in works)])
                terms.append(self._by_table(last, -data.gain_last[project] * np.exp(-data.decay * days), None))
        return sum(terms) if terms else 0

    def _by_table(self, day: Any, table: Any, chosen: Any) -> Any:
        """Return a variable that holds the entry of a table for a day, or nothing where a mode is not chosen."""
        whole = [int(value) for value in np.round(table)]
        entry = self.model.new_int_var(min(whole), max(whole), "")
        self.model.add_element(day, whole, entry)
        if chosen is None:
            return entry
        paid = self.model.new_int_var(min(0, *whole), max(0, *whole), "")
        self.model.add(paid == entry).only_enforce_if(chosen)
        self.model.add(paid == 0).only_enforce_if(chosen.negated())
        return paid

    def hint(self, sketch: Sketch) -> None:
        """Start from a plan."""
        model = self.model
        model.clear_hints()
        for work, start in enumerate(sketch.starts):
            model.add_hint(self._starts[work], int(start))
            model.add_hint(self._finishes[work], int(sketch.finishes[work]))
            modes = range(int(self.data.mode_first[work]), int(self.data.mode_first[work + 1]))
            if len(modes) > 1:
                for mode in modes:
                    model.add_hint(self._chosen[mode], int(mode == sketch.modes[work]))

    def limit(self, name: ObjectiveName, value: int) -> None:
        """Let an objective not become worse than a value any more."""
        self.model.add(self._terms[name] <= value)

    def solve(
        self, name: ObjectiveName, *, seconds: float, workers: int, seed: int, effort: float | None = None
    ) -> Outcome:
        """Minimise one objective.

        Parameters
        ----------
        name
            The objective.
        seconds
            Time limit.
        workers
            Parallel searches.
        seed
            Seed of the solver.
        effort
            Limit of the deterministic time of the solver, where the search must be repeatable.
        """
        self.model.minimize(self._terms[name])
        parameters = self.solver.parameters
        parameters.max_time_in_seconds = max(seconds, 0.01)
        if effort is not None:
            parameters.max_deterministic_time = effort
        parameters.num_workers = workers
        parameters.random_seed = seed % (1 << 31)
        parameters.symmetry_level = 0
        parameters.subsolvers.clear()
        plain = len(self._chosen) == len(self._starts) <= _SMALL
        if name is ObjectiveName.MAKESPAN and workers == len(_PROVERS) and plain:
            # Linear relaxations say little about resources in time; raising the bound says more.
            parameters.subsolvers.extend(_PROVERS)
        status = self.solver.solve(self.model)
        names = {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            bound = self.solver.best_objective_bound if status == cp_model.UNKNOWN else 0.0
            return Outcome(names.get(status, "unknown"), None, int(np.ceil(bound - 1e-6)) if np.isfinite(bound) else 0)
        bound = int(np.ceil(self.solver.best_objective_bound - 1e-6))
        return Outcome(names[status], self._sketch(), bound)

    def is_infeasible(self, *, seconds: float, seed: int) -> bool:
        """Tell whether it was proven that there is no plan at all."""
        parameters = self.solver.parameters
        parameters.max_time_in_seconds = seconds
        parameters.num_workers = 1
        parameters.random_seed = seed % (1 << 31)
        parameters.stop_after_first_solution = True
        return bool(self.solver.solve(self.model) == cp_model.INFEASIBLE)

    def stop(self) -> None:
        """End the search from another thread."""
        self.solver.stop_search()

    def _sketch(self) -> Sketch:
        data, solver = self.data, self.solver
        starts = self._values(self._starts)
        finishes = self._values(self._finishes)
        modes = np.zeros(len(starts), dtype=np.int64)
        for work in range(len(starts)):
            options = range(int(data.mode_first[work]), int(data.mode_first[work + 1]))
            modes[work] = next(mode for mode in options if solver.value(self._chosen[mode]))
        return Sketch(
            starts, finishes, modes, key_of(data, self.objectives, modes=modes, starts=starts, finishes=finishes)
        )

    def _values(self, variables: list[Any]) -> Ints:
        return np.array([self.solver.value(variable) for variable in variables], dtype=np.int64)
