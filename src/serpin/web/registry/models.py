"""The tables of the register.

A record is one noun of the vocabulary (an enterprise, a work, a mode …) as it would be a row of the workbook: its
fields lie in ``body`` in the plain form of the vocabulary, and the columns beside it are what pages sort, filter and
search by. They are derived from the body, and only :mod:`serpin.web.registry.actions` writes them. So there is one
description of every noun, the vocabulary, for files, workbooks and pages alike (docs/design/web.md).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from serpin.base.texts import mark
from serpin.web.accounts.models import User, Workspace
from serpin.web.ui.database import COLLATION

CASE = "case"
"""Kind of the record that holds the case itself: title, start, horizon, rates."""


class Record(models.Model):
    """A noun of a case."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="records")
    kind = models.CharField(max_length=60)
    """Names of the lists that lead to the noun, joined by points: ``projects.works``; ``case`` for the case itself."""
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=40, blank=True, default="")
    title = models.CharField(max_length=400, blank=True, default="", db_collation=COLLATION)
    search = models.TextField(blank=True, default="")
    enterprise = models.CharField(max_length=40, blank=True, default="")
    """Code of the enterprise to which it belongs; decides who may change it."""
    group = models.CharField(max_length=40, blank=True, default="")
    """The choice by which lists of the kind are filtered: stage, type, kind of source …"""
    position = models.PositiveIntegerField(default=0)
    body = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    history = HistoricalRecords(excluded_fields=["search"], cascade_delete_history=False)

    class Meta:
        """Codes are unique within their list."""

        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "code"],
                condition=models.Q(parent__isnull=True) & ~models.Q(code=""),
                name="code_once_at_the_top",
            ),
            models.UniqueConstraint(
                fields=["parent", "kind", "code"],
                condition=models.Q(parent__isnull=False) & ~models.Q(code=""),
                name="code_once_in_its_list",
            ),
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(kind=CASE), name="one_case_in_a_workspace"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "kind", "position", "id"], name="records_in_order"),
            models.Index(fields=["workspace", "kind", "title", "id"], name="records_in_alphabet"),
            models.Index(fields=["workspace", "kind", "code", "id"], name="records_by_code"),
            models.Index(fields=["workspace", "kind", "enterprise", "position", "id"], name="records_by_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Idea(models.Model):
    """A thought for an innovation, before it is a project."""

    class State(models.TextChoices):
        """How far an idea has come."""

        OPEN = "open", mark("under discussion")
        MERGED = "merged", mark("joined with another")
        PROJECT = "project", mark("became a project")
        DECLINED = "declined", mark("declined")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="ideas")
    title = models.CharField(max_length=200, db_collation=COLLATION)
    text = models.TextField(blank=True, default="")
    enterprise = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged")
    project = models.CharField(max_length=40, blank=True, default="")
    """Code of the project that it became."""
    answer = models.TextField(blank=True, default="")
    """Why it was declined, or what became of it."""
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="ideas")
    supporters = models.ManyToManyField(User, blank=True, related_name="supported_ideas")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()

    class Meta:
        """The newest first."""

        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """A word on a record or an idea."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="comments")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="comments")
    text = models.TextField(max_length=5000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The oldest first; each belongs to one thing."""

        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(record__isnull=False) ^ models.Q(idea__isnull=False), name="comment_on_one_thing"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Document(models.Model):
    """A file attached to a record or an idea; kept outside the web root and sent as a download only."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="documents")
    record = models.ForeignKey(Record, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    idea = models.ForeignKey(Idea, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="%Y/%m/", max_length=300)
    size = models.PositiveBigIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The oldest first."""

        ordering: ClassVar = ["uploaded_at", "id"]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file that was read and is looked at before it is taken over into the register."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    case = models.JSONField()
    foreign = models.BooleanField(default=False)
    """Whether another program wrote it, which knows nothing of the case as a whole."""
    notes = models.JSONField(default=list)
    """What was repaired or is doubtful, as sentences with their values and places."""
    state = models.CharField(max_length=40)
    """The state of the register when it was looked at."""
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
