"""Serving: one process supervises the web server and the worker, and ends both with itself."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from serpin.base.texts import mark, translate
from serpin.web.site.people import PASSWORD, PEOPLE

_PATIENCE = 15.0
_START = 60.0
_RESTART_AFTER = 1.0
_BESIDE = "beside"
_LATER = 5
"""By how much plans are less urgent than pages and files for which somebody waits (see ``nice``)."""
_THREADS = 12
"""Pages under way at a time. They are made by turns, so that a turn comes within the patience of
:mod:`serpin.web.ui.turns`; more than a few are for those that wait for pictures and files made by other processes.
The server warns of more than it has cores for; that is meant so, and newcomers shall not read it."""


def serve_from_arguments(arguments: list[str]) -> int:
    """Read the arguments of ``serve`` and serve until ended.

    Returns
    -------
    int
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="serpin serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", default=os.environ.get("SERPIN_DATA", "serpin-data"))
    parser.add_argument("--web-workers", type=int, default=1)
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--language", default="kk")
    parser.add_argument("--beside", nargs=argparse.REMAINDER, default=[])
    given = parser.parse_args(arguments)
    os.environ["SERPIN_DEMO"] = "1" if given.demo else "0"
    os.environ["SERPIN_DATA"] = str(Path(given.data).resolve())
    server = Server(given.host, given.port, given.web_workers, demo=given.demo, language=given.language)
    return server.serve(given.beside)


class Server:
    """The supervisor."""

    def __init__(self, host: str, port: int, web_workers: int, *, demo: bool, language: str) -> None:
        self.host, self.port, self.web_workers = host, port, web_workers
        self.demo, self.language = demo, language
        self.ending = False
        self.first = ""
        self.children: dict[str, tuple[list[str], subprocess.Popen[bytes]]] = {}

    def serve(self, beside: Sequence[str] = ()) -> int:
        """Prepare the database, start both processes, restart what dies, and end both on a signal.

        Parameters
        ----------
        beside
            Another command that is begun once pages are answered, steps back behind them, and ends with them.
        """
        if not _is_free(self.host, self.port):
            print(self._say(_TAKEN, port=self.port), file=sys.stderr)
            return 1
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._end)
        if not self._prepare():
            return 0 if self.ending else 1
        web = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "serpin.web.site.wsgi:application"),
            *("--host", self.host, "--port", str(self.port), "--workers", str(self.web_workers)),
            *("--blocking-threads", str(_THREADS), "--log-level", "error", "--no-ws", "--respawn-failed-workers"),
        ]
        self._start("web", web)
        self._announce()
        if not self.ending:  # the worker loads the engines, and the first page shall not wait for that
            self._start("worker", [sys.executable, "-m", "serpin.web", "manage", "worker"])
        if beside and not self.ending:
            self._start(_BESIDE, [*beside])
        while not self.ending:
            time.sleep(0.2)
            self._look_after_children()
        return self._end_children()

    def _look_after_children(self) -> None:
        """Start again what died; what ran beside is over when it ends."""
        for name, (command, process) in list(self.children.items()):
            if process.poll() is not None and not self.ending:
                _end_family(process)
                if name == _BESIDE:
                    del self.children[name]
                    continue
                time.sleep(_RESTART_AFTER)
                self._start(name, command)

    def _prepare(self) -> bool:
        """Prepare in a process of its own, so that the supervisor stays small; return whether all is ready."""
        if self.demo:
            print(self._say(_PREPARING), flush=True)
        command = [sys.executable, "-m", "serpin.web", "prepare", *(["--demo"] if self.demo else [])]
        process = self._start("prepare", command, stdout=subprocess.PIPE)
        while process.poll() is None and not self.ending:
            time.sleep(0.05)
        if self.ending:
            self._end_children()
            return False
        assert process.stdout is not None  # noqa: S101 - it was asked for
        with process.stdout as stream:
            self.first = stream.read().decode()
        del self.children["prepare"]
        return process.returncode == 0

    def _start(self, name: str, command: list[str], stdout: int | None = None) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            preexec_fn=_BEGIN[name],  # noqa: PLW1509 - before any thread
            start_new_session=True,
            stdout=stdout,
        )
        self.children[name] = (command, process)
        return process

    def _end(self, *_: Any) -> None:
        self.ending = True

    def _end_children(self) -> int:
        for _, process in self.children.values():
            process.terminate()
        limit = time.monotonic() + _PATIENCE
        for _, process in self.children.values():
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _end_family(process)
        if _BESIDE in self.children and sys.stderr.isatty():
            sys.stderr.write("\n\x1b[?25h")  # its bars may have hidden the cursor
        return 0

    def _announce(self) -> None:
        limit = time.monotonic() + _START
        while not self.ending and _is_free(self.host, self.port):
            if time.monotonic() > limit or self.children["web"][1].poll() is not None:
                print(self._say(_NOT_STARTED), file=sys.stderr, flush=True)
                return
            time.sleep(0.1)
        if self.ending:
            return
        here = f"http://{self.host}:{self.port}"
        print(self._say(_ADDRESS, address=f"{here}/"), flush=True)
        if self.first:
            print(self._say(_FIRST, address=here + self.first), flush=True)
        if self.demo:
            print(self._say(_PASSWORD, password=PASSWORD), flush=True)
            for person in PEOPLE:
                print(f"  {person.email:34} {person.said(self.language)}", flush=True)
        print(self._say(_STOP), flush=True)

    def _say(self, sentence: str, **values: Any) -> str:
        return translate(sentence, self.language, **values)


_PREPARING = mark("The database and the samples are made ready; it takes some seconds.")
_TAKEN = mark("port {port} is taken already; choose another with --port")
_ADDRESS = mark("Serpin is open at {address}")
_FIRST = mark("Nobody has an account here yet. Make the first one at {address}")
_PASSWORD = mark("Sign in with one of these addresses; the password of all is {password}")
_STOP = mark("Ctrl-C ends it.")
_NOT_STARTED = mark("the web server did not start; it is tried again")


def _end_with_parent() -> None:
    """Ask Linux to end this new process when the supervisor is gone, even if it was killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _give_way() -> None:
    """Let the web server go first where cores are few: people wait for pages more than for plans."""
    _end_with_parent()
    os.nice(_LATER)


def _step_back() -> None:
    """Let what was asked for on pages go first, too."""
    _end_with_parent()
    os.nice(2 * _LATER)


_BEGIN = {"prepare": _end_with_parent, "web": _end_with_parent, "worker": _give_way, _BESIDE: _step_back}
"""What a process does before it begins, by its name."""


def _end_family(process: subprocess.Popen[bytes]) -> None:
    """End what an ended process has left behind: it led a group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) != 0
