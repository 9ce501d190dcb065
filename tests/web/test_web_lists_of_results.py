"""Tables of results, discussions, documents and what stands within a record: lists like every other."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client, RequestFactory
from openpyxl import load_workbook

from serpin.examples.generator import generate
from serpin.planning.options import PlanOptions
from serpin.planning.result import Plan
from serpin.planning.verb import plan as make_plan
from serpin.reports.document import plan_text
from serpin.web.accounts.models import Membership, User, Workspace
from serpin.web.accounts.roles import Role
from serpin.web.plans.exhibits import headings_of, last_apart, listed, rows_as_html
from serpin.web.registry import ideas
from serpin.web.registry.actions import load_case
from serpin.web.registry.models import Comment, Document, Record
from serpin.web.runs import actions as run_actions
from serpin.web.runs.figures import figures_of
from serpin.web.runs.models import Result, Run, State
from serpin.web.ui.database import sort_key
from serpin.web.ui.lists import PAGE
from serpin.web.ui.templatetags.speaking import heads

CASE = generate(5, 4, 3, works=4, resources=3)


def cell(value: Any, text: str = "", **more: Any) -> dict[str, Any]:
    """Return a cell as it is stored."""
    day = isinstance(value, date)
    kept = value.isoformat() if isinstance(value, date) else value
    return {"value": kept, "text": text or str(value), "date": day, "number": False, "code": False, "exact": "", **more}


def table(rows: list[list[Any]], titles: str = "Name Amount Day") -> dict[str, Any]:
    """Return a table as it is stored: words, amounts in another unit than they are shown in, days in words."""
    shown = [
        [cell(name), cell(amount, f"{amount / 1000:.0f}", number=True), cell(day, f"{day:%d %B %Y}")]
        for name, amount, day in rows
    ]
    return {
        "name": "chosen",
        "columns": [{"title": title, "number": title == "Amount", "wide": False} for title in titles.split()],
        "rows": [{"anchor": "", "strong": False, "cells": cells} for cells in shown],
    }


ROWS: list[list[Any]] = [
    ["Қорыту", 9000, date(2027, 10, 1)],
    ["Кептіру", 10000, date(2028, 2, 1)],
    ["Әрлеу", 800, date(2027, 9, 30)],
]


def firsts(item: dict[str, Any], **query: str) -> list[str]:
    """Return the first cells of the rows that a query asks for."""
    found = listed(item, {f"chosen.{name}": value for name, value in query.items()})
    return [row["cells"][0]["text"] for row in found.rows]


def test_figures_days_and_words_are_sorted_as_such() -> None:
    """10 000 follows 9000, February 2028 follows October 2027, and Ә follows no Қ, however the page writes them."""
    item = table(ROWS)
    assert firsts(item) == ["Қорыту", "Кептіру", "Әрлеу"]
    assert firsts(item, sort="c1") == ["Әрлеу", "Кептіру", "Қорыту"]
    assert firsts(item, sort="c2") == ["Әрлеу", "Қорыту", "Кептіру"]
    assert firsts(item, sort="-c3") == ["Кептіру", "Қорыту", "Әрлеу"]
    assert firsts(item, q="october") == ["Қорыту"]
    assert firsts(item, q="2027-09") == ["Әрлеу"]


def test_paper_has_the_rows_that_the_screen_keeps_for_other_pages() -> None:
    """Sixty rows make three pages of 25 at most; all of them are in the page, those of other pages hidden."""
    item = table([[f"P{number}", number, date(2027, 1, 4)] for number in range(60)])
    found = listed(item, {"chosen.page": "3"})
    assert [row["cells"][0]["text"] for row in found.page.object_list] == [f"P{number}" for number in range(50, 60)]
    markup = rows_as_html(found.lines, item["columns"])
    assert markup.count("<tr") == 60
    assert markup.count('<tr class="off">') == 50
    assert listed(item, {"chosen.page": "all"}).page.paginator.num_pages == 1
    assert listed(item, {"page": "3", "other.page": "2"}).page.number == 1


def test_words_that_come_again_are_a_filter_and_markup_is_none() -> None:
    """A column of few words can be filtered by them; a name with markup stays a name."""
    item = table([["<b>" if number % 2 else "own", number, date(2027, 1, 4)] for number in range(12)])
    assert [heading.choices for heading in headings_of(item)] == [True, False, False]
    found = listed(item, {"chosen.c1": "<b>"})
    assert len(found.rows) == 6
    assert "&lt;b&gt;" in rows_as_html(found.lines, item["columns"])
    assert "<b>" not in rows_as_html(found.lines, item["columns"])


def test_a_heading_without_words_is_no_link(rf: RequestFactory) -> None:
    """Nobody can read or say a link without words; the other headings sort."""
    found = listed(table(ROWS, titles="Name Amount Day"), {})
    blank = replace(found, columns=[replace(found.columns[0], title=""), *found.columns[1:]])
    shown = heads({"request": rf.get("/?other.page=2")}, blank)
    assert shown.startswith("<td></td><th")
    assert shown.count('<a href="?other.page=2&amp;chosen.sort=c') == 2


def test_the_row_of_all_together_stays_the_last() -> None:
    """A last row that speaks of all others is not sorted among them."""
    item = table([*ROWS, ["All", 19800, date(2028, 2, 1)]])
    item["rows"][-1]["strong"] = True
    assert firsts(item, sort="-c2")[0] == "Кептіру"
    assert [row["cells"][0]["text"] for row in last_apart(item)[1]] == ["All"]


@pytest.fixture(scope="module")
def small() -> Plan:
    """Return a plan of three small projects."""
    options = PlanOptions.model_validate(
        {"portfolio": {"seconds": 1}, "scheduling": {"seconds": 1, "workers": 1}, "insurance": {"seconds": 1}}
    )
    return make_plan(CASE, seed=1, options=options)


@pytest.fixture
def manager(db: None) -> User:
    """Return the innovation manager of a workspace with that case."""
    workspace = Workspace.objects.create(slug="small", title={"en": "Small"})
    load_case(None, workspace, CASE)
    user = User.objects.create_user("m@small.example", "long-enough-word", name="M", language="en")
    Membership.objects.create(user=user, workspace=workspace, role=Role.INNOVATION_MANAGER)
    return user


@pytest.fixture
def client(manager: User) -> Client:
    """Return a browser in which the manager is signed in."""
    browser = Client()
    browser.force_login(manager)
    return browser


@pytest.fixture
def run(manager: User, small: Plan) -> Run:
    """Return a finished run with that plan."""
    made = run_actions.ask(manager, Workspace.objects.get(), title="base")
    Run.objects.filter(pk=made.pk).update(state=State.DONE, ended_at=made.asked_at)
    Result.objects.create(run=made, document=plan_text(small), summary=figures_of(small))
    made.refresh_from_db()
    return made


def test_a_table_of_a_plan_is_sorted_by_its_address(client: Client, run: Run) -> None:
    """The heading tells the order, the other tables keep theirs, and htmx gets the one table that it asks for."""
    address = f"/w/small/plans/{run.pk}/parts/projects/"
    whole = client.get(address).content.decode()
    assert 'id="list-chosen"' in whole
    assert 'id="list-worth"' in whole
    asked = f"{address}?worth.sort=c1&chosen.sort=-c2"
    page = client.get(asked).content.decode()
    assert 'aria-sort="descending"' in page
    assert "chosen.sort=c2&amp;worth.sort=c1" in page or "worth.sort=c1&amp;chosen.sort=c2" in page
    alone = client.get(asked, headers={"HX-Request": "true", "HX-Target": "list-chosen"}).content.decode()
    assert 'id="list-chosen"' in alone
    assert 'id="list-worth"' not in alone
    assert "<html" not in alone


def test_a_table_of_a_plan_goes_out_with_numbers_and_days(client: Client, run: Run, small: Plan) -> None:
    """Amounts are whole amounts, not millions; days are days; the file has the order of the page."""
    address = f"/w/small/plans/{run.pk}/parts/projects/?chosen.sort=c1"
    lines = client.get(f"{address}&chosen.as=csv").content.decode("utf-8-sig").splitlines()
    assert small.portfolio is not None
    chosen = sorted(choice.project for choice in small.portfolio.selection.choices)
    assert [line.split(",")[0] for line in lines[1:]] == chosen
    book = client.get(f"{address}&chosen.as=xlsx")
    sheet = load_workbook(io.BytesIO(book.content)).active
    cost = next(c.column for c in sheet[1] if c.value == "Cost")
    costs = {item.project: float(item.cost) for item in small.portfolio.candidates}
    assert sheet.cell(2, cost).value == pytest.approx(costs[chosen[0]])
    assert f'small-{run.pk}-chosen.xlsx"' in book.headers["Content-Disposition"]


def test_two_plans_are_compared_in_a_list(client: Client, run: Run, manager: User, small: Plan) -> None:
    """Projects of both plans are filtered by how they differ, sorted, and sent as a file with both sides."""
    again = run_actions.ask(manager, run.workspace, title="again")
    Run.objects.filter(pk=again.pk).update(state=State.DONE, ended_at=again.asked_at)
    Result.objects.create(run=again, document=plan_text(small), summary=figures_of(small))
    address = f"/w/small/plans/compare/?plan={run.pk}&plan={again.pk}"
    page = client.get(f"{address}&projects.sort=-project").content.decode()
    assert page.count(f"plan={run.pk}&amp;plan={again.pk}") > 5
    lines = client.get(f"{address}&projects.sort=-project&projects.as=csv").content.decode("utf-8-sig").splitlines()
    names = [line.partition(" (")[0] for line in lines[1:]]
    assert names == sorted(names, key=sort_key, reverse=True)
    assert sorted(names, key=page.rindex) == names
    assert all("the same" in line for line in lines[1:])


def test_progress_is_three_lists(client: Client, run: Run, small: Plan) -> None:
    """Warnings, projects and works are filtered, sorted and sent each by itself; nonsense in the address harms none."""
    Run.objects.filter(pk=run.pk).update(is_baseline=True)
    page = client.get("/w/small/plans/progress/?on=2036-01-01&works.state=late&works.sort=-cost&warnings.page=x")
    text = page.content.decode()
    for name in ("warnings", "projects", "works"):
        assert f'id="list-{name}"' in text
    assert small.schedule is not None
    lines = client.get("/w/small/plans/progress/?on=2036-01-01&works.as=csv&works.state=late").content
    works = lines.decode("utf-8-sig").splitlines()
    assert len(works) == 1 + len(small.schedule.timetable.placements)
    sent = client.get("/w/small/plans/progress/?on=2036-01-01&warnings.as=csv").content.decode("utf-8-sig")
    assert sent.startswith("Urgency,About,Project,Warning")
    assert sent.count("act now,Float,") == len(works) - 1


def test_a_discussion_shows_its_last_words_first_page_by_page(client: Client, manager: User) -> None:
    """Fifty words make three pages, the last one is shown; they are searched, turned round and sent."""
    idea = ideas.suggest(manager, Workspace.objects.get(), {"title": "Idea", "text": "Text"})
    workspace = Workspace.objects.get()
    said = [
        Comment(workspace=workspace, idea=idea, author=manager, text=f"=word {n:02d}{' zebra' * (n == 7)}")
        for n in range(50)
    ]
    Comment.objects.bulk_create(said)
    address = f"/w/small/ideas/{idea.pk}/"
    page = client.get(address).content.decode()
    assert page.count("<li><p") == 10
    assert page.index("word 40") < page.index("word 49")
    assert client.get(f"{address}?words.page=1").content.decode().count('<li class="off"><p') == 30
    turned = client.get(f"{address}?words.sort=-when&words.page=1").content.decode()
    assert turned.index("word 49") < turned.index("word 30") < turned.index("word 00")
    assert client.get(f"{address}?words.q=zebra").content.decode().count("<li><p") == 1
    lines = client.get(f"{address}?words.as=csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 51
    assert lines[1].endswith("'=word 00")


def test_documents_and_works_of_a_project_are_lists(client: Client, manager: User) -> None:
    """Sixty documents and seventy works have pages, are sorted and sent; works move only in their own order."""
    project = Record.objects.filter(kind="projects").first()
    assert project is not None
    Document.objects.bulk_create(
        Document(workspace=project.workspace, record=project, name=f"d{n}.pdf", size=n, uploaded_by=manager, file="x")
        for n in range(60)
    )
    first = project.children.filter(kind="projects.works").first()
    assert first is not None
    for number in range(70):
        body = {**first.body, "id": f"N{number}", "name": f"Zebra {number}"}
        Record.objects.create(
            workspace=project.workspace,
            kind="projects.works",
            parent=project,
            code=body["id"],
            title=body["name"],
            body=body,
            position=100 + number,
        )
    address = f"/w/small/records/{project.pk}/"
    page = client.get(address).content.decode()
    assert page.count(".pdf</a>") == PAGE
    assert page.count('value="-1"') == PAGE + project.children.exclude(kind="projects.works").count()
    assert 'href="?works.page=2#list-works"' in page
    page = client.get(f"{address}?documents.sort=-size&works.sort=-code").content.decode()
    assert page.index("d59.pdf") < page.index("d58.pdf")
    assert page.index("Zebra 9<") < page.index("Zebra 8<")
    lines = client.get(f"{address}?works.as=csv&works.q=zebra").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 71
    sent = client.get(f"{address}?documents.as=csv&documents.sort=size").content.decode("utf-8-sig").splitlines()
    assert sent[1].startswith("d0.pdf,0,")
