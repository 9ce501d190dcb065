"""The worker: takes waiting runs one by one, carries them out, and never loses one.

A run is claimed by changing its state from waiting to running in one statement, so two workers never share one. While
it runs, a thread writes a heartbeat. A run whose heartbeat stopped (the worker was killed) goes back to waiting, at
most twice; after that it has failed with that reason. Whatever a worker writes about a run, it writes only while the
run is still its own, so one that was taken for dead and was only slow does no harm.

The pages of a finished run are made by a process of its own beside the next run, so that the first reader does not
wait for the pictures, and the worker does not keep the memory that they need.
"""

from __future__ import annotations

import logging
import math
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from serpin.base.errors import InputError
from serpin.base.progress import STOP
from serpin.base.texts import mark
from serpin.planning.kernels import are_compiled
from serpin.vocabulary.case import Case
from serpin.web.runs.models import Result, Run, State

LOG = logging.getLogger(__name__)

BEAT = 2.0
"""Seconds between heartbeats."""

STALE = 15.0
"""Seconds without a heartbeat after which a run is taken to be abandoned."""

REST = 30.0
"""Seconds without a run after which a worker begins anew, so that it gives back what the engines took."""

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
        self.painters: list[subprocess.Popen[bytes]] = []
        self.worked = 0.0

    def end(self, *_: Any) -> None:
        """Ask the worker to end; a run under way goes back to waiting."""
        self.ending.set()

    def run_until_ended(self) -> None:
        """Take runs until :meth:`end` is called."""
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, self.end)
        self._warm()
        try:
            while not self.ending.is_set():
                try:
                    self._look_for_a_run()
                except OperationalError:
                    LOG.exception("the database did not answer")
                    close_old_connections()
                    self.ending.wait(BEAT)
        finally:
            for painter in self.painters:
                painter.terminate()
                painter.wait()

    def _warm(self) -> None:
        """Load the engines, so that the first run starts at once; after an installation they are compiled first."""
        if not are_compiled():
            with subprocess.Popen([sys.executable, "-m", "serpin.planning.kernels"]) as compiling:
                while compiling.poll() is None and not self.ending.wait(_PAUSE):
                    pass
                compiling.terminate()
        if not self.ending.is_set():
            import serpin.planning.verb  # noqa: F401, PLC0415 - for its effect

    def _look_for_a_run(self) -> None:
        close_old_connections()
        requeue_abandoned()
        self.painters = [painter for painter in self.painters if painter.poll() is None]
        run = claim(self.name)
        if run is None:
            self._rest()
            return
        self.carry_out(run)
        self.worked = time.monotonic()
        if not self.ending.is_set():
            language = run.asked_by.language if run.asked_by is not None else run.workspace.language
            self._paint(run.pk, language)

    def _rest(self) -> None:
        """Wait for the next look; after a run and a while of nothing, become a fresh process under the same number."""
        self.ending.wait(_PAUSE)
        if self.worked and not self.painters and time.monotonic() - self.worked > REST and not self.ending.is_set():
            connection.close()
            os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - our own command line

    def _paint(self, number: int, language: str) -> None:
        command = [sys.executable, "-m", "serpin.web", "manage", "render", str(number), language]
        self.painters.append(subprocess.Popen(command))  # noqa: S603 - our own command

    def carry_out(self, run: Run) -> None:
        """Carry out one run and store what came of it."""
        over = threading.Event()
        lost = threading.Event()
        beat = threading.Thread(target=_beat, args=(run.pk, self.name, over, lost), daemon=True)
        beat.start()
        try:
            document, summary, stopped = _carried_out(run, self.ending, lost)
        except InputError as error:
            problems = [
                {"message": problem.message, "values": _plain(problem.values), "place": [*map(str, problem.place)]}
                for problem in error.problems
            ]
            _finish(run, State.FAILED, error=problems)
        except OperationalError:
            raise
        except Exception as error:  # the worker outlives whatever an engine does; the log has the whole story
            LOG.exception("run %s failed", run.pk)
            _finish(run, State.FAILED, error=[{"message": _BROKEN, "values": {"kind": type(error).__name__}}])
        else:
            if self.ending.is_set():
                _hand_back(run)
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
    """Put runs without a heartbeat back into the queue, or end them after too many attempts; return how many.

    A run that somebody had asked to stop does not begin again: there is nothing that was found.
    """
    limit = timezone.now() - timedelta(seconds=STALE)
    stale = Run.objects.filter(state=State.RUNNING, heartbeat__lt=limit)
    lost = [{"message": _ABANDONED, "values": {"count": MOST_ATTEMPTS}}]
    ended = stale.filter(stop_asked=True).update(state=State.CANCELLED, ended_at=timezone.now())
    ended += stale.filter(attempt__gte=MOST_ATTEMPTS).update(state=State.FAILED, ended_at=timezone.now(), error=lost)
    return ended + stale.filter(attempt__lt=MOST_ATTEMPTS).update(state=State.WAITING, worker="", progress={})


