"""The report is one page: complete, offline, small, in the reader's language, and harmless whatever the names are."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from report_plans import report_plan
from serpin.reports.html import html_report, write_html

MOST_BYTES = 3_000_000
PAGES = {language: html_report(report_plan(), language) for language in ("kk", "ru", "en")}


class Reader(HTMLParser):
    """Collects what a page refers to, its anchors, and its text outside of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: list[str] = []
        self.policy = ""
        self.words: list[str] = []
        self._skip = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._skip += tag in ("script", "style")
        self.targets += [str(values[name]) for name in ("href", "src", "xlink:href") if name in values]
        if values.get("id"):
            self.anchors.append(str(values["id"]))
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(values["content"])

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words.append(data)


READERS = {language: Reader(page) for language, page in PAGES.items()}


@pytest.mark.parametrize("language", PAGES)
def test_a_report_is_small_and_loads_nothing(language: str) -> None:
    """Under 3 MB, and every reference points into the page itself."""
    reader = READERS[language]
    assert len(PAGES[language].encode()) < MOST_BYTES
    assert {target[0] for target in reader.targets} == {"#"}
    assert reader.policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in reader.policy


@pytest.mark.parametrize("language", PAGES)
def test_every_link_has_its_anchor(language: str) -> None:
    """Every figure leads to the ledger of the step that it comes from."""
    reader = READERS[language]
    assert {target[1:] for target in reader.targets} - set(reader.anchors) == set()
    assert len(reader.anchors) == len(set(reader.anchors))


@pytest.mark.parametrize("language", PAGES)
def test_every_number_of_the_findings_leads_to_its_step(language: str) -> None:
    """Numbers in the headline, the cautions and the next steps are links; codes of projects are none."""
    page = PAGES[language]
    lead = re.search(r'<p class="lead">(.*?)</p>', page, re.DOTALL)
    assert lead is not None
    plain = re.sub(r'<a class="from" href="#ledger-[a-z]+">[^<]*</a>', "", lead[1])
    assert 'class="from"' in lead[1]
    assert not re.search(r"\d", plain), plain


@pytest.mark.parametrize("language", PAGES)
def test_every_project_is_named_in_the_language(language: str) -> None:
    """Chosen and rejected projects stand in the page by their names."""
    text = " ".join(READERS[language].words)
    for project in report_plan().case.projects:
        assert project.name.text(language) in text
    assert f'<html lang="{language}">' in PAGES[language]


def test_markup_in_names_is_text() -> None:
    """A name with markup appears as it was written and makes no element, neither in the page nor in its data."""
    assert "Frugal <b>drive</b> & gear" in " ".join(READERS["en"].words)
    assert "<b>drive" not in PAGES["en"]


def test_a_script_in_a_name_stays_asleep() -> None:
    """Not even the end of a script element gets out of the data."""
    plan = report_plan()
    evil = "</script><script>alert(1)</script>"
    case = plan.case.model_copy(update={"title": type(plan.case.title)(plain=evil)})
    project = case.projects[0].model_copy(update={"name": type(plan.case.title)(plain=evil)})
    case = case.model_copy(update={"projects": (project, *case.projects[1:])})
    page = html_report(plan.model_copy(update={"case": case}), "en")
    assert "<script>alert(1)" not in page
    assert len(re.findall(r"</script>", page)) == 3


def test_pictures_stand_in_the_page_for_print() -> None:
    """Eleven pictures are there as drawings, before any script runs."""
    assert PAGES["en"].count('class="paper"><svg') == 11
    assert PAGES["en"].count('role="img"') == 11


def test_every_picture_is_told_to_those_who_cannot_see_it() -> None:
    """Finding and description stand in the label of every picture."""
    labels = re.findall(r'class="plot" role="img" aria-label="([^"]+)"', PAGES["ru"])
    assert len(labels) == 11
    assert min(len(label) for label in labels) > 80


def test_a_long_table_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out of a page is counted and stands in the workbook."""
    monkeypatch.setattr("serpin.reports.html.MOST_ROWS", 8)
    text = " ".join(Reader(html_report(report_plan(), "en")).words)
    assert "2 more rows stand in the workbook." in text


def test_the_same_plan_gives_the_same_page() -> None:
    """A report holds no clock and no chance."""
    assert html_report(report_plan(), "en") == PAGES["en"]


def test_a_plan_without_results_is_still_a_page(tmp_path: Path) -> None:
    """The document of a case alone says that nothing was planned."""
    plan = report_plan().model_copy(
        update={"portfolio": None, "schedule": None, "outcomes": None, "steps": (), "rounds": (), "cash": (),
                "ledger": None}
    )  # fmt: skip
    path = tmp_path / "report.html"
    write_html(plan, path, "en")
    text = " ".join(Reader(path.read_text("utf-8")).words)
    assert "Nothing was planned yet" in text


@pytest.mark.parametrize("language", PAGES)
def test_every_figure_of_a_table_is_a_link_of_its_own(language: str) -> None:
    """A figure in a cell is reached by the keyboard: an element that leads to the ledger, no place to click."""
    page = PAGES[language]
    cells = re.findall(r'<td class="n[^"]*"[^>]*>(.*?)</td>', page)
    figures = [cell for cell in cells if cell not in {"", "–"}]
    linked = [cell for cell in figures if re.fullmatch(r'<a href="#ledger-[a-z]+">[^<]+</a>', cell)]
    assert len(linked) > 100
    assert len(figures) - len(linked) <= len(re.findall(r'id="ledger-[a-z]+"', page)) * 4  # the ledger itself
    assert "location.hash = " not in page.rpartition("<script>")[2]
