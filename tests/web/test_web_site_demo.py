"""The demonstration as a newcomer meets it: `serpin demo`, from the first line to Ctrl-C."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import family, free_port, gone, is_free

SERPIN = str(Path(sys.executable).with_name("serpin"))


class Terminal:
    """`serpin demo` in a folder of its own, as from a terminal: Ctrl-C reaches all that belongs to it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.port = free_port()
        self.folder = folder
        environment = {**os.environ, "SERPIN_DATABASE": ""}
        for name in ("SERPIN_DATA", "SERPIN_SECRET", "DJANGO_SETTINGS_MODULE"):
            environment.pop(name, None)
        self.process = subprocess.Popen(
            [SERPIN, "--language", "en", "demo", "--port", str(self.port), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        self.lines: list[str] = []

    def read_to(self, words: str) -> None:
        """Read what it says up to a line that holds some words."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if words in line:
                return
        pytest.fail("it ended with:\n" + "\n".join(self.lines))

    def interrupt(self) -> int:
        """Press Ctrl-C, read to the end and return the exit code; nothing of it lives any more."""
        parts = family(self.process.pid)
        os.killpg(self.process.pid, signal.SIGINT)
        assert self.process.stdout is not None
        self.lines += [line.rstrip() for line in self.process.stdout]
        code = self.process.wait(30)
        assert gone(set(parts))
        assert is_free(self.port)
        return code


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Return a function that starts the demonstration; whatever a failed test leaves is ended."""
    started: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        started.append(Terminal(tmp_path, *arguments))
        return started[-1]

    yield start
    for terminal in started:
        if terminal.process.poll() is None:
            terminal.process.terminate()
            terminal.process.wait(30)
        assert terminal.process.stdout is not None
        terminal.process.stdout.close()


@pytest.mark.browser
def test_address_and_accounts_come_before_the_plans(demo: Callable[..., Terminal]) -> None:
    """Planning begins beside open pages, Ctrl-C in the midst ends both, and the next start takes it up again."""
    first = demo()
    first.read_to("The sample plant is planned now")
    said = "\n".join(first.lines)
    assert said.index(f"Serpin is open at http://127.0.0.1:{first.port}/") < said.index("Ctrl-C ends it.")
    assert said.count(".example") == 8
    assert any("demo --no-serve" in words for words in family(first.process.pid).values())
    assert first.interrupt() == 0
    assert "Traceback" not in "\n".join(first.lines)
    assert not (first.folder / "serpin-demo" / "report.en.html").exists()
    second = demo()
    second.read_to("The sample plant is planned now")
    assert second.interrupt() == 0


@pytest.mark.browser
def test_what_is_planned_already_is_not_planned_again(demo: Callable[..., Terminal], tmp_path: Path) -> None:
    """Where both reports lie, the pages open, and nothing runs beside them."""
    folder = tmp_path / "serpin-demo"
    (folder / "region").mkdir(parents=True)
    for report in (folder / "report.en.html", folder / "region" / "report.html"):
        report.write_text("kept", "utf-8")
    terminal = demo()
    terminal.read_to("Ctrl-C ends it.")
    assert "The plan of the last start lies in" in terminal.lines[0]
    assert not any("no-serve" in words for words in family(terminal.process.pid).values())
    assert terminal.interrupt() == 0
    assert (folder / "report.en.html").read_text("utf-8") == "kept"


def test_stopped_while_the_database_is_made_it_ends_cleanly(demo: Callable[..., Terminal]) -> None:
    """No story of an error is told, nothing runs on, and the next start finds nothing broken."""
    terminal = demo()
    terminal.read_to("are made ready")
    assert terminal.interrupt() == 0
    assert terminal.lines == ["The database and the samples are made ready; it takes some seconds."]
