"""Parts of a page in plain words: a heading, a paragraph and lines, and how a terminal shows them."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field

WIDTH = 100
"""Characters in a line of the terminal."""

NUMBERED = re.compile(r"\d+\. ")


@dataclass
class Block:
    """A part of the page: a heading, a paragraph, and lines."""

    title: str = ""
    text: str = ""
    lines: list[str] = field(default_factory=list)


def plain(block: Block) -> str:
    """Return a part as plain text."""
    parts = [_filled(block.title)] if block.title else []
    if block.text:
        parts.append(_filled(block.text))
    parts += [_filled(line, "  " if NUMBERED.match(line) else "  · ") for line in block.lines]
    return "\n".join(parts)


def _filled(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent="    " if indent else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
