"""Lists of what was read already, such as members and histories: searched, filtered, sorted, paged and exported."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from serpin.web.accounts import actions
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.ui.lists import PAGE, Heading, arranged
from serpin.web.ui.spreadsheets import csv_of, xlsx_of

HEADINGS: list[Heading[Any]] = [
    Heading("name", "Name", lambda row: row[0]),
    Heading("kind", "Kind", lambda row: row[1], choices=True),
    Heading("size", "Size", lambda row: row[2], number=True),
]
ROWS: list[Any] = [("Құрыш", "b", 2), ("Қайта", "a", 10), ("Кен", "b", None), ("Өңдеу", "a", 1.5), ("Оқу", "b", 3)]


def names(**query: str) -> list[str]:
    """Return the names of the rows that a query asks for."""
    return [row[0] for row in arranged(ROWS, HEADINGS, query).rows]


def test_kazakh_order_search_and_filters() -> None:
    """Қ follows К and Ө follows О; letters of any size match; numbers are sorted as numbers, blanks first."""
    assert names() == [row[0] for row in ROWS]
    assert names(sort="name") == ["Кен", "Қайта", "Құрыш", "Оқу", "Өңдеу"]
    assert names(sort="-name") == ["Өңдеу", "Оқу", "Құрыш", "Қайта", "Кен"]
    assert names(sort="size") == ["Кен", "Өңдеу", "Құрыш", "Оқу", "Қайта"]
    assert names(q="қҰр b") == ["Құрыш"]
    assert names(kind="a", sort="name") == ["Қайта", "Өңдеу"]
    assert names(kind="nonsense", sort="nonsense", page="x") == names()


def test_pages_and_what_a_click_on_a_heading_asks_for() -> None:
    """A page holds fifty rows; the heading that sorts says how, and asks for the other way."""
    found = arranged([(str(n), "a", n) for n in range(PAGE + 1)], HEADINGS, {"sort": "size", "page": "2"})
    assert [row[2] for row in found.page.object_list] == [PAGE]
    assert [(column.sort, column.order) for column in found.columns] == [
        ("name", ""),
        ("kind", ""),
        ("-size", "ascending"),
    ]
    assert found.total == PAGE + 1
    assert not found.is_filtered


def test_no_cell_of_a_file_is_a_formula() -> None:
    """Texts stay texts in both kinds of files; days and moments are such in a workbook."""
    rows: list[list[Any]] = [["=1+1", date(2027, 1, 4), datetime(2027, 1, 4, 9, 30), -5]]
    text = csv_of(["A", "B", "C", "D"], rows).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1+1,2027-01-04,2027-01-04 09:30:00,-5"
    sheet = load_workbook(io.BytesIO(xlsx_of("T", ["A", "B", "C", "D"], rows))).active
    assert [cell.value for cell in sheet[2]] == ["=1+1", datetime(2027, 1, 4), datetime(2027, 1, 4, 9, 30), -5]
    assert sheet["A2"].data_type == "s"


@pytest.fixture
def plant(db: None) -> Workspace:
    """Return a workspace."""
    return Workspace.objects.create(slug="plant", title={"en": "Plant"}, language="en")


@pytest.fixture
def browser(plant: Workspace) -> Client:
    """Return a browser in which its innovation manager is signed in, beside sixty experts and an invitation."""
    user = User.objects.create_user("m@plant.example", "long-enough-word", name="Ә. М.", language="en")
    Membership.objects.create(user=user, workspace=plant, role=Role.INNOVATION_MANAGER)
    for number in range(60):
        other = User.objects.create_user(f"e{number}@plant.example", None, name=f"Е {number:02d}")
        Membership.objects.create(user=other, workspace=plant, role=Role.EXPERT, enterprise="OWN" if number < 2 else "")
    actions.invite(user, plant, {"email": "new@plant.example", "role": "auditor"})
    client = Client()
    client.force_login(user)
    return client


def test_members_and_invitations_are_one_list(browser: Client) -> None:
    """It has pages, is filtered by role, enterprise and state, sorted, searched, and sent as it is filtered."""
    page = browser.get("/w/plant/people/").content.decode()
    assert page.count('name="membership"') == PAGE
    assert "page=2" in page
    assert browser.get("/w/plant/people/?page=2").content.decode().count("@plant.example") >= 12
    page = browser.get("/w/plant/people/?role=Expert&enterprise=OWN").content.decode()
    assert page.count('name="membership"') == 2
    page = browser.get("/w/plant/people/?state=invited").content.decode()
    assert "new@plant.example" in page
    assert page.count('name="invitation"') == 1
    page = browser.get("/w/plant/people/?sort=-name&q=plant").content.decode()
    assert page.index("Е 59") < page.index("Е 58")
    lines = browser.get("/w/plant/people/?as=csv&role=Auditor").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(",new@plant.example,Auditor,,invited,")
    assert browser.get("/w/plant/people/?as=xlsx").content.startswith(b"PK")
    assert "Nothing fits this search." in browser.get("/w/plant/people/?q=nobody").content.decode()


def test_a_history_is_filtered_by_person_and_field_and_sent_as_a_file(browser: Client) -> None:
    """Who, when, what, the old value and the new one: all of them or those that are asked for."""
    made = browser.post("/w/plant/ideas/new/", {"title": "One", "text": "Before"}).headers["Location"]
    assert browser.post(f"{made}edit/", {"title": "Two", "text": "Before", "version": "1"}).status_code == 302
    address = f"{made}history/"
    assert "Before" in browser.get(address).content.decode()
    page = browser.get(f"{address}?what=Title&q=two").content.decode()
    assert "<td>One</td><td>Two</td>" in page
    assert "Before" not in page
    lines = browser.get(f"{address}?as=csv&what=Title&sort=when").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[1:] for line in lines] == [
        ["Who", "What", "Old value", "New value"],
        ["Ә. М.", "Title", "", "One"],
        ["Ә. М.", "Title", "One", "Two"],
    ]
