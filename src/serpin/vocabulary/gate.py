"""Gates: where a project goes on, waits or stops, on evidence."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from serpin.base.errors import invalid
from serpin.base.money import SignedMoney
from serpin.base.texts import mark
from serpin.vocabulary.noun import Day, Id, Name, Noun, Probability, WorkId, about


class Decision(StrEnum):
    """What a gate can decide."""

    GO = "go"
    CONDITIONAL = "conditional"
    HOLD = "hold"
    RECYCLE = "recycle"
    STOP = "stop"


class GateMeasure(StrEnum):
    """What a criterion on the simulated state looks at."""

    COST = "cost"
    FINISH = "finish"
    VALUE = "value"


class GateRule(Noun):
    """The project goes on only if the simulated state at the gate keeps a limit."""

    measure: GateMeasure = about(mark("Measure"), mark("Cost so far, working day of the gate, or value still to come"))
    at_most: float | None = about(mark("At most"), mark("Upper limit: money, or working days from the start"), None)
    at_least: float | None = about(mark("At least"), mark("Lower limit: money, or working days from the start"), None)

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if self.at_most is None and self.at_least is None:
            raise invalid(mark("a gate rule needs a limit: at most or at least"))
        return self


class Criterion(Noun):
    """What must be shown at a gate."""

    text: Name = about(mark("Criterion"), mark("What must be true"))
    evidence: str = about(mark("Evidence"), mark("Document or measurement that shows it"), "")
    met: bool | None = about(mark("Met"), mark("Whether it is met; empty before the decision"), None)


class DecisionRecord(Noun):
    """What was decided at a gate, when, by whom and why."""

    decision: Decision = about(mark("Decision"), mark("Go, conditional, hold, recycle or stop"))
    day: Day = about(mark("Day"), mark("Day of the decision"))
    people: tuple[str, ...] = about(mark("People"), mark("Who decided"), ())
    reason: str = about(mark("Reason"), mark("Why"), "")


class Gate(Noun):
    """A decision point between works."""

    id: Id = about(mark("Code"), mark("Short code of the gate, unique in its project"))
    name: Name = about(mark("Name"), mark("Name of the gate"))
    after: tuple[WorkId, ...] = about(mark("After works"), mark("Works whose results the gate looks at"), min_length=1)
    before: tuple[WorkId, ...] = about(
        mark("Before works"), mark("Works that begin only after a positive decision"), ()
    )
    success: Probability = about(
        mark("Probability of passing"), mark("Probability that the project passes the gate"), 1.0
    )
    rule: GateRule | None = about(mark("Rule"), mark("Limit on the simulated state"), None)
    abandonment_value: SignedMoney = about(
        mark("Abandonment value"),
        mark("Value of what is left when the project stops here; negative if stopping costs"),
        Decimal(0),
    )
    criteria: tuple[Criterion, ...] = about(mark("Criteria"), mark("What must be shown, with the evidence"), ())
    record: DecisionRecord | None = about(mark("Decision record"), mark("What was decided"), None)

    @property
    def is_passed(self) -> bool:
        """Whether a positive decision is on record."""
        return self.record is not None and self.record.decision in (Decision.GO, Decision.CONDITIONAL)
