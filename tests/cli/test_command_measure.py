"""``serpin measure`` on the command line."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from serpin.cli.main import program, run


def test_measure_writes_result_and_forms(tmp_path: Path, capsys) -> None:
    """The sample plant is measured: a page on the terminal, the result as JSON, the forms as a workbook."""
    result, book = tmp_path / "measured.json", tmp_path / "forms.xlsx"
    call = ["-l", "en", "measure", "plant", "-o", str(result), "-w", str(book)]
    assert run([*call, "--grant", "GR-C1=22000000,2200000", "--zone", "PLANT=B,2025-03-01,120000000"]) == 0
    document = json.loads(result.read_text("utf-8"))
    assert document["year"] == 2026
    assert all(check["passed"] for check in document["self_checks"])
    assert openpyxl.load_workbook(book).sheetnames[0] == "1-инновация PLANT"
    text = capsys.readouterr().out
    assert "All 377 controls of the forms hold." in text
    assert "does not hold: the series says 79.7" in text
    assert "GR-C1" in text


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "бақылауының бәрі орындалады"), ("ru", "Все контроли форм выполнены")]
)
def test_measure_speaks_the_language(language: str, words: str, capsys) -> None:
    """The page is in Kazakh or Russian, without an English sentence left."""
    assert run(["-l", language, "measure", "plant"]) == 0
    text = capsys.readouterr().out
    assert words in text
    assert " the " not in text


def test_tables_of_an_analyst_are_read(tmp_path: Path, capsys) -> None:
    """Cells by hand, a trade table and a series come from CSV files as people write them."""
    entries, trade, series = tmp_path / "entries.csv", tmp_path / "trade.csv", tmp_path / "series.csv"
    entries.write_text("form;enterprise;cell;value;note\n1-innovation;PLANT;5.500.1;280 000,5;typed\n", "utf-8")
    trade.write_text("place,product,value\nA,p,3\nA,q,3\nA,r,9\nB,p,4\nB,q,4\nC,p,8\n", "utf-8")
    series.write_text("name;year;value;unit;kind\nOutput;2001;110;%;index\nOutput;2002;120;%;index\n", "utf-8")
    call = ["-l", "en", "measure", "plant", "--enterprise", "PLANT"]
    assert run([*call, "--entries", str(entries), "--trade", str(trade), "--series", str(series)]) == 0
    text = capsys.readouterr().out
    assert "5.500.1: a total equals the sum of its rows (280,000.5 ≠ 279,400)" in text
    assert "C2: Costs by kind equal costs by source" in text
    assert "1 of 3: " in text
    assert "Output: 2000: 100.0, 2001: 110.0, 2002: 132.0" in text


def test_an_edition_is_handed_over(tmp_path: Path, capsys) -> None:
    """A file that is no edition is refused with its name and what is missing."""
    file = tmp_path / "own.toml"
    file.write_text('id = "9-own"\n', "utf-8")
    assert run(["-l", "en", "measure", "plant", "--form", str(file)]) == 1
    assert "a value is required here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("--trade", "place,value\nA,1\n", "column product is missing"),
        ("--trade", "place,product,value\nA,p,1\nA,p,2\n", "A, p stands twice"),
        ("--trade", "place,product,value\nA,p,much\n", "much is not a number"),
        ("--series", "name,year,value\nS,2001,5\nS,2001,6\n", "stands twice with the values"),
    ],
)
def test_bad_tables_are_refused(name: str, content: str, message: str, tmp_path: Path, capsys) -> None:
    """A missing column, a pair twice, a word for a number and a year twice are refused, and nothing is written."""
    file, result = tmp_path / "table.csv", tmp_path / "result.json"
    file.write_text(content, "utf-8")
    assert run(["-l", "en", "measure", "plant", name, str(file), "-o", str(result)]) == 1
    assert message in capsys.readouterr().err
    assert not result.exists()


@pytest.mark.parametrize("option", [["--zone", "PLANT"], ["--zone", "PLANT=Z,2025-01-01,1"], ["--grant", "GR-C1=5"]])
def test_bad_plans_are_a_wrong_call(option: list[str]) -> None:
    """A zone or grant that cannot be read is refused by name."""
    answer = CliRunner().invoke(program, ["measure", "plant", *option])
    assert answer.exit_code == 2
