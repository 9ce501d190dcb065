"""Calculators over the dated rules: deduction of research, economic zones, duty of subsoil users, own share of grants.

Textbook: ``indicators.md``, section "Incentives".
"""

from __future__ import annotations

from collections.abc import Iterator

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.engines.indicators.options import GrantPlan, ZonePlan
from serpin.engines.indicators.problem.books import RESEARCH_ROWS, Books
from serpin.engines.indicators.problem.tables import LawRule, law
from serpin.engines.indicators.result.incentive import Incentive, Part
from serpin.vocabulary.books import Expense, Payment, YearFigures
from serpin.vocabulary.innovation import PropertyKind
from serpin.vocabulary.noun import Words
from serpin.vocabulary.result import Message
from serpin.vocabulary.source import SourceKind

_FIXED = frozenset({Expense.EQUIPMENT, Expense.BUILDINGS})
_INDUSTRIAL_PROPERTY = frozenset({PropertyKind.INVENTION, PropertyKind.UTILITY_MODEL, PropertyKind.INDUSTRIAL_DESIGN})
_GRANTS = frozenset({SourceKind.INNOVATION_GRANT, SourceKind.INDUSTRIAL_GRANT})
_SOLID = ("05", "07", "08")
_URANIUM = "07.21"


def answer_of(rule: LawRule, kind: str, amount: float, **more: object) -> Incentive:
    """Return an answer that names its rule, its date and its source."""
    return Incentive.model_validate(
        {
            "rule": rule.id,
            "name": rule.name,
            "kind": kind,
            "amount": round(amount, 2),
            "valid_from": rule.valid_from,
            "read_on": rule.read_on,
            "source": rule.source,
            "verified": rule.verified,
            **more,
        }
    )


def _part(text: str, amount: float | None = None, **values: object) -> Part:
    return Part(text=Message(text=text, values=values), amount=None if amount is None else round(amount, 2))


def _rule(code: str, *place: str | int) -> LawRule:
    if code not in law():
        raise refuse(mark("there is no rule {value}"), *place, value=code)
    return law()[code]


def _in_force(rule: LawRule, year: int) -> bool:
    return not year or rule.valid_from is None or rule.valid_from.year <= year


# deduction of research and development


def deductions(books: Books, enterprises: tuple[str, ...], year: int) -> Iterator[Incentive]:
    """Yield what the deduction of research saves each enterprise, with the conditions of both steps."""
    for enterprise in enterprises:
        payments = [
            payment
            for payment in books.of(enterprise, year).payments
            if books.row_of(payment) in RESEARCH_ROWS and payment.expense not in _FIXED
        ]
        if not payments:
            continue
        notified = [payment for payment in payments if payment.notified]
        creating, introduced = [], []
        for payment in notified:
            project = books.projects.get(payment.project or "")
            innovation = books.innovations.get(project.innovation) if project else None
            if innovation and any(right.kind in _INDUSTRIAL_PROPERTY for right in innovation.properties):
                creating.append(payment)
                if innovation.implemented is not None and innovation.implemented.year <= year:
                    introduced.append(payment)
        incomes = [figures.taxable_income for figures in books.of(enterprise, year).figures]
        income = next((float(income) for income in incomes if income is not None), None)
        yield from deduction(
            float(sum(payment.amount for payment in notified)),
            float(sum(payment.amount for payment in introduced)),
            income,
            books.case.tax_rate,
            enterprise=enterprise,
            year=year,
            spent=float(sum(payment.amount for payment in payments)),
            creating=float(sum(payment.amount for payment in creating)),
        )


