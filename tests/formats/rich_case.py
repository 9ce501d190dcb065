"""A case in which every noun stands, and every awkward value that a format could lose."""

from __future__ import annotations

from typing import Any

from serpin.vocabulary.case import Case

ESTIMATES: tuple[Any, ...] = (
    7,
    0.1 + 0.2,
    [1, 2.5, 4],
    {"shape": "pert", "low": 10, "mode": 12, "high": 15, "points": "p10_p90"},
    {"shape": "triangular", "low": 1, "mode": 2, "high": 1e22},
    {"shape": "triangular", "low": 10, "mode": 12, "high": 15, "points": "p10_p90"},
    {"shape": "lognormal", "median": 10, "p90": 14.123456789012345},
    {"shape": "empirical", "values": [3, 4, 1e-7]},
    {"shape": "discrete", "values": [10, 0, 20.5], "probabilities": [0.3, 0.3, 0.4]},
)


def _works() -> list[dict[str, Any]]:
    works: list[dict[str, Any]] = [
        {
            "id": f"W{number}",
            "name": f"Work {number}",
            "kind": "research",
            "modes": [{"id": "m", "duration": estimate, "cost": estimate}],
        }
        for number, estimate in enumerate(ESTIMATES)
    ]
    links = [
        {"work": "W0"},
        {"work": "W1", "type": "SS", "lag": 5},
        {"work": "W2", "type": "FF", "lag": -2, "longest": 10},
        {"work": "a,b", "type": "SF", "longest": 0},
        {"work": "7", "lag": -3},
        {"work": "5%(x)", "type": "FF"},
    ]
    works += [
        {"id": "a,b", "name": "Comma", "kind": "training", "modes": [{"id": "m", "duration": 1}]},
        {"id": "7", "name": "7", "kind": "marketing", "modes": [{"id": "1", "duration": 1}]},
        {"id": "5%(x)", "name": "=1+1", "kind": "materials", "modes": [{"id": "m", "duration": 1}]},
        {
            "id": "late",
            "name": {"kk": "Соңғы", "ru": "Последняя"},
            "kind": "intellectual_property",
            "after": links,
            "modes": [
                {"id": "own", "duration": [5, 8, 20], "demand": {"lab": 1, "people=a,b": 3}, "success": 0.9},
                {
                    "id": "bureau",
                    "performer": "design_bureau",
                    "contractor": "E2",
                    "duration": 3,
                    "notes": "two\nlines; and \\ 'signs' \"",
                },
            ],
            "cost_row": "other",
            "occurrence": 0.25,
            "rework": {"probability": 0.3, "share": 1 / 3},
            "earliest": "2027-02-01",
            "pinned_start": "2027-03-01",
            "pinned_mode": "own",
            "progress": {"actual_start": "2027-01-11", "percent": 33.3, "actual_cost": 12.34, "mode": "own"},
        },
    ]
    return works


