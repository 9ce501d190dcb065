"""Messages of the engines are said with names instead of codes."""

from decimal import Decimal

import pytest

from report_plans import report_case, report_plan
from serpin.charts.money import uses
from serpin.planning.result import Plan
from serpin.reports import findings
from serpin.reports.summary import summary
from serpin.reports.tables import finance
from serpin.reports.tables.worth import change_in_words
from serpin.reports.words import engine_name, names_in, sentence
from serpin.vocabulary.noun import Words
from serpin.vocabulary.result import Message, SelfCheck, Status

CASE = report_case()


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("it needs project {project}, which is not chosen", {"project": "P2"}, "“Digital foundry”"),
        ("it would need {amount} more from source {source} in {quarter}",
         {"amount": 1_230_000_000.0, "source": "OWN", "quarter": "2027Q3"},
         "it would need 1.23 bn ₸ more from source “Own funds” in Q3 2027"),
        ("resource {name} has no more capacity than is given", {"name": "LAB"}, "“Laboratory”"),
        ("work {work} of project {project} is fixed to start on {day}",
         {"work": "W1", "project": "P1", "day": "2027-03-05"}, "5 Mar 2027"),
        ("its expected value is not positive: {value}", {"value": -16_500_000.0}, "16.5 mln ₸"),
        ("unknown {thing}", {"thing": "P2"}, "unknown P2"),
        ("unknown {share} and {project}", {"share": 0.25, "project": ["P1", "P2"]}, "25 % and “Pump"),
    ],
)  # fmt: skip
def test_values_become_words(text: str, values: dict[str, object], said: str) -> None:
    """Codes become quoted names, amounts money, quarters and days dates."""
    assert said in sentence(Message(text=text, values=values), names_in(CASE, "en")).replace("\u00a0", " ")


def test_names_follow_the_language() -> None:
    """The name of a project is the one of the reader's language."""
    message = Message(text="{project}", values={"project": "P2"})
    assert sentence(message, names_in(CASE, "kk")) == "«Құю учаскесін цифрландыру»"


def test_a_rule_of_law_is_named_in_the_language_of_the_reader() -> None:
    """A message carries all names of the rule; the reader sees one of them."""
    message = Message(text="{title}", values={"title": {"kk": "Өнеркәсіптік грант", "ru": "Промышленный грант"}})
    assert sentence(message, names_in(CASE, "ru")) == "Промышленный грант"


@pytest.mark.parametrize(
    ("language", "name", "quoted"),
    [
        ("ru", "ТОО «Сервис»", "ТОО «Сервис»"),
        ("kk", "«Сервис» ЖШС", "«Сервис» ЖШС"),
        ("ru", "Собственные средства («Сервис»)", "Собственные средства («Сервис»)"),
        ("ru", "Насос «Вихрь» для шахт", "«Насос „Вихрь“ для шахт»"),
        ("en", "A “B”", "“A ‘B’”"),
    ],
)
def test_marks_within_marks_differ(language: str, name: str, quoted: str) -> None:
    """A name with quotation marks of its own is still read as one name, and no marks stand beside marks."""
    assert names_in(CASE, language).locale.quoted(name) == quoted


def test_steps_have_names_and_unknown_ones_stand_for_themselves() -> None:
    """A step of a later version is still shown."""
    names = names_in(CASE, "en")
    assert (engine_name("portfolio", names), engine_name("unheard-of", names)) == ("Selection", "unheard-of")


def said(*sentences: str) -> str:
    """Return sentences with plain spaces."""
    return " ".join(sentences).replace("\u00a0", " ")


def test_the_headline_says_what_why_and_how_sure() -> None:
    """Chosen, cost, value, end and odds stand in the first paragraph."""
    plan = report_plan()
    text = said(*findings.headline(plan, names_in(plan.case, "en")))
    assert text.startswith("Chosen: 2 of 4 projects; their works cost 600 mln ₸.")
    assert "with 80 % probability it is finished by 12 Apr 2028" in text
    assert "kept with 25 % probability: time with 35 %, budget with 50 %" in text


def test_an_empty_document_says_so() -> None:
    """A plan of which nothing was computed is not praised."""
    plan = report_plan().model_copy(update={"portfolio": None, "schedule": None, "outcomes": None})
    assert findings.headline(plan, names_in(plan.case, "en")) == (
        "Nothing was planned yet: the document holds the case alone.",
    )


