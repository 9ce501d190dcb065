"""In a real browser, offline, the page draws every picture and breaks no rule of its policy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from report_plans import report_plan
from serpin.reports.html import write_html

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def page_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a written report."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_html(report_plan(), path, "kk")
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Return a running browser."""
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_page_draws_everything_and_complains_of_nothing(
    browser: object, page_path: Path, width: int, height: int
) -> None:
    """All pictures come alive, nothing else is loaded, the console is empty, and no line runs off the side."""
    page = browser.new_page(viewport={"width": width, "height": height})  # type: ignore[attr-defined]
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_path.as_uri())
    plots = page.locator(".plot")
    for place in range(plots.count()):
        plots.nth(place).scroll_into_view_if_needed()
        plots.nth(place).and_(page.locator(".drawn")).wait_for(timeout=20_000)
    assert plots.count() == 11
    assert said == []
    assert asked == [page_path.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


def test_figures_are_reached_by_the_keyboard(browser: object, page_path: Path) -> None:
    """A table is one stop of the tabulator, arrows go from figure to figure, and Enter leads to the ledger."""
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(page_path.as_uri())
    stops = page.evaluate(
        "Array.from(document.querySelectorAll('.table')).map(table => "
        "Array.from(table.querySelectorAll('td a')).filter(figure => figure.tabIndex === 0).length)"
    )
    assert max(stops) == 1
    page.locator(".table td a").first.focus()
    place = "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td').cellIndex]"
    first = page.evaluate(place)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(place) == [first[0] + 1, first[1] + 1]
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#ledger-portfolio"
    page.close()


def test_without_scripts_the_drawings_remain(browser: object, page_path: Path) -> None:
    """A reader whose browser runs no scripts sees the pictures all the same."""
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(page_path.as_uri())
    assert page.locator(".paper > svg").count() == 11
    assert page.locator(".paper > svg").first.is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
def test_the_page_is_open_to_everybody(browser: object, page_path: Path, scheme: str, width: int) -> None:
    """The rules of axe find no violation, on a desk and on a phone, in the light and in the dark."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # the rules are put into the page by the test: the policy of the page itself would refuse them
    context = browser.new_context(  # type: ignore[attr-defined]
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(page_path.as_uri())
    page.locator(".plot").first.scroll_into_view_if_needed()
    page.locator(".plot.drawn").first.wait_for(timeout=20_000)
    found = axe.Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found.response["violations"]] == []
    context.close()


def test_print_stays_light(browser: object, page_path: Path) -> None:
    """Whoever prints from a dark screen gets black on white."""
    page = browser.new_page(color_scheme="dark")  # type: ignore[attr-defined]
    page.goto(page_path.as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) != "rgb(255, 255, 255)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.close()
