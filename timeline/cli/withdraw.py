"""`timeline withdraw`: an event is no longer said, whoever told of it."""

from __future__ import annotations

import os
from pathlib import Path

import rich_click as click

from timeline.cli.opening import files_option
from timeline.cli.writing import open_writer, tell
from timeline.writing import steps


@click.command("withdraw", epilog='Example: timeline withdraw k7m2q9xd4c --reason "It was never planned."')
@files_option
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@click.option("--reason", required=True, help="Why: subscribers are told.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what subscribers would see, and change nothing.")
def command(directory: Path, ids: tuple[str, ...], reason: str, dry: bool) -> None:
    """Withdraw events, of files, of sources or of the API: each answers 410 from then on, and its row stays.

    What a source says of it next changes nothing. `timeline edit ID --undo` takes it back.
    """
    with open_writer(directory, os.environ) as terminal:
        tell(terminal.write([steps.Withdraw(id=id, reason=reason) for id in ids], dry=dry))
