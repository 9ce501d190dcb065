"""Lists: search and order right in Cyrillic on either database, few queries whatever their length."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.permissions import Standing
from serpin.web.accounts.queries import standing
from serpin.web.accounts.roles import Role
from serpin.web.registry import bridge, queries
from serpin.web.registry.models import Record
from serpin.web.registry.sheets import kind_named

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


NONSENSE = ("page=0", "page=-1", "page=abc", "page=999999999", "sort=body__id", "sort=-", "q=%00", "group='", "as=")


@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_in_the_address_is_the_default(plant: Workspace, member: Standing, client: Client, query: str) -> None:
    """Whatever stands in the query of a list, the page answers."""
    _fill(plant, ["Жоба"])
    client.force_login(member.user)
    assert client.get(reverse("area-projects", args=["plant"]) + f"?{query}").status_code == 200
