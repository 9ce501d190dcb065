"""How often a page asks the database: kept in a golden file, and at most twelve times."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from test_web_accounts_doors import OWN, World, world

from conftest import ROOT
from serpin.web.registry.models import Record

__all__ = ["world"]
pytestmark = pytest.mark.django_db

GOLDEN = ROOT / "tests" / "golden" / "queries.json"
MOST = 12


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """Yield the pages of lists and records by name."""
    slug = world.workspace.slug
    for name in ("area-overview", "area-people", "area-ideas", "area-projects", "area-register", "area-plans"):
        yield name, reverse(name, args=[slug])
    for kind in ("enterprises", "resources", "innovations", "projects", "sources", "risks", "ties", "agreements"):
        yield f"records of {kind}", reverse("records", args=[slug, kind])
    yield "records of projects, searched and sorted", reverse("records", args=[slug, "projects"]) + "?q=mine&sort=title"
    for kind in ("projects", "sources", "enterprises", "projects.works"):
        yield f"record of {kind}", reverse("record", args=[slug, world.things[OWN][kind].pk])
    yield "record-edit", reverse("record-edit", args=[slug, world.things[OWN]["projects"].pk])
    yield "works", reverse("works", args=[slug, world.things[OWN]["projects"].pk])
    yield "record-history", reverse("record-history", args=[slug, world.things[OWN]["projects"].pk])
    for name in ("problems", "state", "exchange", "plan-new", "plan-compare", "plan-following"):
        yield name, reverse(name, args=[slug])
    yield "record-uses", reverse("record-uses", args=[slug, world.things[OWN]["projects"].pk])
    yield "me", reverse("me")
    yield "idea", reverse("idea", args=[slug, world.things[OWN]["idea"].pk])


def counted(world: World) -> dict[str, int]:
    """Return how many queries each page makes, the second time it is shown."""
    client = world.people["innovation_manager"]
    found: dict[str, int] = {}
    for name, address in addresses(world):
        assert client.get(address).status_code == 200, address
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        found[name] = len(
            [one for one in queries.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        )
    return found


def test_pages_ask_the_database_as_often_as_agreed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers are those of the golden file; whoever changes them looks at them (SERPIN_GOLDEN=1 writes it)."""
    import os

    found = counted(world)
    if os.environ.get("SERPIN_GOLDEN"):
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    assert found == json.loads(GOLDEN.read_text("utf-8"))
    assert max(found.values()) <= MOST


def test_longer_lists_ask_no_more_often(world: World) -> None:
    """Fifty rows need as many questions as eight."""
    client = world.people["innovation_manager"]
    address = reverse("area-projects", args=[world.workspace.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    pattern: Any = Record.objects.filter(workspace=world.workspace, kind="projects").first()
    Record.objects.bulk_create(
        [
            Record(
                workspace=world.workspace,
                kind="projects",
                code=f"MORE{number}",
                title=f"More {number}",
                enterprise=OWN,
                body={**pattern.body, "id": f"MORE{number}"},
                position=100 + number,
            )
            for number in range(60)
        ]
    )
    with CaptureQueriesContext(connection) as many:
        page = client.get(address).content.decode()
    assert page.count("MORE") > 40
    assert len(many) <= len(few) + 1
