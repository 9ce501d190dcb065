"""``serpin plan``: the whole portfolio, from selection to odds, written as document, workbook, page and papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from serpin.base.texts import mark
from serpin.cli import settings
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say
from serpin.cli.speaking import EXIT_INFEASIBLE

if TYPE_CHECKING:
    from serpin.planning.options import PlanOptions
    from serpin.planning.result import Plan
    from serpin.vocabulary.case import Case
    from serpin.vocabulary.timetable import Timetable


SECONDS_TO_INSURE = 20.0


@make_command(
    "plan",
    help=mark(
        "Plan a whole portfolio: which projects, when, paid from where, with what odds. "
        "CASE: file (YAML, JSON, XLSX) or the name of a sample: plant, region."
    ),
)
@click.argument("case", metavar="CASE")
@option(
    "--output",
    "-o",
    required=True,
    metavar="DIR",
    help=mark("Folder for the plan and its reports: page, workbook, papers."),
)
@option(
    "--scenario",
    metavar="FILE",
    default=None,
    help=mark("Scenario to plan (YAML or JSON): changed budgets, dates, weights, risks and pinned works."),
)
@option(
    "--baseline",
    metavar="PLAN.json",
    default=None,
    help=mark("Earlier plan: begun projects are kept, and what changed against it is told."),
)
@option(
    "--stability",
    type=click.IntRange(0, 3),
    default=2,
    metavar="0…3",
    help=mark(
        "How much of the earlier plan is kept: 0 nothing, 1 begun projects, 2 starts before an earlier end, "
        "3 all projects, and starts before deadlines. Default 2."
    ),
)
@settings.rules
@settings.seed
@settings.seconds
@settings.iterations
@settings.workers
def command(  # noqa: PLR0917 - click calls it by name
    case: str,
    output: str,
    scenario: str | None,
    baseline: str | None,
    stability: int,
    rules: str | None,
    seed: int,
    seconds: float | None,
    iterations: int | None,
    workers: int,
) -> int:
    """Plan, write and tell."""
    from serpin.cli.documents import open_case, open_document, open_scenario
    from serpin.planning.replanning import moved, replanned
    from serpin.planning.scenario import with_options, with_scenario

    folder = Path(output)
    opened = open_case(case)
    changes = open_scenario(scenario) if scenario else {}
    if changes:
        opened = with_scenario(opened, changes)
    options = with_options(plan_options(opened, seconds, iterations, workers, rules), changes)
    before = open_document(baseline) if baseline else None
    earlier = moved(before.schedule.timetable, before.case, opened) if before and before.schedule else None
    if before is not None:
        options = replanned(options, opened, before, stability)
    make_folder(folder)
    made = make_plan(opened, seed, options)
    write_plan_folder(made, folder, (language(),), earlier)
    code = tell(made)
    if before is not None:
        from serpin.planning.comparison import compare_plans
        from serpin.reports.comparison import comparison_summary

        titles = (str(baseline), str(folder / "plan.json"))
        click.echo("\n" + comparison_summary(compare_plans(before, made), made.case, titles, language()))
    return code


def plan_options(
    case: Case, seconds: float | None, iterations: int | None, workers: int, rules: str | None = None
) -> PlanOptions:
    """Return the options of a plan from what was given on the command line; large cases get longer by default."""
    from serpin.engines.coordination.options import CoordinationOptions
    from serpin.engines.insurance.options import InsuranceOptions
    from serpin.engines.portfolio.options import PortfolioOptions
    from serpin.engines.scheduling.options import SchedulingOptions
    from serpin.engines.simulation.options import SimulationOptions
    from serpin.planning.options import FRONTIER, PlanOptions

    selecting = settings.selecting(case, seconds)
    return PlanOptions(
        coordination=CoordinationOptions(**settings.given(seconds=seconds)),
        insurance=InsuranceOptions(**{"seconds": SECONDS_TO_INSURE, **settings.given(seconds=seconds)}),
        portfolio=PortfolioOptions(frontier=FRONTIER, **settings.given(seconds=selecting), **settings.rulebook(rules)),
        scheduling=SchedulingOptions(**settings.given(seconds=seconds, workers=workers)),
        simulation=SimulationOptions(**settings.given(iterations=iterations)),
    )


def make_folder(folder: Path) -> None:
    """Make the folder for the results, or say why it cannot be.

    Raises
    ------
    InputError
        If something that is not a folder has its name.
    """
    from serpin.base.errors import InputError, Problem

    if folder.exists() and not folder.is_dir():
        raise InputError(
            [Problem(mark("{value} is a file; a folder is expected"), where=str(folder), values={"value": folder})]
        )
    folder.mkdir(parents=True, exist_ok=True)


def make_plan(case: Case, seed: int, options: PlanOptions) -> Plan:
    """Plan with progress bars; after Ctrl-C with what was found so far."""
    from concurrent.futures import ThreadPoolExecutor

    from serpin.cli.progress import Bars
    from serpin.planning.kernels import are_compiled, compile_kernels

    if not are_compiled():
        click.echo(
            say(mark("The engines are compiled for this machine first; that is once, and takes about a minute."))
        )
        compile_kernels()
    with Bars() as bars, ThreadPoolExecutor(options.scheduling.workers) as executor:
        from serpin.planning.verb import plan  # takes a second: Ctrl-C is heard already

        return plan(case, seed=seed, options=options, progress=bars, executor=executor)


def write_plan_folder(
    made: Plan, folder: Path, languages: tuple[str, ...], baseline: Timetable | None = None
) -> list[Path]:
    """Write document and reports, each complete or not at all, and say which."""
    from serpin.cli.folders import tell_written, write_reports
    from serpin.reports.document import write_plan

    document = folder / "plan.json"
    write_plan(made, document)
    tell_written([document])
    return [document, *write_reports(made, folder, languages, baseline)]


def tell(made: Plan) -> int:
    """Write the summary to the terminal and return the exit code."""
    from serpin.reports.summary import summary
    from serpin.vocabulary.result import Status

    click.echo(summary(made, language()))
    infeasible = any(step.status is Status.INFEASIBLE for step in made.steps)
    return EXIT_INFEASIBLE if infeasible else 0
