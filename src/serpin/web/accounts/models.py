"""Users, the workspaces in which they work together, and their roles there."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from serpin.base.texts import LANGUAGES, mark
from serpin.web.accounts.roles import Role


class UserManager(BaseUserManager["User"]):
    """Makes users, who sign in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new user.

        Raises
        ------
        ValueError
            If there is no e-mail address.
        """
        if not email:
            message = "a user needs an e-mail address"
            raise ValueError(message)
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new user who may do everything in every workspace."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser):
    """A person who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES], default="kk")
    theme = models.CharField(max_length=5, default="auto")
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class Workspace(models.Model):
    """A plant or a programme: where people work together on one case."""

    class Kind(models.TextChoices):
        """Whether a plant plans its own projects, or an institution those of several."""

        ENTERPRISE = "enterprise", mark("Enterprise")
        PROGRAMME = "programme", mark("Programme")

    slug = models.SlugField(max_length=40, unique=True)
    title = models.JSONField(default=dict)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ENTERPRISE)
    language = models.CharField(max_length=2, choices=[(code, code) for code in LANGUAGES], default="kk")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name("en")

    def name(self, language: str) -> str:
        """Return the title in a language, or in the nearest one that was given."""
        given = self.title if isinstance(self.title, dict) else {"plain": self.title}
        for key in (language, "plain", "ru", "en", "kk"):
            if given.get(key):
                return str(given[key])
        return self.slug


class Membership(models.Model):
    """A role of a user in a workspace; several are possible."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    enterprise = models.CharField(max_length=40, blank=True, default="")
    """Code of the enterprise to which the membership is limited; the whole workspace when empty."""
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Nobody has the same role twice."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "workspace", "role", "enterprise"], name="one_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} @ {self.workspace}"


class Invitation(models.Model):
    """A letter that lets somebody join a workspace in a role."""

    email = models.EmailField()
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    enterprise = models.CharField(max_length=40, blank=True, default="")
    key_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations_sent")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email} → {self.workspace}"
