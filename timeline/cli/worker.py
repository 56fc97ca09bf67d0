"""`timeline worker`: the schedule of the sources, without the web."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import rich_click as click

from timeline.cli.opening import files_option
from timeline.serve.process import logs, worker


@click.command("worker", epilog="Example: timeline worker --files news/")
@files_option
@click.option("--log", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the log.")
def command(directory: Path, log: str) -> None:
    """Fetch the sources of a folder on their schedule, without serving. Of several processes one does so at a time.

    Any number may run on one database, `serve` among them: one holds the lease, and when it dies another takes over
    within seconds. Ctrl-C finishes the runs under way; a second one stops at once.
    """
    logs.configure(as_json=log == "json")
    worker.work(directory, os.environ, _announce)


def _announce(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()  # a pipe keeps it back otherwise, and whoever started us waits for it
