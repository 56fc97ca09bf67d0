"""The command line: one file a command, wired here. Exit codes: 0 done, 1 problems found, 2 wrong use."""

# ruff: noqa: E501 (a row of a table is one line)

from __future__ import annotations

import importlib
import os
import sys
from typing import Final

import rich_click as click

from timeline import disk
from timeline.errors import TimelineError, nearest

# fmt: off
COMMANDS: Final = {
    # name    what it does: the first words of its help. Its module is imported only when it is asked for.
    "init": "Make a new chronology in DIR: settings, a file for events, a feed of all, and JSON Schemas for your editor.",
    "serve": "Serve the chronology of a folder: page, feeds and API.",
    "worker": "Fetch the sources of a folder on their schedule, without serving. Of several processes one does so at a time.",
    "check": "Check a chronology's files, and list every problem as file:line:column: what is wrong: what to do.",
    "list": "List events by date: id, date, title.",
    "show": "Show one event: its date and what follows from it, its sources, and its history.",
    "read": "Say which date words name, as EDTF, and the rule that read them.",
    "extract": "Find the dates in documents, and which of them date events.",
    "import": "Take in calendars, feeds, tables, pages and texts, from files or the web.",
    "fetch": "Fetch the sources of sources.yaml now: those named, or all that are not paused.",
    "review": "Go through what waits for a person. Each decision is remembered: the same claim never asks again.",
    "edit": "Correct an event, of files, of sources or of the API. Without --set, $EDITOR opens it on a terminal.",
    "withdraw": "Withdraw events, of files, of sources or of the API: each answers 410 from then on, and its row stays.",
    "token": "Make, list and remove bearer tokens. Only a digest of each is kept.",
    "build": "Write the same pages and feeds as the server gives, as files that any web server can host.",
    "export": "Write the events as the server gives them.",
    "doctor": "Look for what keeps readers from a chronology, and say of each finding what to do.",
    "backup": "Copy the database to FILE as it stands at this instant, and verify the copy. The server may run meanwhile.",
    "restore": "Verify FILE and put it in the place of the database, which is kept beside it as NAME.replaced.",
    "verify": "Prove a database sound, or say line by line what is wrong with it and what to do.",
    "migrate": "Bring the database to the shape of this version of timeline; `serve` does so too when it starts.",
}
# fmt: on


class Commands(click.RichGroup):
    """The commands, each loaded when it is asked for; a domain error is one line on standard error and exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """What a list of the commands says of one: to say it, none has to be loaded."""
        return click.Command(cmd_name, help=COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and (meant := nearest(args[0], COMMANDS)):
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{meant}'?")
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else load(name), rest

    def invoke(self, ctx: click.Context) -> object:
        for line in _strangers():
            click.echo(line, err=True)
        try:
            return super().invoke(ctx)
        except click.NoSuchOption as error:
            # click lists what is somewhat near as well, in the order of the alphabet; the first is the likeliest.
            nearest_option = (error.possibilities or [])[:1]
            raise click.NoSuchOption(error.option_name, possibilities=nearest_option, ctx=error.ctx) from error
        except TimelineError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        except OSError as error:
            explained = disk.explained(error)
            if explained is None:
                raise
            click.echo(str(explained), err=True)
            sys.exit(1)


def _strangers() -> list[str]:
    """What the environment has that looks like a setting; the settings are loaded only where there is any."""
    if not any(name.startswith("TIMELINE_") for name in os.environ):
        return []
    from timeline import config

    return config.strangers(os.environ)


def load(name: str) -> click.Command:
    """The command of a name, with all that it needs."""
    module = f"timeline.cli.{name}_" if name == "import" else f"timeline.cli.{name}"
    command: click.Command = importlib.import_module(module).command
    return command


@click.group(cls=Commands)
@click.version_option(package_name="timeline", prog_name="timeline")
def main() -> None:
    """Keep a chronology of dated events and publish it as feeds that stay true."""
