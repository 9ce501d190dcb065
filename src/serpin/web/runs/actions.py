"""What changes runs: asking for one, stopping it, trying again, adopting its plan."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from serpin.base.texts import mark, translate
from serpin.version import __version__
from serpin.vocabulary.case import Case
from serpin.web.accounts.models import User, Workspace
from serpin.web.accounts.permissions import NotAllowed
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import Action
from serpin.web.registry import bridge
from serpin.web.runs.models import Run, State
from serpin.web.runs.scenario import applied
from serpin.web.ui.refusal import Refused

MOST_WAITING = 20
"""Runs of a workspace that may wait or run at a time."""

_TOO_MANY = mark("{count} runs are waiting already; stop one of them first")
_NOT_OVER = mark("the run is not over yet")
_CHANGED = mark("somebody else has changed this meanwhile ({who}); your entries stand below, nothing was overwritten")
_NO_PLAN = mark("only a finished plan can become the baseline")


def _demand(user: User, workspace: Workspace, action: Action) -> None:
    answer = standing(user, workspace.slug).may(action, None, user.language)
    if not answer:
        raise NotAllowed(answer)


@transaction.atomic
def ask(
    user: User,
    workspace: Workspace,
    *,
    title: str = "",
    seed: int = 1,
    options: dict[str, Any] | None = None,
    scenario: dict[str, Any] | None = None,
) -> Run:
    """Store a run of ``plan`` for the worker to carry out.

    Parameters
    ----------
    user, workspace
        Who asks, for which case.
    title
        What people call it.
    seed
        Seed of the random numbers.
    options
        Options of ``plan`` in plain form; the defaults when nothing.
    scenario
        What shall differ from the register (see :mod:`serpin.web.runs.scenario`).

    Raises
    ------
    NotAllowed
        If the user may not plan here.
    InputError
        If the register makes no consistent case, or the scenario does not fit it.
    Refused
        If too many runs wait already.
    """
    _demand(user, workspace, Action.PLAN)
    waiting = Run.objects.filter(workspace=workspace, state__in=(State.WAITING, State.RUNNING)).count()
    if waiting >= MOST_WAITING:
        raise Refused({"": translate(_TOO_MANY, user.language, count=waiting)})
    data, _ = bridge.document_of(workspace)
    case = bridge.case_from(applied(data, scenario or {}))
    return Run.objects.create(
        workspace=workspace,
        title=title[:200],
        seed=seed,
        options=options or {},
        scenario=scenario or {},
        case=case.model_dump(mode="json"),
        digest=case.digest(),
        version=__version__,
        asked_by=user,
    )


@transaction.atomic
def stop(user: User, run: Run) -> None:
    """Ask a run to stop with what it has; one that waits is cancelled at once.

    Raises
    ------
    NotAllowed
        If the user may not plan here.
    """
    _demand(user, run.workspace, Action.PLAN)
    cancelled = Run.objects.filter(pk=run.pk, state=State.WAITING).update(state=State.CANCELLED, stop_asked=True)
    if not cancelled:
        Run.objects.filter(pk=run.pk, state=State.RUNNING).update(stop_asked=True)


def retry(user: User, run: Run) -> Run:
    """Ask for the same run once more: same case, options and seed.

    Raises
    ------
    NotAllowed
        If the user may not plan here.
    Refused
        If the run is not over.
    """
    _demand(user, run.workspace, Action.PLAN)
    if not run.is_over:
        raise Refused({"": translate(_NOT_OVER, user.language)})
    Case.model_validate(run.case)
    return Run.objects.create(
        workspace=run.workspace,
        verb=run.verb,
        title=run.title,
        seed=run.seed,
        options=run.options,
        scenario=run.scenario,
        case=run.case,
        digest=run.digest,
        version=__version__,
        asked_by=user,
    )


@transaction.atomic
def adopt(user: User, run: Run) -> None:
    """Make the plan of a run the baseline of its workspace.

    Raises
    ------
    NotAllowed
        If the user may not adopt plans here.
    Refused
        If the run holds no plan.
    """
    _demand(user, run.workspace, Action.ADOPT)
    if run.state not in (State.DONE, State.STOPPED):
        raise Refused({"": translate(_NO_PLAN, user.language)})
    Run.objects.filter(workspace=run.workspace, is_baseline=True).update(is_baseline=False)
    Run.objects.filter(pk=run.pk).update(is_baseline=True)


def refuse_stale(version: int, shown: int | None, who: User | None, language: str) -> None:
    """Refuse what was typed into a form that is older than what it would change.

    Raises
    ------
    Refused
        If the versions differ.
    """
    if shown is not None and shown != version:
        raise Refused({"": translate(_CHANGED, language, who=str(who or ""))})
