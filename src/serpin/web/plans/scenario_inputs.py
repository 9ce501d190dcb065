"""The inputs of a scenario: what the register says, what is typed, and the change between the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from serpin.base.texts import mark, translate
from serpin.charts.locale import Locale
from serpin.vocabulary.noun import Words

NO_NUMBER = mark("a number is expected here")
NO_DAY = mark("a date is expected here, for example 2027-03-31")
LABELS = {
    "discount_rate": mark("Discount rate per year, %"),
    "start": mark("First day of the plan"),
    "horizon": mark("Horizon, quarters"),
    "decision": mark("Decision"),
    "earliest_start": mark("Earliest start"),
    "deadline": mark("Deadline"),
    "weight": mark("Weight"),
    "probability": mark("Probability, %"),
    "rate": mark("Events in a year"),
    "pinned_start": mark("Fixed start"),
    "amount": mark("Money in {quarter}"),
}

Change = dict[str, Any]


@dataclass
class Input:
    """One input: what the register says, what is typed, and what is wrong with it."""

    name: str
    label: str
    value: str
    register: str
    widget: str = "text"
    choices: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether it differs from the register."""
        return self.value.strip() != self.register


def name_of(change: Change) -> str:
    """Return the name of the input that makes a change."""
    where, code, entry = str(change.get("list", "")), str(change.get("code", "")), str(change.get("field", ""))
    if not where:
        return f"case:{entry}"
    if where.endswith("/works"):
        return f"pin:{where.split('/')[1]}/{code}"
    return f"{where}/{code}:{'decision' if entry in ('mandatory', 'excluded') else entry}"


class Reader:
    """Reads one form and notes the changes that it makes.

    Parameters
    ----------
    data
        The register as plain data.
    begun
        Changes that the form starts from.
    typed
        What was typed, by the names of the inputs; nothing when the form is shown for the first time.
    language
        Language of the reader.
    """

    def __init__(
        self, data: Mapping[str, Any], begun: list[Change], typed: Mapping[str, str] | None, language: str
    ) -> None:
        self.data, self.typed, self.language = data, typed, language
        self.begun = {(name_of(change), str(change.get("field"))): change for change in begun}
        self.changes: list[Change] = []
        self.locale = Locale(language, str(data.get("currency", "KZT")))

    def say(self, sentence: str, **values: Any) -> str:
        """Say a sentence in the language of the reader."""
        return translate(sentence, self.language, **values)

    def title(self, noun: Mapping[str, Any]) -> str:
        """Return the name of a noun, or its code."""
        name = noun.get("name")
        return Words.model_validate(name).text(self.language) if name else str(noun.get("id", ""))

    def entry(
        self, where: str, noun: Mapping[str, Any], path: str, *, widget: str, label: str = "", default: Any = None
    ) -> Input:
        """Return an input for a field and note the change that it makes."""
        code = str(noun.get("id", "")) if where else ""
        name = f"{where}/{code}:{path}" if where else f"case:{path}"
        was = value_at(noun, path, default)
        begun = self.begun.get((name, path))
        register = shown(was, widget)
        value = register if begun is None else shown(begun.get("value"), widget)
        found = Input(name, label or self.say(LABELS.get(path, path)), value, register, widget)
        if self.typed is not None and name in self.typed:
            found.value = self.typed[name].strip()
        try:
            now = read(found.value, widget)
        except ValueError:
            found.error = self.say(NO_DAY if widget == "date" else NO_NUMBER)
            return found
        if now != read(register, widget):
            self.changes.append({"list": where, "code": code, "field": path, "value": now, "was": was})
        return found


def value_at(noun: Mapping[str, Any], path: str, default: Any) -> Any:
    """Return what lies at a path of a noun, or a default."""
    inner: Any = noun
    for part in path.split("."):
        inner = inner[int(part)] if isinstance(inner, list) else inner.get(part) if isinstance(inner, dict) else None
    return default if inner is None else inner


def shown(value: Any, widget: str) -> str:
    """Return a value as it is typed."""
    if value is None or value == "":
        return ""
    if widget == "percent":
        return f"{round(float(value) * 100, 10):.12g}"
    if widget == "money":
        text = f"{Decimal(str(value)):,.2f}".replace(",", " ")
        return text.removesuffix(".00")
    if widget == "number":
        return f"{float(value):.12g}"
    return str(value)


def read(text: str, widget: str) -> Any:
    """Return what was typed as the vocabulary holds it, or nothing where nothing was.

    Raises
    ------
    ValueError
        If it is no number or no date.
    """
    text = text.strip()
    if not text:
        return None
    if widget == "date":
        return date.fromisoformat(text).isoformat()
    bare = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite():
        raise ValueError(text)
    if widget == "money":
        return str(number)
    value = float(number / 100) if widget == "percent" else float(number)
    return int(value) if widget == "number" and value.is_integer() else value
