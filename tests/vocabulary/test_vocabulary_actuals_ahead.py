"""Books that are ahead of the plan are doubtful: what is left would be planned from too early a day."""

from datetime import date

from serpin.examples.samples import sample
from serpin.vocabulary.case import Case
from serpin.vocabulary.review import review


def begun(finish: str) -> Case:
    """Return the sample with one work done on a day."""
    data = sample("plant").model_dump(mode="json", exclude_none=True)
    data["projects"][0]["works"][0]["progress"] = {"actual_start": "2026-11-02", "actual_finish": finish}
    return Case.model_validate(data)


def test_actual_days_after_the_start_of_the_case_are_doubtful() -> None:
    """The warning names the work, its project and both days, and stops nothing."""
    case = begun("2027-05-28")
    (doubt,) = review(case)
    assert doubt.severity == "warning"
    assert doubt.values == {"work": "W1", "project": "P01", "day": "2027-05-28", "start": str(case.start)}
    assert doubt.place == ("projects", 0, "works", 0, "progress")


def test_actual_days_before_the_start_of_the_case_are_in_order() -> None:
    """A portfolio under way is planned from the day of planning; its books end before."""
    case = begun("2026-12-04")
    assert case.start > date(2026, 12, 4)
    assert review(case) == []
