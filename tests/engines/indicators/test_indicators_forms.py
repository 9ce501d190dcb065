"""The forms of the sample plant, cell by cell, and the controls that catch what is planted."""

from __future__ import annotations

from importlib.resources import files

import pytest

from serpin import measure
from serpin.base.errors import InputError
from serpin.engines.indicators.options import Entry, Explanation, MeasureOptions
from serpin.engines.indicators.problem.tables import read_edition, standard_editions
from serpin.engines.indicators.result import Measurement
from serpin.engines.indicators.result.form import Cell, Form
from serpin.examples.plant import plant


@pytest.fixture(scope="module")
def measured() -> Measurement:
    """The sample plant, as it is measured without options."""
    return measure(plant(), seed=1)


def form_of(measured: Measurement, edition: str, enterprise: str = "PLANT") -> Form:
    """Return the form of an enterprise."""
    return next(form for form in measured.forms if (form.edition, form.enterprise) == (edition, enterprise))


def cell_of(form: Form, place: str) -> Cell | None:
    """Return a cell by its place, nothing where it is blank."""
    section, row, column = place.split(".")
    places = {(cell.section, cell.row, cell.column): cell for cell in form.cells}
    return places.get((section, row, column))


def planted(form: str, cell: str, value: float | str | None) -> Form:
    """Return the form of the plant with one cell filled in by hand."""
    entry = Entry(form=form, enterprise="PLANT", cell=cell, value=value, note="planted")
    found = measure(plant(), seed=1, options=MeasureOptions(entries=(entry,), only_forms=True))
    return form_of(found, form)


COSTS = {
    "5.501.1": 54_270.0,
    "5.501.2": 46_970.0,
    "5.501.3": 7_300.0,
    "5.502.1": 30_000.0,
    "5.503.1": 136_500.0,
    "5.503.2": 96_500.0,
    "5.504.1": 14_200.0,
    "5.505.1": 12_400.0,
    "5.506.1": 17_130.0,
    "5.507.1": 3_240.0,
    "5.508.1": 6_750.0,
    "5.509.1": 4_910.0,
    "5.500.1": 279_400.0,
    "6.600.1": 279_400.0,
    "6.601.1": 217_990.0,
    "6.603.1": 19_300.0,
    "6.605.1": 2_110.0,
    "6.606.1": 40_000.0,
    "6.600.2": 84_270.0,
}
OTHERS = {
    "1.101.1": 24_760_000.0,
    "1.103.1": 1450,
    "2.201.1": 1,
    "2.202.1": 0,
    "2.205.2": 1,
    "2.230.2": 2.0,
    "3.301.1": 1,
    "3.303.1": 1,
    "4.401.1": 1_040_000.0,
    "4.402.2": 410_000.0,
    "4.400.2": 1_420_000.0,
    "4.400.3": 235_000.0,
    "4.404.4": 140_000.0,
    "4.420.1": 24_760_000.0,
    "7.705.1": 1,
    "7.702.2": 1,
    "7.703.3": 1,
    "7.700.1": 2.0,
    "8.807.2": 1,
    "8.802.4": 1,
    "8.800.1": 4.0,
    "9.905.1": 3,
    "10.1002.1": 3,
    "11.1101.1": 1,
    "12.1201.1": 2,
    "12.1203.1": 1,
    "12.1200.1": 5.0,
}


@pytest.mark.parametrize(("place", "value"), [*COSTS.items(), *OTHERS.items()])
def test_cells_of_the_innovation_report(measured: Measurement, place: str, value: float) -> None:
    """Cells of the form equal what was added up by hand from the books of the plant."""
    cell = cell_of(form_of(measured, "1-innovation"), place)
    assert cell is not None
    assert cell.value == value


def test_a_text_stands_on_the_title_page(measured: Measurement) -> None:
    """The identification number of the plant stands in its cell as text."""
    cell = cell_of(form_of(measured, "1-innovation"), "0.002.1")
    assert cell is not None
    assert (cell.value, cell.entries) == ("000000000101", ("enterprises/PLANT",))


def test_a_cell_names_its_entries_and_works(measured: Measurement) -> None:
    """Production design comes from two payments, one of them for a work of a project."""
    cell = cell_of(form_of(measured, "1-innovation"), "5.506.1")
    assert cell is not None
    assert cell.entries == ("payments/PAY03", "payments/PAY15")
    assert cell.works == ("P01/W2",)


RESEARCH = {
    "1.111.1": 38_100.0,
    "1.112.1": 12_050.0,
    "1.110.1": 50_150.0,
    "1.121.1": 4_120.0,
    "1.100.1": 54_270.0,
    "1.100.3": 22_500.0,
    "1.100.4": 31_770.0,
    "2.201.1": 7_300.0,
    "2.202.1": 46_970.0,
    "3.300.1": 30_000.0,
    "3.300.2": 12_000.0,
    "4.400.1": 41.0,
    "4.404.1": 14,
}


