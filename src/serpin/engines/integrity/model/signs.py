"""All signs of a record at once."""

from __future__ import annotations

from dataclasses import dataclass

from serpin.engines.integrity.model import conduct, favour
from serpin.engines.integrity.model.conduct import Obligations, obligations
from serpin.engines.integrity.model.finding import Finding
from serpin.engines.integrity.model.ranking import Ranking, rank
from serpin.engines.integrity.options import IntegrityOptions
from serpin.engines.integrity.problem.record import Record
from serpin.engines.integrity.problem.rule import ClawBackRule
from serpin.engines.integrity.result import CHANCE, Sign


@dataclass(frozen=True)
class Reading:
    """The findings of a record by sign, with what they rest on."""

    findings: dict[Sign, Finding]
    ranking: Ranking
    kept: Obligations
    z: float
    expected_connected: float


def read(record: Record, options: IntegrityOptions, rule: ClawBackRule, draws: int, seed: int) -> Reading:
    """Return all findings; the level is divided among the signs that rest on chance."""
    level = options.level / len(CHANCE)
    kept = obligations(record, rule, options.kept_from)
    ranking = rank(record, conduct.failed_before(record, kept)[0])
    connected, z, expected = favour.connected(record, ranking, level)
    listed = (
        favour.concentration(record, ranking, level, draws, seed),
        favour.repeat(record, ranking, level),
        favour.single(record, level),
        conduct.short(record, options.least_days),
        conduct.override(record, ranking),
        connected,
        favour.reviewer(record, level),
        conduct.after_failure(record, kept),
        favour.cost(record, level, options.least_group),
        conduct.sunset(record),
        conduct.renewed(record, kept, options.most_years),
        conduct.unreported(record, kept),
        conduct.unreclaimed(record, kept, options.kept_from),
    )
    return Reading({finding.sign: finding for finding in listed}, ranking, kept, z, expected)
