"""Draw the pictures of the documentation: the charts of the samples, and the report page in each language.

    python tools/pictures.py            plans the sample plant first
    python tools/pictures.py plan.json  draws a plan that was stored

The pages need Chromium; without it the charts alone are drawn.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from serpin.base.texts import LANGUAGES
from serpin.charts.names import Names
from serpin.charts.picture import Picture
from serpin.planning.result import Plan
from serpin.reports.document import read_plan
from serpin.reports.html import write_html
from serpin.reports.view import pictures
from serpin.reports.words import names_in

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SEED = 7
REGIONAL = ("coordination", "network")
"""Pictures that the region tells more by than the plant."""
PAGE = {"width": 1200, "height": 1500}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main(arguments: list[str]) -> int:
    """Draw everything; returns the exit code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    plan = read_plan(arguments[0]) if arguments else sample_plan()
    for name in (*draw_charts(plan), *draw_region()):
        print(name)
    for name in draw_pages(plan):
        print(name)
    return 0


def draw_region() -> list[str]:
    """Draw who waits for whom and who works with whom in the sample region, in English."""
    from serpin.charts.coordination import waiting_graph  # noqa: PLC0415 - one of the pictures
    from serpin.charts.network import network_picture  # noqa: PLC0415 - one of the pictures
    from serpin.engines.coordination.verb import coordinate  # noqa: PLC0415 - not needed for the others
    from serpin.engines.network.verb import connect  # noqa: PLC0415 - not needed for the others
    from serpin.examples.region import region  # noqa: PLC0415 - not needed for the others

    case = region()
    names = names_in(case, "en")
    drawn = (waiting_graph(coordinate(case, seed=SEED), names), network_picture(connect(case, seed=1), names))
    if None in drawn:
        raise SystemExit("the sample region has no packages or no clusters")
    return [draw(picture, names) for picture in drawn if picture is not None]


def draw(picture: Picture, names: Names) -> str:
    """Draw a picture with its title, and return the name of its file; the fan of any indicator is ``fan``."""
    name = "fan" if picture.name.startswith("fan-") else picture.name
    (FOLDER / f"{name}.svg").write_text(picture.svg(names.locale, titled=True), "utf-8")
    return f"{name}.svg"


def sample_plan() -> Plan:
    """Plan the sample plant, with the frontier of its selection."""
    from serpin.engines.portfolio.options import PortfolioOptions  # noqa: PLC0415 - not needed for a stored plan
    from serpin.examples.plant import plant  # noqa: PLC0415 - not needed for a stored plan
    from serpin.planning.options import FRONTIER, PlanOptions  # noqa: PLC0415 - not needed for a stored plan
    from serpin.planning.verb import plan  # noqa: PLC0415 - not needed for a stored plan

    return plan(plant(), seed=SEED, options=PlanOptions(portfolio=PortfolioOptions(frontier=FRONTIER, stability=60)))


def draw_charts(plan: Plan) -> list[str]:
    """Draw every chart in English, with its title."""
    names = names_in(plan.case, "en")
    drawn: dict[str, Picture] = {}
    for picture in pictures(plan, names):
        drawn.setdefault("fan" if picture.name.startswith("fan-") else picture.name, picture)
    return [draw(picture, names) for name, picture in drawn.items() if name not in REGIONAL]


def draw_pages(plan: Plan) -> list[str]:
    """Draw the top of the report page in every language."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return []
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - charts alone need no browser

    written = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for language in LANGUAGES:
            path = Path(folder) / f"report.{language}.html"
            write_html(plan, path, language)
            page = browser.new_page(viewport=PAGE)
            page.goto(path.as_uri())
            page.locator(".paper > svg").first.wait_for(state="attached")
            target = FOLDER / f"report-{language}.png"
            page.screenshot(path=target)
            written.append(target.name)
        browser.close()
    return written


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
