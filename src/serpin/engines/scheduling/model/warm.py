"""Compiles the kernels ahead of the first schedule: ``python -m serpin.engines.scheduling.model.warm``."""

from __future__ import annotations

from serpin.engines.scheduling.model.instance import read
from serpin.engines.scheduling.model.search import search
from serpin.engines.scheduling.options import ObjectiveName, SchedulingOptions
from serpin.vocabulary.case import Case


def _project(number: int) -> dict[str, object]:
    works = [
        {
            "id": f"W{work}",
            "name": f"W{work}",
            "kind": "research",
            "after": [{"work": f"W{work - 2}"}] if work > 1 else [],
            "modes": [{"id": "m", "cost": 1, "duration": 2 + work % 3, "demand": {"R": 1 + work % 2}}],
        }
        for work in range(24)
    ]
    return {
        "id": f"P{number}",
        "name": f"P{number}",
        "innovation": "I",
        "enterprise": "E",
        "deadline": "2027-01-03",
        "returns": {"revenue": 9, "life": 4},
        "works": works,
    }


def warm() -> None:
    """Compile the kernels, or load them where they are on disk."""
    plain = {"week": [1, 2, 3, 4, 5, 6, 7], "country": ""}
    case = {
        "title": "Warm",
        "start": "2027-01-04",
        "calendar": plain,
        "enterprises": [{"id": "E", "name": "E"}],
        "innovations": [{"id": "I", "name": "I", "type": "goods"}],
        "projects": [_project(0), _project(1)],
    }
    resource = {"id": "R", "name": "R", "owner": "E", "capacity": 2}
    resting = resource | {"calendar": {"week": [1, 2, 3, 4, 5], "country": ""}}
    for own, objective in (
        (resource, ObjectiveName.LATENESS),
        (resource, ObjectiveName.VALUE),
        (resting, ObjectiveName.LATENESS),
    ):
        options = SchedulingOptions(objectives=(objective,), seconds=0.5, workers=1)
        search(read(Case.model_validate(case | {"resources": [own]}), None), options, 0, None, None)


if __name__ == "__main__":
    warm()