def deduction(
    cost: float,
    property_cost: float,
    income: float | None,
    rate: float,
    *,
    enterprise: str = "",
    year: int = 0,
    spent: float | None = None,
    creating: float | None = None,
) -> Iterator[Incentive]:
    """Yield the deduction of 100 % and the further reduction of 200 %, as tax that is saved.

    Parameters
    ----------
    cost
        Research with a notification, without fixed assets.
    property_cost
        Part of it that creates industrial property, with the act of introduction.
    income
        Taxable income before both; no limit when it is not known.
    rate
        Corporate income tax, as a fraction.
    """
    first, second = _rule("TX-1"), _rule("TX-2")
    spent, creating = cost if spent is None else spent, property_cost if creating is None else creating
    base = max(0.0, income) if income is not None else float("inf")
    if not _in_force(first, year):
        base = 0.0
    deducted = min(base, first.parameters["deducted"] * cost)
    further = min(base - deducted, second.parameters["deducted"] * property_cost)
    shared = {"enterprise": enterprise, "year": year}
    yield answer_of(
        first,
        "saving",
        rate * deducted,
        parts=(
            _part(mark("spent on research, without fixed assets"), spent),
            _part(mark("of it with a notification of the science authority"), cost),
            _part(mark("deducted from taxable income"), deducted),
            *([_part(mark("taxable income"), income)] if income is not None else []),
            _part(mark("tax saved once all of it is notified"), rate * min(base, spent)),
        ),
        conditions=(
            (Message(text=mark("the rule is in force in the year")), _in_force(first, year)),
            (Message(text=mark("the science authority issued its notification")), cost >= spent if spent else None),
            (Message(text=mark("reports and acts of acceptance are kept")), None),
        ),
        **shared,
    )
    if not creating:
        return
    yield answer_of(
        second,
        "saving",
        rate * further,
        parts=(
            _part(mark("research that creates industrial property"), creating),
            _part(mark("of it with an act of introduction"), property_cost),
            _part(mark("further reduction of taxable income"), further),
            _part(mark("tax saved once all acts are there"), rate * min(base - deducted, 2.0 * creating)),
        ),
        conditions=(
            (Message(text=mark("the rule is in force in the year")), _in_force(second, year)),
            (Message(text=mark("an object of industrial property is created")), True),
            (Message(text=mark("there is an act of introduction")), property_cost >= creating),
            (Message(text=mark("carried out or introduced in Kazakhstan")), None),
        ),
        **shared,
    )


# special economic zones


def zone(plan: ZonePlan, year: int, rate: float) -> Incentive:
    """Return the relief of a participant of a special economic zone: a year, and until the end of its term."""
    rule = _rule("TX-3")
    years = int(rule.parameters[f"years_{plan.category}"])
    last = plan.contract.year + years - 1
    runs = plan.contract.year <= year <= last
    yearly = rate * rule.parameters["relief"] * max(0.0, float(plan.income))
    in_force = rule.valid_from is None or plan.contract >= rule.valid_from
    return answer_of(
        rule,
        "saving",
        yearly if runs and in_force else 0.0,
        enterprise=plan.enterprise,
        year=year,
        parts=(
            _part(
                mark("term of category {category}: {years} years, to {last_year}"),
                None,
                category=plan.category,
                years=years,
                last_year=last,
            ),
            _part(mark("saved in a year"), yearly),
            _part(mark("saved until the end of the term"), yearly * max(0, last - max(year, plan.contract.year) + 1)),
        ),
        conditions=(
            (Message(text=mark("the contract is of {day} or later"), values={"day": str(rule.valid_from)}), in_force),
            (Message(text=mark("the term has not run out")), runs),
        ),
    )


# duty of subsoil users


def duties(books: Books, enterprises: tuple[str, ...], year: int) -> Iterator[Incentive]:
    """Yield what subsoil users owe for research and training, with what is carried over, and the penalty."""
    for enterprise in enterprises:
        firm = books.enterprises[enterprise]
        if not firm.subsoil_user:
            continue
        known = sorted(
            (f for f in books.case.figures if f.enterprise == enterprise and f.year <= year), key=lambda f: f.year
        )
        carries = firm.activity.startswith(_SOLID) and not firm.activity.startswith(_URANIUM)
        yield from duty(known, carries, year, enterprise)


