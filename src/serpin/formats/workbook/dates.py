"""Days and quarters as people write them in the three languages; what is not known is left to be refused.

``31.12.2027 г.`` · ``31 декабря 2027`` · ``2027 ж. 31 желтоқсан`` · ``1 кв. 2027`` · ``IV квартал 2027 г.`` ·
``2027 ж. 1-тоқсан`` · ``Q1 2027``. Serpin itself writes ``2027-12-31`` and ``2027Q1``.
"""

from __future__ import annotations

import re
from datetime import date, datetime

_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y.%m.%d")
_MONTHS = (
    ("янв", "қаң", "jan"),
    ("фев", "ақп", "feb"),
    ("мар", "нау", "mar"),
    ("апр", "сәу", "apr"),
    ("мая", "май", "мам", "may"),
    ("июн", "мау", "jun"),
    ("июл", "шіл", "jul"),
    ("авг", "там", "aug"),
    ("сен", "қыр", "sep"),
    ("окт", "қаз", "oct"),
    ("ноя", "қар", "nov"),
    ("дек", "жел", "dec"),
)
"""How the names of the months begin, January first."""

_MONTH_OF = {start: number for number, starts in enumerate(_MONTHS, 1) for start in starts}
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"
_YEAR_WORD = r"\s*(?:жылғы|жылдың|жыл|ж|года|год|г)?\.?,?\s*"
_DAY_NAMED = tuple(
    re.compile(form)
    for form in (
        rf"(?P<day>\d{{1,2}})\.?\s*(?P<month>[^\W\d_]{{3,}})\.?,?\s*{_YEAR}{_YEAR_WORD}",
        rf"{_YEAR}{_YEAR_WORD}(?P<day>\d{{1,2}})\.?\s*(?P<month>[^\W\d_]{{3,}})\.?",
    )
)
_QUARTER_WORD = r"(?:кв(?:артал[а-я]*)?|тоқ(?:сан[а-яәғқңөұүһі]*)?|q(?:uarter)?)"
_WHICH = r"(?P<quarter>[1-4]|[i\u0456]{1,3}|[i\u0456]v)(?:\s*-?\s*(?:й|ый|ий|ші|шы|st|nd|rd|th)(?=[\s-]))?"
_QUARTERS = tuple(
    re.compile(form)
    for form in (
        rf"{_WHICH}\s*-?\s*{_QUARTER_WORD}\.?,?\s*-?/?\s*{_YEAR}{_YEAR_WORD}",
        rf"{_YEAR}{_YEAR_WORD}-?/?\s*{_WHICH}\s*-?\s*{_QUARTER_WORD}\.?",
        rf"q\s*(?P<quarter>[1-4])\s*-?/?\s*{_YEAR}",
        rf"{_YEAR}\s*-?/?\s*q\s*(?P<quarter>[1-4])",
    )
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


def day_in(text: str) -> date | None:
    """Return the date that a text names, or nothing."""
    words = _plain(text)
    digits = re.sub(r"\s*(?:ж|г)\.?$", "", words)
    for form in _FORMS:
        try:
            return datetime.strptime(digits, form).date()
        except ValueError:
            continue
    for pattern in _DAY_NAMED:
        found = pattern.fullmatch(words)
        month = _MONTH_OF.get(found["month"][:3]) if found else None
        if found and month:
            try:
                return date(int(found["year"]), month, int(found["day"]))
            except ValueError:
                return None
    return None


def quarter_in(text: str) -> str | None:
    """Return the quarter that a text names, as ``2027Q1``, or nothing."""
    words = _plain(text)
    for pattern in _QUARTERS:
        found = pattern.fullmatch(words)
        if found:
            which = found["quarter"].replace("\u0456", "i")  # the Cyrillic letter looks like the Roman figure
            return f"{found['year']}Q{_ROMAN.get(which, which)}"
    return None


def _plain(text: str) -> str:
    """Return a text in small letters, with single plain spaces and plain hyphens."""
    return " ".join(re.sub("[\u2010-\u2015\u2212]", "-", text).split()).casefold()
