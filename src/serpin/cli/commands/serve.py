"""``serpin serve``: the web application on this machine."""

from __future__ import annotations

import click

from serpin.base.texts import mark
from serpin.cli.clicking import command as make_command
from serpin.cli.clicking import option
from serpin.cli.language import language
from serpin.cli.processes import run_web


@make_command("serve", help=mark("Serve the web application on this machine until Ctrl-C."))
@option("--host", default="127.0.0.1", help=mark("Address to listen on. Default 127.0.0.1: this machine only."))
@option("--port", type=click.IntRange(1, 65535), default=8000, help=mark("Port to listen on. Default 8000."))
@option("--data", default="serpin-data", metavar="DIR", help=mark("Folder for database and documents."))
@option("--web-workers", type=click.IntRange(1, 64), default=1, help=mark("Processes that answer pages. Default 1."))
def command(host: str, port: int, data: str, web_workers: int) -> int:
    """Serve until ended."""
    arguments = ["serve", "--host", host, "--port", str(port), "--data", data]
    return run_web([*arguments, "--web-workers", str(web_workers), "--language", language()])