def duty(known: list[YearFigures], carries: bool, year: int, enterprise: str = "") -> Iterator[Incentive]:
    """Yield the two duties of a year: 1 % of the mining cost of the year before, less what was carried over.

    Parameters
    ----------
    known
        Figures by year, in order; the year before a duty must be among them.
    carries
        Whether an excess counts in the next year (solid minerals).
    year
        The year that is asked for.
    """
    for code, field in (("SB-1", "research_duty"), ("SB-3", "training_duty")):
        rule, carried = _rule(code), 0.0
        cost_before: dict[int, float] = {f.year: float(f.mining_cost) for f in known if f.mining_cost is not None}
        for figures in known:
            if figures.year - 1 not in cost_before:
                continue
            due = rule.parameters["share_of_cost"] * cost_before[figures.year - 1]
            spent = float(getattr(figures, field))
            left = due - spent - carried
            brought, short = carried, max(0.0, left)
            carried = max(0.0, -left) if carries else 0.0
            if figures.year == year:
                break
        else:
            continue
        yield answer_of(
            rule,
            "penalty" if short else "duty",
            rule.parameters["penalty_share"] * short if short else due,
            enterprise=enterprise,
            year=year,
            parts=(
                _part(mark("mining cost of the year before"), cost_before[year - 1]),
                _part(mark("duty of the year"), due),
                _part(mark("brought over from the year before"), brought),
                _part(mark("spent in the year"), spent),
                _part(mark("missing; the penalty is as large and ends the duty of the year"), short),
                _part(mark("carried over to the next year"), carried),
            ),
            conditions=((Message(text=mark("the year is the second of production or later")), None),),
        )


# own share of grants


def grant(plan: GrantPlan) -> Incentive:
    """Return what a grant can pay and what own money it asks for."""
    rule = _rule(plan.rule, "grants")
    cost, own = float(plan.cost), float(plan.own)
    least = float(rule.limits.get("own_share", 0.0))
    largest = float(rule.limits.get("max_share", 1.0 - least))
    cap = rule.limits.get("max_amount")
    possible = min(cost * largest, cost - own, float(cap) if cap is not None else cost)
    enough = own >= least * cost - 0.005
    paid = max(0.0, possible) if enough else 0.0
    return answer_of(
        rule,
        "grant",
        paid,
        parts=(
            _part(mark("cost of the project"), cost),
            _part(mark("own money that the rule asks for"), least * cost),
            _part(mark("own money that is there"), own),
            *([_part(mark("most that the rule pays"), float(cap))] if cap is not None else []),
            _part(mark("not covered"), max(0.0, cost - own - paid)),
        ),
        conditions=((Message(text=mark("the own share is kept")), enough),),
    )


def grants_paid(books: Books, enterprises: tuple[str, ...], year: int) -> Iterator[Incentive]:
    """Yield, for every project that a grant paid for, the own share that was kept and the one that is asked for."""
    sources = {source.id: source for source in books.case.sources}
    for enterprise in enterprises:
        by_project: dict[str, list[Payment]] = {}
        for payment in books.of(enterprise, year).payments:
            if payment.project:
                by_project.setdefault(payment.project, []).append(payment)
        for project, payments in by_project.items():
            total = sum(float(payment.amount) for payment in payments)
            for code in dict.fromkeys(payment.source for payment in payments):
                source = sources.get(code or "")
                if source is None or source.kind not in _GRANTS:
                    continue
                paid = sum(float(p.amount) for p in payments if p.source == code)
                own = sum(float(p.amount) for p in payments if p.origin.value == "own")
                yield Incentive(
                    rule=source.id,
                    name=source.name,
                    enterprise=enterprise,
                    year=year,
                    kind="grant",
                    amount=round(paid, 2),
                    parts=(
                        _part(mark("paid for project {project} in the year"), total, project=project),
                        _part(mark("own money that the rule asks for"), source.rules.own_share * total),
                        _part(mark("own money that is there"), own),
                    ),
                    conditions=(
                        (Message(text=mark("the own share is kept")), own >= source.rules.own_share * total - 0.005),
                    ),
                    source=Words(plain=source.legal_basis or "–"),
                    verified=source.verified,
                )
