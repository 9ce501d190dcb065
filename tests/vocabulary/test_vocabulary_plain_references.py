"""A reference into nothing is told together with whatever else is wrong with the noun that makes it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from serpin.base.errors import InputError
from serpin.vocabulary.reading import read_case

DATA: dict[str, Any] = {
    "title": "x",
    "start": "2027-01-04",
    "enterprises": [{"id": "E", "name": "e"}],
    "innovations": [{"id": "I", "name": "i", "type": "goods"}],
    "resources": [{"id": "R", "name": "r", "owner": "E", "capacity": 1}],
    "projects": [
        {
            "id": "P",
            "name": "p",
            "innovation": "I",
            "enterprise": "E",
            "works": [
                {"id": "W1", "name": "a", "kind": "research", "modes": [{"id": "m", "duration": 5}]},
                {"id": "W2", "name": "b", "kind": "research", "after": [{"work": "NO"}], "modes": []},
            ],
        }
    ],
}


def _told(change: Any) -> list[str]:
    data = copy.deepcopy(DATA)
    change(data)
    with pytest.raises(InputError) as refusal:
        read_case(data)
    return [problem.text() for problem in refusal.value.problems]


def _work(data: Any) -> Any:
    return data["projects"][0]["works"][1]


MISSING_LINK = "projects[0].works[1].after[0]: there is no work NO in project P"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: None, "projects[0].works[1].modes: at least 1 entries expected"),
        (lambda data: _work(data).pop("modes"), "projects[0].works[1].modes: a value is required here"),
        (
            lambda data: _work(data).update(
                modes=[{"id": "m", "duration": 1}], after=[{"work": "NO", "lag": 5, "longest": 1}]
            ),
            "projects[0].works[1].after[0]: the longest lag 1 is below the least lag 5",
        ),
    ],
)
def test_links_of_a_broken_work_are_checked(change: Any, said: str) -> None:
    """A work that is not whole is told with the works that it waits for and that are not there."""
    assert _told(change) == [said, MISSING_LINK]


def test_references_of_broken_partners_are_checked() -> None:
    """Shares that do not sum to one do not hide a partner that is not there."""

    def change(data: Any) -> None:
        data["projects"][0]["partners"] = [{"enterprise": "ZZ", "share": 0.5}]
        _work(data).update(modes=[{"id": "m", "duration": 1}], after=[])

    assert _told(change) == [
        "projects[0]: shares of the partners must sum to 1, they sum to 0.5",
        "projects[0].partners[0].enterprise: there is no enterprise ZZ",
    ]


def test_a_code_that_is_broken_itself_is_told_once() -> None:
    """What is no code at all is not also looked up."""

    def change(data: Any) -> None:
        data["resources"][0]["owner"] = "a b"
        _work(data).update(modes=[{"id": "m", "duration": 1}], after=[])

    assert _told(change) == ["resources[0].owner: a b was not understood; expected for example P1"]


def test_references_to_what_is_broken_are_not_missing() -> None:
    """A noun that is there but broken is no missing one."""

    def change(data: Any) -> None:
        _work(data)["after"] = [{"work": "W1"}]
        data["projects"][0]["works"][0]["modes"] = []

    assert _told(change) == [
        "projects[0].works[0].modes: at least 1 entries expected",
        "projects[0].works[1].modes: at least 1 entries expected",
    ]
