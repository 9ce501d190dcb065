"""One call as columns, built by hand."""

from __future__ import annotations

from integrity_cases import application, call, programme, promise

from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.problem.record import Record, record_of


def record_for(
    scores: list[list[float]], paid: tuple[int, ...], promises: list[tuple[float, float | None]] | None = None
) -> Record:
    """Return one call of 2022 with these scores; the paid ones got ten million each."""
    entries = [
        application(f"A{place}", f"F{place}", line, 10_000_000 if place in paid else 0)
        for place, line in enumerate(scores)
    ]
    for place, (promised, achieved) in enumerate(promises or []):
        entries[place]["promises"] = [promise(promised, achieved, call("C", 2022, [])["sunset"])]
    return record_of(programme([call("C0", 2022, entries)]), IntegrityOptions())
