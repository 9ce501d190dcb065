"""Findings: what a director should read first, in sentences and in a few figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from serpin.base.texts import mark
from serpin.charts.drivers import expected_loss
from serpin.charts.names import Names
from serpin.charts.odds import chance_of
from serpin.planning.result import Plan
from serpin.reports.tables.finance import shortest
from serpin.reports.tables.provenance import results
from serpin.reports.words import check_name, engine_name, sentence
from serpin.vocabulary.result import Status

_PROVEN_GAP = 1e-4
_LARGE_SHARE = 0.2
_MANY_GATES = 3
_EVEN_ODDS = 0.5
_NEEDED = frozenset({"portfolio", "scheduling", "simulation"})
"""Steps that a plan lacks when they are skipped; others are skipped where the case has nothing for them."""

_CHOSEN = mark("Chosen: {chosen} of {candidates} projects; their works cost {cost}.")
_ALL = mark("All {projects} projects are planned; their works cost {cost}.")
_ALL_WORKS = mark("Projects in the schedule: {projects}.")
_VALUE = mark("The expected net present value is {value}; it is negative with {loss} probability.")
_EXPECTED = mark("The expected net present value is {value}.")
_PLANNED_END = mark("By the schedule everything is finished on {planned}.")
_END = mark("By the schedule everything is finished on {planned}; with 80 % probability it is finished by {p80}.")
_ODDS = mark(
    "Time and budget of the plan are both kept with {both} probability: time with {time}, budget with {money}."
)
_PACKAGES = mark(
    "Packages of projects that pay only together: {packages}; the plan has {taken} of them and promises up to {amount}."
)
_COVERED = mark(
    "Premiums of {premium} and measures of {other} take the losses by risks from {before} to {after} in the tail, "
    "their price counted."
)
_RETAINED = mark("All risks are retained: nothing that is offered is worth its price.")
_NO_MONEY = mark("All risks are retained: no own money is left for premiums and measures.")
_CASH = mark("The money is there in every quarter.")
_NOTHING = mark("Nothing was planned yet: the document holds the case alone.")
_INFEASIBLE = mark("There is no plan that keeps all demands. The conflicting demands:")

_NOT_PROVEN = mark("{step}: not proven best; it is at most {gap} from the best possible.")
_STOPPED = mark("{step}: stopped before the end; the best found so far is shown.")
_SKIPPED = mark("{step} was skipped: {reason}.")
_LATE = mark("{project} is finished {days} working days after its deadline.")
_OVERDRAFT = mark("{source} lacks up to {amount} in {quarter}: move works, or find more money.")
_HOPED = mark("The selection counted on an expected value of {hoped}; with delays, risk events and gates it is {mean}.")
_RISKY = mark("{project}: the deadline of {day} is kept with a probability of {odds} only.")
_NEVER = mark("{project}: the deadline of {day} is kept in none of the simulated courses.")
_WEAK = mark(
    "{project}: kept in time with {time}, in budget with {money} probability; plan with P80, {day} and {cost}."
)
_BROKEN = mark("A self-check failed in {step}: {check}. Do not use these figures before it is understood.")
_RISK = mark("The dearest risk is {risk}: {loss} on average. Decide who mitigates it.")
_ANNOUNCE = mark("Announce the guarantee for {project} first: up to {amount}.")
_GATES = mark("Prepare the gates that come first: {gates}.")
_GATE = mark("{day}: {gate} ({project})")

_PROJECTS, _COST, _NPV, _FINISH, _KEPT, _LOWEST = (
    mark("Projects"),
    mark("Cost"),
    mark("Expected value"),
    mark("End"),
    mark("Time and budget kept"),
    mark("Lowest cash before financing"),
)
_SELECTED = mark("Value as selected")
"""Before delays, risk events and gates: not to be compared with the expected value of a simulation."""
_OF = mark("of {candidates}")
_P80_COST, _RANGE = mark("P80: {amount}"), mark("P10–P90: {low} … {high}")
_P80_END = mark("P80: {day}")
_ALONE = mark("time {time} · budget {money}")
_IN_QUARTER = mark("mean, {quarter}")


class Finding(str):
    """A sentence that knows from which step of the plan its numbers come; a page links them to it."""

    __slots__ = ("engine",)
    engine: str

    def __new__(cls, text: str, engine: str) -> Finding:
        """Return a sentence of a step."""
        found = super().__new__(cls, text)
        found.engine = engine
        return found


@dataclass(frozen=True)
class Figure:
    """A key figure: label, value, a note below it, and the step of the plan that it comes from."""

    label: str
    value: str
    note: str
    engine: str


def conflicts(plan: Plan, names: Names) -> tuple[str, ...]:
    """Return the conflicting demands of the steps that found no answer, in words."""
    return tuple(sentence(message, names) for result in results(plan).values() for message in result.conflicts)


def headline(plan: Plan, names: Names) -> tuple[str, ...]:
    """Return the finding: what is chosen, what it costs and brings, when it ends, how sure that is."""
    say, locale = names.locale.say, names.locale
    if not results(plan):
        return (say(_NOTHING),)
    found: list[str] = []
    outcomes = plan.outcomes
    if _is_infeasible(plan):
        return (say(_INFEASIBLE),)
    if not any(result.status.has_answer for result in results(plan).values()):
        return (say(_NOTHING),)
    found += [*_choice(plan, names), *_worth(plan, names), *_end(plan, names)]
    if outcomes is not None and outcomes.joint:
        odds = outcomes.joint[0]
        time, budget = locale.percent(odds.in_time.value), locale.percent(odds.in_budget.value)
        found.append(Finding(say(_ODDS, both=locale.percent(odds.both.value), time=time, money=budget), "simulation"))
    if plan.cash and shortest(plan) is None:
        found.append(say(_CASH))
    found += [*_together(plan, names), *_covered(plan, names)]
    return tuple(found)


def _together(plan: Plan, names: Names) -> list[str]:
    """Return a word about projects that pay only together, and whether the plan has them."""
    if plan.coordination is None or not any(len(one.members) > 1 for one in plan.coordination.packages):
        return []
    packages = [one for one in plan.coordination.packages if len(one.members) > 1]
    taken = [one for one in plan.portfolio.packages if one.active] if plan.portfolio is not None else []
    most = sum((one.most for one in taken), Decimal(0))
    amount = names.locale.money(most)
    text = names.locale.say(_PACKAGES, packages=len(packages), taken=len(taken), amount=amount)
    return [Finding(text, "coordination")]


def _covered(plan: Plan, names: Names) -> list[str]:
    """Return a word about covers and measures: what they cost, and what they take from the tail."""
    cover, money = plan.cover, names.locale.money
    if cover is None or cover.before is None or cover.after is None:
        return []
    if not cover.outlays:
        budget = cover.ledger.options.get("budget")
        return [names.locale.say(_NO_MONEY if budget is not None and not float(budget) else _RETAINED)]
    premium = sum((one.amount for one in cover.outlays if one.purpose == "premium"), Decimal(0))
    other = sum((one.amount for one in cover.outlays), Decimal(0)) - premium
    before, after = money(cover.before.tail), money(cover.after.tail)
    text = names.locale.say(_COVERED, premium=money(premium), other=money(other), before=before, after=after)
    return [Finding(text, "insurance")]


def _is_infeasible(plan: Plan) -> bool:
    """Tell whether a step found no answer: then what the steps before it found is no plan."""
    needed = (plan.portfolio, plan.schedule)
    return any(result is not None and result.status is Status.INFEASIBLE for result in needed)


def _choice(plan: Plan, names: Names) -> list[str]:
    say, portfolio, schedule = names.locale.say, plan.portfolio, plan.schedule
    cost = planned_cost(plan)
    shown = names.locale.money(cost) if cost is not None else "–"
    if portfolio is not None and portfolio.status.has_answer:
        candidates = len(portfolio.candidates)
        text = say(_CHOSEN, chosen=len(portfolio.selection.choices), candidates=candidates, cost=shown)
        return [Finding(text, "portfolio")]
    if schedule is not None and schedule.status.has_answer:
        message = _ALL_WORKS if cost is None else _ALL
        return [Finding(say(message, projects=len(schedule.projects), cost=shown), "scheduling")]
    return []


def _worth(plan: Plan, names: Names) -> list[str]:
    say, locale = names.locale.say, names.locale
    if plan.outcomes is not None and plan.outcomes.value is not None:
        loss = locale.percent(chance_of(plan.outcomes.value, 0.0))
        text = say(_VALUE, value=locale.money(plan.outcomes.value.mean), loss=loss)
        return [Finding(text, "simulation")]
    if plan.portfolio is not None and plan.portfolio.status.has_answer:
        return [
            Finding(say(_EXPECTED, value=locale.money(plan.portfolio.expected or plan.portfolio.value)), "portfolio")
        ]
    return []


def _end(plan: Plan, names: Names) -> list[str]:
    say, locale, outcomes = names.locale.say, names.locale, plan.outcomes
    if plan.schedule is None or not plan.schedule.timetable.placements:
        return []
    planned = locale.day(names.last_day(plan.schedule.timetable.makespan))
    if outcomes is None or outcomes.finish is None:
        return [Finding(say(_PLANNED_END, planned=planned), "scheduling")]
    p80 = locale.day(names.last_day(outcomes.finish.percentile(0.8).value))
    return [Finding(say(_END, planned=planned, p80=p80), "simulation")]


def planned_cost(plan: Plan) -> Decimal | None:
    """Return the cost of the plan: as simulated from expected values, else as selected."""
    if plan.outcomes is not None and plan.outcomes.projects:
        return Decimal(str(round(sum(project.planned_cost for project in plan.outcomes.projects), 2)))
    if plan.portfolio is not None and plan.portfolio.status.has_answer:
        return sum((candidate.cost for candidate in plan.portfolio.candidates if candidate.chosen), Decimal(0))
    return None


def figures(plan: Plan, names: Names) -> tuple[Figure, ...]:
    """Return the key figures, each with the step that it comes from."""
    if _is_infeasible(plan):
        return ()
    found: list[Figure] = []
    say, locale = names.locale.say, names.locale
    portfolio, schedule, outcomes = plan.portfolio, plan.schedule, plan.outcomes
    if portfolio is not None and portfolio.status.has_answer:
        note = say(_OF, candidates=len(portfolio.candidates))
        found.append(Figure(say(_PROJECTS), locale.number(len(portfolio.selection.choices)), note, "portfolio"))
    cost = planned_cost(plan)
    if cost is not None:
        note = (
            say(_P80_COST, amount=locale.money(outcomes.cost.percentile(0.8).value))
            if outcomes is not None and outcomes.cost is not None
            else ""
        )
        found.append(Figure(say(_COST), locale.money(cost), note, "simulation" if outcomes else "portfolio"))
    if outcomes is not None and outcomes.value is not None:
        low, high = (locale.money(outcomes.value.percentile(share).value) for share in (0.1, 0.9))
        value = locale.money(outcomes.value.mean)
        found.append(Figure(say(_NPV), value, say(_RANGE, low=low, high=high), "simulation"))
    elif portfolio is not None and portfolio.status.has_answer:
        found.append(Figure(say(_SELECTED), locale.money(portfolio.expected or portfolio.value), "", "portfolio"))
    if schedule is not None and schedule.timetable.placements:
        note = (
            say(_P80_END, day=locale.day(names.last_day(outcomes.finish.percentile(0.8).value)))
            if outcomes is not None and outcomes.finish is not None
            else ""
        )
        day = locale.day(names.last_day(schedule.timetable.makespan))
        found.append(Figure(say(_FINISH), day, note, "scheduling"))
    if outcomes is not None and outcomes.joint:
        odds = outcomes.joint[0]
        note = say(_ALONE, time=locale.percent(odds.in_time.value), money=locale.percent(odds.in_budget.value))
        found.append(Figure(say(_KEPT), locale.percent(odds.both.value), note, "simulation"))
    if outcomes is not None and outcomes.cash:
        low_cash = min(outcomes.cash, key=lambda row: row.mean)
        note = say(_IN_QUARTER, quarter=names.quarter(low_cash.quarter))
        found.append(Figure(say(_LOWEST), locale.money(min(low_cash.mean, 0)), note, "simulation"))
    return tuple(found)


def cautions(plan: Plan, names: Names) -> tuple[str, ...]:
    """Return what stands against the plan: broken checks, lateness, overdrafts, weak odds, what is not proven."""
    say, locale = names.locale.say, names.locale
    found = [
        say(_BROKEN, step=engine_name(engine, names), check=check_name(check.name, names, engine))
        for engine, result in results(plan).items()
        for check in result.self_checks
        if not check.passed
    ]
    found += [
        say(_SKIPPED, step=engine_name(step.name, names), reason=sentence(step.note, names))
        for step in plan.steps
        if step.note is not None and step.status is Status.SKIPPED and step.name in _NEEDED
    ]
    found += [
        Finding(sentence(step.note, names), step.name)
        for step in plan.steps
        if step.note is not None and step.status is not Status.SKIPPED
    ]
    for engine, result in results(plan).items():
        if result.status.value == "stopped":
            found.append(say(_STOPPED, step=engine_name(engine, names)))
    found += [Finding(sentence(note, names), "simulation") for note in (plan.outcomes.notes if plan.outcomes else ())]
    for engine, gap in _gaps(plan):
        if gap > _PROVEN_GAP:
            text = say(_NOT_PROVEN, step=engine_name(engine, names), gap=locale.percent(gap, 1))
            found.append(Finding(text, engine))
    if not _is_infeasible(plan):
        found += _surprise(plan, names)
    if (short := shortest(plan)) is not None and not _is_infeasible(plan):
        source, quarter = locale.quoted(names.other("source", short.source)), names.quarter(short.quarter)
        amount = locale.money(short.paid - short.at_hand)
        found.append(Finding(say(_OVERDRAFT, source=source, quarter=quarter, amount=amount), "scheduling"))
    for time in plan.schedule.projects if plan.schedule else ():
        if time.lateness > 0:
            text = say(_LATE, project=names.project(time.project), days=locale.number(time.lateness))
            found.append(Finding(text, "scheduling"))
    return (*found, *_risky(plan, names))


def _risky(plan: Plan, names: Names) -> Iterator[str]:
    """Yield the projects that rather miss their deadline than keep it, the least likely first."""
    say, locale = names.locale.say, names.locale
    outcomes = plan.outcomes.projects if plan.outcomes is not None else ()
    late = {time.project for time in (plan.schedule.projects if plan.schedule else ()) if time.lateness > 0}
    odds = {
        item.project: item.by_deadline.value
        for item in outcomes
        if item.by_deadline and item.finish and item.project not in late
    }
    for code, share in sorted(odds.items(), key=lambda pair: pair[1])[:3]:
        deadline = plan.case.project(code).deadline
        if share < _EVEN_ODDS and deadline is not None:
            words = {"project": names.project(code), "day": locale.day(deadline)}
            text = say(_RISKY, odds=locale.percent(share), **words) if share > 0 else say(_NEVER, **words)
            yield Finding(text, "simulation")


def _surprise(plan: Plan, names: Names) -> list[str]:
    """Return a word about the value when the simulation is far from what the selection hoped for."""
    if plan.portfolio is None or not plan.portfolio.status.has_answer:
        return []
    if plan.outcomes is None or plan.outcomes.value is None:
        return []
    hoped, mean = plan.portfolio.expected or plan.portfolio.value, plan.outcomes.value.mean
    if abs(mean - hoped) <= _LARGE_SHARE * abs(hoped):
        return []
    money = names.locale.money
    return [Finding(names.locale.say(_HOPED, hoped=money(hoped), mean=money(mean)), "simulation")]


def next_steps(plan: Plan, names: Names) -> tuple[str, ...]:
    """Return what is to be done next: weak projects, the dearest risk, the first gates."""
    say, locale = names.locale.say, names.locale
    found: list[str] = []
    if plan.outcomes is not None:
        weak = [item for item in plan.outcomes.projects if item.on_time.value < _EVEN_ODDS and item.finish is not None]
        for item in sorted(weak, key=lambda item: item.on_time.value)[:3]:
            if item.finish is None:
                continue
            text = say(
                _WEAK,
                project=names.project(item.project),
                time=locale.percent(item.on_time.value),
                money=locale.percent(item.in_budget.value),
                day=locale.day(names.last_day(item.finish.percentile(0.8).value)),
                cost=locale.money(item.cost.percentile(0.8).value),
            )
            found.append(Finding(text, "simulation"))
        dearest = max(plan.outcomes.drivers, key=expected_loss, default=None)
        if dearest is not None and expected_loss(dearest) > 0:
            loss = locale.money(expected_loss(dearest))
            text = say(_RISK, risk=locale.quoted(names.other("risk", dearest.risk)), loss=loss)
            found.append(Finding(text, "simulation"))
    gates = _first_gates(plan, names)
    if gates:
        found.append(Finding(say(_GATES, gates="; ".join(gates)), "scheduling"))
    found += _announcements(plan, names)
    return tuple(found)


def _announcements(plan: Plan, names: Names) -> list[str]:
    """Return what to announce first for each package that the plan has."""
    if plan.coordination is None or plan.portfolio is None:
        return []
    taken = {one.package for one in plan.portfolio.packages if one.active}
    first = [
        package.first
        for package in plan.coordination.packages
        if str(package.number) in taken and len(package.enterprises) > 1
    ]
    money, quoted = names.locale.money, names.locale.quoted
    return [
        Finding(
            names.locale.say(_ANNOUNCE, project=quoted(names.project(one.project)), amount=money(one.amount)),
            "coordination",
        )
        for one in first[:3]
        if one.amount
    ]


def _gaps(plan: Plan) -> list[tuple[str, float]]:
    found = []
    if plan.portfolio is not None and plan.portfolio.status.has_answer:
        found.append(("portfolio", plan.portfolio.gap))
    if plan.schedule is not None and plan.schedule.status.has_answer and plan.schedule.objectives:
        found.append(("scheduling", max(objective.gap for objective in plan.schedule.objectives)))
    if plan.cover is not None and plan.cover.status.has_answer:
        found.append(("insurance", plan.cover.gap))
    return found


def _first_gates(plan: Plan, names: Names) -> list[str]:
    from serpin.reports.tables.works import gates  # noqa: PLC0415 - draws on the pictures, which are heavy

    if plan.schedule is None:
        return []
    rows = gates(plan.schedule, names).rows[:_MANY_GATES]
    return [
        names.locale.say(_GATE, gate=row[2], project=row[1], day=names.locale.day(row[0]))  # type: ignore[arg-type]
        for row in rows
    ]
