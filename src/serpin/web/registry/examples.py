"""Examples that help people to classify an innovation; they are ours and stand at the choices of the form."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from serpin.base.texts import mark
from serpin.vocabulary.innovation import InnovationType, Novelty

TYPE_EXAMPLES: dict[InnovationType, str] = {
    InnovationType.GOODS: mark("a pump whose impeller lasts three times longer; a new alloy for sale"),
    InnovationType.SERVICE: mark("repair by subscription; remote diagnosis of machines that were sold"),
    InnovationType.PRODUCTION: mark("vacuum moulding instead of sand moulds; a robot that welds frames"),
    InnovationType.LOGISTICS: mark("an automated store; spare parts printed where they are needed"),
    InnovationType.MARKETING: mark("sale by hours of work instead of by piece; a new way of pricing"),
    InnovationType.INFORMATION: mark("a digital twin of a product; an information system for maintenance"),
    InnovationType.ADMINISTRATION: mark("a new order of responsibility; quality circles; management by projects"),
    InnovationType.DEVELOPMENT: mark("design by simulation; a test stand for new products"),
}
NOVELTY_EXAMPLES: dict[Novelty, str] = {
    Novelty.IMPROVED: mark("the plant makes it already, now noticeably better"),
    Novelty.FIRM: mark("others in the country make it, this plant did not"),
    Novelty.DOMESTIC_MARKET: mark("nobody in the country makes it; abroad it is known"),
    Novelty.WORLD: mark("no analogue is known anywhere; a patent search confirms it"),
}
EXAMPLES: Mapping[type[StrEnum], Mapping[Any, str]] = {InnovationType: TYPE_EXAMPLES, Novelty: NOVELTY_EXAMPLES}
"""Examples by enumeration and choice."""
