"""A case of what project programs can carry, and the rich case with durations that a calendar can hold."""

from __future__ import annotations

from rich_case import rich_case

from serpin.vocabulary.case import Case


def linked_case(**more) -> Case:
    """Return a case with every kind of link, lags, a calendar, resources, limits and progress."""
    works = [
        {"id": "A", "duration": 5, "demand": {"people": 2, "lab": 1}},
        {"id": "B", "duration": [2, 4, 9], "after": [{"work": "A", "lag": 3}], "demand": {"half%": 50}},
        {"id": "C", "duration": 3, "after": [{"work": "A", "type": "SS", "lag": 2}, {"work": "B", "lag": -2}]},
        {"id": "D", "duration": 4, "after": [{"work": "B", "type": "FF", "lag": 1}]},
        {"id": "E", "duration": 2, "after": [{"work": "C", "type": "SF", "lag": 6}], "earliest": "2027-03-01"},
        {"id": "M", "duration": 0, "after": [{"work": "D"}, {"work": "E"}]},
        {"id": "F", "duration": 1.5, "after": [{"work": "M"}], "demand": {"steel": 7}, "cost": 1234.5},
    ]
    for work in works:
        mode = {"id": "m", **{key: work.pop(key) for key in ("duration", "demand", "cost") if key in work}}
        work |= {"name": work["id"].lower(), "kind": "prototype", "modes": [mode]}
    works[0]["progress"] = {"actual_start": "2027-01-11", "percent": 40, "actual_cost": 77.5}
    firm = {"enterprise": "X", "innovation": "I"}
    other = [{"id": "A", "name": "z", "kind": "research", "modes": [{"id": "1", "duration": 8}]}]
    data = {
        "title": "Linked",
        "start": "2027-01-04",
        "calendar": {"week": [1, 2, 3, 4, 5, 6], "free": ["2027-01-13"], "worked": ["2027-01-17", "2027-03-08"]},
        "enterprises": [{"id": "X", "name": "X"}],
        "innovations": [{"id": "I", "name": "I", "type": "goods"}],
        "resources": [
            {"id": "people", "name": "People", "owner": "X", "capacity": 6, "cost_per_unit_day": 25000.55},
            {
                "id": "lab",
                "name": "Lab",
                "owner": "X",
                "kind": "laboratory",
                "capacity": 1,
                "calendar": {"week": [1, 2], "country": ""},
                "changes": [{"since": "2027-06-01", "capacity": 0}, {"since": "2027-07-01", "capacity": 2}],
            },
            {"id": "half%", "name": "Part-time", "owner": "X", "capacity": 150, "cost_per_unit_day": 80},
            {"id": "steel", "name": "Steel", "owner": "X", "capacity": 100, "consumed": True, "cost_per_unit_day": 3},
        ],
        "projects": [
            {
                "id": "P1",
                "name": "First",
                **firm,
                "deadline": "2027-12-31",
                "works": works,
                "gates": [{"id": "G", "name": "Gate", "after": ["C", "D"], "before": ["E"]}],
            },
            {"id": "P2", "name": "Second", **firm, "earliest_start": "2027-02-02", "works": other},
        ],
    }
    return Case.model_validate(data | more)


def rich() -> Case:
    """Return the case in which every noun stands, with durations that a calendar can hold."""
    data = rich_case().model_dump(mode="json")
    for work in data["projects"][0]["works"]:
        for mode in work["modes"]:
            if mode["duration"].get("high", 0) > 1000:
                mode["duration"]["high"] = 1000
    return Case.model_validate(data)
