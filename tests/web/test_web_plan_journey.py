"""What is done with plans, in a real browser: the chart, pins, stopping, comparing, the baseline and its progress."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_web_journeys import NARROW, faults_of

from conftest import DemoServer, PageAs, photograph

pytestmark = pytest.mark.browser

DONE = 240_000


def _drag(page: Any, bar: Any, pixels: int) -> None:
    """Drag a work of the chart sideways."""
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + pixels / 2, box["y"] + 8, steps=4)
    page.mouse.move(box["x"] + box["width"] / 2 + pixels, box["y"] + 8, steps=4)
    page.mouse.up()


Look = Callable[[str], None]


@pytest.fixture
def page(page_as: PageAs) -> Any:
    """Return a browser in which the innovation manager is signed in and the first plan is made."""
    opened = page_as("manager@plant.example", "en")
    opened.goto("/w/plant/plans/1/")
    opened.wait_for_selector(".figures", timeout=DONE)
    return opened


@pytest.fixture
def look(page: Any, screenshots: Path) -> Look:
    """Return what keeps pictures of the page, wide and narrow, and fails where rules of accessibility are broken."""
    scanner = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def looked(name: str) -> None:
        photograph(page, screenshots / f"plan-{name}.png")
        page.set_viewport_size(NARROW)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert faults_of(page, scanner) == [], name
        photograph(page, screenshots / f"plan-{name}-narrow.png")
        page.set_viewport_size({"width": 1366, "height": 768})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")

    return looked


def test_a_work_is_dragged_and_planned_anew(page: Any, look: Look) -> None:
    """The chart is filtered and zoomed, a work is pinned by mouse and keys, and the run of the new plan is stopped."""
    page.goto("/w/plant/plans/1/parts/time/")
    page.wait_for_selector(".board .bar")
    works = page.locator(".board g.bar").count()
    fewer = "known => document.querySelectorAll('.board g.bar').length < known"
    page.check("[data-filter=critical]")
    page.wait_for_function(fewer, arg=works)
    look("critical-path")
    page.uncheck("[data-filter=critical]")
    page.select_option("[data-filter=kind]", index=2)
    page.wait_for_function(fewer, arg=works)
    page.select_option("[data-filter=kind]", index=0)
    width = "document.querySelector('.board svg').getBoundingClientRect().width"
    wide = page.evaluate(width)
    page.click("[data-zoom=in]")
    page.wait_for_function(f"known => {width} > known", arg=wide)
    page.click("[data-zoom=fit]")
    assert page.locator("[data-pins]").is_hidden()
    _drag(page, page.locator(".board g.bar.plain").first, 40)
    assert page.locator("[data-list] li").count() == 1
    first = page.locator("[data-list] li").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-list] li").inner_text() != first
    look("pinned")
    page.locator("[data-pins] button.first").click()
    page.wait_for_url(re.compile(r"/plans/\d+/$"))
    button = page.locator("#stopping button", has_text="Stop with what was found")
    button.wait_for(timeout=DONE)
    look("running")
    button.click()
    page.wait_for_function("() => !document.querySelector('#progress')", timeout=DONE)
    assert page.locator("#stopping button").count() == 0
    assert page.locator("form[action$='/retry/']").count() == 1
    look("stopped")


def test_a_table_of_the_result_is_sorted_and_turned_over_by_keys(page: Any, look: Look) -> None:
    """A heading sorts by Enter and keeps the focus, other tables stay as they are, and paper has every row."""
    page.goto("/w/plant/plans/1/parts/projects/")
    names = "#list-chosen tbody tr td:first-child"
    before = page.locator(names).all_inner_texts()
    page.focus("#sort-chosen-c1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#list-chosen th[aria-sort=ascending]")
    assert page.locator(names).all_inner_texts() == sorted(before)
    assert page.evaluate("document.activeElement.id") == "sort-chosen-c1"
    page.keyboard.press("Enter")
    page.wait_for_selector("#list-chosen th[aria-sort=descending]")
    assert page.locator(names).all_inner_texts() == sorted(before, reverse=True)
    assert "chosen.sort=-c1" in page.url
    assert page.locator("#list-worth th[aria-sort]").count() == 0
    look("sorted")
    page.goto("/w/plant/plans/1/parts/time/")
    page.locator("#works-table summary").click()
    rows = page.locator("#list-works-table tbody tr")
    shown = page.locator("#list-works-table tbody tr:visible").count()
    assert shown == 25
    page.locator("#next-works-table").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#back-works-table")
    assert page.evaluate("document.activeElement.closest('.pages, .frame') !== null")
    page.emulate_media(media="print")
    assert page.locator("#list-works-table tbody tr:visible").count() == rows.count()
    page.emulate_media(media="screen")
    page.go_back()
    page.locator("#works-table summary").click()
    page.fill("#search-works-table", "zzzz")
    page.keyboard.press("Enter")
    page.wait_for_selector("#list-works-table .empty")
    look("nothing-found")


def test_a_table_of_the_result_works_without_script(chromium: Any, demo_server: DemoServer, page: Any) -> None:
    """Links and forms do the same: the address says what is shown, and leads to the table."""
    context = chromium.new_context(
        base_url=demo_server.address, java_script_enabled=False, storage_state=page.context.storage_state()
    )
    plain = context.new_page()
    plain.goto("/w/plant/plans/1/parts/projects/")
    plain.click("#sort-chosen-c1")
    plain.wait_for_url(re.compile(r"chosen\.sort=c1#list-chosen$"))
    codes = plain.locator("#list-chosen tbody tr td:first-child").all_inner_texts()
    assert codes == sorted(codes)
    context.close()


def test_a_baseline_is_followed(page: Any, look: Look) -> None:
    """A plan is adopted, a work is reported on, and early warnings say what runs late and what costs too much."""
    if page.locator("form[action$='/adopt/'] button").count():
        page.locator("form[action$='/adopt/'] button").click()
    page.wait_for_selector(".badge")
    page.goto("/w/plant/plans/progress/?on=2035-06-04")
    assert page.locator("#list-warnings tr.float").count() > 0
    page.locator("a[href*='/plans/progress/']", has_text="Report progress").nth(3).click()
    page.fill("[name='progress.actual_start']", page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.fill("[name='progress.percent']", "10")
    page.fill("[name='progress.actual_cost']", "900000000")
    look("report")
    page.locator("main form.form button.first").click()
    page.wait_for_url(re.compile("/plans/progress/$"))
    assert page.locator("#list-warnings tr.money").count() == 1
    look("warnings")


def test_two_plans_are_compared(page: Any, look: Look) -> None:
    """The page of comparison offers two different plans, and shows them side by side."""
    page.locator("form[action$='/retry/'] button").click()
    page.wait_for_selector(".figures", timeout=DONE)
    page.goto("/w/plant/plans/compare/")
    values = page.eval_on_selector_all("select[name=plan]", "fields => fields.map(field => field.value)")
    assert len(set(values)) == 2
    page.locator("main form button").click()
    page.wait_for_selector("table.compared")
    look("compared")
    page.goto("/w/plant/plans/")
    look("list")
