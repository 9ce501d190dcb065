"""Executors: where pieces of work run. Any :class:`concurrent.futures.Executor` will do, a Dask client's included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from typing import TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def in_order(executor: Executor | None, function: Callable[[Item], Answer], items: Iterable[Item]) -> Iterator[Answer]:
    """Apply a function to every item and give the answers in the order of the items.

    Parameters
    ----------
    executor
        Runs the calls side by side; nothing runs them here, one after the other.
    function
        Must be importable by name where the executor uses processes or other machines.
    items
        What it is applied to.

    Notes
    -----
    Since the answers come in the order of the items, whatever is merged from them is the same on any number of
    workers. An iterator that is dropped half way cancels what has not begun.
    """
    if executor is None:
        yield from map(function, items)
        return
    futures = [executor.submit(function, item) for item in items]
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()