@pytest.mark.parametrize(("place", "value"), RESEARCH.items())
def test_cells_of_the_research_report(measured: Measurement, place: str, value: float) -> None:
    """Cells of the report on research equal what was added up by hand."""
    cell = cell_of(form_of(measured, "2-science"), place)
    assert cell is not None
    assert cell.value == value


def test_all_controls_of_the_sample_hold(measured: Measurement) -> None:
    """No control of any form of the sample is open, and every self-check passes."""
    assert [answer for form in measured.forms for answer in form.open_controls] == []
    assert measured.is_sound
    assert len(measured.forms) == 10


PLANTED = [
    ("1-innovation", "5.500.1", 279_500.0, "total"),
    ("1-innovation", "5.501.1", 54_280.0, "C2"),
    ("1-innovation", "5.501.2", 60_000.0, "column"),
    ("1-innovation", "5.503.2", 96_600.0, "C3"),
    ("1-innovation", "6.603.1", 19_400.0, "C4"),
    ("1-innovation", "6.601.2", 46_000.0, "C5"),
    ("1-innovation", "4.403.1", 500_000.0, "C6"),
    ("1-innovation", "4.410.2", 24_000_000.0, "C7"),
    ("1-innovation", "1.101.1", 24_000_000.0, "C8"),
    ("1-innovation", "1.102.1", 24_000_000.0, "C9"),
    ("1-innovation", "4.405.1", 2_000_000.0, "part"),
    ("1-innovation", "4.402.3", 500_000.0, "column"),
    ("1-innovation", "5.508.1", -5.0, "negative"),
    ("1-innovation", "5.508.1", 6_750.04, "decimals"),
    ("1-innovation", "2.230.1", 1.0, "crossed"),
    ("1-innovation", "9.904.1", 6, "C13"),
    ("1-innovation", "10.1001.1", 4, "C14"),
    ("1-innovation", "3.301.1", 4, "C15"),
    ("1-innovation", "0.006.1", "small", "C16"),
    ("1-innovation", "0.002.1", "12345", "C1"),
    ("1-innovation", "2.203.1", 2, "C18"),
    ("2-science", "1.100.3", 30_000.0, "D3"),
    ("2-science", "2.202.1", 40_000.0, "D2"),
    ("2-science", "4.401.1", 2_000, "D5"),
    ("2-science", "3.300.1", 31_000.0, "D6"),
    ("2-science", "4.405.1", 30, "part"),
]


@pytest.mark.parametrize(("form", "cell", "value", "control"), PLANTED)
def test_a_planted_error_is_caught(form: str, cell: str, value: float | str, control: str) -> None:
    """An error in one cell opens the control that is meant for it."""
    found = planted(form, cell, value)
    assert control in {answer.control for answer in found.open_controls}


def test_controls_across_forms_look_at_the_other_form() -> None:
    """Internal research above that of the report on research is caught, and an explanation closes it."""
    entry = Entry(form="2-science", enterprise="PLANT", cell="1.100.1", value=50_000.0)
    options = MeasureOptions(entries=(entry,), only_forms=True)
    found = form_of(measure(plant(), seed=1, options=options), "1-innovation")
    assert [answer.control for answer in found.open_controls] == ["C17"]

    told = Explanation(form="1-innovation", enterprise="PLANT", control="C17", text="a grant was counted elsewhere")
    explained = options.model_copy(update={"explanations": (told,)})
    found = form_of(measure(plant(), seed=1, options=explained), "1-innovation")
    assert found.open_controls == ()
    assert [answer.explanation for answer in found.controls if answer.control == "C17"] == [told.text]


def test_what_must_agree_cannot_be_explained_away() -> None:
    """An explanation does not close a control of sums that is not explainable."""
    entry = Entry(form="1-innovation", enterprise="PLANT", cell="6.610.1", value=100.0)
    told = Explanation(form="1-innovation", enterprise="PLANT", control="C2", text="because")
    options = MeasureOptions(entries=(entry,), explanations=(told,), only_forms=True)
    found = form_of(measure(plant(), seed=1, options=options), "1-innovation")
    assert "C2" in {answer.control for answer in found.open_controls}


def test_respondents_without_innovations_answer_on_obstacles() -> None:
    """A firm without innovations keeps sections 4 and 5 in order, and is asked for its obstacles."""
    case = plant()
    silent = case.model_copy(update={"answers": ()})
    options = MeasureOptions(enterprises=("QUARRY",), only_forms=True)
    found = form_of(measure(silent, seed=1, options=options), "1-innovation", "QUARRY")
    assert [answer.control for answer in found.open_controls] == ["C12"]


