"""Small cases for the simulation tests."""

from __future__ import annotations

from typing import Any

from serpin.vocabulary.case import Case


def work(code: str, days: Any = 10, cost: Any = 0, after: tuple[Any, ...] = (), **more: Any) -> dict[str, Any]:
    """Return the data of a work with one mode; ``after`` holds codes or whole links."""
    mode = {"id": "m", "duration": days, "cost": cost}
    mode |= {name: more.pop(name) for name in ("demand", "success") if name in more}
    links = [link if isinstance(link, dict) else {"work": link} for link in after]
    return {"id": code, "name": code, "kind": "research", "after": links, "modes": [mode], **more}


def project(code: str, works: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """Return the data of a project."""
    return {"id": code, "name": code, "innovation": "I", "enterprise": "E", "works": works, **more}


def case_of(*projects: dict[str, Any], **more: Any) -> Case:
    """Return a case without discounting and taxes, so that values can be added up by hand."""
    return Case.model_validate(
        {
            "title": "Test",
            "start": "2027-01-04",
            "horizon": 8,
            "discount_rate": 0.0,
            "tax_rate": 0.0,
            "calendar": {"country": ""},
            "enterprises": [{"id": "E", "name": "Plant"}],
            "innovations": [{"id": "I", "name": "Pump", "type": "goods"}],
            "projects": list(projects),
            **more,
        }
    )


def discrete(*pairs: tuple[float, float]) -> dict[str, Any]:
    """Return a discrete estimate from pairs of value and probability."""
    return {"shape": "discrete", "values": [v for v, _ in pairs], "probabilities": [p for _, p in pairs]}


def triangular(low: float, mode: float, high: float) -> dict[str, Any]:
    """Return a triangular estimate between limits."""
    return {"shape": "triangular", "low": low, "mode": mode, "high": high}
