"""The list of plans: sorted by every column, and sent as a file without formulas."""

import pytest
from django.test import Client
from test_web_plans import client, manager, run, small, workspace

from serpin.web.accounts.models import User
from serpin.web.runs import actions as run_actions
from serpin.web.runs.models import Run

pytestmark = pytest.mark.django_db

__all__ = ["client", "manager", "run", "small", "workspace"]


def test_the_list_is_exported_without_formulas(client: Client, run: Run) -> None:
    """A title that looks like a formula stays a text in other programs."""
    Run.objects.update(title="=1+1")
    answer = client.get("/w/small/plans/?as=csv&sort=-when").content.decode("utf-8-sig")
    assert "'=1+1" in answer
    assert client.get("/w/small/plans/?as=xlsx").content.startswith(b"PK")


def test_the_list_of_plans_is_sorted_by_every_column(client: Client, manager: User, run: Run) -> None:
    """Plans without a result stand last either way, and both values have columns of their own."""
    waiting = run_actions.ask(manager, run.workspace, title="waits")
    page = client.get("/w/small/plans/").content.decode()
    assert page.index("Value as selected") < page.index("Expected value")
    for name in ("projects", "value", "expected", "end"):
        for sort in (name, f"-{name}"):
            page = client.get(f"/w/small/plans/?sort={sort}").content.decode()
            assert page.index(f"/plans/{run.pk}/") < page.index(f"/plans/{waiting.pk}/")
        assert 'aria-sort="descending"' in page
    for sort in ("title", "-state", "who", "-when", "body", "-"):
        assert client.get(f"/w/small/plans/?sort={sort}").status_code == 200
