"""Instances of the scheduling literature are read as cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from serpin.base.errors import InputError
from serpin.formats.psplib import read_instance

SINGLE = """\
************************************************************************
jobs (incl. supersource/sink ):  4
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          1           2
   2        1          1           3
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     8       4    0
  3      1     4       0    9
  4      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
   12   13
************************************************************************
"""
SEVERAL = """\
jobs  (incl. supersource/sink ):\t3
RESOURCES
- renewable                 : 1 R
- nonrenewable              : 1 N
- doubly constrained        : 0 D
************************************************************************
PRECEDENCE RELATIONS
jobnr.\t#modes\t#successors\tsuccessors
1\t1\t1\t\t2
2\t2\t1\t\t3
3\t1\t0\t\t
************************************************************************
REQUESTS/DURATIONS
jobnr.\tmode\tdur\tR1\tN1
------------------------------------------------------------------------
1\t1\t0\t0\t0
2\t1\t1\t8\t3
\t2\t6\t2\t0
3\t1\t0\t0\t0
************************************************************************

 RESOURCE AVAILABILITIES
\tR 1\tN 1
\t30\t71

************************************************************************
"""


def write(folder: Path, name: str, text: str) -> Path:
    """Write an instance and return its path."""
    path = folder / name
    path.write_text(text)
    return path


def test_a_single_mode_instance(tmp_path: Path) -> None:
    """Two works in a row with their days, units and capacities; source and sink are left out."""
    case = read_instance(write(tmp_path, "x.sm", SINGLE))
    (project,) = case.projects
    assert [(work.id, work.modes[0].planned_days, work.modes[0].demand) for work in project.works] == [
        ("2", 8, {"R1": 4}),
        ("3", 4, {"R2": 9}),
    ]
    assert [link.work for link in project.works[1].after] == ["2"]
    assert {resource.id: resource.capacity for resource in case.resources} == {"R1": 12, "R2": 13}


def test_an_instance_with_modes_and_stocks(tmp_path: Path) -> None:
    """Both modes of a work are read, and what is used up becomes a resource of that kind."""
    case = read_instance(write(tmp_path, "x.mm", SEVERAL))
    (work,) = case.projects[0].works
    assert [(mode.planned_days, mode.demand) for mode in work.modes] == [(1, {"R1": 8, "N1": 3}), (6, {"R1": 2})]
    assert {resource.id: (resource.capacity, resource.consumed) for resource in case.resources} == {
        "R1": (30, False),
        "N1": (71, True),
    }


def test_a_patterson_instance(tmp_path: Path) -> None:
    """A list of numbers with one resource is read as a chain of two works."""
    case = read_instance(write(tmp_path, "x.rcp", "4 1\n5\n0 0 1 2\n3 2 1 3\n4 1 1 4\n0 0 0\n"))
    assert [(work.modes[0].planned_days, work.modes[0].demand) for work in case.projects[0].works] == [
        (3, {"R1": 2}),
        (4, {"R1": 1}),
    ]


@pytest.mark.parametrize("text", ["", "no numbers", SINGLE[:300]])
def test_anything_else_is_refused(tmp_path: Path, text: str) -> None:
    """What does not read as an instance is refused by its name."""
    with pytest.raises(InputError, match=r"x\.sm"):
        read_instance(write(tmp_path, "x.sm", text))
