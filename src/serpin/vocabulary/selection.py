"""What a selection hands on: which projects, from when, in which class of modes, paid by whom."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from serpin.base.money import Money
from serpin.vocabulary.noun import Noun


class ModeClass(StrEnum):
    """Which modes a project uses: the cheapest, the fastest, or between."""

    ECONOMICAL = "economical"
    BALANCED = "balanced"
    FAST = "fast"


class Payment(Noun):
    """Money that a source gives to a project in a quarter (number from the start of the case)."""

    project: str
    source: str
    quarter: int
    amount: Money


class Pledge(Noun):
    """What one project is promised so that it comes: at most so much, and so much on average."""

    project: str
    most: Money
    expected: Money


class Package(Noun):
    """Projects that wait for each other, and the promises that bring them about; they come together or not at all."""

    name: str
    members: tuple[str, ...]
    pledges: tuple[Pledge, ...] = ()

    @property
    def most(self) -> Decimal:
        """Most that the promises can cost together."""
        return sum((pledge.most for pledge in self.pledges), Decimal(0))

    @property
    def expected(self) -> Decimal:
        """What the promises cost on average."""
        return sum((pledge.expected for pledge in self.pledges), Decimal(0))


class Choice(Noun):
    """One chosen project: first quarter, class of modes, money that its works may cost."""

    project: str
    quarter: int
    mode_class: ModeClass = ModeClass.ECONOMICAL
    budget: Money


class Selection(Noun):
    """The chosen projects and who pays for them."""

    choices: tuple[Choice, ...] = ()
    payments: tuple[Payment, ...] = ()

    @property
    def projects(self) -> frozenset[str]:
        """Codes of the chosen projects."""
        return frozenset(choice.project for choice in self.choices)

    def choice(self, project: str) -> Choice | None:
        """Return the choice for a project, or nothing when it is not chosen."""
        return next((choice for choice in self.choices if choice.project == project), None)


class Lesson(Noun):
    """What the schedule taught about a project: its real cost by quarter and its finish, for the next selection.

    ``costs`` begin with the first quarter of the project.
    """

    project: str
    mode_class: ModeClass
    costs: tuple[Decimal, ...]
    finish_quarter: int
