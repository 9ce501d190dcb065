"""The custom fields in which a written file keeps what a project program has no place for: codes and kinds."""

from __future__ import annotations

from typing import Any

from lxml import etree

from serpin.base.texts import mark, translate

NAMESPACE = "http://schemas.microsoft.com/project"

CODE, KIND, MODE, LIMITS, OWNER = 188743731, 188743734, 188743737, 188743740, 188743743
"""Text1 … Text5 of tasks."""

LOW, MOST_LIKELY, HIGH = 188743783, 188743784, 188743785
"""Duration1 … Duration3 of tasks: the three points of an estimate, as the PERT tables of project programs have them."""

RESOURCE_CODE, RESOURCE_OWNER, RESOURCE_STOCK = 205520904, 205520905, 205520926
"""Text1 … Text3 of resources."""

GATE = "gate"
PERCENT = "%"
"""Codes of resources that end so are counted in percent of a unit: 50 of them are half a person."""

FIELDS: dict[int, tuple[str, str]] = {
    CODE: ("Text1", mark("Code")),
    KIND: ("Text2", mark("Kind of work")),
    MODE: ("Text3", mark("Mode")),
    LIMITS: ("Text4", mark("Days given in the case")),
    OWNER: ("Text5", mark("Enterprise and innovation")),
    LOW: ("Duration1", mark("Low")),
    MOST_LIKELY: ("Duration2", mark("Most likely")),
    HIGH: ("Duration3", mark("High")),
    RESOURCE_CODE: ("Text1", mark("Code")),
    RESOURCE_OWNER: ("Text2", mark("Owner")),
    RESOURCE_STOCK: ("Text3", mark("Capacity")),
}
"""Number of a field → its name in the program, and its English title."""


def add(parent: Any, name: str, value: Any = None) -> Any:
    """Append an element with a value as text; truth values become 1 and 0."""
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if value is not None:
        element.text = _allowed(str(int(value)) if isinstance(value, bool) else str(value))
    return element


def _allowed(text: str) -> str:
    """Return a text without the signs that XML cannot hold."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r" or (letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff")
    )


def add_field(parent: Any, number: int, value: str) -> None:
    """Append the value of a custom field."""
    element = add(parent, "ExtendedAttribute")
    add(element, "FieldID", number)
    add(element, "Value", value)
    if FIELDS[number][0].startswith("Duration"):
        add(element, "DurationFormat", 7)


def add_field_definitions(parent: Any, language: str) -> None:
    """Append what the custom fields are called."""
    group = add(parent, "ExtendedAttributes")
    for number, (name, title) in FIELDS.items():
        element = add(group, "ExtendedAttribute")
        add(element, "FieldID", number)
        add(element, "FieldName", name)
        add(element, "Alias", f"Serpin: {translate(title, language)}")
