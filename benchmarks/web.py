"""How fast the served web application answers with 10 000 projects: ``python -m benchmarks web -o out.json``.

A demonstration is prepared in a temporary folder, with a third workspace of many projects; the server is the one of
``serpin serve`` with one web process; the load comes from this process over the loopback, and that of many people from
locust (:mod:`benchmarks.web_locust`). Ends with 1 when something went wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from copy import deepcopy
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks.web_load import Visitor, cpu_seconds, family, memory, under_load
from benchmarks.web_locust import went_well, work_together

MANAGER = "manager@plant.example"
PEOPLE = 60
"""Users of the large workspace and of the plant, of all roles in turn."""
SIGN_INS = 60.0
"""Seconds after which those who signed in before no longer count against the limit of one address."""
REST = 45.0
"""Seconds after which a worker without work has begun anew."""


def fill(folder: Path, projects: int) -> list[int]:
    """Prepare the demonstration with a large workspace, and return numbers of some of its projects."""
    os.environ |= {"SERPIN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "serpin.web.site.settings"}
    from serpin.web.site.prepare import prepare  # noqa: PLC0415 - needs the folder

    prepare(demo=True)
    from serpin.base.texts import LANGUAGES  # noqa: PLC0415 - as above
    from serpin.examples.samples import sample  # noqa: PLC0415 - as above
    from serpin.web.accounts.models import Membership, User, Workspace  # noqa: PLC0415 - needs Django
    from serpin.web.accounts.roles import Role  # noqa: PLC0415 - as above
    from serpin.web.registry.actions import load_case  # noqa: PLC0415 - as above
    from serpin.web.registry.models import Record  # noqa: PLC0415 - as above

    case = sample("region")
    copies = [
        project.model_copy(update={"id": f"{project.id}-{number}", "works": deepcopy(project.works[:1]), "gates": ()})
        for number in range(projects // len(case.projects) + 1)
        for project in case.projects
    ][:projects]
    large = Workspace.objects.create(slug="large", title={"en": "Large"}, kind="programme")
    load_case(None, large, case.model_copy(update={"projects": tuple(copies)}))
    user = User.objects.get(email=MANAGER)
    Membership.objects.create(user=user, workspace=large, role="innovation_manager")
    places = (large, Workspace.objects.get(slug="plant"))
    for number, role, language in zip(range(PEOPLE), cycle(Role), cycle(LANGUAGES), strict=False):
        other = User.objects.create(email=f"user{number}@load.example", password=user.password, language=language)
        Membership.objects.bulk_create(Membership(user=other, workspace=place, role=role) for place in places)
    from django.db import connections  # noqa: PLC0415 - as above

    numbers = list(
        Record.objects.filter(workspace=large, kind="projects").values_list("pk", flat=True)[:: max(1, projects // 200)]
    )
    connections.close_all()
    return numbers


class Served:
    """The server under measurement."""

    def __init__(self, folder: Path, *words: str) -> None:
        start = time.perf_counter()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", "serpin.web", "serve", "--port", str(self.port), "--data", str(folder), *words]
        self.log = folder / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
        for _ in range(1800):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/alive/", timeout=2)
                break
            except OSError:
                time.sleep(0.1)
        self.seconds = time.perf_counter() - start
        self.web = [pid for pid, words in family(self.process.pid).items() if "granian" in words]
        self.worker = [pid for pid, words in family(self.process.pid).items() if "manage worker" in words]

    def end(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def pages(numbers: list[int]) -> dict[str, Callable[[random.Random], str]]:
    """Return what is asked for, by name."""
    lists = "/w/large/projects/"
    return {
        "list": lambda draws: f"{lists}?page={draws.randint(1, 200)}",
        "list, sorted": lambda draws: f"{lists}?sort=title&page={draws.randint(1, 200)}",
        "list, searched": lambda draws: f"{lists}?q={draws.choice(['MINE', 'LINE', 'FARM'])}",
        "record": lambda draws: f"/w/large/records/{draws.choice(numbers)}/",
        "ideas": lambda _: "/w/plant/ideas/",
        "plans": lambda _: "/w/plant/plans/",
        "overview": lambda _: "/w/large/",
    }


def measure(served: Served, numbers: list[int], given: argparse.Namespace) -> dict[str, Any]:
    """Measure signing in, every page at eight connections, and the many users."""
    visitors = [Visitor(served.port) for _ in range(8)]
    start, before = time.perf_counter(), cpu_seconds(served.web)
    for visitor in visitors:
        assert visitor.sign_in(MANAGER, "serpin-demo-2026")
    found: dict[str, Any] = {
        "sign-in": {
            "seconds each": round((time.perf_counter() - start) / 8, 3),
            "processor seconds each": round((cpu_seconds(served.web) - before) / 8, 3),
        }
    }
    for name, choose in pages(numbers).items():
        under_load(visitors, choose, 1.0)
        before, start = cpu_seconds(served.web), time.perf_counter()
        tally = under_load(visitors, choose, given.seconds)
        used, passed = cpu_seconds(served.web) - before, time.perf_counter() - start
        found[name] = {
            "requests": len(tally.seconds),
            "per second": round(len(tally.seconds) / passed, 1),
            "per second of one core": round(len(tally.seconds) / used, 1) if used else None,
            "p50 ms": round(1000 * tally.quantile(0.5), 1),
            "p99 ms": round(1000 * tally.quantile(0.99), 1),
            "wrong": tally.wrong[:5],
        }
        print(name, found[name], flush=True)
    return found


def planning(served: Served) -> dict[str, Any]:
    """Measure a plan of the sample plant from the click on: until it is seen to run, is over, and is read."""
    visitor = Visitor(served.port)
    assert visitor.sign_in(MANAGER, "serpin-demo-2026")
    visitor.ask("GET", "/w/plant/plans/new/")
    start, before = time.perf_counter(), cpu_seconds(served.worker)
    status, address, _ = visitor.ask("POST", "/w/plant/plans/new/", {"title": "Benchmark"})
    assert status == 302, status
    found: dict[str, Any] = {}
    while "over" not in found and time.perf_counter() - start < 300:
        _, _, page = visitor.ask("GET", f"{address}progress/")
        passed = round(time.perf_counter() - start, 2)
        if b"<progress" in page:
            found.setdefault("seconds until seen to run", passed)
        if b"hx-get" not in page:
            found["over"] = passed
        time.sleep(0.1)
    found["seconds until over"] = found.pop("over", None)
    found["processor seconds of the worker"] = round(cpu_seconds(served.worker) - before, 1)
    found["peak MB meanwhile"] = round(memory([*family(served.process.pid)]), 1)
    status, _, page = visitor.ask("GET", address)
    found["seconds until the result is read"] = round(time.perf_counter() - start, 2)
    found["result"] = status == 200 and b"tabs" in page
    return found


def soak(served: Served, numbers: list[int], given: argparse.Namespace) -> dict[str, Any]:
    """Let people of all roles work, each with a second between pages, and tell what it took."""
    members = [*family(served.process.pid)]
    before, start, used = memory(members), time.perf_counter(), cpu_seconds(served.web)
    told = served.log.stat().st_size
    found = work_together(served.port, numbers, given.soak, given.people)
    passed = time.perf_counter() - start
    found["share of a core that the web process took"] = round((cpu_seconds(served.web) - used) / passed, 2)
    found["memory before, MB"] = round(before, 1)
    found["memory just after, MB"] = round(memory([*family(served.process.pid)]), 1)
    lines = served.log.read_bytes()[told:].decode(errors="replace").splitlines()
    found["told by the server"] = [line for line in lines if line.strip()][-20:]
    return found


def main(arguments: list[str]) -> int:
    """Measure and write a JSON file."""
    parser = argparse.ArgumentParser(prog="benchmarks web")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--projects", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="seconds for each kind of page")
    parser.add_argument("--soak", type=float, default=600.0, help="seconds in which people of all roles work; 0: none")
    parser.add_argument("--people", type=int, default=50, help="how many work then, at most 60")
    parser.add_argument("--folder", type=Path, help="keeps the filled database there, or takes the one that is there")
    parser.add_argument("--only-soak", action="store_true", help="nothing but the many people")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="serpin-load-") as text:
        folder = given.folder or Path(text)
        is_known = (folder / "numbers.json").exists()
        numbers = known_numbers(folder, given.projects)
        first = {} if given.only_soak else beginning()
        served = Served(folder)
        try:
            wait_until_idle(served)
            if not is_known:  # the worker has made the demonstration's plans, and begins anew
                time.sleep(REST)
                wait_until_idle(served)
            rest = {
                "web": memory(served.web),
                "worker": memory(served.worker),
                "all": memory([*family(served.process.pid)]),
            }
            result: dict[str, Any] = {
                "machine": {
                    "python": platform.python_version(),
                    "cores": os.cpu_count(),
                    "system": platform.machine() + " " + platform.system(),
                },
                "date": time.strftime("%Y-%m-%d"),
                "projects": given.projects,
                "memory at rest, MB": {name: round(value, 1) for name, value in rest.items()},
                **first,
            }
            if not given.only_soak:
                result["pages"] = measure(served, numbers, given)
                result["planning"] = planning(served)
                time.sleep(SIGN_INS)
            if given.soak:
                result["soak"] = soak(served, numbers, given)
            given.output.write_text(json.dumps(result, ensure_ascii=False, indent=1), "utf-8")
            time.sleep(REST)
            wait_until_idle(served)
            after = {"web": served.web, "all": [*family(served.process.pid)]}
            result["memory at rest afterwards, MB"] = {name: round(memory(pids), 1) for name, pids in after.items()}
        finally:
            served.end()
    given.output.write_text(json.dumps(result, ensure_ascii=False, indent=1), "utf-8")
    print(json.dumps(result, ensure_ascii=False, indent=1))
    wrong = any(page.get("wrong") for page in result.get("pages", {}).values())
    return int(wrong or ("soak" in result and not went_well(result["soak"])))


def known_numbers(folder: Path, projects: int) -> list[int]:
    """Return numbers of some projects of the large workspace, which is made unless it is there."""
    kept = folder / "numbers.json"
    if not kept.exists():
        start = time.perf_counter()
        numbers = fill(folder, projects)
        print(f"filled in {time.perf_counter() - start:.1f} s", flush=True)
        kept.write_text(json.dumps(numbers), "utf-8")
    return [int(number) for number in json.loads(kept.read_text("utf-8"))]


def beginning() -> dict[str, Any]:
    """Measure a demonstration from nothing until its first page."""
    with tempfile.TemporaryDirectory(prefix="serpin-demo-") as text:
        demo = Served(Path(text), "--demo")
        demo.end()
    return {"seconds until a demonstration answers": round(demo.seconds, 1)}


def wait_until_idle(served: Served) -> None:
    """Wait until the worker has made the demonstration's first plan."""
    for _ in range(240):
        members = [*family(served.process.pid)]
        before = cpu_seconds(members)
        time.sleep(1.0)
        if abs(cpu_seconds(members) - before) < 0.05:
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
