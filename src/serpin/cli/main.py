"""The program ``serpin``."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import click

from serpin.base.texts import mark
from serpin.cli.clicking import LazyGroup, LocalOption, usage_sentence
from serpin.cli.language import choose_language, language, say, speak
from serpin.cli.speaking import EXIT_BAD_INPUT, EXIT_INTERRUPTED, EXIT_USAGE, complain
from serpin.version import __version__

_COMMANDS = {
    "demo": ("serpin.cli.commands.demo", mark("open the web application with samples, and plan them")),
    "template": ("serpin.cli.commands.template", mark("write an empty workbook to fill in")),
    "check": ("serpin.cli.commands.check", mark("list everything that is wrong in a file")),
    "import": ("serpin.cli.commands.import_workbook", mark("read a workbook that is not ours, by a map")),
    "convert": ("serpin.cli.commands.convert", mark("write a case as YAML, JSON or a workbook")),
    "plan": ("serpin.cli.commands.plan", mark("plan a whole portfolio and write plan, workbook and report")),
    "report": ("serpin.cli.commands.report", mark("write the reports of a stored plan anew")),
    "compare": ("serpin.cli.commands.compare", mark("say what changed between plans, project by project, and why")),
    "select": ("serpin.cli.commands.select", mark("choose projects and sources of money")),
    "schedule": ("serpin.cli.commands.schedule", mark("place works on people, laboratories and bureaus")),
    "coordinate": ("serpin.cli.commands.coordinate", mark("find projects that pay only together, and what tips them")),
    "connect": ("serpin.cli.commands.connect", mark("say who should work with whom, and what is missing")),
    "simulate": ("serpin.cli.commands.simulate", mark("say how it may turn out, and with what odds")),
    "insure": (
        "serpin.cli.commands.insure",
        mark("choose what to retain, mitigate, share and insure, with the reserve"),
    ),
    "forecast": (
        "serpin.cli.commands.forecast",
        mark("say which targets of a strategy will be met, and what closes the gap"),
    ),
    "audit": ("serpin.cli.commands.audit", mark("look for warning signs of capture over calls and awards")),
    "measure": (
        "serpin.cli.commands.measure",
        mark("fill in the official forms, and say how innovative enterprises are"),
    ),
    "serve": ("serpin.cli.commands.serve", mark("serve the web application on this machine")),
    "manage": ("serpin.cli.commands.manage", mark("run a command of Django for the web application")),
    "schema": ("serpin.cli.commands.schema", mark("write the schema of a case")),
}


def _show_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"serpin {__version__}")
        ctx.exit()


program = LazyGroup(
    "serpin",
    table=_COMMANDS,
    help=mark("Serpin organises and plans innovation at industrial enterprises."),
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[
        LocalOption(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help=mark("Show the version and exit."),
        ),
        LocalOption(
            ["--language", "-l"],
            type=click.Choice(("kk", "ru", "en")),
            expose_value=False,
            metavar="kk|ru|en",
            help=mark("Language of texts and files; otherwise from the environment."),
        ),
    ],
)


def main(arguments: list[str] | None = None) -> None:
    """Run the program and end the process with its exit code.

    Parameters
    ----------
    arguments
        The command line without the name of the program; the process's own when empty.
    """
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run the program and return its exit code: 0, 1 for bad input, 2 for a wrong call, 3 for an infeasible case."""
    speak(choose_language(arguments, os.environ))
    try:
        answer: Any = program.main(args=list(arguments), prog_name="serpin", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return 0
    except click.UsageError as error:
        complain(usage_sentence(error))
        if error.ctx is not None:
            click.echo(say(mark("Try: {command} --help"), command=error.ctx.command_path), err=True)
        return EXIT_USAGE
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _interrupted() if _began_with_interrupt(error) else _bad_input(error, _wants_a_file(arguments))
    return answer if isinstance(answer, int) else 0


def _interrupted() -> int:
    """Say the last words after Ctrl-C, whole, and return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    complain(say(mark("stopped; what was already written is complete, nothing is half-written")))
    return EXIT_INTERRUPTED


def _began_with_interrupt(error: BaseException | None) -> bool:
    """Tell whether an error goes back to Ctrl-C: libraries that are being loaded turn it into errors of their own."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _wants_a_file(arguments: list[str]) -> bool:
    """Tell whether a call asks for something to be written; who only reads or checks is not told that nothing was."""
    return any(word.startswith(("-o", "--output", "--write")) for word in arguments)


def _bad_input(error: Exception, wants_a_file: bool) -> int:
    """Say what is wrong with the input; errors that are not ours go on as they are."""
    from serpin.base.errors import InputError, Problem

    if isinstance(error, InputError):
        for problem in error.problems:
            complain(problem.text(language()))
        count = len(error.problems)
        ending = mark("Problems: {count}. Nothing was written.") if wants_a_file else mark("Problems: {count}.")
        click.echo(say(ending, count=count), err=True)
        return EXIT_BAD_INPUT
    if isinstance(error, OSError):
        name = getattr(error, "filename", None) or ""
        values = {"file": name, "reason": error.strerror or str(error)}
        complain(Problem(mark("{file}: {reason}"), values=values).text(language()))
        return EXIT_BAD_INPUT
    raise error
