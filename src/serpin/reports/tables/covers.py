"""Tables of insurance: decisions, prices, other ways, before and after, outlays, the reserve, the law."""

from __future__ import annotations

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.insurance.result import CoverPlan, Outlay, Percentiles
from serpin.reports.insurance import VERDICTS, answer_in_words, distinct
from serpin.reports.tables.table import Column, Kind, Table, Value
from serpin.reports.words import sentence

_DECISIONS, _RISKS, _ANSWER, _WHY = mark("Answers to the risks"), mark("Risks"), mark("Answer"), mark("Why")
_OUTLAY, _LEFT = mark("Outlay"), mark("Retained on average")
_INSTEAD, _DEARER = mark("Best alternative"), mark("Dearer by")
_PREMIUMS, _COVER, _DEDUCTIBLE, _LIMIT, _YEARS = (
    mark("Prices of the offers"),
    mark("Cover"),
    mark("Deductible"),
    mark("Limit"),
    mark("Years"),
)
_CLAIMS, _BY_MEAN, _BY_DEVIATION, _BY_WANG = (
    mark("Expected claims"),
    mark("By expected value"),
    mark("By standard deviation"),
    mark("By Wang"),
)
_PRICE, _TIMES = mark("Price"), mark("Times the claims")
_PROGRAMMES, _PROGRAMME, _TAIL, _COST = (
    mark("The programme beside others"),
    mark("Programme"),
    mark("In the tail"),
    mark("With the cost of capital"),
)
_BOTH, _QUANTITY, _MEAN = mark("Before and after"), mark("Quantity"), mark("Mean")
_SAME = mark("In the same {count} courses; premiums and measures are counted after.")
_LOSS_BEFORE, _LOSS_AFTER = mark("Losses by risks, without covers"), mark("Losses by risks, with covers and measures")
_ALL_BEFORE, _ALL_AFTER = mark("Cost of the plan, without covers"), mark("Cost of the plan, with covers and measures")
_OUTLAYS, _WHAT, _FOR, _QUARTER, _AMOUNT = (
    mark("Premiums and measures by quarter"),
    mark("Purpose"),
    mark("For"),
    mark("Quarter"),
    mark("Amount"),
)
_PURPOSES = {"premium": mark("premium"), "mitigation": mark("mitigation"), "sharing": mark("sharing")}
_RESERVE, _CHANCE, _ONE, _MANY, _PLAN = (
    mark("Reserve for what is retained"),
    mark("It fails with"),
    mark("For a year"),
    mark("For {years} years"),
    mark("For this plan"),
)
_LAW, _RISK, _VERDICT, _CLASS = mark("Risks before the law"), mark("Risk"), mark("Verdict"), mark("Class of insurance")
_OFTEN, _AVERAGE = mark("Events in the plan"), mark("Loss on average")


def decisions(plan: CoverPlan, names: Names) -> Table:
    """Return the answer to each risk, why, and the best alternative."""
    say = names.locale.say
    rows = []
    for one in plan.decisions:
        other = one.alternatives[0] if one.alternatives else None
        rows.append(
            (
                names.locale.listed(names.other("risk", risk) for risk in one.risks),
                answer_in_words(one.answer, names),
                one.answer.outlay,
                one.answer.expected_retained,
                sentence(one.reason, names),
                answer_in_words(other.answer, names) if other else "",
                other.extra if other else None,
            )
        )
    columns = (
        Column(say(_RISKS), Kind.TEXT, 34),
        Column(say(_ANSWER), Kind.TEXT, 44),
        Column(say(_OUTLAY), Kind.MONEY, 16),
        Column(say(_LEFT), Kind.MONEY, 16),
        Column(say(_WHY), Kind.TEXT, 44, wide=True),
        Column(say(_INSTEAD), Kind.TEXT, 44, wide=True),
        Column(say(_DEARER), Kind.MONEY, 16, wide=True),
    )
    return Table("decisions", say(_DECISIONS), columns, tuple(rows), totals=(2, 3), engine="insurance")


def premiums(plan: CoverPlan, names: Names) -> Table:
    """Return the offers with their prices by three principles."""
    say = names.locale.say
    rows = tuple(
        (
            names.other("cover", line.cover),
            line.deductible,
            line.limit,
            line.years,
            line.expected_claims,
            line.by_expected_value,
            line.by_deviation,
            line.by_wang,
            line.price,
            line.times,
        )
        for line in plan.premiums
    )
    columns = (
        Column(say(_COVER), Kind.TEXT, 34),
        Column(say(_DEDUCTIBLE), Kind.MONEY, 16),
        Column(say(_LIMIT), Kind.MONEY, 16),
        Column(say(_YEARS), Kind.NUMBER, 8),
        Column(say(_CLAIMS), Kind.MONEY, 16),
        *(Column(say(text), Kind.MONEY, 16, wide=True) for text in (_BY_MEAN, _BY_DEVIATION, _BY_WANG)),
        Column(say(_PRICE), Kind.MONEY, 16),
        Column(say(_TIMES), Kind.DECIMAL, 12),
    )
    return Table("premiums", say(_PREMIUMS), columns, rows, engine="insurance")


