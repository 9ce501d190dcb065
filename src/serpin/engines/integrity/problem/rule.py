"""The rule of claw-back, read from the dated tables that come with the package."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from serpin.engines.integrity.options import IntegrityOptions

_CODE = "CO-1"


@dataclass(frozen=True)
class ClawBackRule:
    """Support × missing part × ``share`` goes back, with ``rate`` a year since the decision, as simple interest."""

    share: float
    rate: float
    source: str
    verified: bool


@cache
def _standard() -> ClawBackRule:
    text = files("serpin").joinpath("rules", "industry.toml").read_text("utf-8")
    rule = next(rule for rule in tomllib.loads(text)["rule"] if rule["id"] == _CODE)
    found = rule["parameters"]
    return ClawBackRule(
        float(found["returned_share_of_missing"]),
        float(found["base_rate"]),
        str(rule["source"]),
        bool(rule["verified"]),
    )


def claw_back_rule(options: IntegrityOptions) -> ClawBackRule:
    """Return the rule, with the base rate of the options where one is given."""
    rule = _standard()
    if options.base_rate is None:
        return rule
    return ClawBackRule(rule.share, options.base_rate, rule.source, rule.verified)
