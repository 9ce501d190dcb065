"""`./run` installs what is pinned, from where pip would, with uv or without, and ends what it started."""

import os
import re
import shutil
import signal
import subprocess
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("cat", "cksum", "dirname", "sed", "rm", "mkdir", "printf", "sleep", "cp", "setsid")
"""All that the script may use besides the shell, Python and uv."""
UV = """#!/bin/sh
echo "uv $*" >>"$LOG"
echo "index $UV_DEFAULT_INDEX more $UV_INDEX links $UV_FIND_LINKS" >>"$LOG"
echo "trusted $UV_INSECURE_HOST cert $SSL_CERT_FILE" >>"$LOG"
case "$1 $FAIL" in
venv*)
    for last; do :; done
    mkdir -p "$last/bin"
    cp "$STUBS/python" "$STUBS/serpin" "$last/bin"
    ;;
"pip uv" | "pip all") exit 2 ;;
"pip slow") sleep 60 ;;
esac
"""
PYTHON = """#!/bin/sh
case "$*" in
-c*) exit 0 ;;
"-m pip config list")
    printf '%s\\n' ":env:.extra-index-url='of-the-variable'" "global.index-url='of-the-file'"
    printf '%s\\n' "global.extra-index-url='of-the-file'" "global.trusted-host='one\\ntwo'"
    exit 0
    ;;
esac
echo "python $*" >>"$LOG"
case "$*" in
"-m venv"*) mkdir -p "$4/bin"; for name in python pip serpin; do cp "$STUBS/$name" "$4/bin/$name"; done ;;
"-m pip"*) [ "$FAIL" != all ] || exit 3 ;;
esac
"""
SAYS = """#!/bin/sh
echo "serpin $*" >>"$LOG"
"""


class Clone:
    """A clone with only what the script reads, on a machine on which Python and uv write down how they are called."""

    def __init__(self, folder: Path, *, has_uv: bool) -> None:
        self.folder, self.log = folder / "a clone", folder / "log"
        self.tools, self.stubs = folder / "tools", folder / "stubs"
        words = self.folder / "src" / "serpin" / "locale" / "kk" / "LC_MESSAGES"
        pages = self.folder / "src" / "serpin" / "web" / "locale" / "kk" / "LC_MESSAGES"
        for made in (words, pages, self.tools, self.stubs):
            made.mkdir(parents=True)
        for name in ("run", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "hatch_build.py"):
            shutil.copy(ROOT / name, self.folder / name)
        (words / "serpin.po").write_text("", "utf-8")
        (pages / "django.po").write_text("", "utf-8")
        for name in TOOLS:
            (self.tools / name).symlink_to(str(shutil.which(name)))
        for place, name, text in (
            (self.stubs, "python", PYTHON),
            (self.stubs, "pip", PYTHON),
            (self.stubs, "serpin", SAYS),
            (self.tools, "python3.12", PYTHON),
            *([(self.tools, "uv", UV)] if has_uv else []),
        ):
            (place / name).write_text(text, "utf-8")
            (place / name).chmod(0o755)

    def start(self, *arguments: str, fail: str = "") -> "subprocess.Popen[str]":
        """Call the script."""
        environment = {"PATH": str(self.tools), "LOG": str(self.log), "STUBS": str(self.stubs), "FAIL": fail}
        shell = str(shutil.which("sh"))
        command = [shell, str(self.folder / "run"), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True)

    def call(self, *arguments: str, fail: str = "") -> tuple[int, list[str]]:
        """Call the script to its end; return its exit code, and how Python and uv were called."""
        self.log.write_text("", "utf-8")
        with self.start(*arguments, fail=fail) as process:
            process.communicate(timeout=60)
        return process.returncode, self.log.read_text("utf-8").splitlines()


def test_uv_takes_packages_from_where_pip_would(tmp_path: Path) -> None:
    """Variables go before files, several words stay several, and what pip was not told is not said to uv."""
    clone = Clone(tmp_path, has_uv=True)
    code, calls = clone.call("demo", "--port", "8001")
    assert code == 0
    installs = [line for line in calls if line.startswith("uv pip")]
    python = clone.folder / ".venv" / "bin" / "python"
    assert [line.removeprefix(f"uv pip install -q --python {python} ") for line in installs] == [
        "--require-hashes -r requirements.lock",
        "--no-build-isolation --no-deps -e .",
    ]
    assert calls[-3:-1] == ["index of-the-file more of-the-variable links ", "trusted one two cert "]
    assert calls[-1] == "serpin demo --port 8001"


