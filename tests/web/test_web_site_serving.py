"""Starting, supervising and ending the served application; nothing runs on."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from conftest import DemoServer, family, gone, is_free

SERPIN = str(Path(sys.executable).with_name("serpin"))
SERVED = {**os.environ, "DJANGO_SETTINGS_MODULE": "serpin.web.site.settings", "SERPIN_DATABASE": ""}


def counted(folder: Path) -> list[int]:
    """Return how many rows of the samples the database holds."""
    tables = ("accounts_user", "accounts_workspace", "accounts_membership", "registry_record", "registry_idea")
    with closing(sqlite3.connect(folder / "data" / "serpin.sqlite3")) as database:
        return [database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608


@pytest.mark.browser
def test_the_demonstration_starts_heals_ends_and_starts_again(tmp_path: Path) -> None:
    """It restarts a part that was killed, ends with all its parts on Ctrl-C, and a second start adds nothing."""
    server = DemoServer(tmp_path)
    text = server.log.read_text("utf-8")
    before = counted(tmp_path)
    assert before[:3] == [8, 2, 8]
    for _ in range(300):  # the worker begins when pages are answered
        parts = family(server.process.pid)
        worker = [pid for pid, words in parts.items() if "manage worker" in words]
        if worker:
            break
        time.sleep(0.1)
    web = [pid for pid, words in parts.items() if "granian" in words]
    assert web
    assert worker
    os.kill(worker[0], signal.SIGKILL)
    for _ in range(100):
        again = [pid for pid, words in family(server.process.pid).items() if "manage worker" in words]
        if again and again != worker:
            break
        time.sleep(0.1)
    assert again
    assert again != worker
    os.kill(min(web), signal.SIGKILL)  # it has a process of its own, which must not keep the port
    assert gone(set(web))
    server.wait()
    parts = family(server.process.pid)
    assert server.end() == 0
    assert gone(set(parts))
    assert is_free(server.port)
    second = DemoServer(tmp_path)
    assert counted(tmp_path) == before
    for _ in range(100):
        text = second.log.read_text("utf-8")
        if "Ctrl-C ends it." in text:
            break
        time.sleep(0.1)
    assert f"Serpin is open at {second.address}/" in text
    assert "serpin-demo-2026" in text
    assert "manager@plant.example" in text
    parts = family(second.process.pid)
    second.process.kill()
    second.process.wait(10)
    assert gone(set(parts))


def test_a_taken_port_is_said_clearly(tmp_path: Path) -> None:
    """Nothing is started or written when somebody listens there already."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [SERPIN, "--language", "en", "serve", "--port", str(port)]
        done = subprocess.run(
            [*command, "--data", str(tmp_path / "data")],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=SERVED,
        )
    assert done.returncode == 1
    assert done.stderr.strip() == f"port {port} is taken already; choose another with --port"
    assert not (tmp_path / "data").exists()


@pytest.mark.browser
def test_the_command_line_ends_the_server_with_itself(tmp_path: Path, free: int) -> None:
    """`serpin serve` makes an empty database of one's own, and SIGTERM to it ends everything."""
    command = [SERPIN, "--language", "en", "serve", "--port", str(free)]
    with subprocess.Popen(
        [*command, "--data", str(tmp_path / "data")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=SERVED
    ) as process:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{free}/alive/", timeout=2)
                break
            except OSError:
                time.sleep(0.1)
        assert counted(tmp_path)[:2] == [0, 0]
        parts = family(process.pid)
        process.terminate()
        assert process.wait(30) == 0
    assert gone(set(parts))
    assert is_free(free)


@pytest.fixture
def free() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def managed(tmp_path: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run ``serpin manage``."""
    environment = {**SERVED, "SERPIN_DATA": str(tmp_path), "SERPIN_SECRET": "", **more}
    command = [SERPIN, "manage", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)


def test_the_settings_of_an_institution_pass_the_check_of_deployment(tmp_path: Path) -> None:
    """Behind HTTPS, Django's own check finds nothing."""
    done = managed(tmp_path, "check", "--deploy", "--fail-level", "INFO", SERPIN_HTTPS="1", SERPIN_HOSTS="plan.example")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_the_commands_of_django_are_at_hand(tmp_path: Path) -> None:
    """`serpin manage help` lists them, and the migrations are complete."""
    done = managed(tmp_path, "help")
    assert done.returncode == 0
    assert "migrate" in done.stdout
    assert managed(tmp_path, "makemigrations", "--check", "--dry-run").returncode == 0
