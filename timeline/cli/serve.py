"""`timeline serve`: the page, the feeds and the API, in one process with its database."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import rich_click as click

from timeline.cli.opening import files_option
from timeline.serve.process import logs, start

FIX = "Write missing ids and instants into events.yaml, and what changed into the history, as check --fix does."

PREVIEW = "Show it under this machine's address, with its style and links, before it is online at its base_url."

RATE = "Requests a minute from one address for what is not kept, 0 for any number (RATE; 600)."

SCHEDULE = "Fetch sources where no other process does, or leave it to `timeline worker` (SCHEDULE; --schedule)."


@click.command("serve", epilog="Example: timeline serve --files news/ --port 9000 --watch")
@files_option
@click.option("--host", default=None, help="Address to listen on (HOST; 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), default=None, help="Port, 0 for any free one (PORT; 8000).")
@click.option("--fix", is_flag=True, help=FIX)
@click.option("--watch", is_flag=True, help="Apply what is saved in the folder, while the server runs.")
@click.option("--preview", is_flag=True, help=PREVIEW)
@click.option("--log", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the log.")
@click.option("--proxies", metavar="ADDRESSES", help="Proxies whose X-Forwarded headers count (PROXIES; none).")
@click.option("--schedule/--no-schedule", default=None, help=SCHEDULE)
@click.option("--rate", type=click.IntRange(0), metavar="NUMBER", help=RATE)
def command(
    directory: Path,
    host: str | None,
    port: int | None,
    fix: bool,
    watch: bool,
    preview: bool,
    log: str,
    proxies: str | None,
    schedule: bool | None,
    rate: int | None,
) -> None:
    """Serve the chronology of a folder: page, feeds and API.

    The database is a file in DATA, or what DATABASE_URL names. An entry without an id is refused, unless --fix gives
    it one. Ctrl-C finishes what is being answered; a second one stops at once.
    """
    logs.configure(as_json=log == "json")
    switch = None if schedule is None else str(schedule).lower()
    options = {"HOST": host, "PORT": port, "PROXIES": proxies, "RATE": rate, "SCHEDULE": switch}
    given = {name: value for name, value in options.items() if value is not None}
    environ = os.environ | {name: str(value) for name, value in given.items()}
    start.serve(directory, environ, start.Options(fix, watch, preview), _announce)


def _announce(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()  # a pipe keeps it back otherwise, and whoever started us waits for it
