"""A seeded generator of cases of any size, for benchmarks and tests."""

from __future__ import annotations

from datetime import date

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.examples.composing import compose
from serpin.examples.recipe import Recipe
from serpin.vocabulary.case import Case


def generate(
    seed: int,
    enterprises: int = 12,
    projects: int = 20,
    *,
    works: int | tuple[int, int] = 20,
    resources: int = 10,
    density: float = 4.0,
    choice: float = 0.4,
    pairs: float = 0.1,
    triples: float = 0.05,
    prerequisites: float = 0.05,
    exclusions: float = 0.05,
    risks: float = 0.5,
    budget: float = 0.4,
    start: date = date(2027, 1, 4),
    horizon: int = 16,
) -> Case:
    """Return a case of the asked size, the same for the same arguments.

    Parameters
    ----------
    seed
        Seed of all draws; projects keep their draws when there are more of them.
    enterprises, projects
        How many there are.
    works
        Works of a project: a number, or the fewest and the most.
    resources
        How many resources the works share; their capacity suits the projects that the money pays for.
    density
        Ties of an enterprise, on average.
    choice
        Share of works that can be done in more than one mode.
    pairs, triples, prerequisites, exclusions
        Relations of each kind, as a share of the number of projects (0.1 is one for ten projects).
    risks
        Risks, as a share of the number of projects.
    budget
        Money of all sources, as a share of the cost of all projects.
    start, horizon
        First day of the plan, and its quarters.

    Raises
    ------
    InputError
        If a size cannot be: fewer than one enterprise or work, or less than nothing of anything else.
    """
    least, most = works if isinstance(works, tuple) else (works, works)
    for name, value, smallest in (
        ("seed", seed, 0),
        ("enterprises", enterprises, 1),
        ("projects", projects, 0),
        ("works", least, 1),
        ("works", most, least),
        ("resources", resources, 0),
        ("density", density, 0),
        ("choice", choice, 0),
        ("pairs", pairs, 0),
        ("triples", triples, 0),
        ("prerequisites", prerequisites, 0),
        ("exclusions", exclusions, 0),
        ("risks", risks, 0),
        ("budget", budget, 0),
        ("horizon", horizon, 1),
    ):
        if value < smallest:
            raise refuse(mark("{value} is too small: expected {ge} or more"), name, value=value, ge=smallest)
    recipe = Recipe(
        seed=seed,
        enterprises=enterprises,
        projects=projects,
        works=(least, most),
        resources=resources,
        density=density,
        choice=choice,
        pairs=pairs,
        triples=triples,
        prerequisites=prerequisites,
        exclusions=exclusions,
        risks=risks,
        budget=budget,
        start=start,
        horizon=horizon,
    )
    return Case.model_validate(compose(recipe))
