"""Progress bars for the steps of a plan, and Ctrl-C: the first asks engines to stop, the second ends the program."""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from serpin.base.progress import STOP
from serpin.base.texts import mark
from serpin.cli.language import say

STEPS = {
    "coordination": mark("Coordination"),
    "insurance": mark("Insurance"),
    "portfolio": mark("Selection"),
    "scheduling": mark("Schedule"),
    "simulation": mark("Simulation"),
    "strategy": mark("Strategy"),
    "integrity": mark("Integrity"),
    "network": mark("Cooperation"),
    "indicators": mark("Indicators"),
    "report": mark("Report"),
}


class Bars:
    """Shows one bar for each step on the standard error; silent where that is no terminal."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}
        self._stopping = False
        self._before: object = None

    def __enter__(self) -> Self:
        """Begin to show, and take over Ctrl-C."""
        self._bars.start()
        self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop showing, and give Ctrl-C back."""
        signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]
        self._bars.stop()

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            raise KeyboardInterrupt
        self._stopping = True
        click.echo(say(mark("Stopping with what has been found so far; press Ctrl-C again to end at once.")), err=True)

    def __call__(self, step: str, done: float, value: float | None, bound: float | None) -> str | None:
        """Show how far a step is; answer ``"stop"`` after Ctrl-C."""
        note = ""
        if value is not None and bound is not None and value:
            gap = f"{abs(bound - value) / max(abs(value), 1e-9):.2%}"
            note = say(mark("gap {gap}, bound {bound}"), gap=gap, bound=f"{bound:.6g}")
        if step not in self._tasks:
            self._tasks[step] = self._bars.add_task(say(STEPS.get(step, step)), total=1.0, note=note)
        self._bars.update(self._tasks[step], completed=done, note=note)
        return STOP if self._stopping else None

    def of(self, step: str) -> Callable[[float, float | None, float | None], str | None]:
        """Return the listener for one engine."""

        def listen(done: float, value: float | None, bound: float | None) -> str | None:
            return self(step, done, value, bound)

        return listen

    @property
    def stopped(self) -> bool:
        """Whether Ctrl-C was pressed."""
        return self._stopping
