"""``serpin demo``: the first thing that a newcomer runs."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from serpin.base.texts import LANGUAGES, mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say
from serpin.cli.processes import run_web, start_serpin

if TYPE_CHECKING:
    from serpin.vocabulary.case import Case

_QUICK = ("--seconds", "15", "--iterations", "4000")
"""The plan of the region need not be the best for a first look."""


@make_command(
    "demo",
    help=mark(
        "Plan the sample plant and the sample region, write their reports, say where they lie, and open the web "
        "application with the samples."
    ),
)
@option(
    "--output", "-o", default="serpin-demo", metavar="DIR", help=mark("Folder for the results. Default serpin-demo.")
)
@option("--no-serve", is_flag=True, help=mark("Only plan; start no web application."))
@option("--port", type=click.IntRange(1, 65535), default=8000, help=mark("Port to listen on. Default 8000."))
@settings.seed
@settings.workers
def command(output: str, no_serve: bool, port: int, seed: int, workers: int) -> int:
    """Plan the sample plant, write everything, and serve."""
    from serpin.cli.commands.plan import make_folder, make_plan, plan_options, tell, write_plan_folder
    from serpin.formats.files import write_case

    folder = Path(output)
    data, report = folder / "web", (folder / f"report.{language()}.html").resolve()
    if not no_serve and report.exists() and (data / "serpin.sqlite3").exists():
        click.echo(
            say(mark("The plan of the last start lies in {file}; delete the folder to begin anew."), file=report)
        )
        return _served(data, port)
    case = _sample("plant")
    make_folder(folder)
    made = make_plan(case, seed, plan_options(case, None, None, workers))
    write_case(case, folder / "plant.xlsx", language())
    write_plan_folder(made, folder, LANGUAGES)
    code = tell(made)
    click.echo()
    click.echo(say(mark("The report lies in {file}"), file=report))
    click.echo(say(mark("The plant as a workbook to change and plan again: {file}"), file=folder / "plant.xlsx"))
    click.echo(
        say(mark("The plan of the region is made next, in {file}; it takes about a minute."), file=folder / "region")
    )
    region = ["-l", language(), "plan", _region_in(folder), "-o", str(folder / "region"), "--seed", str(seed), *_QUICK]
    if no_serve:
        return code or start_serpin(region, folder / "region.log").wait()
    return _served(data, port, start_serpin(region, folder / "region.log"))


def _sample(name: str) -> Case:
    """Return a sample, moved by whole years to the turn of the year next to the present day."""
    from serpin.examples.moving import moved, years_to
    from serpin.examples.samples import sample

    case = sample(name)
    return moved(case, years_to(case, date.today()))


def _region_in(folder: Path) -> str:
    """Return what the other process plans: the sample as it is, or a file of it where it was moved."""
    from serpin.examples.samples import sample
    from serpin.formats.files import write_case

    case = _sample("region")
    if case is sample("region"):
        return "region"
    write_case(case, folder / "region.yaml", language())
    return str(folder / "region.yaml")


def _served(data: Path, port: int, beside: subprocess.Popen[bytes] | None = None) -> int:
    click.echo()
    return run_web(["serve", "--demo", "--port", str(port), "--data", str(data), "--language", language()], beside)
