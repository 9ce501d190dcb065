"""What a reader gets: the page in words, the picture, the command."""

import json
from pathlib import Path

import pytest
from coordination_games import game

from serpin.charts.coordination import waiting_graph
from serpin.charts.locale import Locale
from serpin.charts.names import Names
from serpin.cli.main import run
from serpin.engines.coordination.options import CoordinationOptions
from serpin.engines.coordination.result import Coordination, ProjectClass
from serpin.engines.coordination.verb import coordinate
from serpin.examples.region import region
from serpin.reports.coordination import coordination_summary
from serpin.reports.coordination_page import coordination_page
from serpin.vocabulary.case import Case

COPPER = ("BUREAU", "LINE", "MINE", "PARTS", "SMELTER")


@pytest.fixture(scope="module")
def case() -> Case:
    """Return the sample region."""
    return region()


@pytest.fixture(scope="module")
def answer(case: Case) -> Coordination:
    """Return what is found for the region."""
    return coordinate(case, seed=1, options=CoordinationOptions(public_purse=20_000_000_000))


def test_the_region_has_its_hidden_packages(answer: Coordination) -> None:
    """Copper, glass and milk pay only together; water is good for others; the gadget and the tailings are seen."""
    assert answer.is_sound
    members = [package.members for package in answer.packages]
    assert members[:3] == [COPPER, ("GLASS", "QUARTZ", "SODA"), ("COLD", "DAIRY", "FARM", "FEED")]
    assert ("WATER",) in members
    assert answer.standing("WATER").kind is ProjectClass.TRANSFER
    assert answer.standing("TAILINGS").kind is ProjectClass.STARTS
    assert answer.standing("GADGET").kind is ProjectClass.REJECT
    assert [package.first.project for package in answer.packages[:1]] == ["PARTS"]
    assert all(package.is_proven for package in answer.packages)


def test_those_who_gain_from_water_pay_for_it(answer: Coordination) -> None:
    """Three who start by themselves share what the pipeline loses."""
    water = next(package for package in answer.packages if package.members == ("WATER",))
    assert set(water.beneficiaries) == {"CHEM", "GREEN", "TEXTILE"}
    transfers = {one.project: one.transfer for one in water.divisions}
    assert sum(transfers.values()) == pytest.approx(0, abs=1)
    assert all(transfers[name] < 0 for name in water.beneficiaries)


def test_the_page_says_what_an_official_needs(case: Case, answer: Coordination) -> None:
    """Packages, who waits for whom, what to announce first, the cost at worst, and how far to trust it."""
    text = coordination_summary(case, answer, "en")
    for part in (
        "packages of projects pay only together",
        "Who waits (left) for whom: BUREAU ← PARTS; LINE ← MINE, SMELTER",
        "“Plant for parts of smelting equipment” (PARTS)",
        "1. PARTS: off-take contract with SMELTER",
        "New jobs: 5,471 a year without them, 5,987 with them; target for 2031: 1,700",
        "at worst",
        "support is wasted on them",
        "Fair terms",
        "With 20.0 bn",
        "all 8 checks passed",
    ):
        assert part in text.replace("\u00a0", " ").replace("\n    ", " ").replace("\n", " ")
    assert max(len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_summary_fills_one_page(case: Case, language: str) -> None:
    """Sixty lines at most in each language, blank ones counted."""
    found = coordinate(case, seed=1)
    assert len(coordination_summary(case, found, language).splitlines()) <= 60


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_stands_alone(case: Case, answer: Coordination, language: str) -> None:
    """One file with the picture in it, in the language, with nothing to be fetched."""
    page = coordination_page(case, answer, language)
    assert page.startswith("<!doctype html>")
    assert f'<html lang="{language}">' in page
    assert "<svg" in page
    assert "src=" not in page
    assert "default-src 'none'" in page


def test_the_picture_draws_every_package(case: Case, answer: Coordination) -> None:
    """Each member is a circle; those who need a promise carry their place in the order."""
    picture = waiting_graph(answer, Names(case, Locale("en")))
    assert picture is not None
    assert "need a promise" in picture.title
    drawn = json.dumps(picture.specification())
    assert all(name in drawn for name in ("Oxygen-free", "Soda ash"))


def test_without_packages_there_is_no_picture(case: Case) -> None:
    """A game of nobody's gains has neither picture nor packages, and the page says so."""
    found = coordinate(game({"MINE": 1}), seed=1)
    assert waiting_graph(found, Names(case, Locale("en"))) is None
    assert "No projects were found that pay only together." in coordination_summary(case, found, "en")


def test_an_infeasible_case_is_said_in_words(case: Case) -> None:
    """The conflict stands on the page, and nothing else."""
    both = game({"MINE": 1, "LINE": 1}).model_copy(update={"exclusive": (("MINE", "LINE"),)})
    settled = tuple(player.model_copy(update={"committed": True}) for player in both.players)
    found = coordinate(both.model_copy(update={"players": settled}), seed=1)
    assert coordination_summary(case, found, "en").startswith(
        "  · projects “Power line to the industrial hub”, “New level"
    )


def test_the_command_writes_result_and_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The result can be read back, the page is there, the summary is shown."""
    result, page = tmp_path / "found.json", tmp_path / "page.html"
    assert run(["--language", "en", "coordinate", "region", "-o", str(result), "--page", str(page)]) == 0
    found = Coordination.model_validate_json(result.read_text("utf-8"))
    assert found.packages[0].members == COPPER
    assert "<svg" in page.read_text("utf-8")
    assert "Package 1:" in capsys.readouterr().out


def test_the_command_refuses_a_negative_budget(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong call is exit code 2, and nothing is searched."""
    assert run(["--language", "en", "coordinate", "region", "--budget", "-1"]) == 2
    assert "--budget" in capsys.readouterr().err
