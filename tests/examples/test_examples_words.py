"""Names of the samples: complete in three languages, each in its own letters."""

import re

import pytest

from serpin.examples.generator import generate
from serpin.examples.nation import nation
from serpin.examples.plant import plant
from serpin.examples.region import region
from serpin.examples.wording import enterprise_name, proper_name, title
from serpin.vocabulary.noun import Words
from serpin.vocabulary.structure import parts

LETTERS = {
    "kk": set("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"),
    "ru": set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "en": set("abcdefghijklmnopqrstuvwxyz"),
}
CASES = {"plant": plant, "region": region, "generated": lambda: generate(5, 130, 60, works=9)}


def texts(noun, place=()):
    """Yield every text of a noun and of its parts, with its place."""
    for where, part in parts(noun):
        if isinstance(part, Words):
            yield (*place, *where), part
        else:
            yield from texts(part, (*place, *where))


@pytest.fixture(scope="module", params=sorted(CASES))
def named(request):
    return list(texts(CASES[request.param]()))


def test_every_name_is_given_in_three_languages(named):
    """No name is left in one language alone."""
    assert named
    assert [place for place, text in named if not (text.kk and text.ru and text.en)] == []


@pytest.mark.parametrize("language", sorted(LETTERS))
def test_letters_belong_to_the_language(named, language):
    """Kazakh and Russian use their own Cyrillic letters and nothing else, English its own."""
    wrong = [
        (place, getattr(text, language))
        for place, text in named
        if set(re.findall(r"[^\W\d_]", getattr(text, language).lower())) - LETTERS[language]
    ]
    assert wrong == []


def test_names_begin_with_a_capital(named):
    """Every name begins with a capital letter, a quotation mark or a digit."""
    wrong = [
        text
        for _, words in named
        for text in (words.kk, words.ru, words.en)
        if not re.match(r"[«\d]?[^\W\d_a-z]", text) or text.lstrip("«0123456789 ")[:1].islower()
    ]
    assert [text for text in wrong if not text[0].isdigit()] == []


@pytest.mark.parametrize("case", [plant, region, nation])
def test_names_of_the_same_family_differ(case):
    """No two projects, enterprises or innovations of a sample have the same name in any language."""
    for family in ("projects", "enterprises", "innovations", "sources"):
        for language in LETTERS:
            names = [noun.name.text(language) for noun in getattr(case(), family)]
            assert len(set(names)) == len(names), (family, language)


def test_proper_names_do_not_repeat():
    """A hundred names differ; then a number follows."""
    assert len({proper_name(number) for number in range(100)}) == 100
    assert proper_name(100) == tuple(f"{text}-2" for text in proper_name(0))


def test_titles_do_not_repeat():
    """Thirty innovations of an industry differ; then they go on in stages."""
    names = [title(3, number).project.kk for number in range(30)]
    assert len(set(names)) == 30
    assert title(3, 30).project.en == f"{title(3, 0).project.en}, stage 2"


def test_frames_hold_the_name():
    """The frame of a role surrounds the proper name."""
    assert enterprise_name("design_bureau", 0).ru == "Конструкторское бюро «Акшокы»"
    assert enterprise_name("design_bureau", 0).kk == "«Ақшоқы» конструкторлық бюросы"
