"""Which letters a file is written in: UTF-8 and marked UTF-16 are read, everything else is refused with its name."""

from __future__ import annotations

import codecs

from serpin.base.errors import refuse
from serpin.base.texts import mark

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = {"cp1251": "Windows-1251", "cp866": "CP866 (DOS)", "koi8-r": "KOI8-R"}
_FREQUENT = frozenset("оеаинтсрвлкмдпуОЕАИНТСРВЛКМДПУ")
_SAMPLE = 20_000
_MANY = 0.2


def decoded(content: bytes, file: str, encoding: str | None = None) -> str:
    """Return the text of a file.

    Parameters
    ----------
    content
        The bytes of the file.
    file
        Its name, for messages.
    encoding
        The encoding, where the user has named one.

    Raises
    ------
    InputError
        If it is in another encoding than stated, marked or expected; the one that it seems to be in is named.
    """
    name = encoding or next((known for start, known in _MARKS if content.startswith(start)), "utf-8")
    try:
        text = content.decode(name)
    except LookupError:
        raise refuse(mark("there is no encoding {value}"), value=name) from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refusal(content, file, line, name) from None
    if "\0" in text:
        guess = _without_mark(content)
        if guess:
            raise refuse(_OTHER, file=file, encoding=guess, line=1)
        raise refuse(mark("file {file} is not a text file"), file=file)
    return text


_OTHER = mark("file {file} seems to be in {encoding}, not in UTF-8 (line {line}); save it in UTF-8")


def _refusal(content: bytes, file: str, line: int, name: str) -> Exception:
    guess = _old_encoding(content) if name.startswith("utf-8") else None
    if guess:
        return refuse(_OTHER, file=file, encoding=guess, line=line)
    if name.startswith("utf-8"):
        message = mark("file {file} is not text in UTF-8 (line {line}); save it in this encoding")
        return refuse(message, file=file, line=line)
    message = mark("file {file} does not hold text in {encoding} (line {line}); it may be cut off")
    return refuse(message, file=file, encoding=name.upper(), line=line)


def _without_mark(content: bytes) -> str | None:
    """Return UTF-16 where every other byte is nothing: text of Latin letters without the mark that it needs."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    return "UTF-16" if max(even, odd) > half * _MANY and min(even, odd) * 4 < max(even, odd) else None


def _old_encoding(content: bytes) -> str | None:
    """Return the one-byte encoding that makes the best Cyrillic of a file, or nothing where none does."""
    sample = content[:_SAMPLE]
    scores = {}
    for name in _OLD:
        letters = [letter for letter in sample.decode(name, errors="replace") if letter > "\x7f"]
        scores[name] = sum(letter in _FREQUENT for letter in letters) / max(len(letters), 1)
    best = max(scores, key=lambda name: scores[name])
    return _OLD[best] if scores[best] > 0.5 else None
