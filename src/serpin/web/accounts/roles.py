"""Roles and what each may do: one table, and nothing else decides."""

from __future__ import annotations

from enum import StrEnum

from serpin.base.texts import mark


class Role(StrEnum):
    """What a person is in a workspace."""

    INNOVATION_MANAGER = "innovation_manager"
    PROJECT_LEADER = "project_leader"
    GATEKEEPER = "gatekeeper"
    ECONOMIST = "economist"
    PROGRAMME_OFFICER = "programme_officer"
    EXPERT = "expert"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What a person may want to do."""

    VIEW = "view"
    SUGGEST = "suggest"
    COMMENT = "comment"
    EDIT_PROJECT = "edit_project"
    EDIT_REGISTER = "edit_register"
    EDIT_MONEY = "edit_money"
    EXCHANGE = "exchange"
    PLAN = "plan"
    ADOPT = "adopt"
    DECIDE = "decide"
    SEE_HISTORY = "see_history"
    MANAGE_PEOPLE = "manage_people"


ROLE_NAMES: dict[Role, str] = {
    Role.INNOVATION_MANAGER: mark("innovation manager"),
    Role.PROJECT_LEADER: mark("project leader"),
    Role.GATEKEEPER: mark("gatekeeper"),
    Role.ECONOMIST: mark("economist"),
    Role.PROGRAMME_OFFICER: mark("programme officer"),
    Role.EXPERT: mark("expert"),
    Role.AUDITOR: mark("auditor"),
    Role.ADMINISTRATOR: mark("administrator"),
}

ACTION_NAMES: dict[Action, str] = {
    Action.VIEW: mark("see the workspace"),
    Action.SUGGEST: mark("suggest ideas"),
    Action.COMMENT: mark("comment"),
    Action.EDIT_PROJECT: mark("change projects and their works"),
    Action.EDIT_REGISTER: mark("change the register"),
    Action.EDIT_MONEY: mark("change sources of money and insurance offers"),
    Action.EXCHANGE: mark("import and export workbooks"),
    Action.PLAN: mark("plan"),
    Action.ADOPT: mark("adopt a plan as baseline"),
    Action.DECIDE: mark("decide at gates"),
    Action.SEE_HISTORY: mark("see the history"),
    Action.MANAGE_PEOPLE: mark("invite people and give roles"),
}

_EVERYBODY = frozenset(Role)
_WORKING = _EVERYBODY - {Role.AUDITOR}
_LEADING = frozenset({Role.INNOVATION_MANAGER, Role.PROGRAMME_OFFICER})

POWERS: dict[Action, frozenset[Role]] = {
    Action.VIEW: _EVERYBODY,
    Action.SUGGEST: _WORKING,
    Action.COMMENT: _WORKING,
    Action.EDIT_PROJECT: _LEADING | {Role.PROJECT_LEADER},
    Action.EDIT_REGISTER: _LEADING,
    Action.EDIT_MONEY: _LEADING | {Role.ECONOMIST},
    Action.EXCHANGE: _LEADING | {Role.ECONOMIST},
    Action.PLAN: _LEADING | {Role.ECONOMIST, Role.PROJECT_LEADER},
    Action.ADOPT: _LEADING,
    Action.DECIDE: frozenset({Role.GATEKEEPER}),
    Action.SEE_HISTORY: _EVERYBODY,
    Action.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}) | _LEADING,
}
"""Who may do what; a role limited to an enterprise may do it only there."""
