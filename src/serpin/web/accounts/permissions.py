"""Whether somebody may do something, and why not: the answer always has its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from serpin.base.texts import mark, translate
from serpin.web.accounts.roles import ACTION_NAMES, POWERS, ROLE_NAMES, Action, Role

if TYPE_CHECKING:
    from serpin.web.accounts.models import User, Workspace

_OUTSIDE = mark("you are no member of this workspace")
_OTHER_ROLES = mark("to {action}, one of these roles is needed: {roles}")
_OTHER_ENTERPRISE = mark("your role is limited to {enterprise}")
_GRANTED = mark("your role allows it: {role}")
_INACTIVE = mark("this account is closed")


@dataclass(frozen=True)
class Answer:
    """Yes or no, with the reason as a sentence of the catalogue."""

    allowed: bool
    reason: str
    values: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.allowed

    def sentence(self, language: str) -> str:
        """Return the reason in a language."""
        return translate(self.reason, language, **self.values)


class NotAllowed(Exception):  # noqa: N818 - an answer, not an error of the program
    """Somebody may not do this; holds the answer with its reason."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.reason)
        self.answer = answer


@dataclass(frozen=True)
class Standing:
    """The roles of a user in a workspace, each with the enterprise to which it is limited (or nothing)."""

    user: User
    workspace: Workspace
    roles: tuple[tuple[Role, str], ...]
    spaces: tuple[Workspace, ...] = field(default=(), compare=False)
    """The workspaces of the user, this one among them; none where that was not asked."""

    @property
    def is_member(self) -> bool:
        """Whether the user has any role here."""
        return bool(self.roles) or self.user.is_superuser

    def may(self, action: Action, enterprise: str | None = None, language: str = "en") -> Answer:
        """Tell whether an action is allowed, on the whole workspace or on what belongs to an enterprise.

        Parameters
        ----------
        action
            What is to be done.
        enterprise
            Code of the enterprise to which the object belongs; nothing for the workspace as a whole.
        language
            Language of the words within the reason.
        """
        if not self.user.is_active:
            return Answer(False, _INACTIVE)
        if self.user.is_superuser:
            return Answer(True, _GRANTED, {"role": translate(ROLE_NAMES[Role.ADMINISTRATOR], language)})
        if not self.roles:
            return Answer(False, _OUTSIDE)
        able = [(role, limit) for role, limit in self.roles if role in POWERS[action]]
        if not able:
            roles = ", ".join(translate(ROLE_NAMES[role], language) for role in Role if role in POWERS[action])
            return Answer(False, _OTHER_ROLES, {"action": translate(ACTION_NAMES[action], language), "roles": roles})
        for role, limit in able:
            if not limit or limit == enterprise or (enterprise is None and action in _SHARED):
                return Answer(True, _GRANTED, {"role": translate(ROLE_NAMES[role], language)})
        return Answer(False, _OTHER_ENTERPRISE, {"enterprise": ", ".join(sorted({limit for _, limit in able}))})

    def sees_all(self) -> Answer:
        """Tell whether what shows the workspace as a whole may be seen."""
        if self.enterprises is None:
            return Answer(True, _GRANTED, {"role": ""})
        return Answer(False, _OTHER_ENTERPRISE, {"enterprise": ", ".join(sorted(self.enterprises))})

    @property
    def enterprises(self) -> frozenset[str] | None:
        """Codes of the enterprises whose objects are visible; nothing when all are."""
        if self.user.is_superuser or any(not limit for _, limit in self.roles):
            return None
        return frozenset(limit for _, limit in self.roles)


_SHARED = frozenset({Action.VIEW, Action.SUGGEST, Action.COMMENT, Action.SEE_HISTORY})
"""What a role limited to an enterprise may also do where an object belongs to no enterprise."""
