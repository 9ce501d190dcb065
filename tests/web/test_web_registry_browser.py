"""Forms and tables in a real browser: a cell is checked when it is left, and no policy is broken."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser


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
