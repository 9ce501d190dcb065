"""Click in three languages: help texts, headings and usage errors go through the catalogues."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from serpin.base.texts import LANGUAGES, mark
from serpin.cli.language import say


class LocalOption(click.Option):
    """An option whose help is translated when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return names and translated help."""
        if self.hidden:
            return None
        names = ", ".join([*self.opts, *self.secondary_opts])
        takes_value = not self.is_flag and not self.count
        return f"{names} {self.make_metavar(ctx)}" if takes_value else names, say(self.help or "")


class Spoken(click.Command):
    """What commands and groups have in common: description and help option are translated when they are shown."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the translated description."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(say(self.help or ""))

    def option_records(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return names and translated help of all options."""
        return [
            record
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option) and (record := parameter.get_help_record(ctx))
        ]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the help option with a translated text."""
        option = super().get_help_option(ctx)
        if option is None:
            return None
        shown = LocalOption(
            list(option.opts), is_flag=True, is_eager=True, expose_value=False, help=mark("Show this text and exit.")
        )
        shown.callback = option.callback
        return shown


class LocalCommand(Spoken):
    """A command whose help is translated when it is shown."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=say(mark("Usage: ")))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options with translated help."""
        with formatter.section(say(mark("Options"))):
            formatter.write_dl(self.option_records(ctx))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the pieces of the usage line with the translated word for options."""
        pieces = super().collect_usage_pieces(ctx)
        return [say(mark("[OPTIONS]")) if piece == "[OPTIONS]" else piece for piece in pieces]


class LazyGroup(Spoken, click.Group):
    """A group that knows the one-line help of its commands and loads a command only when it is called.

    Parameters
    ----------
    table
        Names of commands → module that holds ``command``, and one line of help.
    """

    def __init__(self, *arguments: Any, table: dict[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order in which a newcomer needs them."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load and return a command."""
        if cmd_name not in self.table:
            return None
        command: click.Command = import_module(self.table[cmd_name][0]).command
        return command

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = say(mark("COMMAND [OPTIONS]"))
        formatter.write_usage(ctx.command_path, pieces, prefix=say(mark("Usage: ")))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write options and commands with translated help."""
        with formatter.section(say(mark("Options"))):
            formatter.write_dl(self.option_records(ctx))
        with formatter.section(say(mark("Commands"))):
            formatter.write_dl([(name, say(line)) for name, (_, line) in self.table.items()])


def option(*names: str, help: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: A002 - the word of click
    """Return the decorator of an option with a translated help."""
    return click.option(*names, cls=LocalOption, help=help, **settings)


def command(name: str, help: str) -> Callable[[Callable[..., Any]], click.Command]:  # noqa: A002 - the word of click
    """Return the decorator of a command; every command takes ``--language``."""

    def decorate(function: Callable[..., Any]) -> click.Command:
        with_language = option(
            "--language",
            "-l",
            type=click.Choice(LANGUAGES),
            expose_value=False,
            metavar="kk|ru|en",
            help=mark("Language of texts and files; otherwise from the environment."),
        )(function)
        settings = {"help_option_names": ["-h", "--help"]}
        return click.command(name, cls=LocalCommand, help=help, context_settings=settings)(with_language)

    return decorate


def usage_sentence(error: click.UsageError) -> str:
    """Return what is wrong with a command line, in the language of this call."""
    if isinstance(error, click.NoSuchOption):
        sentence = say(mark("there is no option {name}"), name=error.option_name)
        if error.possibilities:
            sentence += ". " + say(mark("Did you mean {names}?"), names=", ".join(sorted(error.possibilities)))
        return sentence
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else (error.param_hint or "")
        if isinstance(error.param, click.Option):
            name = max(error.param.opts, key=len)
        return say(mark("{name} is missing"), name=name)
    if isinstance(error, click.BadParameter):
        name = max(error.param.opts, key=len) if error.param else (error.param_hint or "")
        if isinstance(error.param, click.Argument) and error.ctx:
            name = error.param.make_metavar(error.ctx)
        if error.param and isinstance(error.param.type, click.Choice):
            allowed = ", ".join(str(choice) for choice in error.param.type.choices)
            return say(mark("{name}: expected one of {allowed}"), name=name, allowed=allowed)
        return say(mark("{name}: {reason}"), name=name, reason=_reason(error))
    return _known_sentence(error)


def _reason(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    if isinstance(kind, click.IntRange | click.FloatRange):
        low = "" if kind.min is None else f"{kind.min}"
        high = "" if kind.max is None else f"{kind.max}"
        return say(mark("expected a number from {low} to {high}"), low=low or "−∞", high=high or "∞")
    if kind in (click.INT, click.FLOAT):
        return say(mark("expected a number"))
    return error.message


def _known_sentence(error: click.UsageError) -> str:
    text = error.format_message()
    if "No such command" in text:
        return say(mark("there is no command {name}"), name=text.partition("'")[2].partition("'")[0])
    if "unexpected extra argument" in text:
        return say(mark("too many words on the command line: {words}"), words=text.partition("(")[2].rstrip(")."))
    return text
