"""The invented users of the demonstration: one for every role."""

from __future__ import annotations

from dataclasses import dataclass

from serpin.base.texts import translate
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
