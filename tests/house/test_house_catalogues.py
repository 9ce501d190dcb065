"""Kazakh and Russian are complete, their placeholders match, and no letter of another script hides in a word."""

import importlib.util
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType

import polib
import pytest

import serpin.vocabulary
from serpin.base.texts import LANGUAGES, translate
from serpin.formats.workbook.layout import LONGEST_SHEET_NAME, sheets
from serpin.vocabulary.labels import LABELS

ROOT = Path(__file__).resolve().parents[2]
WORD = re.compile(r"[^\W\d_]+")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
CYRILLIC = re.compile(r"[Ѐ-ԯ]")


def messages() -> ModuleType:
    """Return the catalogue tool as a module."""
    specification = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


TOOL = messages()


def mixed_words(text: str) -> list[str]:
    """Return the words that mix Latin and Cyrillic letters, and a Latin i that stands alone among Cyrillic words."""
    mixed = [word for word in WORD.findall(text) if LATIN.search(word) and CYRILLIC.search(word)]
    return mixed + re.findall(r"(?<=[Ѐ-ԯ] )i(?= [Ѐ-ԯ])", text)


@pytest.mark.parametrize("language", TOOL.LANGUAGES)
def test_a_catalogue_is_complete(language: str) -> None:
    """Every sentence of the code is translated, nothing else is in the catalogue, and the placeholders are the same."""
    catalogue = polib.pofile(str(TOOL.catalogue_path(language)))
    assert TOOL.faults(catalogue, TOOL.extract()) == []


def test_the_catalogues_are_as_the_tool_writes_them() -> None:
    """Running the tool again would change no catalogue."""
    assert TOOL.check(TOOL.extract()) == []


def test_the_tool_knows_all_languages_but_the_source() -> None:
    """Whatever language is offered has a catalogue, but English, which is the code itself."""
    assert sorted((*TOOL.LANGUAGES, "en")) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", TOOL.LANGUAGES)
def test_no_word_of_a_catalogue_mixes_scripts(language: str) -> None:
    """Every word is either Cyrillic or Latin."""
    catalogue = polib.pofile(str(TOOL.catalogue_path(language)))
    assert {entry.msgid: mixed for entry in catalogue if (mixed := mixed_words(entry.msgstr))} == {}


def test_russian_uses_no_letter_that_only_kazakh_has() -> None:
    """A Kazakh letter in the Russian catalogue is a translation in the wrong file, or a slip of the keyboard."""
    catalogue = polib.pofile(str(TOOL.catalogue_path("ru")))
    assert [entry.msgstr for entry in catalogue if re.search("[әғқңөұүһі]", entry.msgstr.lower())] == []


def test_no_word_of_the_samples_mixes_scripts() -> None:
    """The texts of the sample cases and of the rules of law are clean in all three languages."""
    kept = (".py", ".yaml", ".json", ".toml")
    files = [path for name in ("examples", "rules") for path in (ROOT / "src/serpin" / name).rglob("*")]
    files = [path for path in files if path.suffix in kept]
    assert {path.name: mixed for path in files if (mixed := mixed_words(path.read_text("utf-8")))} == {}


def test_no_word_of_the_documentation_mixes_scripts() -> None:
    """No page hides a letter of another script; what stands as code may show what readers repair."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    texts = {page.name: re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.DOTALL) for page in pages}
    assert {name: mixed for name, text in texts.items() if (mixed := mixed_words(text))} == {}


def test_mixed_words_are_seen() -> None:
    """The look-out itself sees a Latin i in a Kazakh word, and lets abbreviations with endings pass."""
    assert mixed_words("iске асыру, NPV-нің мәні, XLSX файлы, жаңа i ескі") == ["iске", "i"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_that_stand_side_by_side_differ(language: str) -> None:
    """No two headings of a sheet, names of sheets or choices of a list are the same in any language."""
    same = {sheet.name(language): repeated(field.heading(language) for field in sheet.fields) for sheet in sheets()}
    same["sheets"] = repeated(sheet.name(language) for sheet in sheets())
    for kind in {kind for kind, _ in LABELS}:
        same[kind.__name__] = repeated(translate(words, language) for (k, _), words in LABELS.items() if k is kind)
    assert {name: words for name, words in same.items() if words} == {}


def repeated(words: Iterable[str]) -> list[str]:
    """Return the words that occur more than once, whatever their capitals."""
    counts = Counter(word.casefold() for word in words)
    return sorted(word for word, count in counts.items() if count > 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_sheets_are_not_cut(language: str) -> None:
    """A spreadsheet allows 31 letters for the name of a sheet."""
    assert [name for sheet in sheets() if len(name := translate(sheet.title, language)) > LONGEST_SHEET_NAME] == []


def test_every_choice_of_the_vocabulary_has_words() -> None:
    """Each value of each enumeration has a label, and no label is left over."""
    choices = set()
    for found in pkgutil.iter_modules(serpin.vocabulary.__path__, "serpin.vocabulary."):
        for _, kind in inspect.getmembers(import_module(found.name), inspect.isclass):
            if issubclass(kind, StrEnum) and kind.__module__.startswith("serpin.vocabulary."):
                choices |= {(kind, choice.value) for choice in kind}
    assert set(LABELS) == choices


def test_extraction_joins_what_is_written_in_pieces(tmp_path: Path) -> None:
    """A sentence that is broken over lines is one key, named once for each file."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "words.py").write_text('a = mark("one " "two {x}")\nb = mark(\n    "one "\n    "two {x}"\n)\n')
    assert TOOL.extract(package) == {"one two {x}": ["package/words.py"]}


def test_extraction_refuses_what_is_not_a_literal(tmp_path: Path) -> None:
    """A variable cannot be marked, since no catalogue would know it."""
    (tmp_path / "words.py").write_text("a = mark(sentence)\n")
    with pytest.raises(ValueError, match="only a literal can be marked"):
        TOOL.extract(tmp_path)


def test_faults_are_named() -> None:
    """A missing, an unused, a doubtful and a wrongly filled translation are each reported."""
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="said {x}", msgstr="сказано {y}"))
    catalogue.append(polib.POEntry(msgid="gone", msgstr="нет"))
    catalogue.append(polib.POEntry(msgid="unsure", msgstr="может быть", flags=["fuzzy"]))
    found = TOOL.faults(catalogue, {"said {x}": ["a.py"], "unsure": ["a.py"], "new": ["b.py"]})
    assert found == [
        "other placeholders: 'said {x}' → 'сказано {y}'",
        "not translated: 'new' (b.py)",
        "no longer said: 'gone'",
        "doubtful: 'unsure'",
    ]
