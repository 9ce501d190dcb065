"""Nouns: names in several languages, identifiers, classifications, works and their modes."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError
from small_case_data import small_case, small_work

from serpin.base.errors import problems_of
from serpin.vocabulary.calendar import Calendar, Resource
from serpin.vocabulary.case import Case
from serpin.vocabulary.cover import Cover
from serpin.vocabulary.enterprise import Enterprise, Tie
from serpin.vocabulary.gate import Decision, Gate, GateRule
from serpin.vocabulary.innovation import Innovation, InnovationType, Novelty, Oslo2005Type
from serpin.vocabulary.noun import Noun, Words
from serpin.vocabulary.reading import read_case
from serpin.vocabulary.relation import Relation
from serpin.vocabulary.result import Status
from serpin.vocabulary.risk import Impact, Risk
from serpin.vocabulary.source import Source
from serpin.vocabulary.work import CostRow, Link, Work, WorkKind


def complaint(noun: type[Noun], **values: Any) -> str:
    """Return what is said about a wrong noun, in English."""
    with pytest.raises(ValidationError) as caught:
        noun(**values)
    return problems_of(caught.value.errors(include_url=False))[0].sentence("en")


def test_a_name_may_be_one_text_or_texts_by_language() -> None:
    """The text of a language is given, or the nearest that there is."""
    name = Words.model_validate({"kk": "Сорғы", "ru": "Насос"})
    assert name.text("kk") == "Сорғы"
    assert name.text("en") == "Насос"
    assert Words.model_validate("Pump").text("kk") == "Pump"
    assert Words.model_validate(2027).text("en") == "2027"


def test_one_language_alone_is_everybodys_name() -> None:
    """A name given in one language only is kept as a plain text, so that files agree."""
    assert Words.model_validate({"kk": "Сорғы", "ru": ""}) == Words.model_validate("Сорғы")


def test_names_are_written_as_they_were_given() -> None:
    """A plain name is written as text, others as a table."""
    assert Words.model_validate("Pump").model_dump() == "Pump"
    assert Words.model_validate({"ru": "Насос", "kk": "Сорғы"}).model_dump() == {"kk": "Сорғы", "ru": "Насос"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "a text is required here"),
        ({}, "a text is required here"),
        (True, "True is neither text nor a table of languages (kk, ru, en)"),
        ({"plain": "a", "kk": "b"}, "give either one text or texts by language, not both"),
    ],
)
def test_empty_and_strange_names_are_refused(name: Any, sentence: str) -> None:
    """Every named thing has a name."""
    assert complaint(Enterprise, id="E1", name=name) == sentence


def test_identifiers_are_short_and_plain() -> None:
    """Whole numbers are let in, as spreadsheets give them; spaces and separators are not."""
    assert Enterprise(id=7.0, name="x").id == "7"
    for code in ("a b", "a;b", "a:b", "a/b", "[a]", "", "x" * 41):
        with pytest.raises(ValidationError):
            Enterprise(id=code, name="x")


def test_novelty_is_ordered() -> None:
    """The four degrees rise from improved to new to the world, and only the last is absolute."""
    assert [novelty.degree for novelty in Novelty] == [0, 1, 2, 3]
    assert [novelty for novelty in Novelty if novelty.is_absolute] == [Novelty.WORLD]


@pytest.mark.parametrize(
    ("kind", "old"),
    [
        (InnovationType.GOODS, Oslo2005Type.PRODUCT),
        (InnovationType.SERVICE, Oslo2005Type.PRODUCT),
        (InnovationType.PRODUCTION, Oslo2005Type.PROCESS),
        (InnovationType.LOGISTICS, Oslo2005Type.PROCESS),
        (InnovationType.MARKETING, Oslo2005Type.MARKETING),
        (InnovationType.ADMINISTRATION, Oslo2005Type.ORGANISATIONAL),
    ],
)
def test_the_type_of_2005_follows_from_that_of_2018(kind: InnovationType, old: Oslo2005Type) -> None:
    """Two laws use one edition each, so that both types are known."""
    assert Innovation(id="I1", name="x", type=kind).oslo_2005 is old


def test_a_given_type_of_2005_wins() -> None:
    """Whoever knows better says so."""
    innovation = Innovation(id="I1", name="x", type="goods", type_2005="process")
    assert innovation.oslo_2005 is Oslo2005Type.PROCESS


def test_there_are_nine_kinds_of_work_in_order() -> None:
    """The kinds are numbered as the source text numbers them."""
    assert [kind.number for kind in WorkKind] == list(range(1, 10))


@pytest.mark.parametrize(
    ("kind", "performer", "row"),
    [
        ("research", "in_house", CostRow.INTERNAL_RD),
        ("research", "research_contract", CostRow.EXTERNAL_RD),
        ("research", "technology_purchase", CostRow.TECHNOLOGY),
        ("training", "in_house", CostRow.TRAINING),
        ("prototype", "design_bureau", CostRow.MACHINERY),
    ],
)
def test_the_cost_row_follows_from_kind_and_performer(kind: str, performer: str, row: CostRow) -> None:
    """Research that is contracted out is external, a bought technology is an acquisition."""
    mode = {"id": "M1", "performer": performer, "duration": 5}
    work = Work.model_validate({**small_work("W1"), "kind": kind, "modes": [mode]})
    assert work.row_in(work.modes[0]) is row


def test_a_decided_mode_is_the_only_one() -> None:
    """What is decided or begun is not open any more."""
    data = small_work("W1", modes=[{"id": "M1", "duration": 5}, {"id": "M2", "duration": 7}])
    assert [mode.id for mode in Work.model_validate(data).allowed_modes] == ["M1", "M2"]
    assert [mode.id for mode in Work.model_validate({**data, "pinned_mode": "M2"}).allowed_modes] == ["M2"]
    begun = {**data, "pinned_mode": "M2", "progress": {"actual_start": "2027-01-04", "mode": "M1"}}
    assert [mode.id for mode in Work.model_validate(begun).allowed_modes] == ["M1"]


def test_planned_days_are_rounded_half_up() -> None:
    """A fixed duration of 2.5 days plans three; (1, 3, 8) plans its mean of 3.5, that is four, not its mode."""
    modes = [{"id": "M1", "duration": 2.5}, {"id": "M2", "duration": [1, 3, 8]}]
    work = Work.model_validate(small_work("W1", modes=modes))
    assert [mode.planned_days for mode in work.modes] == [3, 4]


@pytest.mark.parametrize(
    ("noun", "values", "sentence"),
    [
        (Link, {"work": "W1", "lag": 5, "longest": 3}, "the longest lag 3 is below the least lag 5"),
        (GateRule, {"measure": "cost"}, "a gate rule needs a limit: at most or at least"),
        (
            Tie,
            {"id": "T1", "of": "E1", "to": "E1", "kind": "buyer"},
            "a tie needs two different enterprises, both are E1",
        ),
        (Risk, {"id": "R1", "name": "x"}, "give either a probability or a rate per year"),
        (
            Risk,
            {"id": "R1", "name": "x", "probability": 80},
            "80 is too large: a share from 0 to 1 is expected; 80 per cent is 0.8 or 80 %",
        ),
        (Impact, {"on": "cost", "size": 1, "work": "W1"}, "a work is named without its project"),
        (
            Cover,
            {"id": "C1", "name": "x", "insurance": "property", "perils": ["R1"], "deductible": 5, "limit": 5},
            "the limit 5 is not above the deductible 5 (Civil Code, article 826)",
        ),
        (
            Relation,
            {"id": "X1", "kind": "exclusive", "projects": ["P1", "P2"], "amounts": {"P1": 5}},
            "this kind of relation has no amounts",
        ),
        (
            Relation,
            {"id": "X1", "kind": "complement", "projects": ["P1", "P2"]},
            "this kind of relation needs the amount of at least one project",
        ),
        (
            Source,
            {"id": "S1", "name": "x", "kind": "own", "tranches": [{"share": 0.5}]},
            "shares of the tranches must sum to 1, they sum to 0.5",
        ),
        (
            Calendar,
            {"country": "ZZ"},
            "ZZ is not a country with known public holidays (expected two letters, for example KZ)",
        ),
        (
            Resource,
            {
                "id": "L",
                "name": "x",
                "owner": "E1",
                "capacity": 1,
                "changes": [{"since": "2027-02-01", "capacity": 1}, {"since": "2027-01-01", "capacity": 2}],
            },
            "capacity changes must be in the order of their dates, each date once",
        ),
        (
            Enterprise,
            {"id": "E1", "name": "x", "bin": "123"},
            "123 was not understood; expected for example 123456789012",
        ),
    ],
)
def test_nonsense_is_refused_with_a_sentence(noun: type[Noun], values: dict[str, Any], sentence: str) -> None:
    """Each noun says what is wrong and what was expected."""
    assert complaint(noun, **values) == sentence


def test_a_gate_is_passed_by_a_positive_decision() -> None:
    """Go and go with conditions pass; everything else, or no decision, does not."""
    passed = []
    for decision in Decision:
        record = {"decision": decision, "day": "2027-03-01"}
        if Gate(id="G1", name="x", after=("W1",), record=record).is_passed:
            passed.append(decision)
    assert passed == [Decision.GO, Decision.CONDITIONAL]
    assert not Gate(id="G1", name="x", after=("W1",)).is_passed


def test_a_project_knows_the_shares_of_its_partners() -> None:
    """Alone the leader has everything; among partners each has its share."""
    data = small_case()
    assert read_case(data).projects[0].share_of("E1") == 1.0
    data["projects"][0]["partners"] = [{"enterprise": "E1", "share": 0.7}, {"enterprise": "E2", "share": 0.3}]
    project = read_case(data).projects[0]
    assert [project.share_of(code) for code in ("E1", "E2", "E3")] == [0.7, 0.3, 0.0]


def test_a_case_counts_days_and_quarters_from_its_start() -> None:
    """Day 0 is the first working day: the second day of New Year falls on a Saturday, so that Monday is free, too."""
    case = Case.model_validate(small_case())
    assert case.days.date_of(0) == date(2027, 1, 5)
    assert case.quarters.name_of(0) == "2027Q1"


def test_equal_cases_have_equal_fingerprints() -> None:
    """The fingerprint tells cases apart, and nothing else."""
    data = small_case()
    same, other = read_case(data), read_case({**data, "horizon": 8})
    assert read_case(small_case()).digest() == same.digest() != other.digest()
    assert len(same.digest()) == 16


def test_only_some_statuses_have_an_answer() -> None:
    """An infeasible or skipped result holds nothing to use."""
    assert [status for status in Status if status.has_answer] == [Status.OPTIMAL, Status.FEASIBLE, Status.STOPPED]
