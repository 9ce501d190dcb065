"""Small cases for tests, built by hand."""

from __future__ import annotations

from typing import Any

from serpin.vocabulary.case import Case


def work_data(code: str, days: Any = 10, cost: Any = 1000, after: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """Return the data of a work with one mode."""
    return {
        "id": code,
        "name": f"Work {code}",
        "kind": "research",
        "after": [{"work": name} for name in after],
        "modes": [{"id": "m1", "duration": days, "cost": cost}],
        **more,
    }


def case_data(**more: Any) -> dict[str, Any]:
    """Return the data of a case with one enterprise, two projects of two works, and own money."""
    project = {"innovation": "I1", "enterprise": "E1", "returns": {"revenue": 20_000, "life": 4}}
    works = [work_data("W1"), work_data("W2", days=[5, 8, 14], after=("W1",))]
    return {
        "title": "Test case",
        "language": "en",
        "start": "2027-01-04",
        "horizon": 8,
        "discount_rate": 0.1,
        "calendar": {"country": ""},
        "enterprises": [{"id": "E1", "name": "Plant"}],
        "innovations": [{"id": "I1", "name": "Pump", "type": "goods"}],
        "projects": [
            {"id": "P1", "name": "First", "works": works, **project},
            {"id": "P2", "name": "Second", "works": works, **project},
        ],
        "sources": [
            {
                "id": "S1",
                "name": "Own",
                "kind": "own",
                "owner": "E1",
                "available": [{"quarter": "2027Q1", "amount": 9000}],
            }
        ],
        **more,
    }


def small_case(**more: Any) -> Case:
    """Return the case of :func:`case_data`."""
    return Case.model_validate(case_data(**more))
