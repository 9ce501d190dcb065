"""Documents: files attached to records and ideas, kept outside the web root and sent as downloads only."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from serpin.base.errors import InputError
from serpin.base.texts import mark, translate
from serpin.web.accounts.models import User
from serpin.web.accounts.permissions import Answer, NotAllowed, Standing
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import Action
from serpin.web.registry.models import Document, Idea, Record
from serpin.web.registry.queries import kind_of
from serpin.web.registry.receiving import DOCUMENTS, Sent, content_of
from serpin.web.ui.refusal import Refused

MOST = 50
_TOO_MANY = mark("at most {most} documents are kept here; delete one first")


def may_attach(user: User, thing: Record | Idea, known: Standing | None = None) -> Answer:
    """Tell whether somebody may attach documents to a record, or to an idea, and delete those of others.

    Parameters
    ----------
    user, thing
        Who, and to what.
    known
        The standing of the user in the workspace, if it was looked up already.
    """
    if isinstance(thing, Idea):
        own = thing.author_id == user.pk
        action = Action.SUGGEST if own else Action.EDIT_PROJECT
    else:
        action = kind_of(thing).action
    shared = None if action is Action.SUGGEST else thing.enterprise
    member = known if known is not None else standing(user, thing.workspace.slug)
    return member.may(action, shared, user.language)


@transaction.atomic
def attach(user: User, thing: Record | Idea, upload: Sent | None) -> Document:
    """Keep a sent file with a record or an idea.

    Raises
    ------
    NotAllowed
        If the user may not.
    Refused
        If the file is too large, of another kind, or not what its name says.
    """
    answer = may_attach(user, thing)
    if not answer:
        raise NotAllowed(answer)
    if thing.documents.count() >= MOST:
        raise Refused({"file": translate(_TOO_MANY, user.language, most=MOST)})
    try:
        name, content = content_of(upload, DOCUMENTS)
    except InputError as error:
        raise Refused({"file": " ".join(problem.sentence(user.language) for problem in error.problems)}) from None
    return Document.objects.create(
        workspace=thing.workspace,
        record=thing if isinstance(thing, Record) else None,
        idea=thing if isinstance(thing, Idea) else None,
        name=name,
        file=ContentFile(content, name=f"{secrets.token_hex(16)}.bin"),
        size=len(content),
        uploaded_by=user,
    )


def remove(user: User, document: Document) -> None:
    """Delete a document; whoever attached it may, and those who may change what it belongs to.

    Raises
    ------
    NotAllowed
        If the user may not.
    """
    thing = document.record or document.idea
    assert thing is not None  # noqa: S101 - it belongs to one of the two
    answer = may_attach(user, thing)
    if document.uploaded_by_id != user.pk and not answer:
        raise NotAllowed(answer)
    document.delete()


def forget_file(instance: Document, **_: Any) -> None:
    """Delete the file of a document that is gone, once that is certain."""
    stored, name = instance.file.storage, str(instance.file.name)
    transaction.on_commit(lambda: stored.delete(name))
