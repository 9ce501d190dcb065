"""The cash plan against figures worked by hand."""

from __future__ import annotations

from decimal import Decimal

from builders import small_case
from serpin.planning.cash import cash_plan, cost_by_quarter, lessons
from serpin.vocabulary.selection import Choice, ModeClass, Payment, Selection
from serpin.vocabulary.timetable import Placement, Timetable


def selection(*payments: tuple[int, int]) -> Selection:
    """Return a selection of P1 paid from S1 with (quarter, amount)."""
    return Selection(
        choices=(Choice(project="P1", quarter=0, budget=2000),),
        payments=tuple(Payment(project="P1", source="S1", quarter=q, amount=a) for q, a in payments),
    )


def test_cost_falls_into_the_quarters_in_which_its_days_lie() -> None:
    """A work of 10 days that starts 4 working days before the quarter ends costs 4/10 in it and 6/10 in the next."""
    case = small_case()
    last_of_quarter = case.days.day_of(case.quarters.first_date(1)) - 1
    timetable = Timetable(
        placements=(
            Placement(project="P1", work="W1", mode="m1", start=last_of_quarter - 3, finish=last_of_quarter + 7),
        )
    )
    costs = cost_by_quarter(case, timetable)
    assert round(costs["P1"][0], 9) == 400
    assert round(costs["P1"][1], 9) == 600


def test_finished_works_cost_nothing_more() -> None:
    """What is done is paid."""
    from builders import case_data

    data = case_data()
    data["projects"][0]["works"][0] = {
        **data["projects"][0]["works"][0],
        "progress": {"actual_start": "2026-11-02", "actual_finish": "2026-12-01", "percent": 100},
    }
    case = type(small_case()).model_validate(data)
    timetable = Timetable(placements=(Placement(project="P1", work="W1", mode="m1", start=-40, finish=-20),))
    assert cost_by_quarter(case, timetable) == {}


def test_a_source_pays_when_the_schedule_needs_it() -> None:
    """Payments follow the scheduled cost, and the overdraft is the largest cumulated shortfall."""
    case = small_case()
    plan = cash_plan(case, selection((0, 1000), (1, 1000)), {"P1": {0: 500.0, 1: 1500.0}})
    lines = {line.quarter: line for line in plan.lines}
    assert (lines[0].planned, lines[0].scheduled) == (Decimal(1000), Decimal(500))
    assert (lines[1].planned, lines[1].scheduled) == (Decimal(1000), Decimal(1500))
    assert plan.overdraft == 0


def test_money_that_lapses_is_missed_in_its_quarter() -> None:
    """Without carry-over the money of the first quarter does not help the second."""
    sources = [
        {
            "id": "S1", "name": "Grant", "kind": "innovation_grant", "carry_over": False,
            "available": [{"quarter": "2027Q1", "amount": 1500}, {"quarter": "2027Q2", "amount": 500}],
        }
    ]  # fmt: skip
    plan = cash_plan(small_case(sources=sources), selection((0, 1500), (1, 500)), {"P1": {0: 100.0, 1: 300.0}})
    assert plan.overdraft == Decimal(1000)
    assert plan.share == 0.5


def test_money_of_a_year_is_missed_in_the_next() -> None:
    """Money of a year helps its later quarters; 300 too much are missed, and so is all that is due in the next."""
    sources = [
        {
            "id": "S1", "name": "Grant", "kind": "innovation_grant", "lapse": "year",
            "available": [{"quarter": "2027Q1", "amount": 1500}, {"quarter": "2027Q2", "amount": 500}],
        }
    ]  # fmt: skip
    case = small_case(sources=sources)
    assert cash_plan(case, selection((0, 2000)), {"P1": {0: 1000.0, 3: 1000.0}}).overdraft == 0
    assert cash_plan(case, selection((0, 2300)), {"P1": {0: 1000.0, 3: 1000.0}}).overdraft == Decimal(300)
    assert cash_plan(case, selection((0, 2000)), {"P1": {3: 900.0, 4: 100.0}}).overdraft == Decimal(200)


def test_lessons_hold_cost_and_finish_from_the_first_quarter() -> None:
    """A project that starts in quarter 1 and costs only in quarter 2 teaches (0, cost)."""
    case = small_case()
    start = case.days.day_of(case.quarters.first_date(2)) + 5
    timetable = Timetable(placements=(Placement(project="P1", work="W1", mode="m1", start=start, finish=start + 10),))
    chosen = Selection(choices=(Choice(project="P1", quarter=1, budget=1000, mode_class=ModeClass.FAST),))
    (lesson,) = lessons(case, chosen, timetable, cost_by_quarter(case, timetable))
    assert lesson.costs == (Decimal(0), Decimal(1000))
    assert lesson.finish_quarter == 1
    assert lesson.mode_class is ModeClass.FAST