def test_a_second_call_installs_nothing(tmp_path: Path) -> None:
    """What is stamped is there; a change of a requirement is noticed, and tests need their own packages once."""
    clone = Clone(tmp_path, has_uv=True)
    clone.call("demo")
    assert clone.call("demo") == (0, ["serpin demo"])
    code, calls = clone.call("test", "tests/base")
    assert code == 0
    assert [line[line.index("--require") :] for line in calls if "--require" in line] == [
        "--require-hashes -r requirements.lock -r requirements-dev.lock"
    ]
    assert calls[-2:] == ["python -m serpin.planning.kernels", "python -m pytest tests/base"]
    assert clone.call("demo") == (0, ["serpin demo"])
    with (clone.folder / "requirements-dev.lock").open("a") as lock:
        lock.write("# another\n")
    assert clone.call("demo") == (0, ["serpin demo"])
    assert any("-r requirements-dev.lock" in line for line in clone.call("test")[1])


def test_without_uv_the_pinned_one_is_fetched_first(tmp_path: Path) -> None:
    """It comes with its hashes out of the lock; where it does not work, pip installs everything."""
    clone = Clone(tmp_path, has_uv=False)
    code, calls = clone.call("--help")
    assert code == 0
    pip = "python -m pip install -qq --disable-pip-version-check --no-compile"
    venv = clone.folder / ".venv"
    assert calls == [
        f"python -m venv --clear {venv}",
        f"{pip} --no-deps --require-hashes -r {venv / 'uv.lock'}",
        f"{pip} --require-hashes -r requirements.lock",
        f"{pip} --no-build-isolation --no-deps -e .",
        "serpin --help",
    ]
    pinned = (venv / "uv.lock").read_text("utf-8").splitlines()
    assert pinned[0].startswith("uv==")
    assert len(pinned) > 1
    assert all(line.strip().startswith("--hash=sha256:") for line in pinned[1:])


def test_where_uv_fails_pip_takes_over(tmp_path: Path) -> None:
    """An environment that uv made has no pip, so it is made anew."""
    clone = Clone(tmp_path, has_uv=True)
    code, calls = clone.call("check", fail="uv")
    assert code == 0
    assert f"python -m venv --clear {clone.folder / '.venv'}" in calls
    assert calls[-1] == "serpin check"


def test_what_could_not_be_installed_is_tried_again(tmp_path: Path) -> None:
    """Nothing is run or stamped after a failed installation, and the next call installs."""
    clone = Clone(tmp_path, has_uv=True)
    code, calls = clone.call("demo", fail="all")
    assert code != 0
    assert "serpin demo" not in calls
    code, calls = clone.call("demo")
    assert code == 0
    assert any(line.startswith("uv pip") for line in calls)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_installation_can_be_stopped(tmp_path: Path, number: signal.Signals) -> None:
    """What fetches packages ends with the script, which then says that it was stopped."""
    clone = Clone(tmp_path, has_uv=True)
    with clone.start("demo", fail="slow") as process:
        while not (clone.log.exists() and "uv pip" in clone.log.read_text("utf-8")):
            time.sleep(0.02)
        os.kill(process.pid, number)
        process.communicate(timeout=30)
    assert process.returncode == 130
    assert "serpin demo" not in clone.log.read_text("utf-8")


def test_the_locks_cover_what_is_required() -> None:
    """Every requirement has one pin, in the lock of those who need it; no package has two."""
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = whole["dependency-groups"]

    def names(requirements: list[object]) -> set[str]:
        found = [re.split(r"[^A-Za-z0-9_.-]", need)[0] for need in requirements if isinstance(need, str)]
        return {name.lower().replace("_", "-") for name in found}

    product, tests = (
        re.findall(r"^([a-z0-9.-]+)==", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    extras = [need for extra in whole["project"]["optional-dependencies"].values() for need in extra]
    assert names([*whole["project"]["dependencies"], *extras, *groups["install"]]) <= set(product)
    assert names(groups["dev"]) <= set(tests)
    assert set(product) & set(tests) == set()
