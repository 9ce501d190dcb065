"""Insurance in words: what is covered and why, beside what else could be done, and how large the reserve must be."""

from __future__ import annotations

from decimal import Decimal

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.insurance.result import (
    Alternative,
    Answer,
    CoverPlan,
    Decision,
    Feature,
    FundLine,
    Judgement,
    PremiumLine,
    Programme,
    Reserve,
    Verdict,
)
from serpin.reports.blocks import Block, plain
from serpin.reports.words import names_in, sentence
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Status

_MOST_ALTERNATIVES = 3
_MOST_LINES = 8
_CAPITAL = 5

_HEAD = mark(
    "The register may cost {gross} on average and {tail} in the tail. Premiums of {premium} and other measures of "
    "{other} leave {expected} on average and {left} in the tail."
)
_SAVED = mark("Counted with the cost of capital this saves {amount} against retaining everything.")
_LOST = mark("Counted with the cost of capital this costs {amount} more than retaining everything; the limit needs it.")
_EQUAL = mark("Nothing is worth its price: everything is retained.")
_TIMES = mark("You pay {times} times the expected claims.")
_FAIR = mark("You pay about the expected claims.")
_QUOTED, _COMPUTED = mark("quote"), mark("computed from the loading")
_RULE = mark(
    "Rule: retain what happens more often than once in {years} years; insure losses beyond {deductible} a year."
)
_RULE_ALL = mark("Rule: it happens more rarely than once in {years} years, so insure it from the beginning.")
_RULE_NOTHING = mark("Rule: at this price retain it.")
_ALONE = mark(
    "The rule looks at one cover by itself. Among many risks bad years seldom meet, so that the rest needs less "
    "capital and fewer covers are worth their price."
)
VERDICTS = {
    (Verdict.INSURABLE, False): mark("May be insured"),
    (Verdict.SHAREABLE, False): mark("No class of insurance is named; share, gate or mitigate"),
    (Verdict.RESERVE, False): mark("No class of insurance is named; mitigate or reserve"),
    (Verdict.SHAREABLE, True): mark("May not be insured; share, gate or mitigate"),
    (Verdict.RESERVE, True): mark("May not be insured; mitigate or reserve"),
}
"""What the law leaves open, by the verdict and by whether a feature of an insured event is lacking."""
PROGRAMMES = {
    "chosen": mark("this programme"),
    "retain": mark("retain everything"),
    "insure": mark("insure all that may be"),
    "measures": mark("mitigate and share, insure nothing"),
}


def insurance_summary(case: Case, plan: CoverPlan, language: str) -> str:
    """Return the summary for the terminal.

    Parameters
    ----------
    case
        Where the names stand.
    plan
        What insurance found.
    language
        One of kk, ru and en.
    """
    return "\n\n".join(plain(block) for block in blocks(plan, names_in(case, language)))


def blocks(plan: CoverPlan, names: Names) -> list[Block]:
    """Return the parts of the summary, the answer first."""
    say = names.locale.say
    if plan.status is Status.SKIPPED:
        return [Block(say(mark("The register has no risk that costs anything in this plan.")))]
    if not plan.status.has_answer:
        return [Block(lines=[sentence(message, names) for message in plan.conflicts]), _law(plan, names)]
    page = [Block(text=_headline(plan, names))]
    page += [_decision(one, plan, names) for one in plan.decisions if not one.answer.is_plain]
    page += [_retained(plan, names), _offers(plan, names), _programmes(plan, names), _law(plan, names)]
    if plan.reserve is not None:
        page.append(_reserve(plan.reserve, plan, names))
    page.append(_trust(plan, names))
    return [block for block in page if block.text or block.lines]


def _programme(plan: CoverPlan, name: str) -> Programme:
    return next(one for one in plan.programmes if one.name == name)


def _headline(plan: CoverPlan, names: Names) -> str:
    locale, say = names.locale, names.locale.say
    chosen, retain = _programme(plan, "chosen"), _programme(plan, "retain")
    if all(decision.answer.is_plain for decision in plan.decisions):
        return say(_EQUAL)
    saved = retain.cost - chosen.cost
    return " ".join(
        [
            say(
                _HEAD,
                gross=locale.money(retain.expected),
                tail=locale.money(retain.tail),
                premium=locale.money(chosen.premium),
                other=locale.money(chosen.outlay - chosen.premium),
                expected=locale.money(chosen.expected),
                left=locale.money(chosen.tail),
            ),
            say(_SAVED if saved >= 0 else _LOST, amount=locale.money(abs(saved))),
        ]
    )


def _decision(decision: Decision, plan: CoverPlan, names: Names) -> Block:
    say = names.locale.say
    risks = names.locale.listed(names.other("risk", risk) for risk in decision.risks)
    lines = [answer_in_words(decision.answer, names)]
    lines += [_price(line, names) for line in plan.premiums if line.cover in decision.answer.covers]
    different = [one for one in decision.alternatives if one.answer != decision.answer]
    others = [_alternative(one, names) for one in different[:_MOST_ALTERNATIVES]]
    if others:
        lines.append(say(mark("Instead: {others}"), others="; ".join(others)))
    return Block(risks, sentence(decision.reason, names), lines)


