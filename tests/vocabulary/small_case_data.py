"""A small case as plain data, for tests that break it."""

from typing import Any


def small_case() -> dict[str, Any]:
    """Return a case of one enterprise and one project of three works, as a reader would hand it over."""
    return {
        "format": 1,
        "title": "Сынақ",
        "start": "2027-01-04",
        "enterprises": [{"id": "E1", "name": "Зауыт"}, {"id": "E2", "name": "Бюро"}],
        "resources": [{"id": "lab", "name": "Зертхана", "owner": "E1", "capacity": 2}],
        "innovations": [{"id": "I1", "name": "Сорғы", "type": "goods"}],
        "projects": [
            {
                "id": "P1",
                "name": "Сорғы жобасы",
                "innovation": "I1",
                "enterprise": "E1",
                "works": [
                    small_work("W1"),
                    small_work("W2", after=[{"work": "W1"}]),
                    small_work("W3", after=[{"work": "W2", "type": "SS", "lag": 3}]),
                ],
            }
        ],
        "risks": [{"id": "R1", "name": "Кешігу", "probability": 0.2}],
        "sources": [{"id": "S1", "name": "Өз қаражаты", "kind": "own"}],
    }


def small_work(code: str, **more: Any) -> dict[str, Any]:
    """Return a work of ten days in one mode."""
    return {"id": code, "name": code, "kind": "research", "modes": [{"id": "M1", "duration": 10}], **more}
