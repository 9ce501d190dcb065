"""Small cases for the tests of scheduling."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from serpin.vocabulary.case import Case

START = date(2027, 1, 4)


def day(number: int) -> str:
    """Return the date of a day number; every day is worked in these cases."""
    return str(START + timedelta(days=number))


def work(code: str, days: float, after: Any = (), **fields: Any) -> dict[str, Any]:
    """Return a work in one mode; ``use`` names its resources."""
    use = fields.pop("use", {})
    links = [{"work": link} if isinstance(link, str) else link for link in after]
    modes = fields.pop("modes", [{"id": "own", "duration": days, "demand": use, "cost": fields.pop("cost", 0)}])
    return {"id": code, "name": code, "kind": "research", "after": links, "modes": modes, **fields}


def project(code: str, works: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """Return a project of some works."""
    return {"id": code, "name": code, "innovation": "I", "enterprise": "E", "works": works, **fields}


def case(projects: list[dict[str, Any]], resources: dict[str, Any] | None = None) -> Case:
    """Return a case in which every day is worked; resources are capacities or tables."""
    tables = [
        {"id": code, "name": code, "owner": "E", **(table if isinstance(table, dict) else {"capacity": table})}
        for code, table in (resources or {}).items()
    ]
    return Case.model_validate(
        {
            "title": "test",
            "start": str(START),
            "calendar": {"week": [1, 2, 3, 4, 5, 6, 7], "country": ""},
            "enterprises": [{"id": "E", "name": "E"}],
            "innovations": [INNOVATION],
            "resources": tables,
            "projects": projects,
        }
    )


INNOVATION: dict[str, Any] = {"id": "I", "name": "I", "type": "goods"}
