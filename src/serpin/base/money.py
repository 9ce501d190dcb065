"""Money: decimals at the edges, rounded in one place.

Amounts are in the currency of the case, in whole units: thousands or millions are never implied.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer

CENT = Decimal("0.01")


def _plain_number(value: Any) -> Any:
    """Let floats in by their shortest decimal text, and keep booleans out."""
    if isinstance(value, bool):
        return str(value)
    return Decimal(str(value)) if isinstance(value, float) else value


def _as_number(value: Decimal) -> int | float:
    """Return a decimal as the JSON number that reads back as the same decimal."""
    return int(value) if value == value.to_integral_value() else float(value)


Money = Annotated[
    Decimal,
    BeforeValidator(_plain_number),
    Field(ge=0, max_digits=15, decimal_places=2, allow_inf_nan=False),
    PlainSerializer(_as_number, return_type=int | float, when_used="always"),
]
"""An amount of money that cannot be negative, in currency units with at most two decimals."""

SignedMoney = Annotated[
    Decimal,
    BeforeValidator(_plain_number),
    Field(max_digits=15, decimal_places=2, allow_inf_nan=False),
    PlainSerializer(_as_number, return_type=int | float, when_used="always"),
]
"""An amount of money of either sign, in currency units with at most two decimals."""


def to_money(amount: float | Decimal) -> Decimal:
    """Round an amount to the smallest unit of the currency (half to even): the one place where money is rounded."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_EVEN)
