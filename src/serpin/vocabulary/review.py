"""The review of a case as a whole: identifiers, references, circles of links, dates.

Every rule yields problems and goes on, so that a user gets the whole list in one go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx
from pydantic import BaseModel

from serpin.base.errors import Place, Problem
from serpin.base.texts import mark
from serpin.vocabulary.structure import parts, references

if TYPE_CHECKING:
    from serpin.vocabulary.case import Case
    from serpin.vocabulary.project import Project

LISTS = {
    "enterprise": "enterprises",
    "resource": "resources",
    "innovation": "innovations",
    "project": "projects",
    "risk": "risks",
    "source": "sources",
    "indicator": "indicators",
    "offer": "offers",
    "request": "requests",
}
"""Kinds of reference across a case and the list in which each looks its identifier up."""


def review(case: Case) -> list[Problem]:
    """Return everything that is wrong between the nouns of a case.

    Parameters
    ----------
    case
        The case; its nouns are valid each by itself.
    """
    existing = {kind: {noun.id for noun in getattr(case, name)} for kind, name in LISTS.items()}
    problems = list(_duplicates(case))
    problems += _references(case, (), existing)
    for position, project in enumerate(case.projects):
        problems += [_within(problem, position) for problem in _inside(project)]
    problems += _impacts(case)
    problems += _local_lookups(case)
    problems += _actuals_ahead(case)
    return problems


def _within(problem: Problem, position: int) -> Problem:
    return problem.at("projects", position)


def _repeated(nouns: tuple[Any, ...], *place: str | int) -> Iterator[Problem]:
    counts = Counter(noun.id for noun in nouns)
    seen: set[str] = set()
    for position, noun in enumerate(nouns):
        if counts[noun.id] > 1 and noun.id in seen:
            yield Problem(mark("code {value} is used twice"), (*place, position, "id"), {"value": noun.id})
        seen.add(noun.id)


def _duplicates(noun: BaseModel, place: Place = ()) -> Iterator[Problem]:
    for name in type(noun).model_fields:
        value = getattr(noun, name)
        if (
            isinstance(value, tuple)
            and value
            and isinstance(value[0], BaseModel)
            and "id" in type(value[0]).model_fields
        ):
            yield from _repeated(value, *place, name)
    for part_place, part in parts(noun):
        yield from _duplicates(part, (*place, *part_place))


def _references(noun: BaseModel, place: Place, existing: Mapping[str, set[str]]) -> Iterator[Problem]:
    for where, reference, identifier in references(noun):
        if reference.kind in existing and identifier not in existing[reference.kind]:
            yield Problem(MISSING[reference.kind], (*place, *where), {"value": identifier})
    for where, part in parts(noun):
        yield from _references(part, (*place, *where), existing)


NO_GUARANTEE = mark("{value} cannot guarantee what {source} lends: a guarantee of another source is asked for")
MISSING = {
    "enterprise": mark("there is no enterprise {value}"),
    "resource": mark("there is no resource {value}"),
    "innovation": mark("there is no innovation {value}"),
    "project": mark("there is no project {value}"),
    "risk": mark("there is no risk {value}"),
    "source": mark("there is no source of money {value}"),
    "indicator": mark("there is no indicator {value}"),
    "work": mark("there is no work {value} in project {project}"),
    "gate": mark("there is no gate {value} in any project"),
    "cover": mark("there is no cover {value}"),
    "offer": mark("there is no technology offer {value}"),
    "request": mark("there is no technology request {value}"),
}

LISTS_BY_MESSAGE = {
    message: LISTS.get(kind, {"cover": "covers"}.get(kind, "projects")) for kind, message in MISSING.items()
}
"""The list of the case that lacks what a problem misses, by the message of the problem."""


def _inside(project: Project) -> Iterator[Problem]:
    works = {work.id for work in project.works}
    missing = mark("there is no work {value} in project {project}")
    for position, work in enumerate(project.works):
        for number, link in enumerate(work.after):
            if link.work not in works:
                yield Problem(
                    missing, ("works", position, "after", number), {"value": link.work, "project": project.id}
                )
        yield from _modes(project, position)
    for position, gate in enumerate(project.gates):
        for side in ("after", "before"):
            for number, work_id in enumerate(getattr(gate, side)):
                if work_id not in works:
                    yield Problem(missing, ("gates", position, side, number), {"value": work_id, "project": project.id})
    if project.returns and project.returns.launch_after and project.returns.launch_after not in works:
        values = {"value": project.returns.launch_after, "project": project.id}
        yield Problem(missing, ("returns", "launch_after"), values)
    yield from _circles(project)


def _modes(project: Project, position: int) -> Iterator[Problem]:
    work = project.works[position]
    modes = {mode.id for mode in work.modes}
    named = (
        (("pinned_mode",), work.pinned_mode),
        (("progress", "mode"), work.progress.mode if work.progress else None),
    )
    for place, mode_id in named:
        if mode_id is not None and mode_id not in modes:
            yield Problem(
                mark("work {work} has no mode {value}"),
                ("works", position, *place),
                {"value": mode_id, "work": work.id},
            )


def _circles(project: Project) -> Iterator[Problem]:
    """Yield one problem for each knot of works that wait for each other, named work by work."""
    graph = nx.DiGraph()
    names = {work.id for work in project.works}
    for work in project.works:
        graph.add_node(work.id)
        graph.add_edges_from((link.work, work.id) for link in work.after if link.work in names)
    for gate in project.gates:
        graph.add_edges_from((a, b) for a in gate.after for b in gate.before if a in names and b in names)
    for knot in sorted(nx.strongly_connected_components(graph), key=min):
        if len(knot) > 1 or any(graph.has_edge(work, work) for work in knot):
            first = min(knot)
            path = [edge[0] for edge in nx.find_cycle(graph.subgraph(knot), first)]
            turn = path.index(min(path))
            path = path[turn:] + path[: turn + 1]
            position = next(i for i, work in enumerate(project.works) if work.id == path[0])
            yield Problem(
                mark("works wait for each other in a circle: {circle}"),
                ("works", position, "after"),
                {"circle": " → ".join(path)},
            )


def _impacts(case: Case) -> Iterator[Problem]:
    works = {project.id: {work.id for work in project.works} for project in case.projects}
    for position, risk in enumerate(case.risks):
        for number, impact in enumerate(risk.impacts):
            if impact.work is not None and impact.project in works and impact.work not in works[impact.project]:
                yield Problem(
                    MISSING["work"],
                    ("risks", position, "impacts", number, "work"),
                    {"value": impact.work, "project": impact.project},
                )


def _lookups_of_sources(case: Case) -> Iterator[Problem]:
    """Yield what sources name that is not there: an earlier stage, a guarantee, gates of tranches."""
    sources = {source.id for source in case.sources}
    guarantees = {source.id for source in case.sources if not source.pays}
    gates = {gate.id for project in case.projects for gate in project.gates}
    for position, source in enumerate(case.sources):
        before = source.rules.after_source
        if before is not None and before not in sources:
            yield Problem(MISSING["source"], ("sources", position, "rules", "after_source"), {"value": before})
        given = source.guarantee
        if given is not None and given not in sources:
            yield Problem(MISSING["source"], ("sources", position, "guarantee"), {"value": given})
        elif given is not None and (source.id == given or given not in guarantees or source.id in guarantees):
            yield Problem(NO_GUARANTEE, ("sources", position, "guarantee"), {"value": given, "source": source.id})
        for number, tranche in enumerate(source.tranches):
            if tranche.gate is not None and tranche.gate not in gates:
                yield Problem(
                    MISSING["gate"],
                    ("sources", position, "tranches", number, "gate"),
                    {"value": tranche.gate},
                )


def _local_lookups(case: Case) -> Iterator[Problem]:
    """Yield references that are not annotated because their scope is another list of the case."""
    yield from _lookups_of_sources(case)
    covers = {cover.id for cover in case.covers}
    works = {(project.id, work.id) for project in case.projects for work in project.works}
    for position, payment in enumerate(case.payments):
        if payment.work is not None and payment.project and (payment.project, payment.work) not in works:
            values = {"value": payment.work, "project": payment.project}
            yield Problem(MISSING["work"], ("payments", position, "work"), values)
    for position, claim in enumerate(case.claims):
        if claim.cover not in covers:
            yield Problem(MISSING["cover"], ("claims", position, "cover"), {"value": claim.cover})


def _actuals_ahead(case: Case) -> Iterator[Problem]:
    """Yield a warning where books are ahead of the plan: what is left of begun projects is planned from the start."""
    last = max(
        (
            (work.progress.actual_finish or work.progress.actual_start, position, number)
            for position, project in enumerate(case.projects)
            for number, work in enumerate(project.works)
            if work.progress is not None
        ),
        default=None,
    )
    if last is None or last[0] <= case.start:
        return
    day, position, number = last
    project = case.projects[position]
    yield Problem(
        mark(
            "work {work} of {project} has the actual day {day}, after the start of the case, {start}: what is left is "
            "planned from that start; set it to the day on which you plan anew"
        ),
        ("projects", position, "works", number, "progress"),
        {"work": project.works[number].id, "project": project.id, "day": str(day), "start": str(case.start)},
        severity="warning",
    )
