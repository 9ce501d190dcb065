"""What an audit finds: signs with thresholds and base rates, what is to be claimed back, how far to trust it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from serpin.base.money import Money
from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Message, Result


class Sign(StrEnum):
    """The warning signs."""

    CONCENTRATION = "concentration"
    REPEAT = "repeat"
    SINGLE = "single"
    SHORT = "short"
    OVERRIDE = "override"
    CONNECTED = "connected"
    REVIEWER = "reviewer"
    AFTER_FAILURE = "after_failure"
    COST = "cost"
    SUNSET = "sunset"
    RENEWED = "renewed"
    UNREPORTED = "unreported"
    UNRECLAIMED = "unreclaimed"


CHANCE = (Sign.CONCENTRATION, Sign.REPEAT, Sign.SINGLE, Sign.CONNECTED, Sign.REVIEWER, Sign.COST)
"""Signs that rest on chance: each has a probability under honest giving, and the level is divided among them."""


class Flag(Noun):
    """One warning: where, how much, and against which threshold.

    ``probability`` is that of at least as much under honest giving, ``adjusted`` the same after the many tests of this
    sign were allowed for (Benjamini and Hochberg); both are empty where a plain rule is broken.
    """

    sign: Sign
    call: str = ""
    application: str = ""
    applicant: str = ""
    reviewer: str = ""
    observed: float
    threshold: float
    probability: float | None = None
    adjusted: float | None = None
    money: Money
    sentence: Message


class SignLine(Noun):
    """A sign as a whole: its formula, where the threshold comes from, how often it is met.

    ``base_rate`` is the share of tested things that would be flagged by chance alone in an honest programme;
    ``false_alarms`` the share of simulated honest programmes with at least one flag, ``power`` the share of programmes
    with open and with hidden capture that have one. Empty where nothing was tested or simulated.
    """

    sign: Sign
    formula: str
    threshold: Message
    source: Message
    tested: int
    flagged: int
    base_rate: float
    false_alarms: float | None = None
    power_open: float | None = None
    power_hidden: float | None = None
    note: Message | None = None


class Figure(Noun):
    """A measured figure of the programme beside what an honest or a random programme would give, and what that is."""

    name: str
    value: float
    base: float | None = None
    base_name: str = ""
    is_share: bool = True


class ClawBack(Noun):
    """What one award has to give back by the rule, in the currency of the case.

    ``missing`` is the part of the obligations that was not kept; ``interest`` the base rate from the decision on.
    """

    call: str
    application: str
    applicant: str
    awarded: Money
    missing: float
    returned: Money
    interest: Money
    reclaimed: Money
    open: Money


class Suspicion(Noun):
    """An applicant with the signs that touch it and the money that it got; a risk, not a proof."""

    applicant: str
    signs: tuple[Sign, ...]
    money: Money
    index: float


class Study(Noun):
    """Simulated programmes of the same shape: how many had any sign."""

    kind: str
    trials: int
    any: float
    low: float
    high: float


class Audit(Result):
    """What :func:`serpin.audit` returns. Money in the currency of the case; ``day`` as an ISO date.

    Of very many flags and lines of claw-back the largest are listed; ``flagged``, ``owed`` and ``reclaimed`` count all.
    ``owed`` is what the rule asks back with interest.
    """

    day: str = ""
    calls: int = 0
    applications: int = 0
    awards: int = 0
    flagged: int = 0
    money: Money = Decimal(0)
    owed: Money = Decimal(0)
    reclaimed: Money = Decimal(0)
    flags: tuple[Flag, ...] = ()
    signs: tuple[SignLine, ...] = ()
    figures: tuple[Figure, ...] = ()
    claw_backs: tuple[ClawBack, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    studies: tuple[Study, ...] = ()
    notes: tuple[Message, ...] = ()

    @property
    def open(self) -> Decimal:
        """What is still to be claimed back, in the currency of the case."""
        return max(self.owed - self.reclaimed, Decimal(0))

    def line(self, sign: Sign) -> SignLine:
        """Return the line of a sign.

        Raises
        ------
        KeyError
            If the audit has no such line.
        """
        for line in self.signs:
            if line.sign is sign:
                return line
        raise KeyError(sign)
