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
from serpin.cli.processes import run_web, serpin_command

if TYPE_CHECKING:
    from serpin.vocabulary.case import Case

_QUICK = ("--seconds", "15", "--iterations", "4000")
"""The plan of the region need not be the best for a first look."""


@make_command(
    "demo",
    help=mark(
        "Open the web application with the samples; meanwhile plan the sample plant and the sample region, and write "
        "their reports."
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
    """Serve the samples, and plan them beside the pages; or only plan."""
    from serpin.cli.commands.plan import make_folder

    folder = Path(output)
    make_folder(folder)
    if no_serve:
        return _plan(folder, seed, workers)
    arguments = ["serve", "--demo", "--port", str(port), "--data", str(folder / "web"), "--language", language()]
    if _report(folder).exists() and _region_report(folder).exists():
        click.echo(
            say(
                mark("The plan of the last start lies in {file}; delete the folder to begin anew."),
                file=_report(folder),
            )
        )
        return run_web(arguments)
    planning = ["demo", "--no-serve", "--output", output, "--seed", str(seed), "--workers", str(workers)]
    return run_web([*arguments, "--beside", *serpin_command(["--language", language(), *planning])])


def _plan(folder: Path, seed: int, workers: int) -> int:
    """Plan the plant and then the region, and return the exit code."""
    from serpin.cli.commands.plan import make_plan, plan_options, tell, write_plan_folder
    from serpin.formats.files import write_case

    click.echo()
    click.echo(
        say(mark("The sample plant is planned now, with files in {file}; it takes about a minute."), file=folder)
    )
    case = _sample("plant")
    made = make_plan(case, seed, plan_options(case, None, None, workers))
    write_case(case, folder / "plant.xlsx", language())
    write_plan_folder(made, folder, LANGUAGES)
    code = tell(made)
    click.echo()
    click.echo(say(mark("The report lies in {file}"), file=_report(folder)))
    click.echo(say(mark("The plant as a workbook to change and plan again: {file}"), file=folder / "plant.xlsx"))
    click.echo(
        say(mark("The plan of the region is made next, in {file}; it takes about a minute."), file=folder / "region")
    )
    region = ["-l", language(), "plan", _region_in(folder), "-o", str(folder / "region"), "--seed", str(seed), *_QUICK]
    with (folder / "region.log").open("wb") as log:
        done = subprocess.run(serpin_command(region), stdout=log, stderr=subprocess.STDOUT, check=False)  # noqa: S603 - our own command
    if done.returncode == 0:
        click.echo(say(mark("The report lies in {file}"), file=_region_report(folder)))
    return code or done.returncode


def _report(folder: Path) -> Path:
    return (folder / f"report.{language()}.html").resolve()


def _region_report(folder: Path) -> Path:
    return (folder / "region" / "report.html").resolve()


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
