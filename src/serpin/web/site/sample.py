"""The demonstration: two workspaces from the samples, and a user for every role."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from serpin.base.texts import translate
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import ROLE_NAMES, Role

PASSWORD = "serpin-demo-2026"  # noqa: S105 - of invented users on this machine


@dataclass(frozen=True)
class Person:
    """An invented user."""

    email: str
    name: str
    role: Role
    workspace: str
    enterprise: str = ""

    @property
    def role_name(self) -> str:
        """Name of the role, a sentence of the catalogue."""
        return ROLE_NAMES[self.role]

    def said(self, language: str) -> str:
        """Return the role in a language, and the workspace."""
        return f"{translate(ROLE_NAMES[self.role], language)} · {self.workspace}"


PEOPLE = (
    Person("manager@plant.example", "Айгүл Сейітова", Role.INNOVATION_MANAGER, "plant"),
    Person("leader@plant.example", "Марат Ильясов", Role.PROJECT_LEADER, "plant"),
    Person("gate@plant.example", "Дәурен Оспанов", Role.GATEKEEPER, "plant"),
    Person("economist@plant.example", "Елена Ким", Role.ECONOMIST, "plant"),
    Person("admin@plant.example", "Нұрлан Әбенов", Role.ADMINISTRATOR, "plant"),
    Person("officer@programme.example", "Гүлнар Тоқтарова", Role.PROGRAMME_OFFICER, "region"),
    Person("expert@programme.example", "Сергей Цой", Role.EXPERT, "region"),
    Person("auditor@programme.example", "Жанар Бекова", Role.AUDITOR, "region"),
)


@transaction.atomic
def load_samples() -> None:
    """Load the sample plant and region with their users, unless they are there."""
    from serpin.examples.samples import sample  # noqa: PLC0415 - reads files
    from serpin.web.registry.actions import load_case  # noqa: PLC0415 - as above

    for slug, kind in (("plant", Workspace.Kind.ENTERPRISE), ("region", Workspace.Kind.PROGRAMME)):
        if Workspace.objects.filter(slug=slug).exists():
            continue
        case = sample(slug)
        title = case.title.model_dump()
        workspace = Workspace.objects.create(
            slug=slug,
            kind=kind,
            title=title if isinstance(title, dict) else {"plain": title},
            language=case.language,
        )
        load_case(None, workspace, case)
    for person in PEOPLE:
        user = User.objects.filter(email=person.email).first()
        if user is None:
            user = User.objects.create_user(person.email, PASSWORD, name=person.name, language="kk")
        Membership.objects.get_or_create(
            user=user,
            workspace=Workspace.objects.get(slug=person.workspace),
            role=person.role,
            enterprise=person.enterprise,
        )
