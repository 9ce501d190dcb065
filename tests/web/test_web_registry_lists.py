"""Lists: search and order right in Cyrillic on either database, few queries whatever their length."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from serpin.base.texts import translate
from serpin.vocabulary.calendar import ResourceKind
from serpin.vocabulary.labels import label
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.permissions import Standing
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import Role
from serpin.web.registry import bridge, queries
from serpin.web.registry.models import Record
from serpin.web.registry.sheets import kind_named
from serpin.web.ui.database import sort_key

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def plant() -> Workspace:
    """Return an empty workspace."""
    return Workspace.objects.create(slug="plant", title={"en": "Plant"}, language="kk")


@pytest.fixture
def member(plant: Workspace) -> Standing:
    """Return the standing of an innovation manager."""
    user = User.objects.create_user("m@plant.example", "long-enough-word", language="kk")
    Membership.objects.create(user=user, workspace=plant, role=Role.INNOVATION_MANAGER)
    return standing(user, "plant")


def _fill(plant: Workspace, titles: list[str]) -> None:
    kind = kind_named("projects")
    rows = []
    for position, title in enumerate(titles):
        body = {"id": f"P{position}", "name": title, "innovation": "I1", "enterprise": "E1", "weight": position % 7}
        row = Record(workspace=plant, kind=kind.name, position=position, body=body)
        bridge.derive(row, kind, "kk", None)
        rows.append(row)
    Record.objects.bulk_create(rows, batch_size=400)


def _titles(member: Standing, **asked: str) -> list[str]:
    rows = queries.rows(member, kind_named("projects"), queries.Listing(**asked))
    return [row.title for row in rows]


def test_titles_stand_in_the_order_of_the_kazakh_alphabet(plant: Workspace, member: Standing) -> None:
    """Ә follows А, Ғ follows Г, Қ follows К, І follows Ы: on SQLite and on PostgreSQL alike."""
    right = [
        "Аққу",
        "Әуежай",
        "Бұлақ",
        "Гүл",
        "Ғарыш",
        "Дала",
        "Қала",
        "Мал",
        "Нан",
        "Өзен",
        "Ұста",
        "Үй",
        "Шәй",
        "Ыдыс",
        "Іс",
    ]
    _fill(plant, sorted(right))
    assert _titles(member, sort="title") == right
    assert _titles(member, sort="-title") == right[::-1]


def test_search_finds_cyrillic_in_any_case_and_several_words(plant: Workspace, member: Standing) -> None:
    """Large and small letters do not matter, nor does the order of the words; signs of patterns are plain signs."""
    _fill(plant, ["Өндірістік ҚАЛДЫҚ", "Шлам сорғысы", "100% сапа", "a_b"])
    assert _titles(member, search="қалдық өндірістік") == ["Өндірістік ҚАЛДЫҚ"]
    assert _titles(member, search="СОРҒЫ") == ["Шлам сорғысы"]
    assert _titles(member, search="100%") == ["100% сапа"]
    assert _titles(member, search="a%b") == []
    assert _titles(member, search="a_b") == ["a_b"]


def test_ideas_are_searched_and_sorted_the_same_way(plant: Workspace, member: Standing, client: Client) -> None:
    """The list of ideas ignores the case of Cyrillic letters and knows the alphabet, too."""
    from serpin.web.registry.models import Idea

    for title in ("Іс", "Әуе", "Бұл", "Аң"):
        Idea.objects.create(workspace=plant, title=title)
    client.force_login(member.user)
    page = client.get(reverse("area-ideas", args=["plant"]) + "?sort=title")
    assert [idea.title for idea in page.context["page"]] == ["Аң", "Әуе", "Бұл", "Іс"]
    found = client.get(reverse("area-ideas", args=["plant"]) + "?q=ӘУЕ")
    assert [idea.title for idea in found.context["page"]] == ["Әуе"]


def test_a_list_asks_the_same_few_queries_however_long_it_is(
    plant: Workspace, member: Standing, client: Client
) -> None:
    """Fifty rows of many cost no more queries than one, with every filter and order."""
    client.force_login(member.user)
    address = reverse("area-projects", args=["plant"])
    counted = {}
    for count in (1, 300):
        Record.objects.all().delete()
        _fill(plant, [f"Жоба {number}" for number in range(count)])
        client.get(address)
        for query in ("", "?sort=title", "?sort=-deadline", "?q=жоба", "?page=2", "?group=idea&enterprise=E1"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(address + query).status_code == 200
            counted.setdefault(query, []).append(len(asked))
    for query, numbers in counted.items():
        assert max(numbers) <= MOST_QUERIES, (query, numbers)
        assert numbers[0] >= numbers[1] - 1, (query, numbers)


NONSENSE = ("page=0", "page=-1", "page=abc", "page=999999999", "sort=body__id", "sort=-", "group='", "as=")


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_in_the_address_is_the_default(plant: Workspace, member: Standing, client: Client, query: str) -> None:
    """Whatever stands in the query of a list, the page answers."""
    _fill(plant, ["Жоба"])
    client.force_login(member.user)
    assert client.get(reverse("area-projects", args=["plant"]) + f"?{query}").status_code == 200


def _codes(member: Standing, kind: str, sort: str) -> list[str]:
    """Return the codes of a list in an order."""
    return [row.code for row in queries.rows(member, kind_named(kind), queries.Listing(sort=sort))]


def test_words_are_sorted_as_the_reader_reads_them(plant: Workspace, member: Standing) -> None:
    """Names in three languages and choices have the order of the words of the reader, not of codes or of others."""
    names = [
        {"kk": "Қазан", "ru": "Печь", "en": "Furnace"},
        {"kk": "Құбыр", "ru": "Газопровод", "en": "Pipe"},
        {"kk": "Дән", "ru": "Ёмкость для зерна"},
    ]
    kind = kind_named("resources")
    for position, (name, sort) in enumerate(zip(names, ("people", "equipment", "laboratory"), strict=True)):
        body = {"id": f"R{position}", "name": name, "owner": "E1", "kind": sort, "capacity": (9, 10, 8)[position]}
        row = Record(workspace=plant, kind=kind.name, position=position, body=body)
        bridge.derive(row, kind, "kk", None)
        row.save()
    assert _codes(member, "resources", "title") == ["R2", "R0", "R1"]
    member.user.language = "ru"
    assert _codes(member, "resources", "title") == ["R1", "R2", "R0"]
    assert _codes(member, "resources", "-title") == ["R0", "R2", "R1"]
    assert _codes(member, "resources", "capacity") == ["R2", "R0", "R1"]
    words = [translate(label(ResourceKind(choice)), "ru") for choice in ("people", "equipment", "laboratory")]
    assert [words[int(code[1:])] for code in _codes(member, "resources", "kind")] == sorted(words, key=sort_key)


def test_estimates_are_sorted_by_their_figures(plant: Workspace, member: Standing) -> None:
    """An estimate of one figure and one of three stand in the order of what they say, blank ones last."""
    kind = kind_named("projects.works.modes")
    costs = [
        {"shape": "pert", "low": 1, "mode": 900, "high": 5000},
        {"shape": "fixed", "value": 10000},
        None,
        {"shape": "fixed", "value": 80},
    ]
    for position, cost in enumerate(costs):
        body = {"id": f"M{position}", **({"cost": cost} if cost else {})}
        Record.objects.create(workspace=plant, kind=kind.name, code=body["id"], position=position, body=body)
    assert _codes(member, kind.name, "cost") == ["M3", "M0", "M1", "M2"]
    assert _codes(member, kind.name, "-cost") == ["M1", "M0", "M3", "M2"]


def test_ideas_are_sorted_by_the_words_of_their_state(plant: Workspace, member: Standing, client: Client) -> None:
    """The page and its file have the same order: that of the words, not of what is stored."""
    from serpin.web.registry.models import Idea

    for state in Idea.State.values:
        Idea.objects.create(workspace=plant, title=state, state=state)
    client.force_login(member.user)
    address = reverse("area-ideas", args=["plant"]) + "?sort=state"
    words = {value: translate(str(said), "kk") for value, said in Idea.State.choices}
    right = sorted(words, key=lambda value: sort_key(words[value]))
    assert [idea.title for idea in client.get(address).context["page"]] == right
    lines = client.get(f"{address}&as=csv").content.decode("utf-8-sig").splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == right
