"""What hangs on a record or an idea, as lists: the words that were said, the documents that were attached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone

from serpin.base.texts import mark, translate
from serpin.web.registry.models import Comment, Document, Idea, Record
from serpin.web.ui import lists
from serpin.web.ui.lists import Arranged, Heading

_WORDS, _DOCUMENTS = mark("Discussion"), mark("Documents")
_WORDS_ON_A_PAGE = 20


def words_on(thing: Record | Idea, query: Mapping[str, str], language: str) -> Arranged[Comment]:
    """Return what was said, as the query of an address asks for it; the latest page where nothing is asked."""
    headings: list[Heading[Comment]] = [
        Heading("when", translate(mark("When"), language), _moment),
        Heading("who", translate(mark("Who"), language), lambda word: str(word.author or ""), choices=True),
        Heading("said", translate(mark("What was said"), language), lambda word: word.text),
    ]
    said = list(thing.comments.select_related("author"))
    return lists.arranged(said, headings, query, "words", page=_WORDS_ON_A_PAGE, last=True)


def documents_of(thing: Record | Idea, query: Mapping[str, str], language: str) -> Arranged[Document]:
    """Return what is attached, as the query of an address asks for it."""
    headings: list[Heading[Document]] = [
        Heading("name", translate(mark("Document"), language), lambda document: document.name),
        Heading("size", translate(mark("Bytes"), language), lambda document: document.size, number=True),
        Heading("day", translate(mark("Since"), language), _day),
        Heading("who", translate(mark("Who"), language), lambda found: str(found.uploaded_by or ""), choices=True),
    ]
    return lists.arranged(list(thing.documents.select_related("uploaded_by")), headings, query, "documents")


def as_file(
    words: Arranged[Comment], documents: Arranged[Document], slug: str, number: int, language: str
) -> HttpResponse | None:
    """Return one of both lists as a file where that is asked for."""
    return lists.as_file(words, f"{slug}-{number}-discussion", translate(_WORDS, language)) or lists.as_file(
        documents, f"{slug}-{number}-documents", translate(_DOCUMENTS, language)
    )


def _moment(word: Comment) -> datetime:
    return timezone.localtime(word.created_at).replace(tzinfo=None)


def _day(document: Document) -> datetime:
    return timezone.localtime(document.uploaded_at).replace(tzinfo=None)
