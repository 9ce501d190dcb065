"""Small cases for the tests of cooperation."""

from __future__ import annotations

from typing import Any

from serpin.vocabulary.case import Case

BRIDGE = (("A", "B"), ("B", "C"), ("A", "C"), ("D", "E"), ("E", "F"), ("D", "F"), ("C", "D"))
"""Two triangles with a bridge: the example of the textbook page."""


def case_of(pairs: tuple[tuple[str, str], ...] = BRIDGE, names: str | list[str] = "ABCDEF", **more: Any) -> Case:
    """Return a case of enterprises with ties of full strength, and what else is given."""
    data: dict[str, Any] = {
        "title": "Small",
        "start": "2027-01-04",
        "enterprises": [{"id": name, "name": name} for name in names],
        "ties": [
            {"id": f"T{number}", "of": one, "to": other, "kind": "input_supplier", "strength": 1}
            for number, (one, other) in enumerate(pairs)
        ],
    }
    return Case.model_validate(data | more)


def offer(code: str, owner: str, **more: Any) -> dict[str, Any]:
    """Return an offer in one field."""
    return {"id": code, "owner": owner, "title": f"Offer {code}", "readiness": 7, "fields": ["24.44"]} | more


def request(code: str, enterprise: str, **more: Any) -> dict[str, Any]:
    """Return a request in the same field."""
    return {
        "id": code,
        "enterprise": enterprise,
        "title": f"Request {code}",
        "readiness": 5,
        "fields": ["24.44"],
    } | more
