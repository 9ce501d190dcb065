"""What an incentive is worth, or what a duty asks for, with the rule, its date and its source."""

from __future__ import annotations

from datetime import date

from serpin.vocabulary.noun import Name, Noun
from serpin.vocabulary.result import Message


class Part(Noun):
    """A line of the computation: what it is, and the amount in the currency of the case or as a share."""

    text: Message
    amount: float | None = None


class Incentive(Noun):
    """An answer: the rule with date and source, the amount, how it comes about, and which conditions are met.

    ``conditions`` are true, false or nothing where the case does not say. ``amount`` is money that is saved,
    got or owed; ``kind`` is saving, grant, duty or penalty.
    """

    rule: str
    name: Name
    enterprise: str = ""
    year: int = 0
    kind: str
    amount: float
    parts: tuple[Part, ...] = ()
    conditions: tuple[tuple[Message, bool | None], ...] = ()
    valid_from: date | None = None
    read_on: date | None = None
    source: Name
    verified: bool = False
