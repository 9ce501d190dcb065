"""Pin what Serpin needs: ``requirements.lock`` for using it, ``requirements-dev.lock`` for what its tests need besides.

Run ``python tools/locks.py`` after a change of the requirements in ``pyproject.toml``; ``--upgrade`` takes the newest
versions. Both locks come from one resolution, so no package has two versions.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "requirements.lock"
DEVELOPMENT = ROOT / "requirements-dev.lock"
_HEADS = {
    PRODUCT: "# What using Serpin needs, written by tools/locks.py; ./run installs it.\n",
    DEVELOPMENT: "# What its tests need besides, written by tools/locks.py; ./run test installs it.\n",
}


def resolve(kept: str, *arguments: str) -> str:
    """Return the pins that follow from ``pyproject.toml``, near to those that are kept.

    Raises
    ------
    subprocess.CalledProcessError
        If the requirements have no common solution, or the packages cannot be reached.
    """
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "lock")
        output.write_text(kept, "utf-8")
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes"]
        subprocess.run(  # noqa: S603 - ours
            [*command, "--quiet", "--no-header", "--no-annotate", *arguments, "-o", str(output)], check=True, cwd=ROOT
        )
        return output.read_text("utf-8")


def pins(lock: str) -> list[str]:
    """Return the pins of a lock, each with its hashes."""
    return re.findall(r"^\w.*\n(?:    .*\n)+", lock, re.MULTILINE)


def main() -> None:
    """Resolve everything once, and divide it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    given = parser.parse_args()
    kept = "".join(path.read_text("utf-8") for path in (PRODUCT, DEVELOPMENT) if path.exists() and not given.upgrade)
    whole = resolve(kept, "--all-extras", "--group", "dev")
    product = pins(resolve(whole, "--all-extras", "--group", "install"))
    everything = pins(whole)
    if strange := set(product) - set(everything):
        sys.exit("not in the whole: " + ", ".join(sorted(pin.split(" ")[0] for pin in strange)))
    PRODUCT.write_text(_HEADS[PRODUCT] + "".join(product), "utf-8")
    DEVELOPMENT.write_text(_HEADS[DEVELOPMENT] + "".join(pin for pin in everything if pin not in product), "utf-8")


if __name__ == "__main__":
    main()
