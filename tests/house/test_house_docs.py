"""The documentation points at what exists, and names commands that exist."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from serpin.cli.main import program

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)[^)]*\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\s*(?:\$ )?(?:\./run|serpin) ([a-z][a-z-]*)", re.MULTILINE)
OF_RUN = {"test", "bench"}


def named(path: Path) -> str:
    """Return a path from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file that exists, and a heading of it."""
    dead = []
    for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_commands_exist(page: Path) -> None:
    """Every command in a fenced block is one that the program has."""
    known = OF_RUN | set(program.list_commands(click.Context(program)))
    blocks = "\n".join(FENCE.findall(page.read_text("utf-8")))
    assert sorted(set(COMMAND.findall(blocks)) - known) == []


def test_every_page_can_be_reached_from_the_index() -> None:
    """No page of the documentation lies where no link leads."""
    seen: set[Path] = set()
    waiting = [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.exists():
            continue
        seen.add(page)
        if page.suffix == ".md":
            links = (link.partition("#")[0] for link in LINK.findall(FENCE.sub("", page.read_text("utf-8"))))
            waiting += [(page.parent / link).resolve() for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [named(page) for page in (ROOT / "docs").rglob("*.md") if page not in seen] == []


def test_the_reference_of_the_vocabulary_is_fresh() -> None:
    """The page of the nouns is as the tool writes it from the code."""
    tool = [sys.executable, str(ROOT / "tools" / "reference.py"), "--check"]
    answer = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
