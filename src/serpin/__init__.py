"""Serpin organises and plans innovation at industrial enterprises.

One verb for each engine, and :func:`plan`, which joins them. Verbs are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from serpin.version import __version__ as __version__

if TYPE_CHECKING:
    from serpin.engines.coordination.verb import coordinate as coordinate
    from serpin.engines.indicators.verb import measure as measure
    from serpin.engines.insurance.verb import insure as insure
    from serpin.engines.integrity.verb import audit as audit
    from serpin.engines.network.verb import connect as connect
    from serpin.engines.portfolio.verb import select as select
    from serpin.engines.scheduling.verb import schedule as schedule
    from serpin.engines.simulation.verb import simulate as simulate
    from serpin.engines.strategy.verb import forecast as forecast
    from serpin.planning.verb import plan as plan

_VERBS = {
    "audit": "serpin.engines.integrity.verb",
    "connect": "serpin.engines.network.verb",
    "coordinate": "serpin.engines.coordination.verb",
    "forecast": "serpin.engines.strategy.verb",
    "insure": "serpin.engines.insurance.verb",
    "measure": "serpin.engines.indicators.verb",
    "plan": "serpin.planning.verb",
    "schedule": "serpin.engines.scheduling.verb",
    "select": "serpin.engines.portfolio.verb",
    "simulate": "serpin.engines.simulation.verb",
}

__all__ = ["audit", "connect", "coordinate", "forecast", "insure", "measure", "plan", "schedule", "select", "simulate"]


def __getattr__(name: str) -> Any:
    """Load a verb when it is first used."""
    if name in _VERBS:
        return getattr(import_module(_VERBS[name]), name)
    message = f"module 'serpin' has no attribute {name!r}"
    raise AttributeError(message)