def rich_case() -> Case:
    """Return the case."""
    return Case.model_validate(
        {
            "title": {"kk": "Бай мысал", "ru": "Богатый пример", "en": "Rich example"},
            "language": "ru",
            "currency": "USD",
            "start": "2027-01-04",
            "horizon": 9,
            "discount_rate": 0.123456789,
            "calendar": {"country": "", "week": [1, 3], "free": ["2027-05-03"], "worked": ["2027-05-08", "2027-05-09"]},
            "enterprises": [
                {
                    "id": "E1",
                    "name": "true",
                    "bin": "012345678901",
                    "region": "0750",
                    "activity": "28.20",
                    "size": "medium",
                    "headcount": 12,
                    "turnover": 9999999999999.99,
                    "roles": ["manufacturer", "buyer"],
                    "subsoil_user": True,
                },
                {"id": "E2", "name": "2027-01-01"},
            ],
            "resources": [
                {
                    "id": "lab",
                    "name": "ЗАО «Зертхана» — №1",
                    "owner": "E1",
                    "kind": "laboratory",
                    "capacity": 2,
                    "changes": [{"since": "2027-06-01", "capacity": 0}, {"since": "2028-01-01", "capacity": 5}],
                    "calendar": {},
                    "cost_per_unit_day": 0.05,
                },
                {"id": "people=a,b", "name": "~", "owner": "E2", "capacity": 4, "calendar": {"country": "RU"}},
            ],
            "innovations": [
                {
                    "id": "I1",
                    "name": "null",
                    "purpose": "No",
                    "type": "goods",
                    "type_2005": "process",
                    "priority_good": True,
                    "fields": ["A; B", "", '""', "x\\y", "12"],
                    "properties": [{"id": "R1", "kind": "licence", "filed": "2026-12-31", "owner": "E2"}],
                }
            ],
            "projects": [
                {
                    "id": "P1",
                    "name": "1e5",
                    "innovation": "I1",
                    "enterprise": "E1",
                    "partners": [{"enterprise": "E1", "share": 0.7}, {"enterprise": "E2", "share": 0.3}],
                    "mandatory": True,
                    "weight": 0,
                    "returns": {
                        "launch_after": "W1",
                        "revenue": [-5, 100, 200],
                        "operating_cost": {"shape": "lognormal", "median": 3, "p90": 4},
                        "price_drift": -0.02,
                    },
                    "contributions": [{"indicator": "X1", "amount": 2.5}],
                    "works": _works(),
                    "gates": [
                        {
                            "id": "G1",
                            "name": "Gate",
                            "after": ["W0", "a,b"],
                            "before": ["late"],
                            "success": 0.5,
                            "rule": {"measure": "cost", "at_most": 1e6},
                            "abandonment_value": -5,
                            "criteria": [
                                {"text": "a", "met": False},
                                {"text": {"ru": "б", "en": "b"}, "evidence": "act"},
                            ],
                            "record": {"decision": "go", "day": "2027-01-05", "people": ["A. B", "C; D"]},
                        }
                    ],
                },
                {
                    "id": "P2",
                    "name": "Second",
                    "innovation": "I1",
                    "enterprise": "E2",
                    "works": [{"id": "W0", "name": "x", "kind": "research", "modes": [{"id": "m", "duration": 1}]}],
                },
            ],
            "risks": [
                {
                    "id": "R1",
                    "name": "Risk",
                    "cause": "why",
                    "probability": 0,
                    "group": "g",
                    "impacts": [
                        {"project": "P1", "work": "W1", "on": "duration", "size": [1, 2, 3]},
                        {"kind": "training", "on": "cost", "effect": "factor", "size": 1.2},
                        {"on": "returns", "size": -0.1},
                    ],
                    "mitigations": [{"id": "M", "name": "m", "cost": 1, "probability": 0.5, "impact": 0}],
                },
                {"id": "R2", "name": "Rate", "rate": 0.5, "insurance": "property", "speculative": True},
            ],
            "covers": [
                {
                    "id": "C1",
                    "name": "Cover",
                    "insurer": "E2",
                    "insurance": "property",
                    "perils": ["R1", "R2"],
                    "limit": 100,
                    "premium": 0,
                    "loading": 1.5,
                }
            ],
            "claims": [{"id": "K1", "cover": "C1", "risk": "R1", "event": "2027-02-02", "loss": 3}],
            "sources": [
                {
                    "id": "S1",
                    "name": "Own",
                    "kind": "own",
                    "owner": "E1",
                    "carry_over": False,
                    "available": [{"quarter": "2027Q1", "amount": 10}, {"quarter": "2027Q3", "amount": 0}],
                },
                {
                    "id": "S2",
                    "name": "Grant",
                    "kind": "innovation_grant",
                    "rules": {
                        "max_amount": 5,
                        "max_share": 0.5,
                        "max_quarters": 4,
                        "work_kinds": ["research", "prototype"],
                        "stages": ["idea"],
                        "sizes": ["small", "large"],
                        "activities": ["28", "28.1"],
                        "after_source": "S1",
                        "products_only": True,
                    },
                    "price": {"interest": 0.07, "repayment_quarters": 8},
                    "obligations": [{"text": "Report", "indicator": "X1", "amount": 0, "until": "2028-01-01"}],
                    "tranches": [{"share": 0.4}, {"gate": "G1", "share": 0.6}],
                    "priority": 0,
                },
            ],
            "relations": [
                {"id": "L1", "kind": "complement", "projects": ["P1", "P2"], "amounts": {"P1": 1.25, "P2": 0}},
                {"id": "L2", "kind": "exclusive", "projects": ["P2", "P1"], "note": "-"},
            ],
            "ties": [{"id": "T", "of": "E1", "to": "E2", "kind": "buyer", "strength": 1, "since": "2020-01-01"}],
            "offers": [{"id": "O", "owner": "E2", "title": "Offer", "price": 1, "regions": ["75", "1"]}],
            "requests": [{"id": "Q", "enterprise": "E1", "title": "Request", "is_research_demand": True}],
            "agreements": [
                {"id": "A", "giver": "E1", "taker": "E2", "kind": "people", "signed": "2027-01-01", "abroad": True}
            ],
            "awards": [
                {
                    "id": "W",
                    "name": "Call",
                    "giver": "E2",
                    "opened": "2026-01-01",
                    "applications": [
                        {
                            "id": "1",
                            "applicant": "E1",
                            "project": "P1",
                            "scores": [7, 8.5],
                            "reviewers": ["X", "Y"],
                            "promises": [{"text": "Jobs", "promised": 10, "achieved": 0}],
                        }
                    ],
                }
            ],
            "indicators": [
                {
                    "id": "X1",
                    "name": "Share",
                    "unit": "%",
                    "series": [{"year": 2026, "value": 1.5, "verified": True}, {"year": 2025, "value": -1}],
                    "structure": [{"year": 2026, "group": "0402", "share": 0.5}],
                }
            ],
            "strategies": [
                {
                    "id": "Z",
                    "name": "Strategy",
                    "goals": [
                        {
                            "id": "G",
                            "name": "Goal",
                            "targets": [{"indicator": "X1", "year": 2030, "value": 3, "direction": "at_most"}],
                            "measures": [{"id": "1", "name": "M", "projects": ["P1", "P2"], "sources": ["S1"]}],
                        }
                    ],
                }
            ],
        }
    )
