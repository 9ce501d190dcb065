"""The worker: takes waiting runs one by one, carries them out, and never loses one.

A run is claimed by changing its state from waiting to running in one statement, so two workers never share one. While
it runs, a thread writes a heartbeat. A run whose heartbeat stopped (the worker was killed) goes back to waiting, at
most twice; after that it has failed with that reason.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from serpin.base.errors import InputError
from serpin.base.progress import STOP
from serpin.base.texts import mark
from serpin.vocabulary.case import Case
from serpin.web.runs.models import Result, Run, State

LOG = logging.getLogger(__name__)

BEAT = 2.0
"""Seconds between heartbeats."""

STALE = 15.0
"""Seconds without a heartbeat after which a run is taken to be abandoned."""

MOST_ATTEMPTS = 3
_PAUSE = 0.3
_SAVE_EVERY = 0.5

_ABANDONED = mark("the worker was ended {count} times while it carried out this run")
_BROKEN = mark("an error of the program ended the run: {kind}")


class Worker:
    """Carries out runs until it is told to end."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.ending = threading.Event()

    def end(self, *_: Any) -> None:
        """Ask the worker to end; a run under way goes back to waiting."""
        self.ending.set()

    def run_until_ended(self) -> None:
        """Take runs until :meth:`end` is called."""
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, self.end)
        _warm()
        while not self.ending.is_set():
            close_old_connections()
            requeue_abandoned()
            run = claim(self.name)
            if run is None:
                self.ending.wait(_PAUSE)
            else:
                self.carry_out(run)

    def carry_out(self, run: Run) -> None:
        """Carry out one run and store what came of it."""
        over = threading.Event()
        beat = threading.Thread(target=_beat, args=(run.pk, over), daemon=True)
        beat.start()
        try:
            document, summary, stopped = _carried_out(run, self.ending)
        except InputError as error:
            problems = [
                {"message": problem.message, "values": _plain(problem.values), "place": [*map(str, problem.place)]}
                for problem in error.problems
            ]
            _finish(run, State.FAILED, error=problems)
        except Exception as error:  # the worker outlives whatever an engine does; the log has the whole story
            LOG.exception("run %s failed", run.pk)
            _finish(run, State.FAILED, error=[{"message": _BROKEN, "values": {"kind": type(error).__name__}}])
        else:
            if self.ending.is_set():
                Run.objects.filter(pk=run.pk).update(state=State.WAITING, worker="", attempt=run.attempt - 1)
            else:
                _finish(run, State.STOPPED if stopped else State.DONE, document=document, summary=summary)
        finally:
            over.set()
            beat.join()


def claim(worker: str) -> Run | None:
    """Take the oldest waiting run, or nothing."""
    for candidate in Run.objects.filter(state=State.WAITING).order_by("id").values_list("pk", "attempt")[:5]:
        now = timezone.now()
        taken = Run.objects.filter(pk=candidate[0], state=State.WAITING).update(
            state=State.RUNNING,
            worker=worker,
            attempt=candidate[1] + 1,
            heartbeat=now,
            started_at=now,
            ended_at=None,
            progress={},
        )
        if taken:
            return Run.objects.get(pk=candidate[0])
    return None


def requeue_abandoned() -> int:
    """Put runs without a heartbeat back into the queue, or end them after too many attempts; return how many."""
    limit = timezone.now() - timedelta(seconds=STALE)
    stale = Run.objects.filter(state=State.RUNNING, heartbeat__lt=limit)
    lost = [{"message": _ABANDONED, "values": {"count": MOST_ATTEMPTS}}]
    ended = stale.filter(attempt__gte=MOST_ATTEMPTS).update(state=State.FAILED, ended_at=timezone.now(), error=lost)
    return ended + stale.filter(attempt__lt=MOST_ATTEMPTS).update(state=State.WAITING, worker="")


def _beat(pk: int, over: threading.Event) -> None:
    try:
        while not over.wait(BEAT):
            Run.objects.filter(pk=pk, state=State.RUNNING).update(heartbeat=timezone.now())
    finally:
        connection.close()


def _carried_out(run: Run, ending: threading.Event) -> tuple[str, dict[str, Any], bool]:
    from serpin.planning.options import PlanOptions  # noqa: PLC0415 - the engines are heavy
    from serpin.planning.verb import plan  # noqa: PLC0415 - as above
    from serpin.reports.document import plan_text  # noqa: PLC0415 - as above
    from serpin.web.runs.figures import figures_of  # noqa: PLC0415 - as above

    listener = _Listener(run.pk, ending)
    case = Case.model_validate(run.case)
    options = PlanOptions.model_validate(run.options)
    with ThreadPoolExecutor(options.scheduling.workers) as executor:
        made = plan(case, seed=run.seed, options=options, progress=listener, executor=executor)
    return plan_text(made), figures_of(made), listener.stopped


class _Listener:
    """Writes progress into the row, not too often, and passes on that somebody asked to stop."""

    def __init__(self, pk: int, ending: threading.Event) -> None:
        self.pk = pk
        self.ending = ending
        self.stopped = False
        self._steps: dict[str, Any] = {}
        self._saved = 0.0
        self._begun = time.monotonic()
        self._lock = threading.Lock()

    def __call__(self, step: str, done: float, value: float | None, bound: float | None) -> str | None:
        with self._lock:
            now = time.monotonic()
            known = self._steps.setdefault(step, {"begun": round(now - self._begun, 1)})
            known.update(done=done, value=value, bound=bound, seconds=round(now - self._begun - known["begun"], 1))
            if now - self._saved >= _SAVE_EVERY or done >= 1.0:
                self._saved = now
                Run.objects.filter(pk=self.pk).update(progress={"steps": self._steps, "now": step})
                self.stopped = self.stopped or Run.objects.filter(pk=self.pk, stop_asked=True).exists()
        return STOP if self.stopped or self.ending.is_set() else None


@transaction.atomic
def _finish(
    run: Run,
    state: State,
    *,
    document: str = "",
    summary: dict[str, Any] | None = None,
    error: list[dict[str, Any]] | None = None,
) -> None:
    if document:
        Result.objects.update_or_create(run=run, defaults={"document": document, "summary": summary or {}})
    Run.objects.filter(pk=run.pk).update(state=state, ended_at=timezone.now(), error=error or [])


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, int | float | str) else str(value) for key, value in values.items()}


def _warm() -> None:
    """Load the engines, so that the first run starts at once."""
    import serpin.planning.verb  # noqa: F401, PLC0415 - for its effect
