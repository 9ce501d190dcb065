"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.cli.clicking import option

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from serpin.vocabulary.case import Case

MANY_PROJECTS = 30
SECONDS_FOR_MANY = 45.0
"""Time limit of the selection for more than so many projects, where none is given."""

LARGEST_SEED = 2**63 - 1


def seed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--seed``."""
    decorated: Callable[..., Any] = option(
        "--seed",
        type=click.IntRange(0, LARGEST_SEED),
        default=1,
        metavar="N",
        help=mark("Seed of the random numbers; the same seed gives the same answer. Default 1."),
    )(function)
    return decorated


def seconds(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--seconds``."""
    decorated: Callable[..., Any] = option(
        "--seconds",
        type=click.FloatRange(0.01, 86_400),
        default=None,
        metavar="S",
        help=mark("Time limit of one search in seconds. Default 10; the selection among many projects gets 45."),
    )(function)
    return decorated


def selecting(case: Case, asked: float | None) -> float | None:
    """Return the time limit of a selection: what was asked for, else more among many projects."""
    return asked if asked is not None or len(case.projects) <= MANY_PROJECTS else SECONDS_FOR_MANY


def rules(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--rules``."""
    decorated: Callable[..., Any] = option(
        "--rules",
        type=click.Path(exists=True, dir_okay=False),
        default=None,
        metavar="FILE.toml",
        help=mark("Rules of law of your own, which replace those of the package."),
    )(function)
    return decorated


def rulebook(path: str | None) -> dict[str, Any]:
    """Return the rules of a file as an option of the selection, nothing without a file.

    Raises
    ------
    InputError
        If the file is no text, or holds no rules.
    """
    from serpin.engines.portfolio.problem.rulebook import read_rules
    from serpin.formats.decoding import decoded

    return {} if path is None else {"rulebook": read_rules(decoded(Path(path).read_bytes(), path))}


def workers(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--workers``."""
    decorated: Callable[..., Any] = option(
        "--workers",
        type=click.IntRange(1, 256),
        default=2,
        metavar="N",
        help=mark("How many pieces of work run side by side. Default 2."),
    )(function)
    return decorated


def cluster(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--cluster``."""
    decorated: Callable[..., Any] = option(
        "--cluster",
        default=None,
        metavar="ADDRESS",
        help=mark("Address of a Dask cluster that runs the pieces instead, for example tcp://10.0.0.5:8786."),
    )(function)
    return decorated


@contextmanager
def executor_for(count: int, address: str | None) -> Iterator[Executor]:
    """Give an executor: processes of this machine, or a Dask cluster.

    Processes begin with the first piece of work that they get; a run of a single piece starts none.

    Raises
    ------
    InputError
        If the cluster cannot be reached, or what it needs is not installed.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    if address is None:
        # spawned, not forked: a forked copy of a process with threads may hang
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as executor:
            yield executor
        return
    try:
        from distributed import Client

        client = Client(address, timeout="10s")
    except (ImportError, OSError, ValueError) as problem:
        raise refuse(
            mark("the cluster {value} cannot be used: {reason}"), "cluster", value=address, reason=str(problem)
        ) from problem
    with client:
        yield client.get_executor()


def iterations(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--iterations``."""
    decorated: Callable[..., Any] = option(
        "--iterations",
        type=click.IntRange(100, 10_000_000),
        default=None,
        metavar="N",
        help=mark("How many possible courses are simulated. Default 10000."),
    )(function)
    return decorated


def output(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--output`` for one document."""
    decorated: Callable[..., Any] = option(
        "--output",
        "-o",
        metavar="FILE.json",
        help=mark("Document to write; - for the standard output. Without it only the summary is shown."),
    )(function)
    return decorated


def given(**values: Any) -> dict[str, Any]:
    """Return the settings that were given on the command line."""
    return {name: value for name, value in values.items() if value is not None}
