"""``serpin select`` as a plant's economist meets it: a board paper, rules by name, and options in his own words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from builders import case_data
from serpin.cli.main import run

QUICK = ["--seconds", "3", "--scenarios", "0", "--frontier", "0"]
RULE = """
[[rule]]
id = "GR-C1"
kind = "funding"
name = { en = "Rule of ours", ru = "Наше правило", kk = "Біздің қағида" }
source = { en = "Letter 7", ru = "Письмо 7", kk = "7-хат" }
valid_from = 2026-05-01
[rule.limits]
stages = ["pilot"]
"""
DAY = {"en": "1 May 2026", "ru": "1 мая 2026", "kk": "2026 ж. 1 мам."}
WHY = {"en": "stage of the project", "ru": "стадия проекта", "kk": "жобаның сатысы"}
NAME = {"en": "Rule of ours", "ru": "Наше правило", "kk": "Біздің қағида"}


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)


def written(**more: Any) -> str:
    """Write a case in which a grant for small firms, a loan and own money may pay; return its file."""
    data = case_data(**more)
    available = [{"quarter": "2027Q1", "amount": 9000}]
    data["sources"] += [
        {"id": "S2", "name": "Grant", "kind": "innovation_grant", "available": available, "legal_basis": "GR-C1"},
        {"id": "S3", "name": "Bank", "kind": "loan", "available": available, "guarantee": "S4", "guaranteed_share": 0.5,
         "price": {"interest": 0.1, "repayment_quarters": 4}},
        {"id": "S4", "name": "Fund", "kind": "guarantee", "available": available, "price": {"fee": 0.02}},
    ]  # fmt: skip
    Path("case.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return "case.yaml"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_ineligible_funding_is_refused_by_rule_condition_and_date(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The law of the package refuses an idea, in words of each language; no code of a placeholder is left."""
    assert run(["select", written(), *QUICK, "--language", language]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for part in ("P1", "P2", "GR-C1", WHY[language], "365/НҚ"):
        assert part in told
    assert "{" not in told


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_rules_of_ones_own_replace_those_of_the_package(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The refusal names the user's rule, its letter and its day."""
    Path("rules.toml").write_text(RULE, encoding="utf-8")
    assert run(["select", written(), *QUICK, "--rules", "rules.toml", "--language", language]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert NAME[language] in told
    assert DAY[language] in told
    assert "365/НҚ" not in told


def test_the_paper_says_who_pays_and_what_it_is_worth(capsys: pytest.CaptureFixture[str]) -> None:
    """Chosen projects, payers with their shares, worth to the owner, and the sum from the projects to the choice."""
    assert run(["select", written(), *QUICK, "--language", "en"]) == 0
    told = capsys.readouterr().out
    for part in ("Chosen: 2 of 2", "Who pays", "100\xa0%", "What the projects are worth", "NPV of the"):
        assert part in told


def test_shares_weights_and_risk_reach_the_selection(capsys: pytest.CaptureFixture[str]) -> None:
    """The document keeps what was asked for, and the worst scenarios are told."""
    indicators = [{"id": "JOBS", "name": "Jobs", "unit": "jobs"}]
    arguments = ["--share", "type=goods:50-100", "--weight", "JOBS=250.5", "--risk", "0.25", "--tax-and-duty"]
    assert run(["select", written(indicators=indicators), *QUICK, *arguments, "-o", "a.json", "--language", "en"]) == 0
    asked = json.loads(Path("a.json").read_text(encoding="utf-8"))["portfolio"]["ledger"]["options"]
    assert asked["limits"] == [{"trait": "type", "value": "goods", "least": 0.5, "most": 1.0}]
    assert (asked["contribution_weights"], asked["risk_weight"], asked["tax_and_duty"]) == ({"JOBS": 250.5}, 0.25, True)
    assert "Over the worst scenarios" in " ".join(capsys.readouterr().out.split())


def test_the_frontier_of_value_and_tail_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Two points: all weight on the mean, all weight on the worst."""
    arguments = ["--seconds", "3", "--scenarios", "0", "--frontier", "2", "--frontier-of", "tail", "--language", "en"]
    assert run(["select", written(), *arguments]) == 0
    assert "Mean of the" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "text", "told"),
    [
        ("--share", "type=goods", "novelty=world:20-60"),
        ("--share", "colour=red:10-20", "novelty=world:20-60"),
        ("--share", "type=goods:60-20", "novelty=world:20-60"),
        ("--share", "type=gods:20-60", "gods"),
        ("--weight", "JOBS", "JOBS=2000000"),
        ("--weight", "NOBODY=5", "NOBODY"),
    ],
)
def test_what_is_not_understood_is_shown_with_the_form(
    option: str, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip names the option or its place, and how it is written."""
    assert run(["select", written(), *QUICK, option, text, "--language", "en"]) == 1
    assert told in capsys.readouterr().err


def test_a_plan_takes_rules_of_ones_own(capsys: pytest.CaptureFixture[str]) -> None:
    """What the rule refuses is refused in the plan, too."""
    Path("rules.toml").write_text(RULE, encoding="utf-8")
    given = ["--rules", "rules.toml", "--seconds", "2", "--iterations", "200", "-o", "out"]
    assert run(["plan", written(), *given, "--language", "en"]) == 0
    candidates = json.loads(Path("out/plan.json").read_text(encoding="utf-8"))["portfolio"]["candidates"]
    refusals = [message for candidate in candidates for message in candidate["refusals"]]
    assert {message["values"]["title"]["en"] for message in refusals} == {"Rule of ours"}
    capsys.readouterr()


def test_a_file_that_holds_no_rules_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes that are no text, and text that is no TOML, are told."""
    for content, told in ((b"rule = \xff", "rules.toml"), (b"rule = [", "TOML")):
        Path("rules.toml").write_bytes(content)
        assert run(["select", written(), *QUICK, "--rules", "rules.toml", "--language", "en"]) == 1
        assert told in capsys.readouterr().err


def test_what_is_scarce_is_told_once_for_each_source_the_dearest_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Of own money that lacks in several quarters the dearest is shown."""
    data = case_data()
    amounts = [{"quarter": f"2027Q{number}", "amount": 900} for number in (1, 2, 3)]
    data["sources"][0]["available"] = amounts
    Path("case.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    assert run(["select", "case.yaml", *QUICK, "--language", "en"]) == 0
    scarce = capsys.readouterr().out.split("What is scarce")[1]
    assert sum(line.strip().startswith("Own ") for line in scarce.splitlines()) == 1
