"""Likeness of texts in several languages, without any other resource than the texts themselves.

All is compared in Latin letters, so that words which languages share are found. Words are cut to their first
letters, so that endings do not count; words that many texts have do not count either. Texts are compared in every
language that both have, and the best counts; without a common language, each in the first that it has.
Textbook: ``network.md``, section "Offers and requests".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from serpin.engines.network.model.graph import Floats, Ints
from serpin.vocabulary.noun import Words

_LETTERS = 6
_FEW = 5
_COMMON = 0.1
_WORD = re.compile(r"[^\W\d_]{3,}", re.UNICODE)
_LATIN = str.maketrans(
    dict(
        zip(
            "абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі",
            (
                *"abvgdeжziiklmnoprstufh",
                *("c", "ch", "sh", "sh", "", "y", "", "e", "iu", "ia"),
                *("a", "g", "k", "n", "o", "u", "u", "h", "i"),
            ),
            strict=True,
        )
    )
    | {"ё": "e", "ж": "zh"}
)
_LANGUAGES = ("kk", "ru", "en", "plain")


def latin(text: str) -> str:
    """Return a text in small Latin letters."""
    return text.lower().translate(_LATIN)


def stems(text: str) -> list[str]:
    """Return the words of a text in Latin letters, cut to their first letters."""
    return [word[:_LETTERS] for word in _WORD.findall(latin(text))]


def _prepared(sides: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return texts as sorted stems, without those that many of all texts have."""
    found = [[stems(text) for text in texts] for texts in sides]
    counts = Counter(stem for texts in found for words in texts for stem in set(words))
    limit = max(_FEW, _COMMON * sum(len(texts) for texts in sides))
    kept = [[[stem for stem in words if counts[stem] <= limit] or words for words in texts] for texts in found]
    return [[" ".join(sorted(words)) for words in texts] for texts in kept]


def likeness(wanted: Sequence[Words], offered: Sequence[Words], left: Ints, right: Ints) -> Floats:
    """Return how alike the texts of pairs are, from 0 to 1.

    Parameters
    ----------
    wanted, offered
        Texts of both sides.
    left, right
        The pairs: positions in either.
    """
    best = np.full(len(left), -1.0)
    if len(left) == 0:
        return best
    for language in _LANGUAGES:
        ours = [getattr(words, language) or "" for words in wanted]
        theirs = [getattr(words, language) or "" for words in offered]
        both = np.array([bool(text) for text in ours])[left] & np.array([bool(text) for text in theirs])[right]
        if both.any():
            _better(best, both, _prepared((ours, theirs)), left, right)
    apart = best < 0
    if apart.any():
        ours = [words.text() for words in wanted]
        theirs = [words.text() for words in offered]
        _better(best, apart, _prepared((ours, theirs)), left, right)
    return np.asarray(np.maximum(best, 0.0))


def _better(best: Floats, chosen: np.ndarray, texts: list[list[str]], left: Ints, right: Ints) -> None:
    """Put in the likeness of chosen pairs where it is larger; equal texts are compared once."""
    (ours, mine), (theirs, yours) = (np.unique(np.array(side), return_inverse=True) for side in texts)
    keys, back = np.unique(
        mine[left[chosen]].astype(np.int64) * len(theirs) + yours[right[chosen]], return_inverse=True
    )
    pairs = divmod(keys, len(theirs))
    found = process.cpdist(
        ours[pairs[0]].tolist(), theirs[pairs[1]].tolist(), scorer=fuzz.ratio, dtype=np.float32, workers=1
    )
    best[chosen] = np.maximum(best[chosen], found[back].astype(float) / 100)
