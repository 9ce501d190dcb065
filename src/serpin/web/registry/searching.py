"""Finding records by parts of words without reading all of them: an index of three letters each, on both databases.

SQLite keeps it in a table of its own (FTS5) that triggers hold in step; PostgreSQL in an index (``pg_trgm``). Both are
made after the tables and not by a migration: a migration that rebuilds the table of records on SQLite drops its
triggers, so that they are made anew then. Where a database cannot have the index, answers only come more slowly.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex

from serpin.web.registry.models import Record

LOG = logging.getLogger(__name__)

_LEAST = 3
"""Letters from which a word is looked up in the index."""
_FOUND = "SELECT rowid FROM registry_search WHERE registry_search MATCH %s"
_FORGET = "INSERT INTO registry_search(registry_search, rowid, search) VALUES ('delete', old.id, old.search);"
_LEARN = "INSERT INTO registry_search(rowid, search) VALUES (new.id, new.search);"
_SQLITE = (
    *(f"DROP TRIGGER IF EXISTS registry_search_{name}" for name in ("added", "gone", "changed")),
    "DROP TABLE IF EXISTS registry_search",
    """CREATE VIRTUAL TABLE registry_search USING fts5(
        search, content='registry_record', content_rowid='id', tokenize='trigram case_sensitive 1')""",
    f"CREATE TRIGGER registry_search_added AFTER INSERT ON registry_record BEGIN {_LEARN} END",
    f"CREATE TRIGGER registry_search_gone AFTER DELETE ON registry_record BEGIN {_FORGET} END",
    f"""CREATE TRIGGER registry_search_changed AFTER UPDATE OF search ON registry_record
        WHEN old.search <> new.search BEGIN {_FORGET} {_LEARN} END""",
    "INSERT INTO registry_search(registry_search) VALUES ('rebuild')",
)
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS registry_search ON registry_record USING gin (search gin_trgm_ops)",
)


def holding(rows: QuerySet[Record], word: str) -> QuerySet[Record]:
    """Return those of some records in whose words a text occurs, whatever the case of its letters."""
    wanted = word.lower()
    vendor = connections[rows.db].vendor
    if vendor == "postgresql":
        return rows.filter(search__contains=wanted)
    if vendor == "sqlite" and len(wanted) >= _LEAST and _has_index(rows.db):
        quoted = '"' + wanted.replace('"', '""') + '"'
        return rows.filter(pk__in=RawSQL(_FOUND, [quoted]))  # noqa: S611 - the text is a parameter
    return rows.alias(at=StrIndex("search", Value(wanted))).filter(at__gt=0)


@cache
def _has_index(alias: str) -> bool:
    """Tell whether SQLite has the index with all that keeps it in step; asked once for each process."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'registry_search%' AND type = 'trigger'")
        return bool(cursor.fetchone() == (3,))


def make_index(using: str, **_: Any) -> None:
    """Make the index unless it is there; called when the tables were brought up to date."""
    connection = connections[using]
    _has_index.cache_clear()
    if connection.vendor == "sqlite":
        statements = () if _has_index(using) else _SQLITE
    else:
        statements = _POSTGRESQL if connection.vendor == "postgresql" else ()
    try:
        with transaction.atomic(using), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    except DatabaseError as error:
        LOG.warning("the database has no index of words, searching reads every record: %s", error)
    _has_index.cache_clear()
    count_rows(using)


def count_rows(using: str) -> None:
    """Let SQLite see how many records of a kind there are: it goes by the words first then, and by the kind second.

    It reads all of its indexes for that, a tenth of a second for 100 000 records: by the first thousand entries it
    would take large workspaces for small ones, and look through all their records for every word. PostgreSQL does that
    by itself.
    """
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 0")
            cursor.execute("ANALYZE registry_record")