def answer_in_words(answer: Answer, names: Names) -> str:
    """Return an answer in words: covers with deductible and limit, mitigations, sharing, outlay."""
    locale, say = names.locale, names.locale.say
    parts = [
        say(
            mark("cover {cover}, deductible {deductible}, limit {limit}"),
            cover=locale.quoted(names.other("cover", cover)),
            deductible=locale.money(deductible),
            limit=locale.money(limit),
        )
        for cover, deductible, limit in zip(answer.covers, answer.deductibles, answer.limits, strict=True)
    ]
    parts += [
        say(mark("mitigation {mitigation}"), mitigation=locale.quoted(_mitigation(risk, code, names)))
        for risk, code in answer.mitigations
    ]
    parts += [say(mark("share {risk}"), risk=locale.quoted(names.other("risk", risk))) for risk in answer.shared]
    if not parts:
        return say(mark("retain"))
    return say(mark("{parts}: {amount}"), parts=locale.listed(parts), amount=locale.money(answer.outlay))


def _mitigation(risk: str, code: str, names: Names) -> str:
    for one in names.case.risks:
        if one.id == risk:
            return next((names.locale.name(step.name) for step in one.mitigations if step.id == code), code)
    return code


def _alternative(one: Alternative, names: Names) -> str:
    locale, say = names.locale, names.locale.say
    answer = answer_in_words(one.answer, names)
    if one.extra is None:
        return say(mark("{answer} – breaks the limit"), answer=answer)
    return say(
        mark("{answer} – {amount} dearer in all"), answer=answer, amount=locale.money(max(one.extra, Decimal(0)))
    )


def _price(line: PremiumLine, names: Names) -> str:
    """Return what the price means: how many times the expected claims, beside the three principles."""
    locale, say = names.locale, names.locale.say
    text = say(
        mark(
            "Price {price} ({origin}), years: {years}. Expected claims {claims}; by expected value {first}, by "
            "standard deviation {second}, by Wang {third}."
        ),
        price=locale.money(line.price),
        years=line.years,
        origin=say(_QUOTED if line.quoted else _COMPUTED),
        claims=locale.money(line.expected_claims),
        first=locale.money(line.by_expected_value),
        second=locale.money(line.by_deviation),
        third=locale.money(line.by_wang),
    )
    if line.times is None:
        return text
    times = say(_FAIR) if 0.95 <= line.times <= 1.05 else say(_TIMES, times=locale.number(line.times, 1))
    return f"{text} {times}{_rule(line, names)}"


def _rule(line: PremiumLine, names: Names) -> str:
    locale, say = names.locale, names.locale.say
    if line.rule is None:
        return ""
    years = locale.number(line.rule.every_years, 1)
    if not line.rule.insure:
        return " " + say(_RULE_NOTHING)
    if not line.rule.deductible:
        return " " + say(_RULE_ALL, years=years)
    return " " + say(_RULE, years=years, deductible=locale.money(line.rule.deductible))


