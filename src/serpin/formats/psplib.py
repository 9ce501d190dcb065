"""Reads instances of the scheduling literature as cases: PSPLIB (``.sm``, ``.mm``) and Patterson (``.rcp``).

Every day is worked, the source and the sink of an instance are left out, and stocks that are used up become resources
of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from serpin.base.errors import InputError, refuse
from serpin.base.texts import mark
from serpin.formats.files import read_bytes
from serpin.vocabulary.case import Case

ENDINGS = (".sm", ".mm", ".rcp")
_MOST_RESOURCES = 10_000
START = date(2027, 1, 4)
_BROKEN = mark("{file} does not read as an instance of the scheduling literature")

Job = tuple[list[int], list[tuple[int, list[int]]]]
"""Numbers of the later jobs, and (days, units) of each mode."""


def read_instance(path: str | Path) -> Case:
    """Return an instance as a case of one project ``P`` with works by the numbers of the instance.

    Parameters
    ----------
    path
        A file that ends in ``.sm``, ``.mm`` or ``.rcp``.

    Raises
    ------
    InputError
        If the file is missing or does not read as an instance.
    """
    path = Path(path)
    text = read_bytes(path).decode("ascii", errors="replace")
    try:
        jobs, names, capacities = _patterson(text) if path.suffix.lower() == ".rcp" else _psplib(text)
        return _case(path.stem, jobs, names, capacities)
    except (ValueError, IndexError, StopIteration, KeyError) as error:
        if isinstance(error, InputError):
            raise
        raise refuse(_BROKEN, file=path.name) from None


def _patterson(text: str) -> tuple[dict[int, Job], list[str], list[int]]:
    numbers = iter([int(word) for word in text.split()])
    count, resources = next(numbers), next(numbers)
    capacities = [next(numbers) for _ in range(resources)]
    jobs: dict[int, Job] = {}
    for job in range(1, count + 1):
        days = next(numbers)
        units = [next(numbers) for _ in range(resources)]
        jobs[job] = ([next(numbers) for _ in range(next(numbers))], [(days, units)])
    return jobs, [f"R{number}" for number in range(1, resources + 1)], capacities


def _rows(lines: list[str], heading: str, skipped: int) -> Iterator[list[int]]:
    """Yield the numbers of the lines below a heading, up to the next ruler."""
    position = [line.strip().upper().startswith(heading) for line in lines].index(True)
    for line in lines[position + 1 + skipped :]:
        numbers = line.split()
        if not numbers or line.startswith("**"):
            return
        if not numbers[0].startswith("-"):
            yield [int(number) for number in numbers]


def _psplib(text: str) -> tuple[dict[int, Job], list[str], list[int]]:
    lines = [line for line in text.splitlines() if line.strip()]
    kinds = [
        int(next(re.finditer(r":\s*(\d+)", line)).group(1)) for line in lines if re.search(r":\s*\d+\s+[RND]", line)
    ]
    if sum(kinds) > _MOST_RESOURCES:
        raise ValueError(kinds)
    names = [f"{kind}{number}" for kind, count in zip("RN", kinds, strict=False) for number in range(1, count + 1)]
    links = {row[0]: row[3 : 3 + row[2]] for row in _rows(lines, "PRECEDENCE", 1)}
    jobs: dict[int, Job] = {job: (later, []) for job, later in links.items()}
    current = 0
    for row in _rows(lines, "REQUESTS", 2):
        if len(row) == len(names) + 3:
            current = row[0]
        jobs[current][1].append((row[-len(names) - 1], row[-len(names) :]))
    heading = "RESOURCE AVAILABILITIES" if any("RESOURCE AVAIL" in line for line in lines) else "RESOURCEAVAIL"
    (capacities,) = _rows(lines, heading, 1)
    return jobs, names, capacities


def _case(title: str, jobs: dict[int, Job], names: list[str], capacities: list[int]) -> Case:
    first, last = min(jobs), max(jobs)
    kept = {job for job in jobs if job not in (first, last) or any(days for days, _ in jobs[job][1])}
    before: dict[int, list[dict[str, Any]]] = {job: [] for job in jobs}
    for job, (later, _) in jobs.items():
        for other in later if job in kept else ():
            before[other].append({"work": str(job)})
    works = [
        {
            "id": str(job),
            "name": str(job),
            "kind": "research",
            "after": before[job],
            "modes": [
                {
                    "id": str(number),
                    "duration": days,
                    "demand": {name: use for name, use in zip(names, units, strict=True) if use},
                }
                for number, (days, units) in enumerate(jobs[job][1], start=1)
            ],
        }
        for job in sorted(kept)
    ]
    resources = [
        {"id": name, "name": name, "owner": "E", "capacity": capacity}
        | ({"consumed": True} if name.startswith("N") else {})
        for name, capacity in zip(names, capacities, strict=True)
    ]
    return Case.model_validate(
        {
            "title": title,
            "start": START,
            "calendar": {"week": [1, 2, 3, 4, 5, 6, 7], "country": ""},
            "enterprises": [{"id": "E", "name": "E"}],
            "innovations": [{"id": "I", "name": "I", "type": "goods"}],
            "resources": resources,
            "projects": [{"id": "P", "name": title, "innovation": "I", "enterprise": "E", "works": works}],
        }
    )
