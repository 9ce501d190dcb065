"""What the indicator engine returns: forms with controls, indicators, structure, readiness and incentives."""

from __future__ import annotations

from serpin.engines.indicators.options.edition import Edition
from serpin.engines.indicators.result.figures import Comparison, Definition, Figure
from serpin.engines.indicators.result.form import Form
from serpin.engines.indicators.result.incentive import Incentive
from serpin.engines.indicators.result.readiness import ObstacleLine, ReadinessLine
from serpin.engines.indicators.result.series import Chain, CleanSeries, StatementAnswer
from serpin.engines.indicators.result.structure import Complexity, StructureLine
from serpin.vocabulary.result import Message, Result


class Measurement(Result):
    """What :func:`serpin.measure` returns for a report year."""

    year: int = 0
    editions: tuple[Edition, ...] = ()
    forms: tuple[Form, ...] = ()
    definitions: tuple[Definition, ...] = ()
    figures: tuple[Figure, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    structures: tuple[StructureLine, ...] = ()
    complexity: Complexity | None = None
    chains: tuple[Chain, ...] = ()
    statements: tuple[StatementAnswer, ...] = ()
    series: tuple[CleanSeries, ...] = ()
    readiness: tuple[ReadinessLine, ...] = ()
    obstacles: tuple[ObstacleLine, ...] = ()
    incentives: tuple[Incentive, ...] = ()
    notes: tuple[Message, ...] = ()
