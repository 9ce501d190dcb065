"""Load on the served web application: connections that ask for pages and measure how long each answer takes."""

from __future__ import annotations

import contextlib
import http.client
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode


@dataclass
class Tally:
    """Answers of one kind: how long each took, in seconds, and what was wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """Return a quantile of the times."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Visitor:
    """A connection that keeps its session."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str, bytes]:
        """Ask for a page, and return status, address to go on to, and body."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if data is not None:
            body = urlencode(data)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.cookies["csrftoken"]}
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            content = answer.read()
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()
            raise
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), content

    def sign_in(self, email: str, password: str) -> bool:
        """Sign in, and tell whether it worked."""
        self.ask("GET", "/accounts/login/")
        status, _, _ = self.ask("POST", "/accounts/login/", {"login": email, "password": password})
        return status == 302 and "sessionid" in self.cookies


def under_load(
    visitors: list[Visitor], choose: Callable[[random.Random], str], seconds: float, pause: float = 0.0
) -> Tally:
    """Let every visitor ask for pages for some seconds, each with a pause before the next of this mean length."""
    tally, lock = Tally(), threading.Lock()
    end = time.monotonic() + seconds

    def work(number: int, visitor: Visitor) -> None:
        draws = random.Random(number)  # noqa: S311 - no secret
        times, wrong = [], []
        while time.monotonic() < end:
            if pause:
                time.sleep(draws.uniform(0, 2 * pause))
            path = choose(draws)
            start = time.perf_counter()
            try:
                status, _, _ = visitor.ask("GET", path)
            except (OSError, http.client.HTTPException) as error:
                wrong.append(f"{path}: {error!r}")
                continue
            times.append(time.perf_counter() - start)
            if status != 200:
                wrong.append(f"{path}: {status}")
        with lock:
            tally.seconds += times
            tally.wrong += wrong

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def family(pid: int) -> dict[int, str]:
    """Return a process and its living descendants with their command lines."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    named = {}
    for member in found:
        with contextlib.suppress(OSError):  # it may have ended just now
            named[member] = Path(f"/proc/{member}/cmdline").read_text().replace("\0", " ")
    return named


def cpu_seconds(pids: list[int]) -> float:
    """Return the processor time that processes have used; of one that has ended nothing."""
    total = 0.0
    for pid in pids:
        try:
            parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += (int(parts[11]) + int(parts[12])) / 100
    return total


def memory(pids: list[int]) -> float:
    """Return the memory of processes in MB, shared pages counted in parts (PSS); of one that has ended nothing."""
    total = 0.0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+)", text, re.M)
        total += int(found.group(1)) / 1024 if found else 0.0
    return total
