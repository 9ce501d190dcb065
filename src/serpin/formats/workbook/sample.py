"""The examples of the template: a small invented case that shows every usual sheet, with all nine kinds of work."""

from __future__ import annotations

from typing import Any

from serpin.base.texts import mark, translate
from serpin.vocabulary.case import Case
from serpin.vocabulary.labels import label
from serpin.vocabulary.work import WorkKind

_DAYS = (40, 15, 30, 35, 10, 10, 15, 20, 25)
_MILLIONS = (12, 4, 18, 30, 2, 3, 4, 5, 8)


def sample_case(language: str) -> Case:
    """Return the example case with names in a language."""

    def words(text: str) -> str:
        return translate(text, language)

    works = []
    for kind, days, millions in zip(WorkKind, _DAYS, _MILLIONS, strict=True):
        modes: list[dict[str, Any]] = [
            {
                "id": "own",
                "duration": [days * 4 // 5, days, days * 3 // 2],
                "demand": {"engineers": 2} if kind.number < 5 else {"engineers": 1},
                "cost": [millions * 900_000, millions * 1_000_000, millions * 1_300_000],
            }
        ]
        if kind is WorkKind.PROCESS_ENGINEERING:
            bureau = {"performer": "design_bureau", "contractor": "E2", "duration": [18, 22, 30], "cost": 26_000_000}
            modes.append({"id": "bureau", **bureau, "success": 0.95})
        before = _BEFORE[kind]
        name = words(label(kind)).lstrip("0123456789 ")
        name = name[:1].upper() + name[1:]
        works.append({"id": f"W{kind.number}", "name": name, "kind": kind.value, "after": before, "modes": modes})
    return Case.model_validate(
        {
            "title": words(mark("Innovation plan of our plant")),
            "language": language,
            "start": "2027-01-04",
            "enterprises": [
                {"id": "E1", "name": words(mark("Our plant")), "roles": ["manufacturer"], "headcount": 850},
                {"id": "E2", "name": words(mark("A design bureau")), "size": "small", "roles": ["design_bureau"]},
            ],
            "resources": [
                {
                    "id": "engineers",
                    "name": words(mark("Design engineers")),
                    "owner": "E1",
                    "capacity": 4,
                    "cost_per_unit_day": 45_000,
                },
                {
                    "id": "lab",
                    "name": words(mark("Test laboratory")),
                    "owner": "E1",
                    "kind": "laboratory",
                    "capacity": 1,
                    "cost_per_unit_day": 120_000,
                },
            ],
            "innovations": [
                {
                    "id": "I1",
                    "name": words(mark("Energy-saving pump")),
                    "type": "goods",
                    "basis": "new_use_of_existing",
                    "novelty": "domestic_market",
                }
            ],
            "projects": [
                {
                    "id": "P1",
                    "name": words(mark("Launch of the energy-saving pump")),
                    "innovation": "I1",
                    "enterprise": "E1",
                    "stage": "development",
                    "deadline": "2028-06-30",
                    "returns": {
                        "revenue": [140_000_000, 180_000_000, 230_000_000],
                        "operating_cost": [90_000_000, 105_000_000, 125_000_000],
                        "life": 7,
                        "ramp": 1,
                    },
                    "works": works,
                    "gates": [
                        {
                            "id": "G1",
                            "name": words(mark("Is the sample good enough?")),
                            "after": ["W4"],
                            "before": ["W7", "W9"],
                            "success": 0.85,
                            "criteria": [{"text": words(mark("Efficiency of at least 82 % in the test"))}],
                        }
                    ],
                }
            ],
            "risks": [
                {
                    "id": "R1",
                    "name": words(mark("Parts for the sample arrive late")),
                    "category": "production",
                    "probability": 0.3,
                    "impacts": [{"project": "P1", "work": "W4", "on": "duration", "size": [5, 15, 40]}],
                    "mitigations": [
                        {
                            "id": "M1",
                            "name": words(mark("Order from two suppliers")),
                            "cost": 1_500_000,
                            "probability": 0.1,
                        }
                    ],
                }
            ],
            "sources": [
                {
                    "id": "S1",
                    "name": words(mark("Own funds")),
                    "kind": "own",
                    "owner": "E1",
                    "available": [
                        {"quarter": f"{year}Q{quarter}", "amount": 25_000_000}
                        for year in (2027, 2028)
                        for quarter in (1, 2, 3, 4)
                    ],
                }
            ],
        }
    )


_BEFORE: dict[WorkKind, list[dict[str, Any]]] = {
    WorkKind.RESEARCH: [],
    WorkKind.MATERIALS: [{"work": "W1", "type": "SS", "lag": 10}],
    WorkKind.PROCESS_ENGINEERING: [{"work": "W1"}],
    WorkKind.PROTOTYPE: [{"work": "W2"}, {"work": "W3"}],
    WorkKind.ORGANISATION: [],
    WorkKind.INFORMATION: [{"work": "W5"}],
    WorkKind.TRAINING: [{"work": "W3"}],
    WorkKind.INTELLECTUAL_PROPERTY: [{"work": "W1"}],
    WorkKind.MARKETING: [{"work": "W4", "type": "FS", "lag": 5}],
}
