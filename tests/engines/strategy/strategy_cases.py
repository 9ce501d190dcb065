"""Small cases with a series, a target and projects that add to it."""

from __future__ import annotations

from typing import Any

from builders import case_data, work_data
from serpin.vocabulary.case import Case

NILE = (
    *(1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140),
    *(1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969),
    *(831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759),
    *(781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890),
    *(744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740),
)
"""Flow of the Nile at Aswan, 1871 to 1970, in 10⁸ m³ (Cobb 1978; Durbin and Koopman 2012)."""


def project(code: str, amount: float, cost: float = 1000, **more: Any) -> dict[str, Any]:
    """Return the data of a sure project of ten days that adds an amount a year to the indicator X."""
    return {
        "id": code,
        "name": code,
        "innovation": "I1",
        "enterprise": "E1",
        "contributions": [{"indicator": "X", "amount": amount}],
        "works": [work_data("W1", days=10, cost=cost)],
        **more,
    }


def strategy_case(
    values: dict[int, float],
    targets: list[dict[str, Any]],
    projects: list[dict[str, Any]] | None = None,
    measures: dict[str, tuple[str, ...]] | None = None,
    unit: str = "",
    **more: Any,
) -> Case:
    """Return a case with one indicator X, a strategy with one goal, and projects."""
    series = [{"year": year, "value": value} for year, value in values.items()]
    goal = {
        "id": "G",
        "name": "Goal",
        "targets": [{"indicator": "X", **target} for target in targets],
        "measures": [{"id": code, "name": code, "projects": names} for code, names in (measures or {}).items()],
    }
    return Case.model_validate(
        case_data(
            projects=projects or [],
            indicators=[{"id": "X", "name": "Output", "unit": unit, "series": series}],
            strategies=[{"id": "S", "name": "Strategy", "goals": [goal]}],
            **more,
        )
    )
