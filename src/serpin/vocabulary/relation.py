"""Relations between projects: what they gain or lose by each other."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from serpin.base.errors import invalid
from serpin.base.money import Money
from serpin.base.texts import mark
from serpin.vocabulary.noun import Id, Noun, ProjectId, about


class RelationKind(StrEnum):
    """How projects depend on each other."""

    COMPLEMENT = "complement"
    PREREQUISITE = "prerequisite"
    EXCLUSIVE = "exclusive"
    SUBSTITUTE = "substitute"
    SHARED_FACILITY = "shared_facility"


class Relation(Noun):
    """A relation between two or more projects.

    Complement: when all are carried out, each named participant gains. Substitute: each loses. Shared facility: the
    amount is saved once, by those named. Prerequisite: the last project needs all the others. Exclusive: at most one.
    """

    id: Id = about(mark("Code"), mark("Short code of the relation, unique among relations"))
    kind: RelationKind = about(
        mark("Kind of relation"), mark("Complement, prerequisite, exclusive, substitute or shared facility")
    )
    projects: tuple[ProjectId, ...] = about(
        mark("Projects"), mark("The projects; for a prerequisite the last one needs the others"), min_length=2
    )
    amounts: dict[ProjectId, Money] = about(
        mark("Amounts"),
        mark("Gain, loss or saving of each participant at the start of the plan, for example P1: 5000000"),
        {},
    )
    note: str = about(mark("Note"), mark("Why it is so"), "")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len(set(self.projects)) != len(self.projects):
            raise invalid(mark("a project stands twice in one relation"))
        for project in self.amounts:
            if project not in self.projects:
                raise invalid(mark("{value} has an amount but does not take part in the relation"), value=project)
        needs_amounts = self.kind in (
            RelationKind.COMPLEMENT,
            RelationKind.SUBSTITUTE,
            RelationKind.SHARED_FACILITY,
        )
        if needs_amounts and not self.amounts:
            raise invalid(mark("this kind of relation needs the amount of at least one project"))
        if not needs_amounts and self.amounts:
            raise invalid(mark("this kind of relation has no amounts"))
        return self

    @property
    def total(self) -> Decimal:
        """Sum of the amounts of all participants."""
        return sum(self.amounts.values(), Decimal(0))