def test_costs_without_any_innovation_or_project_are_caught() -> None:
    """Money in section 5 of a firm that had neither innovations nor projects opens its control."""
    entry = Entry(form="1-innovation", enterprise="QUARRY", cell="5.500.1", value=100.0)
    options = MeasureOptions(enterprises=("QUARRY",), entries=(entry,), only_forms=True)
    found = form_of(measure(plant(), seed=1, options=options), "1-innovation", "QUARRY")
    assert "C11" in {answer.control for answer in found.open_controls}


def test_a_blank_entry_takes_a_cell_away() -> None:
    """A cell that is emptied by hand is blank, and the totals that need it say so."""
    found = planted("1-innovation", "6.606.1", None)
    assert cell_of(found, "6.606.1") is None
    assert {answer.control for answer in found.open_controls} == {"C2"}


def test_an_entry_by_hand_says_why() -> None:
    """A cell that was typed in keeps the note, and has no entries."""
    cell = cell_of(planted("1-innovation", "5.509.1", 4_910.0), "5.509.1")
    assert cell is not None
    assert (cell.by_hand, cell.entries) == ("planted", ())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            MeasureOptions(entries=(Entry(form="9-none", enterprise="PLANT", cell="1.1.1", value=1),)),
            "there is no form 9-none",
        ),
        (
            MeasureOptions(entries=(Entry(form="1-innovation", enterprise="PLANT", cell="5.999.1", value=1),)),
            "the form has no cell 5.999.1",
        ),
        (
            MeasureOptions(
                explanations=(Explanation(form="1-innovation", enterprise="PLANT", control="C99", text="x"),)
            ),
            "there is no control C99",
        ),
        (MeasureOptions(enterprises=("NOBODY",)), "there is no enterprise NOBODY"),
        (MeasureOptions(forms=("id = [",)), "TOML was not understood"),
    ],
)
def test_what_no_form_has_is_refused(options: MeasureOptions, message: str) -> None:
    """Entries, explanations, enterprises and editions that do not exist are refused by name."""
    with pytest.raises(InputError) as caught:
        measure(plant(), seed=1, options=options)
    assert message in caught.value.text()


def test_an_edition_can_be_replaced() -> None:
    """Another edition with the same code takes the place of ours, with its own rows and codes."""
    text = files("serpin").joinpath("rules", "forms", "1-innovation.toml").read_text("utf-8")
    changed = text.replace('code = "500"', 'code = "1500"').replace("5.500", "5.1500")
    assert changed != text
    found = measure(plant(), seed=1, options=MeasureOptions(forms=(changed,), only_forms=True))
    form = form_of(found, "1-innovation")
    cell = cell_of(form, "5.1500.1")
    assert cell is not None
    assert cell.value == 279_400.0
    assert cell_of(form, "5.500.1") is None
    assert [edition.id for edition in found.editions] == ["2-science", "1-innovation"]
    assert form.open_controls == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('code = "501"', 'code = "502"', "code 5.502 is used twice"),
        ('"5.500.1"', '"5.510.1"', "the form has no cell 5.510.1"),
        ('total = ["501"', 'total = ["511"', "the form has no cell 5.511"),
        ('kind = "equal"', 'kind = "similar"', "similar is not one of"),
    ],
)
def test_a_broken_edition_is_refused(old: str, new: str, message: str) -> None:
    """An edition with a code twice, a control without its cell or an unknown kind is refused."""
    text = files("serpin").joinpath("rules", "forms", "1-innovation.toml").read_text("utf-8")
    with pytest.raises(InputError) as caught:
        read_edition(text.replace(old, new, 1))
    assert message in caught.value.text().replace("'", "")


def test_our_editions_say_that_they_are_not_verified() -> None:
    """Both editions of the package are marked as not compared with the official text."""
    assert [(edition.index, edition.verified) for edition in standard_editions()] == [
        ("1-инновация", False),
        ("2-наука", False),
    ]


def test_a_year_without_entries_is_skipped() -> None:
    """A year for which the books hold nothing gives no forms, and the status says so."""
    found = measure(plant(), seed=1, options=MeasureOptions(year=2010))
    assert found.status.value == "skipped"
    assert found.forms == ()


def test_a_listener_may_stop() -> None:
    """A listener that answers stop gets the forms that were done."""
    found = measure(plant(), seed=1, progress=lambda *_: "stop")
    assert found.status.value == "stopped"
    assert {form.enterprise for form in found.forms} == {found.forms[0].enterprise}
