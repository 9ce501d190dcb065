"""The terminal gets a readable end: finding, figures, projects, cautions and what to do next."""

import pytest

from report_plans import report_plan
from serpin.reports.summary import outcomes_summary, portfolio_summary, schedule_summary, summary
from serpin.vocabulary.result import Status

PLAN = report_plan()


def plain(text: str) -> str:
    """Return a text with plain spaces."""
    return text.replace("\u00a0", " ")


def test_a_summary_has_all_its_parts() -> None:
    """Title, finding, figures, chosen projects, cautions and next steps follow each other."""
    text = plain(summary(PLAN, "en"))
    places = [
        text.index(part)
        for part in (
            "The Trial plant",
            "Chosen: 2 of 4 projects",
            "Time and budget kept",
            "Chosen projects",
            "What stands against it",
            "Schedule: not proven best",
            "What to do next",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_summary_fits_a_terminal(language: str) -> None:
    """No line is wider than a hundred and ten columns."""
    assert max(len(line) for line in summary(PLAN, language).splitlines()) <= 110


def test_a_selection_says_what_was_rejected_and_why() -> None:
    """Both tables stand there, the second with the reason."""
    text = plain(portfolio_summary(PLAN.case, PLAN.portfolio, "en"))
    assert text.index("Chosen projects") < text.index("Rejected projects") < text.index("no project was chosen")


def test_a_schedule_lists_its_critical_works() -> None:
    """Five works of the second project are critical; the others are not listed."""
    text = schedule_summary(PLAN.case, PLAN.schedule, "en")
    critical = text[text.index("Critical works") : text.index("Gates")]
    assert critical.count("Frugal <b>drive</b> & gear") == 5
    assert "Pump of a new generation" not in critical


def test_outcomes_show_percentiles_and_odds() -> None:
    """P80 of end, cost and value, the odds of the projects and the risks are there."""
    text = plain(outcomes_summary(PLAN.case, PLAN.outcomes, "en"))
    assert "P80" in text
    assert "Odds of the projects" in text
    assert "Late castings" in text


def test_an_infeasible_selection_has_no_table() -> None:
    """Only the conflict is said."""
    portfolio = PLAN.portfolio.model_copy(update={"status": Status.INFEASIBLE})
    text = portfolio_summary(PLAN.case, portfolio, "en")
    assert "There is no plan that keeps all demands" in text
    assert "Chosen projects" not in text
