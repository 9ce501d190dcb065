"""Names in three languages, joined from word lists so that they stay grammatical in each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from serpin.examples.reading import read_data
from serpin.vocabulary.noun import Words

Triple = tuple[str, str, str]
"""Kazakh, Russian and English."""


@cache
def lists() -> dict[str, Any]:
    """Return the word lists of the generator."""
    return read_data("words")


def words(triple: Triple | list[str]) -> Words:
    """Return three texts as a name, each with a capital letter in front."""
    kk, ru, en = (text[:1].upper() + text[1:] for text in triple[:3])
    return Words(kk=kk, ru=ru, en=en)


def proper_name(number: int) -> Triple:
    """Return an invented proper name; from the hundredth on a number is added."""
    first, second = lists()["halves"]["first"], lists()["halves"]["second"]
    count = len(first) * len(second)
    # Steps that are prime to the lengths walk through all pairs, with neighbours that do not look alike.
    place = number % count
    one, two = first[place % len(first)], second[(place * 3 + place // len(first)) % len(second)]
    round_ = number // count
    kk, ru, en = (a + b + (f"-{round_ + 1}" if round_ else "") for a, b in zip(one, two, strict=True))
    return kk, ru, en


def enterprise_name(role: str, number: int) -> Words:
    """Return the name of an enterprise from its main role."""
    frames = lists()["frames"][role]
    frame = frames[number % len(frames)]
    return words([form.format(name) for form, name in zip(frame, proper_name(number), strict=True)])


@dataclass(frozen=True)
class Title:
    """How an innovation and its project are called, and of which type it is."""

    innovation: Words
    project: Words
    technology: Words
    demand: Words
    type: str


def title(industry: int, number: int) -> Title:
    """Return the names of the innovation with a number in an industry; the thirty first differ, then parts follow."""
    entry = lists()["industries"][industry % len(lists()["industries"])]
    products, markets, processes = entry["products"], entry["markets"], entry["processes"]
    count = len(products) * len(markets) + len(processes)
    place, part = (number * 7) % count, number // count
    if place < len(processes):
        phrase = processes[place]
        kind = phrase[3] if len(phrase) > 3 else "production"
        name = _numbered((phrase[0], phrase[1], phrase[2]), part)
        about: Triple = (f"{phrase[0]} тәжірибесі", f"Опыт: {phrase[1].lower()}", f"Experience: {phrase[2].lower()}")
        sought: Triple = (
            f"{phrase[0]} бойынша шешім іздеу",
            f"Поиск решения: {phrase[1].lower()}",
            f"Search for a solution: {phrase[2].lower()}",
        )
        return Title(words(name), words(name), words(about), words(sought), kind)
    place -= len(processes)
    product, market = products[place % len(products)], markets[place // len(products)]
    kk = f"{market[0]} {product[0]}"
    ru, en = f"{product[1]} {market[1]}", f"{product[2]} {market[2]}"
    return Title(
        innovation=words(_numbered((f"{kk} өндірісі", f"Производство {ru}", f"Production of {en}"), part)),
        project=words(
            _numbered((f"{kk} өндірісін игеру", f"Освоение производства {ru}", f"Starting production of {en}"), part)
        ),
        technology=words((f"{kk} технологиясы", f"Технология производства {ru}", f"Technology of {en}")),
        demand=words((f"{kk} технологиясын іздеу", f"Поиск технологии {ru}", f"Search for technology of {en}")),
        type="goods",
    )


def _numbered(triple: Triple, part: int) -> Triple:
    if part == 0:
        return triple
    return f"{triple[0]}, {part + 1}-кезең", f"{triple[1]}, этап {part + 1}", f"{triple[2]}, stage {part + 1}"


@cache
def work_name(kind: str, variant: int) -> Words:
    """Return the name of a work of a kind."""
    choices = lists()["works"][kind]
    return words(choices[variant % len(choices)])


@cache
def named(family: str, key: str) -> Words:
    """Return a fixed name from a list: of a source, a risk or a gate."""
    return words(lists()[family][key])


def resource_name(kind: str, number: int) -> Words:
    """Return the name of a resource with its number."""
    choices = lists()["resources"][kind]
    return words([f"{text} {number}" for text in choices[number % len(choices)]])
