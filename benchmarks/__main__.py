"""Runs a benchmark: ``python -m benchmarks ENGINE [options]``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main() -> int:
    """Hand the options to the benchmark of an engine."""
    engines = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if "_" not in path.stem)
    if len(sys.argv) < 2 or sys.argv[1] not in engines:
        sys.stderr.write(f"usage: python -m benchmarks ENGINE [options]; engines: {', '.join(engines)}\n")
        return 2
    return int(import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:]) or 0)


if __name__ == "__main__":
    sys.exit(main())
