"""Keep the catalogues in step with the code: every sentence inside ``mark("…")`` is a key of the catalogues.

In the templates of the web application, a sentence stands inside ``{% say "…" %}``.

Run ``python tools/messages.py`` after adding a sentence, translate what is new, then ``--compile``. Whatever is no
longer said disappears; what is translated stays. ``--check`` changes nothing and fails when something is missing.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "serpin"
LANGUAGES = ("kk", "ru")


def catalogue_path(language: str) -> Path:
    """Return where the catalogue of a language lies."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "serpin.po"


def marked(tree: ast.AST) -> Iterator[tuple[str | None, int]]:
    """Yield every marked sentence with its line; None where something other than a literal is marked."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "mark"):
            continue
        literal = node.args[0] if node.args else None
        if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
            yield literal.value, node.lineno
        else:
            yield None, node.lineno


SAID = re.compile(r"""\{%\s*say\s+(?:"([^"]+)"|'([^']+)')""")
"""A sentence in a template: ``{% say "…" %}``."""


def said(template: str) -> Iterator[str]:
    """Yield every sentence that a template of the web application says."""
    for found in SAID.finditer(template):
        yield found.group(1) or found.group(2)


def extract(source: Path = SOURCE) -> dict[str, list[str]]:
    """Return every marked sentence with the files in which it stands, named from the folder above.

    Raises
    ------
    ValueError
        If something other than a literal is marked: the catalogues could not know it.
    """
    found: dict[str, list[str]] = {}
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source.parent).as_posix()
        for sentence, line in marked(ast.parse(path.read_text("utf-8"))):
            if sentence is None:
                message = f"{name}:{line}: only a literal can be marked"
                raise ValueError(message)
            if sentence and name not in found.setdefault(sentence, []):
                found[sentence].append(name)
    for path in sorted({*source.rglob("templates/**/*.html"), *source.rglob("templates/**/*.txt")}):
        name = path.relative_to(source.parent).as_posix()
        for sentence in said(path.read_text("utf-8")):
            if name not in found.setdefault(sentence, []):
                found[sentence].append(name)
    return found


def placeholders(sentence: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def updated(old: polib.POFile, sentences: dict[str, list[str]], language: str) -> polib.POFile:
    """Return the catalogue of the sentences, with the translations that are there already."""
    new = polib.POFile(wrapwidth=118)
    new.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
    }
    known = {entry.msgid: entry for entry in old if not entry.obsolete}
    for sentence in sorted(sentences, key=lambda text: (sentences[text][0], text)):
        entry = known.get(sentence)
        new.append(
            polib.POEntry(
                msgid=sentence,
                msgstr=entry.msgstr if entry else "",
                flags=[flag for flag in entry.flags if flag != "python-brace-format"] if entry else [],
                tcomment=entry.tcomment if entry else "",
                occurrences=[(name, "") for name in sentences[sentence]],
            )
        )
    return new


def faults(catalogue: polib.POFile, sentences: dict[str, list[str]]) -> list[str]:
    """Return what is wrong with a catalogue: missing, unused, doubtful or with other placeholders than the English."""
    found = []
    known = {entry.msgid: entry for entry in catalogue}
    for sentence in sentences:
        entry = known.get(sentence)
        if entry is None or not entry.msgstr:
            found.append(f"not translated: {sentence!r} ({sentences[sentence][0]})")
        elif placeholders(sentence) != placeholders(entry.msgstr):
            found.append(f"other placeholders: {sentence!r} → {entry.msgstr!r}")
    for entry in catalogue:
        if entry.obsolete or entry.msgid not in sentences:
            found.append(f"no longer said: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"doubtful: {entry.msgid!r}")
    return found


def check(sentences: dict[str, list[str]]) -> list[str]:
    """Return what is wrong with every catalogue, the language first."""
    found = []
    for language in LANGUAGES:
        path = catalogue_path(language)
        catalogue = polib.pofile(str(path), wrapwidth=118)
        found += [f"{language}: {fault}" for fault in faults(catalogue, sentences)]
        if str(updated(catalogue, sentences, language)) != str(catalogue):
            found.append(f"{language}: not as tools/messages.py writes it; run it")
    return found


def update(sentences: dict[str, list[str]]) -> None:
    """Write every catalogue anew."""
    for language in LANGUAGES:
        path = catalogue_path(language)
        catalogue = updated(polib.pofile(str(path)), sentences, language)
        path.write_text(str(catalogue), "utf-8")
        missing = sum(not entry.msgstr for entry in catalogue)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} sentences, {missing} without translation")


def compile_catalogues() -> None:
    """Write the ``.mo`` file beside every catalogue, as the build does."""
    for path in sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def main(arguments: list[str] | None = None) -> int:
    """Extract and update, or check, or compile; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail when a catalogue is not complete")
    parser.add_argument("--compile", action="store_true", help="write the .mo files, too")
    chosen = parser.parse_args(arguments)
    sentences = extract()
    if chosen.check:
        found = check(sentences)
        print("\n".join(found) or f"{len(sentences)} sentences, complete in {', '.join(LANGUAGES)}")
        return 1 if found else 0
    update(sentences)
    if chosen.compile:
        compile_catalogues()
    return 0


if __name__ == "__main__":
    sys.exit(main())
