"""The books of a case by enterprise and year, and what they say in atoms.

An atom is one amount with the properties by which the rows and columns of a form choose it. Textbook:
``indicators.md``, section "Cells".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from serpin.vocabulary.books import Answer, Cooperation, PastProject, Payment, ProjectOutcome, Sale, YearFigures
from serpin.vocabulary.case import Case
from serpin.vocabulary.innovation import Innovation, Novelty, PropertyState
from serpin.vocabulary.technology import Agreement
from serpin.vocabulary.work import CostRow

_CENTS = 100
RESEARCH_ROWS = frozenset({CostRow.INTERNAL_RD, CostRow.EXTERNAL_RD})


class Atom(NamedTuple):
    """An amount (money in hundredths, else a number) or a text, with its properties and where it comes from."""

    fact: str
    properties: tuple[tuple[str, str], ...]
    amount: int | str
    entry: str = ""
    work: str = ""


@dataclass
class Year:
    """What the books of an enterprise hold for a year."""

    payments: list[Payment] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    figures: list[YearFigures] = field(default_factory=list)
    cooperations: list[Cooperation] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    ended: list[PastProject] = field(default_factory=list)
    begun: list[PastProject] = field(default_factory=list)
    innovations: list[Innovation] = field(default_factory=list)
    bought: list[Agreement] = field(default_factory=list)
    gave: list[Agreement] = field(default_factory=list)

    @property
    def reports(self) -> bool:
        """Whether the enterprise has entries of its own; to be named in an agreement of another is not enough."""
        return any((self.payments, self.sales, self.figures, self.cooperations, self.answers, self.innovations))


class Books:
    """The books of a case, looked up by enterprise and year.

    Parameters
    ----------
    case
        Where the entries stand.
    sales_years
        A product counts as new so many years from its introduction.
    """

    def __init__(self, case: Case, sales_years: int) -> None:
        self.case = case
        self.sales_years = sales_years
        self.enterprises = {enterprise.id: enterprise for enterprise in case.enterprises}
        self.innovations = {innovation.id: innovation for innovation in case.innovations}
        self.projects = {project.id: project for project in case.projects}
        self._kinds = {(p.id, w.id): w.kind.value for p in case.projects for w in p.works}
        self._rows = {(p.id, w.id): w for p in case.projects for w in p.works}

    @cached_property
    def _by_year(self) -> dict[tuple[str, int], Year]:
        found: dict[tuple[str, int], Year] = defaultdict(Year)
        case = self.case
        for name in ("sales", "figures", "cooperations", "answers"):
            for noun in getattr(case, name):
                getattr(found[noun.enterprise, noun.year], name).append(noun)
        for payment in case.payments:
            found[payment.enterprise, payment.day.year].payments.append(payment)
        for past in case.past_projects:
            found[past.enterprise, past.ended].ended.append(past)
            for year in range(past.begun, past.ended):
                found[past.enterprise, year].begun.append(past)
        for agreement in case.agreements:
            found[agreement.taker, agreement.signed.year].bought.append(agreement)
            found[agreement.giver, agreement.signed.year].gave.append(agreement)
        leaders = {project.innovation: project.enterprise for project in reversed(case.projects)}
        for innovation in case.innovations:
            owner = innovation.enterprise or leaders.get(innovation.id)
            if innovation.implemented is not None and owner is not None:
                found[owner, innovation.implemented.year].innovations.append(innovation)
        return found

    def of(self, enterprise: str, year: int) -> Year:
        """Return what stands in the books of an enterprise for a year."""
        return self._by_year.get((enterprise, year), _NOTHING)

    def reporting(self, year: int) -> tuple[str, ...]:
        """Return the enterprises with entries of a year, in the order of the case."""
        return tuple(code for code in self.enterprises if self.of(code, year).reports)

    def row_of(self, payment: Payment) -> CostRow:
        """Return the cost row of a payment: its own, else that of its work, else other."""
        if payment.row is not None:
            return payment.row
        work = self._rows.get((payment.project or "", payment.work or ""))
        if work is None:
            return CostRow.OTHER
        mode = work.mode(work.progress.mode) if work.progress and work.progress.mode else work.modes[0]
        return work.row_in(mode)

    def is_new(self, innovation: Innovation, year: int) -> bool:
        """Tell whether a product still counts as new in a year."""
        return innovation.implemented is None or 0 <= year - innovation.implemented.year < self.sales_years

    def atoms(self, enterprise: str, year: int) -> Iterator[Atom]:
        """Yield everything that the books say of an enterprise and a year."""
        books = self.of(enterprise, year)
        yield from self._title(enterprise, year)
        yield from self._costs(books.payments)
        yield from self._sales(books.sales, year)
        yield from _innovations(books.innovations)
        for direction, agreements in (("bought", books.bought), ("sold", books.gave)):
            yield from _agreements(direction, agreements)
        for one in books.cooperations:
            entry, work = f"cooperations/{one.id}", one.project or ""
            yield Atom("cooperation", (("partner", one.partner.value), ("place", one.place.value)), 1, entry, work)
        for answer in books.answers:
            properties = (("survey", answer.survey.value), ("item", answer.item))
            yield Atom("answer", properties, answer.degree, f"answers/{answer.id}")
        for figures in books.figures:
            yield from _figures(figures)
        for past in books.ended:
            yield Atom("project", (("outcome", past.outcome.value),), 1, f"past_projects/{past.id}")
        for past in books.begun:
            yield Atom("project", (("outcome", "ongoing"),), 1, f"past_projects/{past.id}")
        for project in sorted({payment.project for payment in books.payments if payment.project}):
            yield Atom("project", (("outcome", "ongoing"),), 1, f"projects/{project}", project)

    def _title(self, enterprise: str, year: int) -> Iterator[Atom]:
        firm = self.enterprises[enterprise]
        told = {
            "bin": firm.bin,
            "name": firm.name.text(self.case.language),
            "region": firm.region,
            "activity": firm.activity,
            "size": firm.size.value,
            "year": str(year),
        }
        for name, text in told.items():
            if text:
                yield Atom("title", (("name", name),), text, f"enterprises/{enterprise}")

    def _costs(self, payments: Iterable[Payment]) -> Iterator[Atom]:
        for payment in payments:
            row = self.row_of(payment)
            work = f"{payment.project}/{payment.work}" if payment.work else payment.project or ""
            properties = (
                ("row", row.value),
                ("origin", payment.origin.value),
                ("research", payment.research.value if payment.research else "none"),
                ("expense", payment.expense.value),
                ("kind", self._kinds.get((payment.project or "", payment.work or ""), "none")),
            )
            yield Atom("cost", properties, int(payment.amount * _CENTS), f"payments/{payment.id}", work)

    def _sales(self, sales: Iterable[Sale], year: int) -> Iterator[Atom]:
        for sale in sales:
            change, novelty, kind = "unchanged", "none", "none"
            innovation = self.innovations.get(sale.innovation or "")
            if innovation is not None:
                novelty, kind = innovation.novelty.value, innovation.type.value
                if self.is_new(innovation, year):
                    change = "improved" if innovation.novelty is Novelty.IMPROVED else "new"
            properties = (("change", change), ("novelty", novelty), ("type", kind))
            entry = f"sales/{sale.id}"
            amounts = (
                ("output", (), sale.output),
                ("sold", (), sale.sold),
                ("exported", (("market", "union"),), sale.exported_union),
                ("exported", (("market", "abroad"),), sale.exported_abroad),
            )
            for fact, more, amount in amounts:
                if amount:
                    yield Atom(fact, (*properties, *more), int(amount * _CENTS), entry)


_NOTHING = Year()


def _innovations(innovations: Iterable[Innovation]) -> Iterator[Atom]:
    for one in innovations:
        properties = (
            ("type", one.type.value),
            ("type_2005", one.oslo_2005.value),
            ("novelty", one.novelty.value),
            ("developer", one.developer.value),
        )
        yield Atom("innovation", properties, 1, f"innovations/{one.id}")
        for right in one.properties:
            if right.state is not PropertyState.PLANNED:
                named = (("kind", right.kind.value), ("state", right.state.value))
                yield Atom("right", named, 1, f"innovations/{one.id}")


def _agreements(direction: str, agreements: Iterable[Agreement]) -> Iterator[Atom]:
    for one in agreements:
        properties = (("kind", one.kind.value), ("direction", direction), ("abroad", "yes" if one.abroad else "no"))
        entry = f"agreements/{one.id}"
        yield Atom("agreement", properties, 1, entry)
        yield Atom("agreement_payment", properties, int(one.payment * _CENTS), entry)


_MONEY_FIGURES = ("output", "turnover")
_NUMBER_FIGURES = ("headcount", "researchers", "technicians", "assistants", "women", "degrees")


def _figures(figures: YearFigures) -> Iterator[Atom]:
    entry = f"figures/{figures.id}"
    for name in _MONEY_FIGURES:
        amount = getattr(figures, name)
        if amount:
            yield Atom("figure", (("name", name), ("is", "money")), int(amount * _CENTS), entry)
    for name in _NUMBER_FIGURES:
        amount = getattr(figures, name)
        if amount:
            yield Atom("figure", (("name", name), ("is", "number")), amount, entry)


def outcomes(ended: Iterable[PastProject]) -> tuple[int, int]:
    """Return how many projects were completed, and how many abandoned."""
    listed = [past.outcome for past in ended]
    return listed.count(ProjectOutcome.COMPLETED), listed.count(ProjectOutcome.ABANDONED)
