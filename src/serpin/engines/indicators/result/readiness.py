"""Readiness by clause of ISO 56001, and obstacles by factor, each with what to do next."""

from __future__ import annotations

from serpin.vocabulary.noun import Name, Noun


class ReadinessLine(Noun):
    """A clause: mean mark 0 … 5 of the answers (nothing without one), evidence in the case, and the next step.

    ``rank`` is the order in which to take it up, 1 first; 0 where nothing needs doing.
    """

    clause: str
    name: Name
    enterprise: str
    mark: float | None
    evidence: int
    next_step: Name
    rank: int = 0


class ObstacleLine(Noun):
    """A factor: how many answered, share that calls it main or significant, weight 0 … 1, and what to do next."""

    factor: str
    name: Name
    answered: int
    main: float
    significant: float
    weight: float
    next_step: Name
    rank: int = 0