def _own(run: Run) -> QuerySet[Run]:
    """Return the row of a run as long as it is the worker's own that has claimed it."""
    return Run.objects.filter(pk=run.pk, state=State.RUNNING, worker=run.worker, attempt=run.attempt)


def _hand_back(run: Run) -> None:
    """Put a run back into the queue; that the worker ended is no failed attempt. Whom stop was asked is cancelled."""
    own = _own(run)
    if not own.filter(stop_asked=True).update(state=State.CANCELLED, ended_at=timezone.now()):
        own.update(state=State.WAITING, worker="", attempt=run.attempt - 1, progress={})


def _beat(pk: int, worker: str, over: threading.Event, lost: threading.Event) -> None:
    try:
        while not over.wait(BEAT):
            try:
                rows = Run.objects.filter(pk=pk, state=State.RUNNING, worker=worker)
                if not rows.update(heartbeat=timezone.now()) and not over.is_set():
                    lost.set()
                    return
            except OperationalError:
                LOG.warning("a heartbeat of run %s was not written", pk)
    finally:
        connection.close()


def _carried_out(run: Run, ending: threading.Event, lost: threading.Event) -> tuple[str, dict[str, Any], bool]:
    from serpin.planning.options import PlanOptions  # noqa: PLC0415 - the engines are heavy
    from serpin.planning.verb import plan  # noqa: PLC0415 - as above
    from serpin.reports.document import plan_text  # noqa: PLC0415 - as above
    from serpin.web.runs.figures import figures_of  # noqa: PLC0415 - as above

    listener = _Listener(run.pk, (ending, lost))
    case = Case.model_validate(run.case)
    options = PlanOptions.model_validate(run.options)
    with ThreadPoolExecutor(options.scheduling.workers) as executor:
        made = plan(case, seed=run.seed, options=options, progress=listener, executor=executor)
    return plan_text(made), figures_of(made), listener.stopped


class _Listener:
    """Writes progress into the row, not too often, and passes on that somebody asked to stop."""

    def __init__(self, pk: int, ends: tuple[threading.Event, ...]) -> None:
        self.pk = pk
        self.ends = ends
        self.stopped = False
        self._steps: dict[str, Any] = {}
        self._saved = 0.0
        self._begun = time.monotonic()
        self._lock = threading.Lock()

    def __call__(self, step: str, done: float, value: float | None, bound: float | None) -> str | None:
        with self._lock:
            now = time.monotonic()
            known = self._steps.setdefault(step, {"begun": round(now - self._begun, 1)})
            known.update(
                done=done,
                value=_finite(value),
                bound=_finite(bound),
                seconds=round(now - self._begun - known["begun"], 1),
            )
            if now - self._saved >= _SAVE_EVERY or done >= 1.0:
                self._saved = now
                try:
                    Run.objects.filter(pk=self.pk).update(progress={"steps": self._steps, "now": step})
                    self.stopped = self.stopped or Run.objects.filter(pk=self.pk, stop_asked=True).exists()
                except OperationalError:
                    LOG.warning("the progress of run %s was not written", self.pk)
        return STOP if self.stopped or any(end.is_set() for end in self.ends) else None


def _finite(figure: float | None) -> float | None:
    """Return a figure as JSON has it: an engine that knows no bound yet says so by an infinite one."""
    return figure if figure is not None and math.isfinite(figure) else None


@transaction.atomic
def _finish(
    run: Run,
    state: State,
    *,
    document: str = "",
    summary: dict[str, Any] | None = None,
    error: list[dict[str, Any]] | None = None,
) -> None:
    over: dict[str, Any] = {"state": state, "ended_at": timezone.now(), "error": error or []}
    if _own(run).update(**over) and document:
        Result.objects.update_or_create(run=run, defaults={"document": document, "summary": summary or {}})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, int | float | str) else str(value) for key, value in values.items()}
