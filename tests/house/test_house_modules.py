"""Every module is short, well named and explained."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])
MODULES += sorted((ROOT / "benchmarks").rglob("*.py"))
LIBRARY = [path for path in MODULES if path.is_relative_to(ROOT / "src") and "migrations" not in path.parts]
LONGEST = 400
SWALLOWERS = re.compile(r"^(utils?|commons?|helpers?|managers?|misc|tools)$")


def named(path: Path) -> str:
    """Return a path from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def test_no_module_is_longer_than_the_limit() -> None:
    """A module past 400 lines has more than one reason to change."""
    written = [path for path in MODULES if "migrations" not in path.parts]  # Django writes migrations
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in written}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_module_swallows_everything() -> None:
    """No module or package has a name that would let anything in."""
    names = {part for path in LIBRARY for part in (*path.relative_to(ROOT / "src").parts[:-1], path.stem)}
    assert sorted(name for name in names if SWALLOWERS.match(name)) == []


def test_test_files_have_unique_names() -> None:
    """Test folders are no packages, so that the name of every test file must be its own."""
    tests = [path for path in MODULES if path.is_relative_to(ROOT / "tests")]
    names = [path.name for path in tests if path.name != "conftest.py"]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert [named(path) for path in tests if path.name == "__init__.py"] == []


def test_every_test_says_in_a_sentence_what_it_shows() -> None:
    """Each test has a docstring of its own that ends as a sentence does."""
    silent = []
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = (ast.get_docstring(node) or "").strip().split("\n\n")[0]
                if not first.endswith((".", "?", "!", "…")):
                    silent.append(f"{named(path)}::{node.name}")
    assert silent == []


@pytest.mark.parametrize("path", LIBRARY, ids=named)
def test_everything_public_is_explained(path: Path) -> None:
    """Module, public classes and public functions have docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            if not ast.get_docstring(node):
                silent.append(node.name)
            if isinstance(node, ast.ClassDef):
                silent += [
                    f"{node.name}.{method.name}"
                    for method in node.body
                    if isinstance(method, ast.FunctionDef)
                    and not method.name.startswith("_")
                    and not ast.get_docstring(method)
                ]
    assert silent == []
