"""``serpin insure`` on the command line."""

import json
from pathlib import Path

from click.testing import CliRunner

from serpin.cli.main import program, run


def test_insure_writes_result_and_picture(tmp_path: Path, capsys) -> None:
    """The sample plant is insured: a page on the terminal, a result and a picture in files."""
    result, picture = tmp_path / "cover.json", tmp_path / "layers.svg"
    call = ["-l", "en", "insure", "plant", "--iterations", "500", "--seed", "2", "--seconds", "5"]
    assert run([*call, "--share", "R13=0.4,5000000", "-o", str(result), "--picture", str(picture)]) == 0
    document = json.loads(result.read_text("utf-8"))
    assert document["ledger"]["seed"] == 2
    assert all(check["passed"] for check in document["self_checks"])
    assert picture.read_text("utf-8").startswith("<svg")
    text = capsys.readouterr().out
    assert "Reserve" in text
    assert "HiGHS" not in text


def test_an_impossible_limit_has_its_exit_code(capsys) -> None:
    """A limit that no answer keeps ends with the exit code of infeasible cases."""
    assert run(["-l", "en", "insure", "plant", "--iterations", "300", "--tail", "1000"]) == 3


def test_bad_sharing_is_a_wrong_call() -> None:
    """An offer that cannot be read is refused by name."""
    answer = CliRunner().invoke(program, ["insure", "plant", "--share", "R13"])
    assert answer.exit_code == 2
