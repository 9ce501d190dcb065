"""Style, types and cleanliness of what is kept."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent
PARTS = [name for name in ("src", "tests", "tools", "benchmarks", "hatch_build.py") if (ROOT / name).exists()]
REGISTRY = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "index" + r"-url[ =]+\w+:", "registry" + r"\.npm"))
)
TEXTS = {".py", ".toml", ".lock", ".md", ".yaml", ".yml", ".po", ".cfg", ".cff", ".sh", ".txt", ".json", ""}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run one of the installed tools at the root of the repository."""
    return subprocess.run(
        [str(TOOLS / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", [("ruff", "check"), ("ruff", "format", "--check")], ids=" ".join)
def test_style(command: tuple[str, ...]) -> None:
    """Ruff has nothing to say."""
    answer = run(*command, *PARTS)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_types() -> None:
    """Mypy, strict, has nothing to say."""
    answer = run("mypy")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def kept_files() -> list[Path]:
    """Return the text files that are kept in the repository."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so that nobody can tell which files are kept")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [path for name in names if name and (path := ROOT / name).suffix in TEXTS and path.is_file()]


def test_no_file_holds_the_address_of_a_registry() -> None:
    """Packages come from wherever this machine takes them; no file says where."""
    found = [path.name for path in kept_files() if REGISTRY.search(path.read_text("utf-8", errors="replace"))]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_has_hashes_and_no_address(name: str) -> None:
    """Every requirement is pinned with its hashes, and no line holds an address."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    pins = [line for line in lines if re.match(r"^[A-Za-z0-9]", line)]
    assert "://" not in "\n".join(lines)
    assert pins
    assert [line for line in pins if "==" not in line] == []
    assert sum("--hash=sha256:" in line for line in lines) >= len(pins)


def test_no_file_names_a_place_of_one_machine() -> None:
    """No file that is kept names a folder of the machine on which it was written."""
    places = re.compile("|".join(("/work" + "/main", "/work" + "/shared", "/home" + r"/\w", "/root" + "/")))
    assert [path.name for path in kept_files() if places.search(path.read_text("utf-8", errors="replace"))] == []