def _retained(plan: CoverPlan, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    expected = {judgement.risk: judgement.expected for judgement in plan.judgements}
    lines = []
    for decision in [one for one in plan.decisions if one.answer.is_plain][:_MOST_LINES]:
        risks = locale.listed(names.other("risk", risk) for risk in decision.risks)
        amount = sum((expected.get(risk, Decimal(0)) for risk in decision.risks), Decimal(0))
        text = f"{risks} ({locale.money(amount)}): {sentence(decision.reason, names)}"
        lines.append(text)
    more = sum(one.answer.is_plain for one in plan.decisions) - len(lines)
    if more > 0:
        lines.append(say(mark("… and {rows} more"), rows=more))
    return Block(say(mark("Retained, with the expected loss")), "", lines)


def _offers(plan: CoverPlan, names: Names) -> Block:
    """Return the offers that are not taken, with their prices."""
    locale = names.locale
    taken = {cover for decision in plan.decisions for cover in decision.answer.covers}
    lines = [
        f"{locale.quoted(names.other('cover', line.cover))}: {_price(line, names)}"
        for line in plan.premiums
        if line.cover not in taken
    ]
    text = locale.say(_ALONE) if lines else ""
    return Block(locale.say(mark("Offers that are not taken")), text, lines[:_MOST_LINES])


def _programmes(plan: CoverPlan, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    lines = []
    for name, one in distinct(plan, names):
        text = say(
            mark("{name}: outlay {outlay}, retained {expected} on average, {tail} in the tail; cost {cost}"),
            name=name,
            outlay=locale.money(one.outlay),
            expected=locale.money(one.expected),
            tail=locale.money(one.tail),
            cost=locale.money(one.cost),
        )
        lines.append(text if one.keeps else f"{text} – {say(mark('breaks the limit'))}")
    return Block(say(mark("Beside the other ways, with the cost of capital")), "", lines)


def distinct(plan: CoverPlan, names: Names) -> list[tuple[str, Programme]]:
    """Return the programmes with their names in words, those that are the same as the chosen one told with it."""
    say = names.locale.say
    chosen = _programme(plan, "chosen")

    def figures(one: Programme) -> tuple[Decimal, ...]:
        return one.outlay, one.premium, one.expected, one.tail, one.cost

    same = [say(PROGRAMMES[one.name]) for one in plan.programmes if one != chosen and figures(one) == figures(chosen)]
    name = say(PROGRAMMES["chosen"])
    name = say(mark("{name} – here the same as: {others}"), name=name, others="; ".join(same)) if same else name
    others = [one for one in plan.programmes if figures(one) != figures(chosen)]
    return [(name, chosen), *((say(PROGRAMMES[one.name]), one) for one in others)]


def _law(plan: CoverPlan, names: Names) -> Block:
    say = names.locale.say
    lines = []
    for verdict, words in VERDICTS.items():
        mine = [one for one in plan.judgements if (one.verdict, bool(one.lacking)) == verdict]
        if mine:
            listed = names.locale.listed(_judged(one, names) for one in mine)
            lines.append(f"{say(words)}: {listed}")
    for feature in Feature:
        lacking = [one for one in plan.judgements if one.lacking and one.lacking[-1] is feature]
        if lacking:
            risks = names.locale.listed(one.risk for one in lacking)
            lines.append(f"{risks}: {sentence(lacking[0].reason, names)}")
    return Block(say(mark("Before the law")), "", lines)


def _judged(one: Judgement, names: Names) -> str:
    name = f"{one.risk} {names.other('risk', one.risk)}"
    return f"{name} – {names.locale.choice(one.kind)}" if one.kind and one.verdict is Verdict.INSURABLE else name


def _reserve(reserve: Reserve, plan: CoverPlan, names: Names) -> Block:
    locale, say = names.locale, names.locale.say
    text = say(
        mark("For what is retained, {expected} a year on average, lay aside {contribution} a year."),
        expected=locale.money(reserve.expected),
        contribution=locale.money(reserve.contribution),
    )
    years = plan.ledger.options.get("reserve_years", 5)
    lines = [_fund(line, years, names) for line in reserve.funds]
    lines.append(
        say(
            mark("The risks together need {joint} in the tail; each by itself they would need {single}."),
            joint=locale.money(reserve.joint_tail),
            single=locale.money(reserve.single_tails),
        )
    )
    if len(reserve.pools) > 1:
        first, last = reserve.pools[0], reserve.pools[-1]
        lines.append(
            say(
                mark(
                    "In a mutual society of {members} (Civil Code, article 845) a member needs {independent} for a "
                    "year where losses are independent, {correlated} where they are not, instead of {alone}."
                ),
                members=last.members,
                independent=locale.money(last.independent),
                correlated=locale.money(last.correlated),
                alone=locale.money(first.independent),
            )
        )
    projects = [one for one in reserve.by_project if one.amount > 0][:_CAPITAL]
    if projects:
        listed = "; ".join(f"{names.project(one.project)} {locale.money(one.amount)}" for one in projects)
        lines.append(say(mark("Projects that need most of it: {projects}"), projects=listed))
    return Block(say(mark("Reserve")), text, lines)


def _fund(line: FundLine, years: int, names: Names) -> str:
    locale = names.locale
    return locale.say(
        mark("To fail with {chance} at most: {one} for a year, {many} for {years} years, {plan} for this plan"),
        chance=locale.percent(line.shortfall, 1),
        one=locale.money(line.one_year),
        many=locale.money(line.years),
        years=years,
        plan=locale.money(line.plan),
    )


def _trust(plan: CoverPlan, names: Names) -> Block:
    """Return how far this can be trusted, and what a broker should look at."""
    locale, say = names.locale, names.locale.say
    lines = [sentence(note, names) for note in plan.notes[:_MOST_LINES]]
    if plan.exact:
        lines.append(say(mark("Exact: all {count} possible courses with their probabilities"), count=plan.courses))
    else:
        origin = mark("{count} courses of the simulation") if plan.simulated else mark("{count} courses were drawn")
        lines.append(say(origin, count=locale.number(plan.courses)))
    wrong = [check for check in plan.self_checks if not check.passed]
    lines += [f"{say(mark('Check failed'))}: {say(check.name)} ({check.detail})" for check in wrong]
    if not wrong:
        text = mark("Added up again without a solver: all {count} checks passed")
        lines.append(say(text, count=len(plan.self_checks)))
    if plan.status is Status.OPTIMAL:
        lines.append(
            say(mark("Proven: no other programme is cheaper by more than {gap}"), gap=locale.percent(plan.gap, 2))
        )
    else:
        lines.append(say(mark("No programme costs less than {bound}"), bound=locale.money(plan.bound)))
    return Block("", "", lines)
