"""The worker: nothing is lost when it is killed, nothing is done twice, and nobody writes what is not their own."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from serpin.examples.generator import generate
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry.actions import load_case
from serpin.web.runs import actions, worker
from serpin.web.runs.models import Result, Run, State
from serpin.web.runs.results import faults_of, record_at, watch_of
from serpin.web.runs.worker import Worker, claim, requeue_abandoned

pytestmark = pytest.mark.django_db

SMALL = {"portfolio": {"seconds": 1}, "scheduling": {"seconds": 1}, "insurance": {"seconds": 1}}


@pytest.fixture
def workspace() -> Workspace:
    """Return a workspace with three small projects."""
    made = Workspace.objects.create(slug="small", title={"en": "Small"})
    load_case(None, made, generate(5, 4, 3, works=4, resources=3))
    return made


@pytest.fixture
def manager(workspace: Workspace) -> User:
    """Return an innovation manager of it."""
    user = User.objects.create_user("m@small.example", "long-enough-word", name="M", language="en")
    Membership.objects.create(user=user, workspace=workspace, role=Role.INNOVATION_MANAGER)
    return user


@pytest.fixture
def run(workspace: Workspace, manager: User) -> Run:
    """Return a run that waits."""
    return actions.ask(manager, workspace, title="base", options=SMALL)


def _claimed(name: str = "one:1") -> Run:
    found = claim(name)
    assert found is not None
    return found


def test_a_run_is_claimed_once(run: Run) -> None:
    """Whoever comes second gets nothing."""
    assert _claimed().pk == run.pk
    assert claim("two:2") is None


def test_a_run_without_heartbeat_waits_again(run: Run) -> None:
    """A killed worker leaves a run that no longer beats; it is taken up again."""
    _claimed()
    assert requeue_abandoned() == 0
    Run.objects.update(heartbeat=timezone.now() - timedelta(seconds=worker.STALE + 1))
    assert requeue_abandoned() == 1
    assert _claimed("two:2").attempt == 2


def test_a_run_that_kills_its_workers_fails_at_last(run: Run, manager: User) -> None:
    """After three attempts the run has failed, with the reason in words."""
    for _ in range(worker.MOST_ATTEMPTS):
        _claimed()
        Run.objects.update(heartbeat=timezone.now() - timedelta(seconds=worker.STALE + 1))
        requeue_abandoned()
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert [fault["text"] for fault in faults_of(run, "en")] == [
        "the worker was ended 3 times while it carried out this run"
    ]


def test_a_stop_of_a_lost_run_cancels_it(run: Run) -> None:
    """Who asked to stop does not want it to begin again."""
    _claimed()
    Run.objects.update(heartbeat=timezone.now() - timedelta(seconds=worker.STALE + 1), stop_asked=True)
    requeue_abandoned()
    run.refresh_from_db()
    assert run.state == State.CANCELLED


def test_a_worker_that_was_only_slow_writes_nothing(run: Run) -> None:
    """When its run was given to another, what the first one found is not stored."""
    slow = _claimed("slow:1")
    Run.objects.update(state=State.WAITING, worker="")
    other = _claimed("other:2")
    worker._finish(slow, State.DONE, document="{}", summary={})
    run.refresh_from_db()
    assert (run.state, run.worker) == (State.RUNNING, other.worker)
    assert not Result.objects.exists()


def test_a_worker_that_is_told_to_end_hands_its_run_back(run: Run) -> None:
    """The attempt does not count, and the run waits for the next worker."""
    ending = Worker()
    claimed = _claimed(ending.name)
    ending.ending.set()
    ending.carry_out(claimed)
    run.refresh_from_db()
    assert (run.state, run.attempt, run.worker) == (State.WAITING, 0, "")


def test_a_bound_that_is_not_known_yet_is_none(run: Run) -> None:
    """Engines call a bound infinite as long as they know none; the row says that there is none, as JSON can."""
    listener = worker._Listener(run.pk, ())
    assert listener("portfolio", 1.0, float("nan"), float("inf")) is None
    run.refresh_from_db()
    step = run.progress["steps"]["portfolio"]
    assert (step["done"], step["value"], step["bound"]) == (1.0, None, None)


def test_a_run_is_carried_out(run: Run) -> None:
    """The result is the document of the plan, and the progress names its steps."""
    worker_ = Worker()
    worker_.carry_out(_claimed(worker_.name))
    run.refresh_from_db()
    assert run.state == State.DONE
    assert run.result.document.startswith("{")
    assert {"Selection", "Schedule"} <= {step["name"] for step in watch_of(run, "en")}


def test_bad_values_fail_with_their_record(run: Run, workspace: Workspace) -> None:
    """The reason of a failure points to the record in which it lies."""
    place = ["projects", "1", "works", "2", "modes"]
    found = record_at(run, place)
    work = workspace.records.get(pk=found)
    assert (work.kind, work.code) == ("projects.works", run.case["projects"][1]["works"][2]["id"])


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "SERPIN_DATA": str(folder),
        "SERPIN_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "serpin.web.site.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


_PREPARE = """
from pathlib import Path
from serpin.web.site.configuration import make_data_folder
import os
make_data_folder(Path(os.environ["SERPIN_DATA"]))
import django
django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
from serpin.examples.generator import generate
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.registry.actions import load_case
from serpin.web.runs.actions import ask
workspace = Workspace.objects.create(slug="small", title={"en": "Small"})
load_case(None, workspace, generate(5, 4, 3, works=4, resources=3))
user = User.objects.create_user("m@small.example", "long-enough-word", name="M", language="en")
Membership.objects.create(user=user, workspace=workspace, role="innovation_manager")
ask(user, workspace, options={"portfolio": {"seconds": 1}, "scheduling": {"seconds": 4}, "insurance": {"seconds": 1}})
"""
_STATE = """
import sqlite3, sys
print(*sqlite3.connect(sys.argv[1]).execute("select state, attempt, worker from runs_run").fetchone(), sep="|")
"""


def _state(folder: Path) -> tuple[str, int]:
    database = next(folder.glob("*.sqlite3"))
    command = [sys.executable, "-c", _STATE, str(database)]
    state, attempt, _ = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("|")
    return state, int(attempt)


def _until(folder: Path, wanted: str, seconds: float) -> tuple[str, int]:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        found = _state(folder)
        if found[0] == wanted:
            return found
        time.sleep(0.2)
    return _state(folder)


def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    """A real worker is killed in the middle of a run; the next one finishes that run."""
    environment = _environment(tmp_path)
    subprocess.run([sys.executable, "-c", _PREPARE], env=environment, check=True)
    command = [sys.executable, "-c", _WORKER]
    first = subprocess.Popen(command, env=environment)
    try:
        assert _until(tmp_path, State.RUNNING, 60) == (State.RUNNING, 1)
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert _state(tmp_path) == (State.RUNNING, 1)
    second = subprocess.Popen(command, env=environment)
    try:
        assert _until(tmp_path, State.DONE, 90) == (State.DONE, 2)
    finally:
        second.terminate()
        assert second.wait(30) == 0


_WORKER = """
import django
django.setup()
from serpin.web.runs import worker
worker.STALE, worker.BEAT = 2.0, 0.5
worker.Worker().run_until_ended()
"""
