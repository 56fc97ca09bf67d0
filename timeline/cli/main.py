"""The command line: one file a command, wired here. Exit codes: 0 done, 1 problems found, 2 wrong use."""

from __future__ import annotations

import importlib
import sys
from typing import Final

import rich_click as click

from timeline.errors import TimelineError

COMMANDS: Final = {
    # name      module           (imported only when it is asked for, so `timeline --help` is quick)
    "init": "timeline.cli.init",
    "serve": "timeline.cli.serve",
    "check": "timeline.cli.check",
    "list": "timeline.cli.list",
    "show": "timeline.cli.show",
    "read": "timeline.cli.read",
    "extract": "timeline.cli.extract",
    "import": "timeline.cli.import_",
    "fetch": "timeline.cli.fetch",
    "review": "timeline.cli.review",
    "token": "timeline.cli.token",
    "build": "timeline.cli.build",
    "export": "timeline.cli.export",
    "backup": "timeline.cli.backup",
    "restore": "timeline.cli.restore",
    "migrate": "timeline.cli.migrate",
}


class Commands(click.RichGroup):
    """The commands, each loaded when it is asked for; a domain error is one line on standard error and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TimelineError as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=Commands)
@click.version_option(package_name="timeline")
def main() -> None:
    """Keep a chronology of dated events and publish it as feeds that stay true."""
