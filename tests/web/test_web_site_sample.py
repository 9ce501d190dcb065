"""The demonstration begins near the day on which it is looked at."""

from datetime import date

import pytest

from serpin.web.accounts.models import Workspace
from serpin.web.registry import bridge
from serpin.web.runs.models import Run
from serpin.web.site.sample import load_samples

pytestmark = pytest.mark.django_db


def test_the_samples_begin_at_the_turn_of_the_year_next_to_today() -> None:
    """Cases, titles and the first plan name the coming years; loading once more moves nothing."""
    load_samples(date(2028, 11, 24))
    load_samples(date(2032, 1, 1))
    plant, region = (bridge.case_of(Workspace.objects.get(slug=slug)) for slug in ("plant", "region"))
    assert (plant.start, region.start) == (date(2029, 1, 4), date(2029, 1, 4))
    assert plant.sources[0].available[0].quarter == "2029Q1"
    assert {goal.targets[0].year for goal in plant.strategies[0].goals} <= {2031, 2032}
    assert Workspace.objects.get(slug="plant").name("kk").endswith("2029–2031")
    runs = Run.objects.order_by("id").values_list("workspace__slug", "title", "asked_by__email", "case__start")
    assert list(runs) == [
        ("plant", "2029–2031", "manager@plant.example", "2029-01-04"),
        ("region", "2029–2033", "officer@programme.example", "2029-01-04"),
    ]
