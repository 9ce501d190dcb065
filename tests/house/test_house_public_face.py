"""The public face: one verb for each engine, all of one shape, and nothing heavy before it is needed."""

import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import serpin
from serpin.planning.result import Plan
from serpin.vocabulary.noun import Noun
from serpin.vocabulary.result import Result

ROOT = Path(__file__).resolve().parents[2]
ENGINES = sorted(path.parent.name for path in (ROOT / "src/serpin/engines").glob("*/__init__.py"))
ROOMS = ("options", "result", "check", "model", "verb")
ANTEROOM = "problem"
HEAVY = {
    "altair",
    "babel",
    "highspy",
    "holidays",
    "networkx",
    "numba",
    "openpyxl",
    "ortools",
    "pandas",
    "scipy",
    "vl_convert",
    "xlsxwriter",
}


def public_functions(engine: str) -> dict[str, object]:
    """Return the public functions that the verb module of an engine defines itself."""
    module = importlib.import_module(f"serpin.engines.{engine}.verb")
    functions = inspect.getmembers(module, inspect.isfunction)
    return {name: f for name, f in functions if not name.startswith("_") and f.__module__ == module.__name__}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_has_five_rooms_and_a_textbook_page(engine: str) -> None:
    """Options, result, check, model and verb are there, and so is the textbook page; a stated problem may be, too."""
    folder = ROOT / "src/serpin/engines" / engine
    rooms = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    assert sorted(rooms - {"__init__", ANTEROOM}) == sorted(ROOMS)
    assert (ROOT / "docs/textbook" / f"{engine}.md").is_file()


@pytest.mark.parametrize("package", [f"engines/{engine}" for engine in ENGINES] + ["planning"])
def test_the_page_in_the_ledger_exists(package: str) -> None:
    """Every result names the page of the textbook that explains its formulas, and that page is there."""
    text = (ROOT / "src/serpin" / package / "verb.py").read_text("utf-8")
    pages = re.findall(r"\b(?:page|PAGE) ?= ?\"([\w.]+)\"", text)
    assert pages
    assert [page for page in pages if not (ROOT / "docs/textbook" / page).with_suffix(".md").is_file()] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_has_one_verb(engine: str) -> None:
    """The verb module of an engine offers one public function, and the package offers it too."""
    functions = public_functions(engine)
    assert len(functions) == 1
    name = next(iter(functions))
    assert getattr(serpin, name) is functions[name]


def test_the_package_offers_the_verbs_and_the_plan() -> None:
    """``serpin.__all__`` is the verbs of all engines and ``plan``, in order."""
    verbs = [name for engine in ENGINES for name in public_functions(engine)]
    assert serpin.__all__ == sorted([*verbs, "plan"])


@pytest.mark.parametrize("name", serpin.__all__)
def test_a_verb_has_the_common_shape(name: str) -> None:
    """Subjects come first; then, by keyword, seed, options, progress and executor; a frozen result comes back."""
    verb = getattr(serpin, name)
    signature = inspect.signature(verb, eval_str=True)
    subjects = [p for p in signature.parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    by_keyword = [p for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]
    assert subjects
    assert len(subjects) + len(by_keyword) == len(signature.parameters)
    assert [p.name for p in by_keyword] == ["seed", "options", "progress", "executor"]
    assert by_keyword[0].default is inspect.Parameter.empty
    assert [p.default for p in by_keyword[1:]] == [None, None, None]
    answer = signature.return_annotation
    assert issubclass(answer, Plan if name == "plan" else Result)
    assert answer.model_config["frozen"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_nouns_of_an_engine_are_frozen(engine: str) -> None:
    """Whatever an engine takes or gives cannot be changed afterwards."""
    for room in ("options", "result"):
        module = importlib.import_module(f"serpin.engines.{engine}.{room}")
        for _, noun in inspect.getmembers(module, inspect.isclass):
            if issubclass(noun, Noun):
                assert noun.model_config["frozen"]
                assert noun.model_config["extra"] == "forbid"


@pytest.mark.parametrize("module", ["serpin", "serpin.cli.main"])
def test_importing_loads_nothing_heavy(module: str) -> None:
    """Neither the package nor its command line loads a solver, a chart or a spreadsheet library before it is asked."""
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert sorted(HEAVY & set(answer.stdout.split())) == []


def test_an_unknown_verb_is_refused() -> None:
    """A verb that does not exist is an attribute error, as in any module."""
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        _ = serpin.guess
