"""The papers: a board paper of two pages, passports of one page each, wide tables across, tagged for everybody."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from report_plans import report_plan
from serpin.planning.result import Plan
from serpin.reports.paper.documents import board_paper, full_plan, write_paper
from serpin.reports.paper.sheets import tables_on_paper
from serpin.reports.passport import passports
from serpin.reports.tables.table import Column, Kind, Table
from serpin.reports.words import names_in

LANGUAGES = ("kk", "ru", "en")


@cache
def board(language: str) -> pypdf.PdfReader:
    """Return the board paper of the plan, read back."""
    return pypdf.PdfReader(BytesIO(board_paper(report_plan(), language)))


@cache
def full(language: str) -> pypdf.PdfReader:
    """Return the full plan, read back."""
    return pypdf.PdfReader(BytesIO(full_plan(report_plan(), language)))


def places_in(page: pypdf.PageObject) -> list[float]:
    """Return how far from the left each piece of text begins."""
    places: list[float] = []
    page.extract_text(visitor_text=lambda text, _c, place, _f, _s: places.append(place[4]) if text.strip() else None)
    return places


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_paper_has_two_pages(language: str) -> None:
    """Decision and money on the first, odds, risks and what is needed on the second."""
    assert len(board(language).pages) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_papers_are_tagged_for_screen_readers(language: str) -> None:
    """Both say that they keep PDF/UA, in which language they speak, and what they are called."""
    for paper in (board(language), full(language)):
        root = paper.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith(language)
        assert paper.metadata is not None
        assert report_plan().case.title.text(language) in str(paper.metadata.title)
        assert b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_stand_in_the_fonts_of_the_press(language: str) -> None:
    """Kazakh letters and the sign of the tenge need no other font than those that come with the press."""
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in board(language).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("LibertinusSerif-Regular" in name for name in fonts)
    assert any("LibertinusSerif-Bold" in name for name in fonts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_passport_fills_one_page(language: str) -> None:
    """The last pages are the passports, one after the other, each with its own heading and number."""
    plan = report_plan()
    found = passports(plan, names_in(plan.case, language))
    pages = [" ".join(page.extract_text().split()) for page in full(language).pages]
    for passport, page in zip(found, pages[-len(found) :], strict=True):
        assert f"{passport.code} · " in page
    assert f"{found[0].code} · " not in pages[-len(found) - 1]


def test_a_passport_with_very_much_still_fills_one_page() -> None:
    """However long its purpose is, a passport is made smaller instead of running over."""
    plan = report_plan()
    words = type(plan.case.title)
    long = words(plain="A purpose that does not end, and again does not end. " * 220)
    innovations = tuple(one.model_copy(update={"purpose": long}) for one in plan.case.innovations)
    case = plan.case.model_copy(update={"innovations": innovations})
    paper = pypdf.PdfReader(BytesIO(full_plan(plan.model_copy(update={"case": case}), "en")))
    assert len(paper.pages) == len(full("en").pages)


def test_wide_tables_lie_across_the_page() -> None:
    """There are upright pages and pages across, and nothing stands outside of any of them."""
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in full("ru").pages}
    assert sizes == {(595, 842), (842, 595)}
    assert all(0 <= place <= float(page.mediabox.width) for page in full("ru").pages for place in places_in(page))


def test_the_contents_name_every_section_with_its_page() -> None:
    """The list of contents stands on the second page."""
    text = full("en").pages[1].extract_text()
    assert "Contents" in text
    assert re.search(r"Money[ .]*\d", text.replace("\n", " "))


def test_a_table_that_is_too_wide_comes_in_parts() -> None:
    """Every part begins with the first column, and no column is lost."""
    columns = (Column("Source", Kind.TEXT, 30), *(Column(f"Q{number}", Kind.MONEY, 12) for number in range(60)))
    table = Table("t", "Payments", columns, (("Own", *(1e9 + number for number in range(60))),))
    parts = tables_on_paper(table, names_in(report_plan().case, "en"))
    assert len(parts) > 1
    assert all(part["columns"][0]["title"] == "Source" for part in parts)
    assert [one["title"] for part in parts for one in part["columns"][1:]] == [f"Q{number}" for number in range(60)]


def test_long_fingerprints_may_break_into_lines() -> None:
    """A word without blanks gets places where a line may end."""
    table = Table("t", "Ledger", (Column("Digest", Kind.CODE),), (("0123456789" * 6,),))
    cell = tables_on_paper(table, names_in(report_plan().case, "en"))[0]["rows"][0]["cells"][0]
    assert "\u200b" in cell
    assert cell.replace("\u200b", "") == "0123456789" * 6


def test_an_empty_plan_makes_papers_too(tmp_path: Path) -> None:
    """A case alone, without any result, gives both papers and no failure."""
    written = write_paper(Plan(case=report_plan().case), tmp_path, "kk", ".kk")
    assert [path.name for path in written] == ["board.kk.pdf", "plan.kk.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in written)
