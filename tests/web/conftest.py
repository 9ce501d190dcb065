"""The web application served for real, and browsers that are signed in."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from serpin.examples.samples import sample
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.registry.actions import load_case

ROOT = Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = ROOT / "artefacts" / "screenshots"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
REFUSAL = re.compile(r"status of (401|403|404|422)\b")
"""What a browser says of an answer that is meant so."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture
def plant(db: None) -> Workspace:
    """Return the sample plant as a workspace; a file may have another one."""
    workspace = Workspace.objects.create(slug="plant", title={"en": "Plant"})
    load_case(None, workspace, sample("plant"))
    return workspace


@pytest.fixture
def manager(plant: Workspace) -> User:
    """Return an innovation manager of the plant."""
    user = User.objects.create_user("m@plant.example", "long-enough-word", name="M", language="en")
    Membership.objects.create(user=user, workspace=plant, role=Role.INNOVATION_MANAGER)
    return user


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family(pid: int) -> dict[int, str]:
    """Return the living descendants of a process with their command lines."""
    parents: dict[int, int] = {}
    words: dict[int, str] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rpartition(")")[2].split()
            if status[0] != "Z":
                parents[int(folder.name)] = int(status[1])
                words[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in found | {pid}} - found:
        found |= more
    return {child: words[child] for child in found}


def gone(pids: set[int]) -> bool:
    """Wait until none of some processes lives, at most 20 seconds."""
    for _ in range(200):
        living = set()
        for pid in pids:
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if state != "Z":
                living.add(pid)
        if not living:
            return True
        time.sleep(0.1)
    return False


def is_free(port: int) -> bool:
    """Tell whether nobody listens on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class DemoServer:
    """A demonstration in a folder of its own: ``python -m serpin.web serve --demo``."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "serpin.web", "serve", "--demo", "--port", str(self.port)]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "serpin.web.site.settings"}
        for name in ("SERPIN_DATA", "SERPIN_DATABASE", "SERPIN_SECRET"):
            environment.pop(name, None)
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--data", str(folder / "data"), "--language", "en"],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=folder,
            )
        self.wait()

    def wait(self) -> None:
        """Wait until pages are answered."""
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"{self.address}/alive/", timeout=2)  # noqa: S310 - our own server
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text("utf-8")[-1500:])

    def end(self) -> int:
        """End it as Ctrl-C does, and return its exit code."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture(scope="session")
def demo_server() -> Iterator[DemoServer]:
    """Serve a demonstration as long as the tests of this process last."""
    with tempfile.TemporaryDirectory(prefix="serpin-served-") as folder:
        server = DemoServer(Path(folder))
        yield server
        server.end()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Run a Chromium."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


PageAs = Callable[..., Any]


@pytest.fixture
def page_as(chromium: Any, demo_server: DemoServer) -> Iterator[PageAs]:
    """Return a function that opens a page signed in as a person of the demonstration, in a language.

    What the browser complains of (refused by the policy, broken scripts, answers of 500) fails the test at its end.
    """
    opened: list[Any] = []
    complaints: list[str] = []

    def hear(message: Any) -> None:
        if message.type == "error" and not REFUSAL.search(message.text):
            complaints.append(message.text)

    def open_page(
        email: str = "manager@plant.example",
        language: str = "kk",
        *,
        width: int = 1366,
        height: int = 768,
        dark: bool = False,
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            base_url=demo_server.address,
            locale=language,
            reduced_motion="reduce",
        )
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda answer: complaints.append(answer.url) if answer.status >= 500 else None)
        page.goto("/accounts/login/")
        if email:
            page.locator("header button", has_text={"kk": "Қаз", "ru": "Рус", "en": "Eng"}[language]).click()
            page.locator(f"button[name=login][value='{email}']").click()
            page.wait_for_url(lambda address: "/accounts/" not in address)
            page.locator("header button", has_text={"kk": "Қаз", "ru": "Рус", "en": "Eng"}[language]).click()
            page.wait_for_load_state()
        return page

    yield open_page
    for context in opened:
        context.close()
    assert complaints == []


def photograph(page: Any, path: Path, *, full_page: bool = False) -> None:
    """Keep a picture of a page; a browser that is short of time may need another try."""
    from playwright.sync_api import Error

    for attempt in range(3):
        try:
            page.screenshot(path=path, full_page=full_page)
            return
        except Error:
            if attempt == 2:
                raise
            page.wait_for_timeout(1500)


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Return the folder in which pictures of pages are kept."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
