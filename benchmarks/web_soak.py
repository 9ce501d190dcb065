"""A locustfile: people of all roles who work in the served web application as a browser would let them.

Everybody signs in once, reads lists, searches, opens records, and does whatever the pages offer to their role: change a
field, comment, attach a document, suggest an idea, ask for a plan and watch it, read its result, take lists and reports
along. Run by ``python -m benchmarks web`` (see ``benchmarks/web_locust.py``), or by hand:
``locust -f benchmarks/web_soak.py --headless -H http://127.0.0.1:PORT -u 50 -r 5 -t 600s``.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from locust import FastHttpUser, between, events, task
from locust.exception import StopUser

PASSWORD = "serpin-demo-2026"  # noqa: S105 - of invented users
NUMBERS: list[int] = json.loads(os.environ.get("SOAK_NUMBERS", "[]"))
"""Projects of the large workspace that are opened and changed; everybody changes others."""
PEOPLE = int(os.environ.get("SOAK_PEOPLE", "50"))
PLACE = {"large": "/w/large", "plant": "/w/plant"}
WATCH = 3.0
"""Seconds between looks at the progress of a plan: a browser looks every second, and these people look elsewhere."""
_WORDS = ("пеш", "жылу", "сорғы", "насос", "датчик", "сплав", "форма", "сушка", "отын", "линия")
_COUNT = itertools.count()


class Form(HTMLParser):
    """The form of a page that sends to an address (by its end), with what stands in it; ``action`` is empty if none."""

    def __init__(self, page: str, ending: str, here: str) -> None:
        super().__init__()
        self.ending, self.here = ending, here
        self.action, self.fields = "", dict[str, str]()
        self._inside, self._area, self._choice = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field as it stands."""
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            address = given.get("action", self.here)
            posts = given.get("method", "get") == "post"
            self._inside = posts and not self.action and address.endswith(self.ending)
            self.action = address if self._inside else self.action
        elif not self._inside:
            return
        elif tag == "input" and name and given.get("type") not in ("checkbox", "radio", "submit", "file"):
            self.fields[name] = given.get("value", "")
        elif tag == "input" and name and "checked" in given:
            self.fields[name] = given.get("value", "on")
        elif tag == "textarea":
            self._area = name
            self.fields[name] = ""
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice and ("selected" in given or self._choice not in self.fields):
            self.fields[self._choice] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        """Take the text of a text field."""
        if self._area:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """Leave a field or the form."""
        if tag == "textarea" and self._area:  # a browser drops the line break that follows the tag
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "select":
            self._choice = ""
        elif tag == "form":
            self._inside = False


