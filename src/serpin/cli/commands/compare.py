"""``serpin compare``: what changed between plans, project by project, and why."""

from __future__ import annotations

from pathlib import Path

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language, say


@make_command(
    "compare",
    help=mark(
        "Say what changed from the first plan to each of the others: which projects come in, go out or move, and why. "
        "PLANS: documents that plan wrote."
    ),
)
@click.argument("plans", metavar="PLAN.json …", nargs=-1, required=True)
@option(
    "--output",
    "-o",
    metavar="FILE",
    help=mark("Comparison to write: workbook (.xlsx), page (.html) or document (.json)."),
)
def command(plans: tuple[str, ...], output: str | None) -> int:
    """Compare, write and tell."""
    from serpin.base.errors import refuse
    from serpin.planning.comparison import compare_plans
    from serpin.reports.comparison import comparison_summary, write_comparison
    from serpin.reports.document import read_plan
    from serpin.reports.files import write_text_whole

    if len(plans) < 2:
        raise refuse(mark("two plans are needed to compare"), value=len(plans))
    ending = Path(output).suffix.lower() if output else ""
    if output and ending not in (".xlsx", ".html", ".json"):
        raise refuse(mark("{value} is not written; the name must end in .xlsx, .html or .json"), value=ending or output)
    first, *others = [read_plan(name) for name in plans]
    found = [compare_plans(first, other) for other in others]
    titles = [(plans[0], name) for name in plans[1:]]
    if output and ending == ".json":
        write_text_whole(Path(output), "[" + ",\n".join(one.model_dump_json(indent=1) for one in found) + "]\n")
    elif output:
        write_comparison(found, [other.case for other in others], titles, Path(output), language())
    if output:
        click.echo(say(mark("Written: {file}"), file=output), err=True)
    parts = zip(found, others, titles, strict=True)
    click.echo("\n\n".join(comparison_summary(one, other.case, title, language()) for one, other, title in parts))
    return 0
