"""A hand-made plan for the tests of charts and reports: no engine runs, every figure is known."""

from __future__ import annotations

from math import sin
from typing import Any

from serpin.engines.portfolio.result import (
    Candidate,
    Change,
    DebtLine,
    Duty,
    FinancePlan,
    Flow,
    Need,
    Owed,
    Portfolio,
    Price,
    RelationUse,
    SourceUse,
    TrancheLine,
    Worth,
)
from serpin.engines.scheduling.result import Load, Objective, ProjectTime, Schedule, WorkFloat
from serpin.engines.simulation.result import (
    CashOutcome,
    Chance,
    Distribution,
    DriverOutcome,
    GateOutcome,
    JointChance,
    Outcomes,
    Percentile,
    ProjectOutcome,
    WorkOutcome,
)
from serpin.planning.result import CashLine, Plan, Round, Step
from serpin.vocabulary.case import Case
from serpin.vocabulary.result import Ledger, Message, SelfCheck, Status
from serpin.vocabulary.selection import Choice, ModeClass, Payment, Selection
from serpin.vocabulary.timetable import Placement, ResourceWait, Timetable

MILLION = 1_000_000
_KINDS = ("research", "materials", "prototype", "training", "marketing")
_NAMES: dict[str, dict[str, str]] = {
    "P1": {"kk": "Шұңқыр сорғысының жаңа буыны", "ru": "Насос нового поколения", "en": "Pump of a new generation"},
    "P2": {"kk": "Құю учаскесін цифрландыру", "ru": "Цифровизация литейного участка", "en": "Digital foundry"},
    "P3": {"kk": "Үнемді қозғалтқыш", "ru": "Экономичный двигатель", "en": "Frugal <b>drive</b> & gear"},
    "P4": {"kk": "Әртүрлі өңдеу орталығы", "ru": "Обрабатывающий центр", "en": "Machining centre"},
}
_WORK_NAMES = {
    "research": {"kk": "Зерттеу және үлгі", "ru": "Исследование и образец", "en": "Research and sample"},
    "materials": {"kk": "Материалдарды таңдау", "ru": "Выбор материалов", "en": "Choice of materials"},
    "prototype": {"kk": "Тәжірибелік үлгі", "ru": "Опытный образец", "en": "Prototype"},
    "training": {"kk": "Қызметкерлерді оқыту", "ru": "Обучение персонала", "en": "Training of staff"},
    "marketing": {"kk": "Маркетингтік зерттеу", "ru": "Маркетинговое исследование", "en": "Marketing research"},
}


def _work(number: int, kind: str) -> dict[str, Any]:
    return {
        "id": f"W{number}",
        "name": _WORK_NAMES[kind],
        "kind": kind,
        "after": [{"work": f"W{number - 1}"}] if number > 1 else [],
        "modes": [{"id": "own", "duration": [30, 40, 60], "cost": 60 * MILLION, "demand": {"LAB": 1}}],
    }


def report_case(**more: Any) -> Case:
    """Return a case of four projects, three sources and three risks."""
    gate = {"id": "G1", "name": {"kk": "Үлгіні қабылдау", "ru": "Приёмка образца", "en": "Sample accepted"}}
    projects = [
        {
            "id": code,
            "name": name,
            "innovation": "I1",
            "enterprise": "E1",
            "deadline": "2028-06-30",
            "works": [_work(number, kind) for number, kind in enumerate(_KINDS, 1)],
            "gates": [{**gate, "after": ["W3"], "before": ["W4"], "success": 0.9}],
            "returns": {"revenue": 900 * MILLION, "life": 5},
        }
        for code, name in _NAMES.items()
    ]
    quarters = [f"{2027 + number // 4}Q{number % 4 + 1}" for number in range(6)]
    sources = [
        {"id": "OWN", "name": {"kk": "Меншікті қаражат", "ru": "Собственные средства", "en": "Own funds"},
         "kind": "own"},
        {"id": "GRANT", "name": {"kk": "Инновациялық грант", "ru": "Инновационный грант", "en": "Innovation grant"},
         "kind": "innovation_grant"},
        {"id": "LOAN", "name": {"kk": "Банк несиесі", "ru": "Кредит банка", "en": "Bank loan"}, "kind": "loan"},
    ]  # fmt: skip
    for place, source in enumerate(sources):
        source["available"] = [{"quarter": name, "amount": (160 - 30 * place) * MILLION} for name in quarters]  # type: ignore[assignment]
    names = ("Late castings", "Staff leaves", "Market is weaker")
    data: dict[str, Any] = {
        "title": {"kk": "«Сынақ» зауыты", "ru": "Завод «Пробный»", "en": "The Trial plant"},
        "language": "en",
        "start": "2027-01-04",
        "horizon": 12,
        "enterprises": [{"id": "E1", "name": "Plant"}],
        "resources": [
            {
                "id": "LAB",
                "name": {"kk": "Зертхана", "ru": "Лаборатория", "en": "Laboratory"},
                "owner": "E1",
                "capacity": 2,
            }
        ],
        "innovations": [{"id": "I1", "name": "Pump", "type": "goods"}],
        "projects": projects,
        "sources": sources,
        "risks": [{"id": f"R{place}", "name": name, "probability": 0.2} for place, name in enumerate(names, 1)],
        **more,
    }
    return Case.model_validate(data)


