"""The forecast in words: which targets will be met, with what probability, what is lacking, and what closes the gap."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.strategy.result import Contributor, Forecast, MeasureEffect, Outlook, RivalOutcome, TargetOutcome
from serpin.reports.blocks import Block, plain
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status
from serpin.vocabulary.strategy import Direction

_MOST_CONTRIBUTORS = 4
_MOST_PROJECTS = 12
_LEAST_CHANGE = 0.005

OUTLOOKS = {
    Outlook.SAFE: mark("safe"),
    Outlook.OPEN: mark("in doubt"),
    Outlook.UNLIKELY: mark("unlikely"),
    Outlook.MET: mark("met"),
    Outlook.MISSED: mark("missed"),
    Outlook.UNKNOWN: mark("unknown"),
}
"""Words for what can be said of a target."""
_HEAD = mark(
    "Of {targets} targets {safe} will be met with at least {wanted} probability; open: {open}; unlikely: {unlikely}."
)
_PAST = mark("Targets of the past: met {met}, missed {missed}.")
_UNKNOWN = mark("Targets of which nothing can be said, because their series are too short: {count}.")
_AT_LEAST = mark("{indicator}, {year}: at least {value}")
_AT_MOST = mark("{indicator}, {year}: at most {value}")
_CHANCE = mark("{outlook}: {probability} (without projects {trend}, with all projects of the case {all}).")
_CHANCE_ALONE = mark("{outlook}: {probability}.")
_MIDDLE = mark("The middle forecast is {expected}; it lacks {gap}.")
_MIDDLE_MET = mark("The middle forecast is {expected}.")
_NEEDED = mark("For {wanted} it needs {needed} more.")
_CAME = mark("{outlook}: it came to {expected}.")
_LATER = mark("It came to {observed}.")


def forecast_summary(case: Case, forecast: Forecast, language: str) -> str:
    """Return the summary for the terminal.

    Parameters
    ----------
    case
        Where the names stand.
    forecast
        What was found.
    language
        One of kk, ru and en.
    """
    return "\n\n".join(plain(block) for block in blocks(forecast, names_in(case, language)))


def blocks(forecast: Forecast, names: Names) -> list[Block]:
    """Return the parts of the summary, the answer first."""
    say = names.locale.say
    if forecast.status is Status.SKIPPED:
        return [Block(say(mark("The case has no strategy with targets: there is nothing to forecast.")))]
    page = [_headline(forecast, names)]
    for strategy in names.case.strategies:
        own = [(place, target) for place, target in enumerate(forecast.targets) if target.strategy == strategy.id]
        if own:
            page.append(Block(names.locale.name(strategy.name)))
            page += [_target(*one, forecast, names) for one in own if one[1].outlook is not Outlook.UNKNOWN]
            page.append(_unknown([target for _, target in own if target.outlook is Outlook.UNKNOWN], names))
    page += [_closing(forecast, names), _rivals(forecast, names), _coverage(forecast, names), _trust(forecast, names)]
    return [block for block in page if block.title or block.text or block.lines]


def _headline(forecast: Forecast, names: Names) -> Block:
    say = names.locale.say
    counts = {outlook: sum(target.outlook is outlook for target in forecast.targets) for outlook in Outlook}
    ahead = counts[Outlook.SAFE] + counts[Outlook.OPEN] + counts[Outlook.UNLIKELY]
    parts = []
    if ahead:
        parts.append(
            say(
                _HEAD,
                targets=ahead,
                safe=counts[Outlook.SAFE],
                open=counts[Outlook.OPEN],
                unlikely=counts[Outlook.UNLIKELY],
                wanted=_wanted(forecast, names),
            )
        )
    if counts[Outlook.MET] + counts[Outlook.MISSED]:
        parts.append(say(_PAST, met=counts[Outlook.MET], missed=counts[Outlook.MISSED]))
    if counts[Outlook.UNKNOWN]:
        parts.append(say(_UNKNOWN, count=counts[Outlook.UNKNOWN]))
    return Block(text=" ".join(parts))


def _wanted(forecast: Forecast, names: Names) -> str:
    return names.locale.percent(float(forecast.ledger.options.get("wanted", 0.8)))


def value_in(indicator: str, value: float, names: Names) -> str:
    """Return a value of an indicator with its unit."""
    unit = names.unit(indicator)
    shown = f"({unit})" if "=" in unit else unit
    return f"{names.locale.figures(value, 3)}\u00a0{shown}".strip("\u00a0")


def change_in(indicator: str, amount: float, names: Names) -> str:
    """Return a change of an indicator with its unit; that of a percentage is in percentage points."""
    if names.unit(indicator) != "%":
        return value_in(indicator, amount, names)
    return names.locale.say(mark("{amount} percentage points"), amount=names.locale.figures(amount, 3))


def _heading(target: TargetOutcome, names: Names) -> str:
    return names.locale.say(
        _AT_LEAST if target.direction is Direction.AT_LEAST else _AT_MOST,
        indicator=names.other("indicator", target.indicator),
        year=target.year,
        value=value_in(target.indicator, target.value, names),
    )


def _unknown(targets: list[TargetOutcome], names: Names) -> Block:
    """Return the targets of a strategy whose series are too short."""
    title = names.locale.say(mark("Nothing can be said, the series are too short")) if targets else ""
    return Block(title, "", [_heading(target, names) for target in targets])


def _target(place: int, target: TargetOutcome, forecast: Forecast, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    heading, outlook = _heading(target, names), say(OUTLOOKS[target.outlook])
    if target.trend is None or target.probability is None:
        return Block(
            heading, say(_CAME, outlook=outlook, expected=value_in(target.indicator, target.expected or 0, names))
        )
    parts = [say(_CHANCE_ALONE, outlook=outlook, probability=locale.percent(target.probability))]
    if names.case.projects:
        parts[0] = say(
            _CHANCE,
            outlook=outlook,
            probability=locale.percent(target.probability),
            trend=locale.percent(target.trend),
            all=locale.percent(target.all_in or 0.0),
        )
    expected = value_in(target.indicator, target.expected or 0.0, names)
    gap = change_in(target.indicator, target.gap, names)
    parts.append(say(_MIDDLE, expected=expected, gap=gap) if target.gap else say(_MIDDLE_MET, expected=expected))
    if target.needed:
        needed = change_in(target.indicator, target.needed, names)
        parts.append(say(_NEEDED, wanted=_wanted(forecast, names), needed=needed))
    if target.observed is not None:
        parts.append(say(_LATER, observed=value_in(target.indicator, target.observed, names)))
    return Block(heading, " ".join(parts), _helpers(place, target, forecast, names))


def _helpers(place: int, target: TargetOutcome, forecast: Forecast, names: Names) -> list[str]:
    """Return what carries the target and what would help it: measures, planned projects, others."""
    say = names.locale.say
    measures = [one for one in forecast.measures if one.target == place and one.amount]
    lines = [_measure(one, target, names) for one in measures]
    own = [one for one in forecast.contributors if one.target == place and one.change > _LEAST_CHANGE]
    for planned, words in (
        (True, mark("Planned projects that carry it most: {projects}")),
        (False, mark("Projects beside the plan that would help most: {projects}")),
    ):
        best = [one for one in own if one.is_planned is planned][:_MOST_CONTRIBUTORS]
        if best:
            lines.append(say(words, projects="; ".join(_contributor(one, target, names) for one in best)))
    return lines


def _contributor(one: Contributor, target: TargetOutcome, names: Names) -> str:
    points = names.locale.number(one.change * 100, 1)
    return names.locale.say(
        mark("{project} ({amount}, {points} points)"),
        project=names.locale.quoted(names.project(one.project)),
        amount=change_in(target.indicator, one.amount, names),
        points=f"+{points}",
    )


def _measure(one: MeasureEffect, target: TargetOutcome, names: Names) -> str:
    locale = names.locale
    return locale.say(
        mark("Measure {measure}: {amount} on average; {without} without it, {with_all} with all of it"),
        measure=locale.quoted(_measure_name(one, target, names)),
        amount=change_in(target.indicator, one.amount, names),
        without=locale.percent(one.without),
        with_all=locale.percent(one.with_all),
    )


def _measure_name(one: MeasureEffect, target: TargetOutcome, names: Names) -> str:
    for strategy in names.case.strategies:
        for goal in strategy.goals:
            if (strategy.id, goal.id) == (target.strategy, target.goal):
                for measure in goal.measures:
                    if measure.id == one.measure:
                        return names.locale.name(measure.name)
    return one.measure


def _closing(forecast: Forecast, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    closing = forecast.closing
    if closing is None:
        return Block()
    heading = say(mark("What closes the gap best"))
    if not closing.projects:
        return Block(heading, say(mark("No project beside the planned ones narrows the gap.")))
    text = say(
        mark(
            "{count} further projects for {cost} bring the expected shortfall from {before} to {after} of a target, "
            "summed over the targets."
        ),
        count=len(closing.projects),
        cost=locale.money(closing.cost),
        before=locale.number(closing.shortfall_before, 3),
        after=locale.number(closing.shortfall, 3),
    )
    listed = [locale.quoted(names.project(project)) for project in closing.projects]
    more = len(listed) - _MOST_PROJECTS
    lines = [
        locale.listed(listed[:_MOST_PROJECTS]) + (f", {say(mark('… and {rows} more'), rows=more)}" if more > 0 else "")
    ]
    for target, chance in zip(forecast.targets, closing.probabilities, strict=True):
        if chance is not None and target.probability is not None and chance - target.probability > _LEAST_CHANGE:
            lines.append(
                say(
                    mark("{indicator}, {year}: {before} → {after}"),
                    indicator=names.other("indicator", target.indicator),
                    year=target.year,
                    before=locale.percent(target.probability),
                    after=locale.percent(chance),
                )
            )
    bound = locale.number(closing.bound, 3)
    lines.append(
        say(mark("Proven: in the scenarios of the search no set of projects comes below {bound}."), bound=bound)
        if closing.proven
        else say(mark("Not proven best: the bound is {bound}."), bound=bound)
    )
    return Block(heading, text, lines)


def _rivals(forecast: Forecast, names: Names) -> Block:
    lines = [_rival(one, names) for one in forecast.rivals]
    return Block(
        names.locale.say(mark("Selections compared, the best first after the planned one")) if lines else "", "", lines
    )


def _rival(one: RivalOutcome, names: Names) -> str:
    locale, say = names.locale, names.locale.say
    return say(
        mark("{name}: {projects} projects for {cost}, expected shortfall {shortfall}, targets met on average {met}"),
        name=say(mark("the planned one")) if one.name == "planned" else one.name,
        projects=one.projects,
        cost=locale.money(one.cost),
        shortfall=locale.number(one.shortfall, 3),
        met=locale.number(one.met, 2),
    )


def _coverage(forecast: Forecast, names: Names) -> Block:
    """Return how the method did in the past, all series together and each by itself."""
    locale, say = names.locale, names.locale.say
    if not forecast.coverage:
        return Block(
            say(mark("Test on the past")), say(mark("The series are too short to test the method on their past."))
        )
    lines = []
    for level in sorted({line.level for line in forecast.coverage}):
        same = [line for line in forecast.coverage if line.level == level]
        cases, covered = sum(line.cases for line in same), sum(line.covered for line in same)
        lines.append(
            say(
                mark("Intervals of {level} held what came in {covered} of {cases} cases ({share})"),
                level=locale.percent(level),
                covered=covered,
                cases=cases,
                share=locale.percent(covered / cases),
            )
        )
    seen = {line.indicator: line for line in forecast.coverage}
    lines += [
        say(
            mark("{indicator}: mean error {error}, that of “as last year” {naive}"),
            indicator=names.other("indicator", line.indicator),
            error=change_in(line.indicator, line.error, names),
            naive=change_in(line.indicator, line.naive, names),
        )
        for line in seen.values()
    ]
    return Block(say(mark("Test on the past")), "", lines)


def _trust(forecast: Forecast, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    lines = [
        say(
            mark("{indicator}: the series breaks with {probability} probability, most likely in {year}."),
            indicator=names.other("indicator", fan.indicator),
            probability=locale.percent(fan.break_probability),
            year=fan.break_year,
        )
        for fan in forecast.fans
        if fan.break_year is not None and fan.break_probability > 0.5
    ]
    lines += [sentence(note, names) for note in forecast.notes]
    origin = mark("{count} courses of the simulation") if forecast.simulated else mark("{count} courses were drawn")
    lines.append(say(origin, count=locale.number(forecast.courses)))
    wrong = [check for check in forecast.self_checks if not check.passed]
    lines += [f"{say(mark('Check failed'))}: {say(check.name)} ({check.detail})" for check in wrong]
    if not wrong:
        text = mark("Added up again without a solver: all {count} checks passed")
        lines.append(say(text, count=len(forecast.self_checks)))
    return Block(say(mark("How far to trust it")), "", lines)
