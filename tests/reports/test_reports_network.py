"""Cooperation for readers: words, picture and page in three languages, and the command."""

import json
import re
from pathlib import Path

import pytest

from serpin.charts.activities import activity_name, trades
from serpin.charts.locale import Locale
from serpin.charts.network import network_picture, short_name
from serpin.charts.network_places import lay_out
from serpin.cli.main import run
from serpin.engines.network.result import Partnerships, ReasonKind
from serpin.engines.network.verb import connect
from serpin.examples.region import region
from serpin.formats.files import read_case
from serpin.reports.network import network_summary
from serpin.reports.network_page import network_page
from serpin.reports.network_reasons import call_line, reason_words
from serpin.reports.words import names_in
from serpin.vocabulary.case import Case

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture(scope="module")
def case() -> Case:
    """Return the sample region."""
    return region()


@pytest.fixture(scope="module")
def answer(case: Case) -> Partnerships:
    """Return what is found for the region."""
    return connect(case, seed=1)


def flat(text: str) -> str:
    """Return a text without line breaks and unbreakable spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_summary_says_what_matters(case: Case, answer: Partnerships) -> None:
    """Ten calls with reasons, gaps with who could fill them, catalyst, matches, state order, transfers, checks."""
    text = flat(network_summary(case, answer, "en"))
    for part in (
        "Partnerships most worth a phone call 1. ",
        " 10. ",
        "request “",
        "missing: ",
        "Private catalyst: ",
        "Public catalyst: ",
        "95 % interval",
        "Technology offers for requests",
        "State order “Local state order for research”: 7 registered demands, of Kazanbalkyma Smelting LLP",
        "working days sooner",
        "2026: balance of technology payments −14.0 mln ₸ (received 22.0 mln ₸, paid 36.0 mln ₸)",
        "Counted again from the case: all 11 checks passed",
    ):
        assert part in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_call_has_words_in_every_language(case: Case, answer: Partnerships, language: str) -> None:
    """No placeholder is left, no code of an enterprise stands for its name, and each call gives a reason."""
    names = names_in(case, language)
    codes = {enterprise.id for enterprise in case.enterprises}
    for call in answer.calls:
        line = call_line(call, names)
        assert "{" not in line
        assert ": " in line
        assert not codes & set(re.findall(r"[A-Z][A-Z0-9-]{3,}", line))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_words_are_translated(case: Case, answer: Partnerships, language: str) -> None:
    """Every kind of reason that occurs is said in other words than in English."""
    english, other = names_in(case, "en"), names_in(case, language)
    reasons = {reason.kind: reason for call in answer.calls for reason in call.reasons}
    assert len(reasons) > 8
    for kind in set(reasons) - {ReasonKind.TIED}:
        assert reason_words(reasons[kind], other) != reason_words(reasons[kind], english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_shows_ties_gaps_and_catalyst(case: Case, answer: Partnerships, language: str) -> None:
    """Every cluster has a ring, every missing role an empty seat, and the catalyst and its targets are there."""
    names = names_in(case, language)
    picture = network_picture(answer, names)
    assert picture is not None
    drawing = picture.svg(names.locale, titled=True)
    assert drawing.startswith("<svg")
    plan = lay_out(case, answer)
    assert {cluster.number for cluster, _, _ in plan.rings} == {cluster.number for cluster in answer.clusters}
    assert len(plan.empty) == sum(len(cluster.gaps) for cluster in answer.clusters)
    catalyst = answer.catalysts[0]
    assert {catalyst.enterprise, *(tie.partner for tie in catalyst.targets)} <= set(plan.spots)


def test_nothing_to_draw_is_no_picture(case: Case, answer: Partnerships) -> None:
    """Without clusters there is no picture."""
    bare = answer.model_copy(update={"clusters": ()})
    assert network_picture(bare, names_in(case, "en")) is None


def test_short_names_and_trades() -> None:
    """Labels take what stands in quotation marks; a group is named by the trades of most people."""
    assert short_name("«Сарыөзен кені» АҚ") == "Сарыөзен кені"
    assert short_name("Akmal Farms") == "Akmal Farms"
    assert activity_name("24", Locale("en")) == "metals"
    assert activity_name("", Locale("en")) == "other services"
    assert trades([("24", 5), ("07", 90), ("28", 1)], Locale("en")) == "mining, metals"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone(case: Case, answer: Partnerships, language: str) -> None:
    """Words and picture in one file, without scripts and without anything to load."""
    page = network_page(case, answer, language)
    assert f'<html lang="{language}">' in page
    assert "<svg" in page
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href)=\"(?!data:)", page.replace("xlink:href", ""))


def test_the_command_writes_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Result, page, picture and the extended case are written, and the calls are printed in the language."""
    files = [tmp_path / name for name in ("out.json", "out.html", "out.svg", "out.yaml")]
    result, page, picture, extended = (str(file) for file in files)
    call = ["--language", "ru", "connect", "region", "--calls", "3", "-o", result]
    assert run([*call, "--page", page, "--picture", picture, "--extended", extended]) == 0
    text = flat(capsys.readouterr().out)
    assert "Партнёрства, ради которых стоит позвонить" in text
    assert " 3. " in text
    assert " 4. " not in text
    assert len(json.loads(files[0].read_text("utf-8"))["calls"]) == 3
    assert "<svg" in files[1].read_text("utf-8")
    assert files[2].read_text("utf-8").startswith("<svg")
    wider, _ = read_case(files[3])
    assert {tie.evidence for tie in wider.ties} > {"proposed"}


def test_the_command_refuses_bad_ties(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tie to itself, an unknown kind and an offer without owner are named at their lines, and nothing is written."""
    file = tmp_path / "bad.yaml"
    file.write_text(
        "title: Bad\nstart: 2027-01-04\nenterprises:\n- {id: A, name: A}\n- {id: B, name: B}\n"
        "ties:\n- {id: T1, of: A, to: A, kind: buyer}\n- {id: T2, of: A, to: B, kind: friend}\n"
        "offers:\n- {id: O1, title: Something}\n",
        encoding="utf-8",
    )
    assert run(["--language", "en", "connect", str(file), "-o", str(tmp_path / "out.json")]) == 1
    said = capsys.readouterr().err
    assert "ties[0]: a tie needs two different enterprises, both are A" in said
    assert "ties[1].kind: friend is not one of: buyer" in said
    assert "offers[0].owner: a value is required here" in said
    assert not (tmp_path / "out.json").exists()


def test_the_command_reads_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Chains follow from an input–output table; a line without an amount is refused with its number."""
    table, result = tmp_path / "table.csv", tmp_path / "out.json"
    table.write_text("01,10,40\n10,10,5\n01,01,9\n10,01,6\n07,24,50\n24,24,8\n07,07,10\n24,07,7\n", "utf-8")
    assert run(["connect", "region", "--flows", str(table), "-o", str(result)]) == 0
    chains = json.loads(result.read_text("utf-8"))["chains"]
    assert [sorted(chain["activities"]) for chain in chains[:2]] == [["01", "10"], ["07", "24"]]
    table.write_text("01,10,40\n07,24,much\n", "utf-8")
    capsys.readouterr()
    assert run(["--language", "en", "connect", "region", "--flows", str(table)]) == 1
    assert "line 2" in capsys.readouterr().err
