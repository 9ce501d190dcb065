"""A run: everything that is needed to repeat it, how far it is, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from serpin.base.texts import mark
from serpin.web.accounts.models import User, Workspace


class State(models.TextChoices):
    """Where a run stands."""

    WAITING = "waiting", mark("waiting")
    RUNNING = "running", mark("running")
    DONE = "done", mark("finished")
    STOPPED = "stopped", mark("stopped with what was found")
    FAILED = "failed", mark("failed")
    CANCELLED = "cancelled", mark("cancelled")

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (State.WAITING, State.RUNNING)


class Run(models.Model):
    """One call of a verb."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="runs")
    verb = models.CharField(max_length=20, default="plan")
    title = models.CharField(max_length=200, blank=True, default="")
    seed = models.BigIntegerField(default=1)
    options = models.JSONField(default=dict)
    scenario = models.JSONField(default=dict)
    """What differs from the register: changed fields, pins, budgets."""
    case = models.JSONField()
    """The case as it was when the run was asked for, with the scenario applied."""
    digest = models.CharField(max_length=32, default="")
    version = models.CharField(max_length=20, default="")

    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stop_asked = models.BooleanField(default=False)
    progress = models.JSONField(default=dict)
    """Per step: share done, value, bound, seconds; and the step under way."""
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True, default="")
    error = models.JSONField(default=list)
    """Sentences with their values and places, free of language."""

    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="runs")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    is_baseline = models.BooleanField(default=False)

    class Meta:
        """The newest first; a workspace has one baseline."""

        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="runs_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace"], condition=models.Q(is_baseline=True), name="one_baseline_in_a_workspace"
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return State(self.state).is_over


class Result(models.Model):
    """The document of a run, apart from its row: lists do not read it."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="result")
    document = models.TextField()
    summary = models.JSONField(default=dict)
    """A few figures for lists and comparisons."""

    def __str__(self) -> str:
        return f"result of {self.run_id}"


class Page(models.Model):
    """A page of a result in a language, made once from its document: the head, or one section.

    It only saves time: whoever deletes it gets it made again.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="pages")
    language = models.CharField(max_length=2)
    name = models.CharField(max_length=40, blank=True, default="")
    """Name of the section; empty for the head."""
    version = models.CharField(max_length=20)
    body = models.JSONField()

    class Meta:
        """One of each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "language", "name"], name="one_page_of_a_run_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.language} {self.name}"
