"""The floors and rooms hold, and the contracts would catch whoever breaks them."""

import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts on the package that lies in a folder."""
    command = [str(LINT), "--no-cache", "--config", str(folder / ".importlinter")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a folder with a copy of the package and of the contracts."""
    shutil.copytree(ROOT / "src" / "serpin", tmp_path / "serpin", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_every_contract_is_kept(copy: Path) -> None:
    """The package as it is breaks no contract."""
    answer = lint(copy)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "0 broken" in answer.stdout


def test_no_contract_has_exceptions() -> None:
    """No contract ignores an import, and every layered one names all modules."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    sections = [contracts[name] for name in contracts.sections() if ":contract:" in name]
    assert [section.name for section in sections if "ignore_imports" in section] == []
    layered = [section for section in sections if section["type"] == "layers"]
    assert len(layered) == 3
    assert all(section.getboolean("exhaustive") for section in layered)


OFFENCES = {
    "an engine that imports its sibling": (
        "engines/scheduling/check.py",
        "import serpin.engines.portfolio.result",
        "Engines do not know each other",
    ),
    "a vocabulary that opens a file format": (
        "vocabulary/gate.py",
        "import serpin.formats",
        "Every package stands on its floor",
    ),
    "a plan that draws its own charts": (
        "planning/result.py",
        "import serpin.charts",
        "Every package stands on its floor",
    ),
    "a checker that asks the model": (
        "engines/portfolio/check.py",
        "import serpin.engines.portfolio.model",
        "An engine has five rooms",
    ),
    "a model that asks its checker": (
        "engines/portfolio/model/__init__.py",
        "import serpin.engines.portfolio.check",
        "An engine has five rooms",
    ),
    "a sixth room": (
        "engines/simulation/attic.py",
        '"""Things that found no place."""',
        "serpin.engines.simulation.attic",
    ),
    "a verb that computes by itself": (
        "engines/simulation/verb.py",
        "import scipy",
        "Only the model of an engine knows a solver",
    ),
    "a report that optimises": (
        "reports/__init__.py",
        "import ortools.sat.python.cp_model",
        "Nothing outside the engines knows a solver",
    ),
    "an engine that reads a workbook": (
        "engines/scheduling/verb.py",
        "import openpyxl",
        "Files are opened by formats",
    ),
    "a package without a floor": (
        "cellar/__init__.py",
        '"""A package that nobody gave a floor."""',
        "serpin.cellar",
    ),
}


@pytest.mark.parametrize("offence", OFFENCES, ids=lambda name: str(name).replace(" ", "-"))
def test_an_offence_is_caught(copy: Path, offence: str) -> None:
    """A planted offence breaks the contract that forbids it, and the answer names it."""
    name, line, answer = OFFENCES[offence]
    path = copy / "serpin" / name
    if not path.exists() and path.name == "__init__.py" and path.parent.with_suffix(".py").exists():
        path = path.parent.with_suffix(".py")
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    outcome = lint(copy)
    assert outcome.returncode == 1
    words = " ".join(outcome.stdout.split())
    broken = words.split("Broken contracts", maxsplit=1)[-1]
    assert answer in broken
