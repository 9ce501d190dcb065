"""What all results have in common: a status, self-checks and a ledger."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field

from serpin.base.texts import mark
from serpin.vocabulary.noun import Noun, about


class Status(StrEnum):
    """How an engine ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"
    SKIPPED = "skipped"

    @property
    def has_answer(self) -> bool:
        """Whether the result holds something to use."""
        return self in (Status.OPTIMAL, Status.FEASIBLE, Status.STOPPED)


class SelfCheck(Noun):
    """One thing that the checker confirmed or refuted."""

    name: str = about(mark("Check"), mark("What was checked"))
    passed: bool = about(mark("Passed"), mark("Whether it holds"))
    detail: str = about(mark("Detail"), mark("The offending place, when it does not"), "")


class Message(Noun):
    """A sentence that a report will say: key of the catalogue and what stands in its placeholders."""

    text: str = about(mark("Sentence"), mark("Key of the catalogue"))
    values: dict[str, Any] = about(mark("Values"), mark("What stands in the placeholders"), {})


class Ledger(Noun):
    """Where a result comes from, so that it can be repeated."""

    seed: int = about(mark("Seed"), mark("Seed of the random numbers"))
    options: dict[str, Any] = about(mark("Options"), mark("Options of the engine"), {})
    digest: str = about(mark("Fingerprint"), mark("Fingerprint of the input"))
    version: str = about(mark("Version"), mark("Version of Serpin"))
    seconds: float = about(mark("Seconds"), mark("Time that it took"), 0.0)
    page: str = about(mark("Formula page"), mark("Page of the textbook"), "")


class Result(Noun):
    """Base of all results: frozen and free of language."""

    status: Status
    self_checks: tuple[SelfCheck, ...] = ()
    conflicts: tuple[Message, ...] = Field(
        default=(), description="When infeasible: the smallest set of conflicting demands that was found."
    )
    ledger: Ledger

    @property
    def is_sound(self) -> bool:
        """Whether every self-check passed."""
        return all(check.passed for check in self.self_checks)
