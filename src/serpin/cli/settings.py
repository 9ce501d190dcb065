"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from serpin.base.texts import mark
from serpin.cli.clicking import option

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
        help=mark("Time limit of one search in seconds. Default 10."),
    )(function)
    return decorated


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
