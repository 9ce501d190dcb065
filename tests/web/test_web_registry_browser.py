"""Forms and tables in a real browser: a cell is checked when it is left, and no policy is broken."""

from pathlib import Path
from typing import Any

import pytest

from conftest import photograph

pytestmark = pytest.mark.browser

PASTED = (
    "W90\tMoulds\tmagic\tW1\t\tsoon\nW91\tTests\t4\tW90\t\t10\nW92\tTraining\t7\tW91; W404\t\t5\nW93\tSales\t9\t\t\t4\n"
)
"""Four rows as a spreadsheet puts them into the clipboard; three of their cells are wrong."""


def test_a_field_and_a_cell_say_what_is_wrong_when_they_are_left(page_as: Any) -> None:
    """The reason stands at the field of a form and at the cell of the table before anything is saved."""
    page = page_as("manager@plant.example", "en")
    page.goto("/w/plant/projects/")
    page.click("tbody td a >> nth=0")
    page.wait_for_selector("dl.facts")
    record = page.url
    page.goto(record + "edit/")
    page.fill("input[name=weight]", "much")
    page.press("input[name=weight]", "Tab")
    page.wait_for_selector("[id=field-weight] .fault")
    page.fill("input[name=weight]", "3")
    page.press("input[name=weight]", "Tab")
    page.wait_for_selector("[id=field-weight] .fault", state="detached")
    page.evaluate("document.querySelector('form.form').dispatchEvent(new Event('submit'))")
    page.goto(record + "works/")
    page.fill("input[name='0:duration']", "soon")
    page.press("input[name='0:duration']", "Enter")
    page.wait_for_selector("td .fault")
    assert "not a number" in page.inner_text("td .fault")
    page.evaluate("document.querySelector('form.form').dispatchEvent(new Event('submit'))")


def test_pasted_cells_are_judged_at_once(page_as: Any, screenshots: Path) -> None:
    """A block from a spreadsheet is judged at its cells before it is saved; undo takes it back."""
    page = page_as("manager@plant.example", "en")
    page.goto("/w/plant/projects/")
    page.click("tbody td a >> nth=0")
    page.wait_for_selector("dl.facts")
    page.goto(page.url + "works/")
    rows = page.locator("#grid tbody tr").count()
    page.evaluate(
        """text => {
            const cell = document.querySelector("#grid tbody tr:nth-last-child(3) input[name$=':id']");
            const data = new DataTransfer();
            data.setData("text/plain", text);
            cell.focus();
            cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        PASTED,
    )
    page.wait_for_selector("td .fault")
    assert page.locator("#grid tbody tr").count() == rows + 1
    marked = page.eval_on_selector_all("[aria-invalid=true]", "cells => cells.map(cell => cell.name.split(':')[1])")
    assert marked == ["kind", "duration", "after"]
    assert "3" in page.inner_text("[data-said]")
    assert page.locator("select[aria-invalid=true]").evaluate("cell => cell.value") == "magic"
    photograph(page, screenshots / "pasted.png")
    page.click("[data-undo]")
    assert page.locator("#grid tbody tr").count() == rows
    page.evaluate("document.querySelector('form.form').dispatchEvent(new Event('submit'))")


def test_what_takes_seconds_says_so_and_can_be_cancelled(page_as: Any) -> None:
    """A file that is being made, or read, is told at the edge of the page; a click on cancel ends the waiting."""
    page = page_as("manager@plant.example", "en")
    page.goto("/w/plant/register/exchange/")
    page.route("**/whole.xlsx", lambda route: None)  # no answer comes
    page.click("a[href$='whole.xlsx']")
    page.wait_for_selector(".waiting progress")
    assert "Workbook" in page.inner_text(".waiting")
    page.click(".waiting button")
    page.wait_for_selector(".waiting", state="detached")
    page.wait_for_function("() => !document.querySelector('[aria-busy]')")
    page.unroute("**/whole.xlsx")
    with page.expect_download() as download:
        page.click("a[href$='whole.xlsx']")
    assert download.value.suggested_filename == "plant.xlsx"
    page.route("**/register/exchange/", lambda route: None if route.request.method == "POST" else route.continue_())
    page.set_input_files("input[type=file]", str(download.value.path()))
    shown = page.evaluate(
        """() => new Promise(done => {
            document.querySelector("main form[enctype]").requestSubmit();
            window.setTimeout(() => {
                const shown = document.querySelector(".waiting");
                shown.querySelector("button").click();
                done([shown.textContent.includes("Cancel"), document.querySelector(".waiting") === null]);
            }, 900);
        })"""
    )
    assert shown == [True, True]
    assert page.url.endswith("/register/exchange/")
