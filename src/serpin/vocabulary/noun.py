"""What all nouns have in common: frozen, strict about names, and every field explained.

The title and the description of a field are keys of the catalogues; they serve the schema, the headings of the
workbook and its comments.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_serializer, model_validator

from serpin.base.errors import invalid
from serpin.base.texts import SOURCE_LANGUAGE, mark

EARLIEST_DATE = date(1990, 1, 1)
LATEST_DATE = date(2200, 1, 1)


def about(title: str, description: str, default: Any = ..., **rules: Any) -> Any:
    """Return the field of a noun with its title and description, both marked for translation."""
    return Field(default, title=title, description=description, **rules)


class Noun(BaseModel):
    """Base of all nouns: frozen, no unknown names, no infinities, texts stripped."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        allow_inf_nan=False,
        validate_default=True,
        hide_input_in_errors=True,
    )


@dataclass(frozen=True)
class Reference:
    """Says to which kind of noun an identifier points; dropdown lists and the reference check read it."""

    kind: str


def _identifier(value: Any) -> Any:
    """Let whole numbers stand as identifiers, as spreadsheets give them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_identifier), Field(min_length=1, max_length=40, pattern=r"^[^\s;:/\[\]|]+$")]
"""A short identifier: no spaces and none of the signs ``; : / [ ] |``."""

EnterpriseId = Annotated[Id, Reference("enterprise")]
ResourceId = Annotated[Id, Reference("resource")]
InnovationId = Annotated[Id, Reference("innovation")]
ProjectId = Annotated[Id, Reference("project")]
WorkId = Annotated[Id, Reference("work")]
GateId = Annotated[Id, Reference("gate")]
RiskId = Annotated[Id, Reference("risk")]
SourceId = Annotated[Id, Reference("source")]
IndicatorId = Annotated[Id, Reference("indicator")]
OfferId = Annotated[Id, Reference("offer")]
RequestId = Annotated[Id, Reference("request")]

Day = Annotated[date, Field(ge=EARLIEST_DATE, le=LATEST_DATE)]
"""A calendar date between 1990 and 2200; anything else is a slip of the keyboard or of a spreadsheet."""

QuarterName = Annotated[str, Field(pattern=r"^(19|20|21)\d\dQ[1-4]$")]
"""A calendar quarter by name: ``2027Q1``."""

YearName = Annotated[str, Field(pattern=r"^(19|20|21)\d\d$")]
"""A calendar year as the name of an entry: ``2027``."""

Probability = Annotated[float, Field(ge=0, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]


class Words(Noun):
    """A text that may be given in several languages.

    One language alone is not remembered: a name that was written once is everybody's name.
    """

    plain: str | None = None
    kk: str | None = None
    ru: str | None = None
    en: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        if isinstance(data, Words):
            return data
        if isinstance(data, bool) or not isinstance(data, str | int | float | dict):
            raise invalid(mark("{value} is neither text nor a table of languages (kk, ru, en)"), value=str(data)[:60])
        if not isinstance(data, dict):
            return {"plain": str(data)}
        # an unknown name is kept even without a value, so that it is refused: YAML cuts "1,8" within braces in two
        given = {key: value for key, value in data.items() if value not in (None, "") or key not in cls.model_fields}
        if len(given) == 1 and set(given) <= {"kk", "ru", "en"}:
            return {"plain": next(iter(given.values()))}
        return given

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        given = [self.plain, self.kk, self.ru, self.en]
        if not any(given):
            raise invalid(mark("a text is required here"))
        if self.plain and any(given[1:]):
            raise invalid(mark("give either one text or texts by language, not both"))
        return self

    @model_serializer(mode="plain")
    def _as_given(self) -> str | dict[str, str]:
        if self.plain is not None:
            return self.plain
        return {key: value for key in ("kk", "ru", "en") if (value := getattr(self, key)) is not None}

    def text(self, language: str = SOURCE_LANGUAGE) -> str:
        """Return the text in a language, or in the nearest one that was given."""
        for choice in (getattr(self, language), self.plain, self.ru, self.en, self.kk):
            if choice:
                return str(choice)
        return ""


Name = Annotated[Words, Field()]
