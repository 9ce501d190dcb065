"""Cases for the tests of the portfolio engine."""

from __future__ import annotations

from typing import Any

from serpin.vocabulary.case import Case


def work(code: str, days: int, cost: float, after: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """Return the data of a work; further modes are given as ``modes``."""
    mode = {"id": "m1", "duration": days, "cost": cost}
    mode |= {key: more.pop(key) for key in ("success", "demand") if key in more}
    return {
        "id": code,
        "name": code,
        "kind": "research",
        "after": [{"work": name} for name in after],
        "modes": [mode],
        **more,
    }


def project(code: str, cost: float = 100, revenue: float = 100, **more: Any) -> dict[str, Any]:
    """Return the data of a project with one work of one quarter and returns of one year without tax."""
    return {
        "id": code,
        "name": code,
        "innovation": "I1",
        "enterprise": "E1",
        "returns": {"revenue": revenue, "life": 1},
        "works": [work("W1", 40, cost)],
        **more,
    }


def source(code: str = "OWN", kind: str = "own", **more: Any) -> dict[str, Any]:
    """Return the data of a source; own money belongs to E1. ``money`` gives amounts of the quarters from 2027Q1 on."""
    amounts = more.pop("money", (1000,))
    quarters = [f"{2027 + number // 4}Q{number % 4 + 1}" for number in range(len(amounts))]
    available = [{"quarter": q, "amount": a} for q, a in zip(quarters, amounts, strict=True) if a]
    owner = {"owner": "E1"} if kind == "own" else {}
    return {"id": code, "name": code, "kind": kind, "available": available, **owner, **more}


def case(projects: list[dict[str, Any]], sources: list[dict[str, Any]] | None = None, **more: Any) -> Case:
    """Return a case without discount, tax and holidays, of four quarters from January 2027."""
    return Case.model_validate(
        {
            "title": "Test",
            "language": "en",
            "start": "2027-01-04",
            "horizon": 4,
            "discount_rate": 0,
            "tax_rate": 0,
            "calendar": {"country": ""},
            "enterprises": [
                {"id": "E1", "name": "Plant", "size": "large", "activity": "28.1", "region": "35"},
                {"id": "E2", "name": "Bureau", "size": "small", "activity": "71.1", "region": "71"},
            ],
            "innovations": [
                {"id": "I1", "name": "Pump", "type": "goods", "priority_good": True},
                {"id": "I2", "name": "Line", "type": "production"},
            ],
            "projects": projects,
            "sources": [source()] if sources is None else sources,
            **more,
        }
    )
