"""The index of words: in step with the records whatever happens to them, and never needed for a right answer."""

from typing import Any

import pytest
from django.db import connection, transaction

from serpin.web.accounts.models import Workspace
from serpin.web.registry import bridge, searching
from serpin.web.registry.models import Record
from serpin.web.registry.searching import holding, make_index
from serpin.web.registry.sheets import kind_named

pytestmark = pytest.mark.django_db


@pytest.fixture
def plant() -> Workspace:
    """Return an empty workspace."""
    return Workspace.objects.create(slug="plant", title={"en": "Plant"}, language="kk")


def _put(plant: Workspace, code: str, name: str, record: Record | None = None) -> Record:
    body = {"id": code, "name": name, "innovation": "I", "enterprise": "E"}
    row = record or Record(workspace=plant, kind="projects")
    row.body = body
    bridge.derive(row, kind_named("projects"), "kk", None)
    row.save()
    return row


def _found(word: str) -> set[str]:
    return set(holding(Record.objects.all(), word).values_list("code", flat=True))


def test_the_database_keeps_an_index_of_words(plant: Workspace) -> None:
    """Both databases of the tests can, so that a search of a long list does not read it."""
    _put(plant, "P1", "Шлам")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM registry_search WHERE registry_search MATCH '\"шла\"'")
        else:
            cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'registry_search'")
        assert cursor.fetchone() == (1,)


def test_the_index_follows_what_happens_to_records(plant: Workspace) -> None:
    """New words are found, former ones are not, and what was undone never was."""
    row = _put(plant, "P1", "Қалдық суды тазарту")
    assert (_found("СУДЫ ТАЗ"), _found("қал"), _found("тыңайтқыш")) == ({"P1"}, {"P1"}, set())
    _put(plant, "P1", "Тыңайтқыш", row)
    assert (_found("қалдық"), _found("тыңайтқыш")) == (set(), {"P1"})
    with transaction.atomic():
        _put(plant, "P2", "Тыңайтқыш қосу")
        assert _found("тыңайтқыш") == {"P1", "P2"}
        transaction.set_rollback(True)
    assert _found("тыңайтқыш") == {"P1"}
    Record.objects.bulk_create([_unsaved(plant, f"B{number}") for number in range(3)])
    assert _found("бәрі бір") == {"B0", "B1", "B2"}
    Record.objects.filter(code="B1").delete()
    row.delete()
    assert (_found("тыңайтқыш"), _found("бәрі")) == (set(), {"B0", "B2"})


def _unsaved(plant: Workspace, code: str) -> Record:
    row = Record(workspace=plant, kind="projects", body={"id": code, "name": "Бәрі бір"})
    bridge.derive(row, kind_named("projects"), "kk", None)
    return row


@pytest.mark.parametrize("has_index", [True, False])
@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("ә", {"A"}),
        ("ӘР", {"A"}),
        ("әрі 5%", {"A"}),
        ("5_", set()),
        ("%", {"A"}),
        ('d"e', {"B"}),
        ('"', {"B"}),
        ("d*", set()),
        ("and", {"C"}),
        ("a and b", {"C"}),
        ("or not", set()),
        ("search:", set()),
        ("-a b", set()),
        ("(a", set()),
    ],
)
def test_answers_are_the_same_with_and_without_the_index(
    plant: Workspace, word: str, right: set[str], has_index: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short words, quotation marks and what is a sign of the index are plain letters."""
    if not has_index:
        if connection.vendor == "postgresql":
            pytest.skip("PostgreSQL itself decides whether it uses its index")
        monkeypatch.setattr(searching, "_has_index", lambda _: False)
    for code, name in (("A", "Әрі 5% артық"), ("B", 'D"e'), ("C", "a AND b")):
        _put(plant, code, name)
    assert _found(word) == right


def test_an_index_that_is_gone_is_made_anew(plant: Workspace) -> None:
    """When a migration rebuilt the table of records, its triggers are missing: all of the index is made again."""
    if connection.vendor != "sqlite":
        pytest.skip("an index of PostgreSQL needs no triggers")
    _put(plant, "P1", "Шлам сорғысы")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER registry_search_added")
        _put(plant, "P2", "Шлам ыдысы")
        assert _found("шлам") == {"P1"}
        make_index("default")
        assert _found("шлам") == {"P1", "P2"}
        _put(plant, "P3", "Шлам тасы")
        assert _found("шлам") == {"P1", "P2", "P3"}
        cursor.execute("INSERT INTO registry_search(registry_search) VALUES ('integrity-check')")


def test_a_database_without_such_an_index_still_answers(
    plant: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    """What cannot be made is told in the log, and the words are looked up in the records."""
    monkeypatch.setattr(
        searching, "_SQLITE", ("DROP TABLE IF EXISTS registry_search", "CREATE VIRTUAL TABLE x USING y")
    )
    monkeypatch.setattr(searching, "_POSTGRESQL", ("CREATE EXTENSION no_such_thing",))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER registry_search_changed")
    make_index("default")
    assert "searching reads every record" in caplog.text
    _put(plant, "P1", "Шлам сорғысы")
    assert _found("шлам") == {"P1"}
    monkeypatch.undo()
    make_index("default")
    assert _found("шлам") == {"P1"}
