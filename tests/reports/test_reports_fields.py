"""Fields and their values are said in words: titles, names, choices, days, yes and no, shares in percent."""

from __future__ import annotations

from typing import Any

import pytest

from builders import case_data
from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.planning.differences import Difference
from serpin.planning.options import PlanOptions
from serpin.reports.tables.changes import field_in_words, values_in_words
from serpin.vocabulary.case import Case

CASE = Case.model_validate(case_data())


def said(language: str, root: Any, **fields: Any) -> tuple[str, str, str]:
    """Return what is said of a difference: the field and both values."""
    one, names = Difference(**fields), Names(CASE, Locale(language))
    return (field_in_words(one, names, root), *values_in_words(one, names, root))


def test_kept_projects_are_named() -> None:
    """Neither the path of the option nor the list of a program is shown."""
    project = CASE.projects[0]
    found = said("ru", PlanOptions, field="portfolio.kept", before=[], after=[project.id])
    assert found == ("Отбор, Сохраняемые проекты", "–", Locale("ru").name(project.name))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"field": "discount_rate", "before": 0.1, "after": 0.125}, ("10 %", "12.5 %")),
        ({"list": "projects", "code": "P1", "field": "mandatory", "before": False, "after": True}, ("no", "yes")),
        (
            {"list": "projects", "code": "P1", "field": "deadline", "before": None, "after": "2029-06-30"},
            ("–", "30 Jun 2029"),
        ),
        ({"list": "projects", "code": "P1", "field": "stage", "before": "idea", "after": "pilot"}, ("idea", "pilot")),
        ({"list": "risks", "code": "R9", "before": {"kk": "Өрт", "ru": "Пожар", "en": "Fire"}}, ("Fire", "gone")),
        ({"list": "projects", "code": "P1", "field": "enterprise", "before": "E1", "after": "E9"}, (None, "E9")),
    ],
)
def test_values_are_said_by_what_they_are(fields: dict[str, Any], words: tuple[str | None, str]) -> None:
    """Shares, truths, days, choices, names in several languages, references."""
    _, before, after = said("en", Case, **fields)
    if words[0] is not None:
        assert before.replace("\u00a0", " ") == words[0]
    assert after.replace("\u00a0", " ").startswith(words[1])


def test_weights_are_said_by_the_name_of_the_indicator() -> None:
    """A table of options with the codes of nouns."""
    data = case_data(indicators=[{"id": "SALES", "name": "New sales", "unit": "%"}])
    names = Names(Case.model_validate(data), Locale("en"))
    one = Difference(field="portfolio.contribution_weights.SALES", after=2.0)
    assert field_in_words(one, names, PlanOptions) == "Selection, Weights of indicators, New sales"


def test_what_is_not_known_is_shown_as_it_is() -> None:
    """A field of another version."""
    assert said("en", PlanOptions, field="portfolio.unheard.of", before=1, after=[2, 3]) == (
        "Selection, unheard, of",
        "1",
        "2; 3",
    )


def test_a_part_that_is_new_is_told_with_the_titles_of_its_fields() -> None:
    """The progress of a work."""
    progress = {"actual_start": "2027-04-05", "actual_finish": None, "percent": 40.0, "mode": "own"}
    _, _, after = said("ru", Case, list="projects/P1/works", code="W1", field="progress", after=progress)
    assert after.replace("\u00a0", " ").startswith("Фактическое начало: 5 апр. 2027; ")
    assert "actual" not in after