def programmes(plan: CoverPlan, names: Names) -> Table:
    """Return the chosen programme beside others."""
    say = names.locale.say
    rows = tuple((name, one.outlay, one.expected, one.tail, one.cost) for name, one in distinct(plan, names))
    columns = (
        Column(say(_PROGRAMME), Kind.TEXT, 34),
        *(Column(say(text), Kind.MONEY, 18) for text in (_OUTLAY, _LEFT, _TAIL, _COST)),
    )
    return Table("programmes", say(_PROGRAMMES), columns, rows, engine="insurance", strong=frozenset({0}))


def before_and_after(plan: CoverPlan, names: Names) -> Table:
    """Return losses and the cost of the plan with and without the programme, in the same courses."""
    say = names.locale.say
    both = (
        (_LOSS_BEFORE, plan.before),
        (_LOSS_AFTER, plan.after),
        (_ALL_BEFORE, plan.total_before),
        (_ALL_AFTER, plan.total_after),
    )
    rows = tuple((say(text), *_figures(spread)) for text, spread in both if spread is not None)
    columns = (
        Column(say(_QUANTITY), Kind.TEXT, 40),
        Column(say(_MEAN), Kind.MONEY, 16),
        *(Column(text, Kind.MONEY, 16) for text in ("P50", "P80", "P95", "P99")),
        Column(say(_TAIL), Kind.MONEY, 16),
    )
    note = say(_SAME, count=names.locale.number(plan.courses))
    return Table("before-after", say(_BOTH), columns, rows, engine="insurance", note=note)


def _figures(spread: Percentiles) -> tuple[Value, ...]:
    return spread.mean, spread.p50, spread.p80, spread.p95, spread.p99, spread.tail


def outlays(plan: CoverPlan, names: Names) -> Table:
    """Return what is paid for sure, quarter by quarter."""
    say = names.locale.say
    rows = tuple(
        (say(_PURPOSES[one.purpose]), _for(one, names), names.quarter(one.quarter), one.amount) for one in plan.outlays
    )
    columns = (
        Column(say(_WHAT), Kind.TEXT, 18),
        Column(say(_FOR), Kind.TEXT, 44),
        Column(say(_QUARTER), Kind.TEXT, 14),
        Column(say(_AMOUNT), Kind.MONEY, 18),
    )
    return Table("outlays", say(_OUTLAYS), columns, rows, totals=(3,), engine="insurance")


def _for(outlay: Outlay, names: Names) -> str:
    return names.other("cover" if outlay.purpose == "premium" else "risk", outlay.code)


def reserve(plan: CoverPlan, names: Names) -> Table:
    """Return the fund for each probability that it fails."""
    say = names.locale.say
    years = plan.ledger.options.get("reserve_years", 5)
    lines = plan.reserve.funds if plan.reserve is not None else ()
    rows = tuple((line.shortfall, line.one_year, line.years, line.plan) for line in lines)
    columns = (
        Column(say(_CHANCE), Kind.PERCENT, 14),
        Column(say(_ONE), Kind.MONEY, 18),
        Column(say(_MANY, years=years), Kind.MONEY, 18),
        Column(say(_PLAN), Kind.MONEY, 18),
    )
    return Table("reserve", say(_RESERVE), columns, rows, engine="insurance")


def judgements(plan: CoverPlan, names: Names) -> Table:
    """Return every risk before the law and in money."""
    say = names.locale.say
    rows = tuple(
        (
            names.other("risk", one.risk),
            say(VERDICTS[one.verdict, bool(one.lacking)]),
            names.locale.choice(one.kind) if one.kind else "",
            sentence(one.reason, names),
            round(one.frequency, 3),
            one.expected,
            one.tail,
        )
        for one in plan.judgements
    )
    columns = (
        Column(say(_RISK), Kind.TEXT, 34),
        Column(say(_VERDICT), Kind.TEXT, 30),
        Column(say(_CLASS), Kind.TEXT, 24),
        Column(say(_WHY), Kind.TEXT, 50, wide=True),
        Column(say(_OFTEN), Kind.DECIMAL, 12),
        Column(say(_AVERAGE), Kind.MONEY, 16),
        Column(say(_TAIL), Kind.MONEY, 16),
    )
    return Table("judgements", say(_LAW), columns, rows, engine="insurance")