def ledger(page: str, **options: Any) -> Ledger:
    """Return a ledger of a run that never was."""
    return Ledger(seed=7, options=options, digest="0123456789abcdef", version="0.1.0", seconds=1.25, page=page)


def distribution(low: float, high: float) -> Distribution:
    """Return a distribution whose quantiles bend between two ends."""
    curve = tuple(low + (high - low) * (share / 100 + 0.06 * sin(share / 100 * 6.283)) for share in range(101))
    percentiles = tuple(
        Percentile(share=share, value=curve[round(share * 100)], low=curve[round(share * 100)] * 0.99,
                   high=curve[round(share * 100)] * 1.01)
        for share in (0.05, 0.1, 0.2, 0.5, 0.8, 0.9, 0.95)
    )  # fmt: skip
    mean = sum(curve) / len(curve)
    return Distribution(
        mean=mean, mean_low=mean * 0.995, mean_high=mean * 1.005, deviation=(high - low) / 5,
        percentiles=percentiles, curve=curve,
    )  # fmt: skip


def chance(value: float) -> Chance:
    """Return a probability with an interval around it."""
    return Chance(value=value, low=max(0.0, value - 0.01), high=min(1.0, value + 0.01))


def report_portfolio() -> Portfolio:
    """Return a selection of two projects out of four."""
    reason = Message(text="no project was chosen", values={"project": "P1"})
    refusal = Message(text="{source}: the innovation is not a priority good", values={"source": "GRANT"})
    change = Change(
        money=(Need(source="OWN", quarter=1, amount=30 * MILLION), Need(source="OWN", quarter=2, amount=20 * MILLION)),
        without=("P3",),
        loss=40 * MILLION,
    )
    candidates = tuple(
        Candidate(
            project=code, chosen=code in ("P1", "P3"), quarter=0 if code in ("P1", "P3") else None, finish_quarter=4,
            cost=(300 + 40 * place) * MILLION, value=(500 - 170 * place) * MILLION, success=0.85 - 0.07 * place,
            reason=None if code in ("P1", "P3") else reason,
            refusals=() if code in ("P1", "P3") else (refusal,),
            change=None if code in ("P1", "P3") else change,
        )
        for place, code in enumerate(_NAMES)
    )  # fmt: skip
    payments = tuple(
        Payment(project=code, source=source, quarter=quarter, amount=amount * MILLION)
        for code in ("P1", "P3")
        for source, amount in (("OWN", 40), ("GRANT", 25), ("LOAN", 10))
        for quarter in range(4)
    )
    return Portfolio(
        status=Status.OPTIMAL,
        self_checks=(SelfCheck(name="every payment keeps the rules of its source", passed=True),),
        ledger=ledger("portfolio", seconds=10.0),
        selection=Selection(
            choices=tuple(
                Choice(project=code, quarter=0, mode_class=ModeClass.ECONOMICAL, budget=300 * MILLION)
                for code in ("P1", "P3")
            ),
            payments=payments,
        ),
        value=660.0 * MILLION,
        bound=660.0 * MILLION,
        candidates=candidates,
        sources=tuple(SourceUse(source="OWN", quarter=q, available=160 * MILLION, used=80 * MILLION) for q in range(4)),
        finance=report_finance(),
        prices=(Price(kind="source", name="OWN", quarter=0, price=0.32),),
        relations=(RelationUse(relation="X", active=True, amount=5 * MILLION),),
        flows=tuple(Flow(project="P1", quarter=q, outlay=75 * MILLION, inflow=0) for q in range(4)),
    )


def report_finance() -> FinancePlan:
    """Return a finance plan with one line of every kind."""
    worth = tuple(
        Worth(project=code, view=view, taxed=True, supported=view == "owner", npv=300 * MILLION, irr=0.31, payback=3.4,
              discounted_payback=4.2, lowest_cash=-200 * MILLION, lowest_quarter=3)
        for code in ("P1", "P3", "")
        for view in ("project", "owner")
    )  # fmt: skip
    debt = {"project": "P1", "source": "LOAN", "drawn": 10 * MILLION, "repaid": 0, "interest": MILLION}
    return FinancePlan(
        worth=worth,
        tranches=(TrancheLine(project="P1", source="GRANT", gate="G1", quarter=2, amount=25 * MILLION),),
        debts=tuple(DebtLine(quarter=q, owed=(q + 1) * 10 * MILLION, **debt) for q in range(2)),
        owed=(Owed(source="GRANT", text="Show a sample", until="2027-12-31", projects=("P1",)),),
        duties=(Duty(enterprise="E1", year=2027, due=9 * MILLION, spent=4 * MILLION, penalty=5 * MILLION),),
    )


