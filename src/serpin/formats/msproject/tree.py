"""XML that came from elsewhere: read without entities, without the network, within limits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree

from serpin.base.errors import refuse
from serpin.base.texts import mark

MOST_ELEMENTS = 1_500_000
"""Most elements of a file: every one of them takes memory, however short it is written."""


_DECLARES = mark("file {file} declares types or entities, which is not allowed here")


def parse(content: bytes, file: str) -> Any:
    """Return the root of an XML file.

    Raises
    ------
    InputError
        If it is no XML, declares entities or types, or holds too many elements.
    """
    if content.count(b"<") > 2 * MOST_ELEMENTS:
        raise refuse(mark("file {file} holds more than {limit} elements"), file=file, limit=MOST_ELEMENTS)
    if any("<!DOCTYPE".encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
        raise refuse(_DECLARES, file=file)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = mark("file {file} is not XML, or it is damaged (line {line}, column {column})")
        raise refuse(message, file=file, line=line or 0, column=column or 0) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse(_DECLARES, file=file)
    return root


def name_of(element: Any) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(elements: Any, name: str) -> list[Any]:
    """Return the children of a name of an element, or of several."""
    parents: Iterable[Any] = elements if isinstance(elements, list) else [elements]
    return [child for parent in parents for child in parent if isinstance(child.tag, str) and name_of(child) == name]


def text_of(element: Any, name: str) -> str | None:
    """Return the text of the first child of a name, or nothing where there is none or it is blank."""
    for child in element:
        if isinstance(child.tag, str) and name_of(child) == name:
            return (child.text or "").strip() or None
    return None