class Person(FastHttpUser):
    """Somebody who works, with a second between pages."""

    wait_time = between(0.5, 1.5)
    network_timeout = connection_timeout = 60.0

    def on_start(self) -> None:
        """Sign in, once."""
        self.number = next(_COUNT) % PEOPLE
        self.draws = random.Random(self.number)  # noqa: S311 - no secret
        self.mine = NUMBERS[self.number :: PEOPLE] or NUMBERS
        page = self.read("/accounts/login/", "sign in, form")
        form = Form(page, "/accounts/login/", "/accounts/login/")
        form.fields |= {"login": f"user{self.number}@load.example", "password": PASSWORD}
        if not self.send(form, "sign in"):
            raise StopUser

    # ---- as a browser does

    def read(self, path: str, name: str, wanted: str = "<main") -> str:
        """Open a page, and return its text; a page that is not there or not whole is a failure."""
        with self.client.get(path, name=name, catch_response=True) as answer:
            text = answer.text or ""
            if answer.status_code == 200 and wanted not in text:
                answer.failure(f"not the page that was asked for: {path}")
            return text if answer.status_code == 200 else ""

    def send(self, form: Form, name: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bool:
        """Send a form, which is answered by the address of the next page, and tell whether it was."""
        headers = {"Referer": f"{self.host}{form.action}", **(headers or {})}
        data: Any = body
        if body is None:
            data = urlencode(form.fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with self.client.post(
            form.action, data=data, headers=headers, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 302:
                answer.failure(f"{answer.status_code} for {form.action}")
                return False
            answer.success()
            self.next = str(answer.headers.get("Location", ""))
            return True

    def take(self, path: str, name: str) -> None:
        """Take a file along."""
        with self.client.get(path, name=name, catch_response=True) as answer:
            if answer.status_code == 200 and not answer.content:
                answer.failure("an empty file")

    # ---- what people do

    @task(10)
    def read_list(self) -> None:
        """Look at a page of a long list."""
        self.read(f"{PLACE['large']}/projects/?page={self.draws.randint(1, 200)}", "list")

    @task(5)
    def sort_list(self) -> None:
        """Sort a long list."""
        sort = self.draws.choice(["title", "-title", "code", "weight"])
        self.read(f"{PLACE['large']}/projects/?sort={sort}&page={self.draws.randint(1, 200)}", "list, sorted")

    @task(6)
    def search_list(self) -> None:
        """Search a long list for a word."""
        word = self.draws.choice(["MINE", "LINE", "FARM", "mine-1", "қала"])
        self.read(f"{PLACE['large']}/projects/?q={word}", "list, searched")

    @task(8)
    def read_record(self) -> None:
        """Open a project, and what is loaded after it."""
        number = self.draws.choice(NUMBERS)
        self.read(f"{PLACE['large']}/records/{number}/", "record")
        self.read(f"{PLACE['large']}/records/{number}/uses/", "record, who names it", "")

    @task(2)
    def read_history(self) -> None:
        """Look who changed a project."""
        self.read(f"{PLACE['large']}/records/{self.draws.choice(self.mine)}/history/", "record, history")

    @task(4)
    def look_around(self) -> None:
        """Open the overview, the ideas or the kinds of records."""
        place = PLACE[self.draws.choice(["large", "plant"])]
        name = self.draws.choice(["", "ideas/", "register/", "plans/"])
        self.read(f"{place}/{name}", f"area {name or 'overview'}")

    @task(4)
    def change_field(self) -> None:
        """Change a field of an own project, if the role may."""
        address = f"{PLACE['large']}/records/{self.draws.choice(self.mine)}/"
        if f"{address}edit/" not in self.read(address, "record"):
            return
        form = Form(self.read(f"{address}edit/", "record, form"), "/edit/", f"{address}edit/")
        if form.action:
            form.fields["weight"] = str(self.draws.randint(1, 9))
            self.send(form, "record, saved")

    @task(3)
    def comment(self) -> None:
        """Say a word to a project, if the role may."""
        address = f"{PLACE['large']}/records/{self.draws.choice(self.mine)}/"
        form = Form(self.read(address, "record"), "/comment/", address)
        if form.action:
            form.fields["comment"] = f"Сөз {self.draws.randint(1, 10**6)} <b>«»</b>"
            self.send(form, "comment")

    @task(1)
    def attach(self) -> None:
        """Attach a document to an own project, if the role may; the oldest goes when there are many."""
        address = f"{PLACE['large']}/records/{self.draws.choice(self.mine)}/"
        form = Form(self.read(address, "record"), "/attach/", address)
        if not form.action:
            return
        border = "soak-border"
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in form.fields.items()
        ]
        parts.append(
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="note.txt"\r\n'
            f"Content-Type: text/plain\r\n\r\n{'Ескерту. ' * 2000}\r\n--{border}--\r\n"
        )
        headers = {"Content-Type": f"multipart/form-data; boundary={border}"}
        self.send(form, "document attached", "".join(parts).encode(), headers)

    @task(1)
    def suggest(self) -> None:
        """Suggest an idea, if the role may."""
        address = f"{PLACE['plant']}/ideas/"
        if f"{address}new/" not in self.read(address, "area ideas/"):
            return
        form = Form(self.read(f"{address}new/", "idea, form"), "/ideas/new/", f"{address}new/")
        if form.action:
            words = [self.draws.choice(_WORDS) for _ in range(6)]
            title = f"{' '.join(words[:2])} {self.draws.randint(1, 10**9)}"
            form.fields |= {"title": title, "text": " ".join(words), "anyway": "1"}
            self.send(form, "idea, suggested")

    @task(1)
    def take_list(self) -> None:
        """Take a filtered list along as a file."""
        wanted = self.draws.choice(["csv", "xlsx"])
        word = self.draws.choice(["MINE-1", "FARM-2"])
        self.take(f"{PLACE['large']}/projects/?q={word}&as={wanted}", f"list as {wanted}")

    @task(1)
    def plan(self) -> None:
        """Ask for a plan of the plant, if the role may and none is under way, and watch it until it is over."""
        plans = f"{PLACE['plant']}/plans/"
        page = self.read(plans, "area plans/")
        if f"{plans}new/" not in page or "hx-get" in page:
            return
        waiting = self.read(f"{plans}?state=running", "plans, running") + self.read(
            f"{plans}?state=waiting", "plans, waiting"
        )
        if _numbers_of(waiting, plans):
            return
        form = Form(self.read(f"{plans}new/", "plan, form"), "/plans/new/", f"{plans}new/")
        if not form.action:
            return
        form.fields |= {"title": f"Soak {self.number}", "seed": str(self.draws.randint(1, 1000))}
        if not self.send(form, "plan, asked for"):
            return
        address, end = self.next, time.monotonic() + 120
        while time.monotonic() < end:
            if "hx-get" not in self.read(f"{address}progress/", "plan, watched", 'id="progress"'):
                break
            time.sleep(WATCH)

    @task(3)
    def read_plan(self) -> None:
        """Read a finished plan: its overview, a part, and its chart."""
        plans = f"{PLACE['plant']}/plans/"
        found = _numbers_of(self.read(f"{plans}?state=done", "plans, finished"), plans)
        if not found:
            return
        address = f"{plans}{self.draws.choice(found)}/"
        page = self.read(address, "plan")
        parts = sorted({text.split('"')[0] for text in page.split(f'href="{address}parts/')[1:]})
        if parts:
            self.read(f"{address}parts/{self.draws.choice(parts)}", "plan, a part")
        self.read(f"{address}schedule.json", "plan, chart", '"')

    @task(1)
    def take_report(self) -> None:
        """Take the document or the workbook of a finished plan along."""
        plans = f"{PLACE['plant']}/plans/"
        found = _numbers_of(self.read(f"{plans}?state=done", "plans, finished"), plans)
        if found:
            name = self.draws.choice(["plan.json", "plan.xlsx"])
            self.take(f"{plans}{self.draws.choice(found)}/files/{name}", f"plan as {name}")


def _numbers_of(page: str, plans: str) -> list[int]:
    """Return the numbers of the plans that a page leads to."""
    parts = (text.split("/")[0] for text in page.split(f'href="{plans}')[1:])
    return sorted({int(part) for part in parts if part.isdecimal()})


@events.quitting.add_listener
def write_report(environment: Any, **_: Any) -> None:
    """Write what was measured where the environment says."""
    target = os.environ.get("SOAK_OUTPUT")
    if not target:
        return
    stats = environment.stats
    report = {
        "all": _told(stats.total),
        "by kind": {
            f"{entry.method} {entry.name}": _told(entry)
            for entry in sorted(stats.entries.values(), key=lambda entry: -entry.num_requests)
        },
        "failures": [
            {"what": f"{error.method} {error.name}", "why": str(error.error)[:300], "times": error.occurrences}
            for error in stats.errors.values()
        ],
        "exceptions": [
            {"what": str(error["msg"])[:300], "times": error["count"]}
            for error in environment.runner.exceptions.values()
        ],
        "people": _SEEN.get("most", 0),
    }
    Path(target).write_text(json.dumps(report, ensure_ascii=False), "utf-8")


_SEEN: dict[str, int] = {}


@events.spawning_complete.add_listener
def count(user_count: int, **_: Any) -> None:
    """Remember how many people there were."""
    _SEEN["most"] = max(user_count, _SEEN.get("most", 0))


def _told(entry: Any) -> dict[str, Any]:
    """Return the figures of a kind of request, in milliseconds."""
    return {
        "requests": entry.num_requests,
        "failed": entry.num_failures,
        "per second": round(entry.total_rps, 1),
        **{f"p{part} ms": entry.get_response_time_percentile(part / 100) for part in (50, 95, 99)},
        "max ms": round(entry.max_response_time, 1),
    }