def report_schedule() -> Schedule:
    """Return a schedule of the two projects, one after the other on the laboratory."""
    placements = tuple(
        Placement(
            project=code, work=f"W{number}", mode="own", start=begin + 40 * (number - 1), finish=begin + 40 * number
        )
        for code, begin in (("P1", 0), ("P3", 40))
        for number in range(1, 6)
    )
    return Schedule(
        status=Status.FEASIBLE,
        self_checks=(SelfCheck(name="no resource is used beyond its capacity", passed=True),),
        ledger=ledger("scheduling", seconds=10.0),
        timetable=Timetable(
            placements=placements,
            waits=(ResourceWait(resource="LAB", before=("P1", "W1"), after=("P3", "W1")),),
        ),
        objectives=(Objective(name="makespan", value=240, bound=230),),
        projects=(
            ProjectTime(project="P1", start=0, finish=200, deadline=370),
            ProjectTime(project="P3", start=40, finish=240, deadline=370),
        ),
        floats=tuple(
            WorkFloat(project=item.project, work=item.work, total=0 if item.project == "P3" else 40, free=0)
            for item in placements
        ),
        critical_path=tuple(("P3", f"W{number}") for number in range(1, 6)),
        loads=(
            Load(resource="LAB", start=0, finish=40, used=1, capacity=2),
            Load(resource="LAB", start=40, finish=200, used=2, capacity=2),
            Load(resource="LAB", start=200, finish=240, used=1, capacity=2),
        ),
    )


def report_outcomes() -> Outcomes:
    """Return outcomes of the two projects."""
    projects = tuple(
        ProjectOutcome(
            project=code, success=chance(0.82), finish=distribution(190 + shift, 300 + shift),
            cost=distribution(250e6, 420e6), value=distribution(-200e6, 900e6), planned_finish=200 + shift,
            planned_cost=300e6, on_time=chance(0.4), in_budget=chance(0.55),
            gates=(GateOutcome(gate="G1", reached=chance(0.95), passed=chance(0.9)),), gate_value=12e6,
        )
        for code, shift in (("P1", 0), ("P3", 40))
    )  # fmt: skip
    sample = tuple(
        (240.0 + 60 * ((number * 37) % 100) / 100, 550e6 + 250e6 * ((number * 61 + 13) % 100) / 100, 300e6)
        for number in range(200)
    )
    return Outcomes(
        status=Status.OPTIMAL,
        self_checks=(SelfCheck(name="the mean lies in its interval", passed=True),),
        ledger=ledger("simulation", iterations=10_000),
        iterations=10_000,
        projects=projects,
        finish=distribution(230, 340),
        cost=distribution(500e6, 840e6),
        value=distribution(-300e6, 1700e6),
        joint=(
            JointChance(finish=260, cost=650e6, both=chance(0.25), in_time=chance(0.35), in_budget=chance(0.5)),
            JointChance(finish=300, cost=720e6, both=chance(0.63), in_time=chance(0.8), in_budget=chance(0.8)),
        ),
        works=(WorkOutcome(project="P3", work="W1", criticality=0.9, cruciality=0.6, mean_duration=41.7),),
        drivers=tuple(
            DriverOutcome(risk=f"R{place}", occurrence=0.2, finish=15.0 / place, cost=12e6, value=-90e6 / place)
            for place in (1, 2, 3)
        ),
        cash=tuple(
            CashOutcome(quarter=q, mean=(q - 2) ** 2 * 30e6 - 260e6, p20=(q - 2) ** 2 * 24e6 - 320e6,
                        p80=(q - 2) ** 2 * 35e6 - 220e6)
            for q in range(12)
        ),
        sample=sample,
    )  # fmt: skip


def report_plan(**more: Any) -> Plan:
    """Return the whole plan."""
    lines = tuple(
        CashLine(source=source, quarter=quarter, available=has * MILLION, planned=2 * pays * MILLION,
                 scheduled=(2 * pays + quarter) * MILLION)
        for source, has, pays in (("OWN", 160, 40), ("GRANT", 130, 25), ("LOAN", 100, 10))
        for quarter in range(4)
    )  # fmt: skip
    return Plan(
        case=more.pop("case", None) or report_case(),
        portfolio=report_portfolio(),
        schedule=report_schedule(),
        outcomes=report_outcomes(),
        steps=(
            Step(name="portfolio", status=Status.OPTIMAL, seconds=1.25),
            Step(name="scheduling", status=Status.FEASIBLE, seconds=10.0),
            Step(name="simulation", status=Status.OPTIMAL, seconds=2.0),
        ),
        rounds=(Round(number=1, value=660e6, projects=2, overdraft=0),),
        cash=lines,
        ledger=ledger("planning", rounds=3),
        **more,
    )