def test_conflicts_of_an_infeasible_plan_are_said() -> None:
    """The smallest set of conflicting demands stands in words."""
    conflict = Message(text="project {name} must be carried out", values={"name": "P1"})
    plan = report_plan()
    portfolio = plan.portfolio.model_copy(update={"status": Status.INFEASIBLE, "conflicts": (conflict,)})
    plan = plan.model_copy(update={"portfolio": portfolio, "schedule": None, "outcomes": None})
    names = names_in(plan.case, "en")
    assert findings.headline(plan, names)[0].startswith("There is no plan that keeps all demands.")
    assert findings.conflicts(plan, names) == ("project “Pump of a new generation” must be carried out",)


def test_a_broken_self_check_is_the_first_caution() -> None:
    """Figures that failed their own check are not to be used."""
    plan = report_plan()
    broken = plan.schedule.model_copy(update={"self_checks": (SelfCheck(name="capacities are kept", passed=False),)})
    plan = plan.model_copy(update={"schedule": broken})
    first = findings.cautions(plan, names_in(plan.case, "en"))[0]
    assert first.startswith("A self-check failed in Schedule: capacities are kept.")


def test_a_rejected_project_learns_what_would_bring_it_in() -> None:
    """More money, from which source and in which quarter, or the place of another project with what that costs."""
    plan = report_plan()
    words = change_in_words(plan.portfolio.candidates[1].change, names_in(plan.case, "en"))
    assert said(words) == (
        "50.0 mln ₸ more (“Own funds” 30.0 mln ₸ – Q2 2027, “Own funds” 20.0 mln ₸ – Q3 2027), "
        "or instead of “Frugal <b>drive</b> & gear”; the value falls by 40.0 mln ₸"
    )


def test_what_a_selection_found_is_no_plan_without_a_schedule() -> None:
    """With an infeasible schedule the finding is that alone: no projects, no value, no money that is there."""
    plan = report_plan()
    schedule = plan.schedule.model_copy(update={"status": Status.INFEASIBLE})
    plan = plan.model_copy(update={"schedule": schedule, "outcomes": None})
    names = names_in(plan.case, "en")
    assert findings.headline(plan, names) == ("There is no plan that keeps all demands. The conflicting demands:",)
    assert findings.figures(plan, names) == ()
    assert "Chosen projects" not in summary(plan, "en")


def test_a_skipped_simulation_is_not_told_as_a_conflict() -> None:
    """Where there was nothing to simulate, no demands contradict each other."""
    plan = report_plan()
    skipped = plan.outcomes.model_copy(update={"status": Status.SKIPPED})
    alone = Plan(case=plan.case, outcomes=skipped)
    assert findings.headline(alone, names_in(plan.case, "en")) == (
        "Nothing was planned yet: the document holds the case alone.",
    )


def test_payments_say_that_they_hold_a_contingency() -> None:
    """They are more than the cost of the works; the table says by how much."""
    plan = report_plan()
    ledger = plan.portfolio.ledger.model_copy(update={"options": {"contingency": 0.1}})
    portfolio = plan.portfolio.model_copy(update={"ledger": ledger})
    table = finance.payments(uses(plan.case, plan.cash), names_in(plan.case, "en"), portfolio)
    assert said(table.note) == "Sources provide 10 % more than the expected cost of the works, as a contingency."


def test_a_name_without_end_is_cut_in_the_terminal() -> None:
    """A name of hundreds of letters without a space does not make the table wider than the terminal."""
    plan = report_plan()
    first, *others = plan.case.projects
    case = plan.case.model_copy(
        update={"projects": (first.model_copy(update={"name": Words(plain="x" * 300)}), *others)}
    )
    table = summary(plan.model_copy(update={"case": case}), "en").split("Chosen projects")[1].split("What stands")[0]
    assert max(len(line) for line in table.splitlines()) <= 110


def test_a_cent_of_rounding_is_no_overdraft() -> None:
    """Money counts as missing from one unit on; the sentence names the source, the quarter and the amount."""
    plan = report_plan()
    names = names_in(plan.case, "en")

    def with_less(missing: str) -> str:
        short = [line.model_copy(update={"available": line.scheduled}) for line in plan.cash]
        short[0] = short[0].model_copy(update={"available": short[0].scheduled - Decimal(missing)})
        less = plan.model_copy(update={"cash": tuple(short)})
        return said(*findings.headline(less, names), *findings.cautions(less, names))

    assert "The money is there in every quarter." in with_less("0.01")
    assert "“Own funds” lacks up to 5.00 mln ₸ in Q1 2027: move works, or find more money." in with_less("5000000")
