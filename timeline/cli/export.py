"""`timeline export`: everything that is published, in one file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import rich_click as click

from timeline.cli.opening import files_option, now, open_published
from timeline.disk import replacing
from timeline.errors import FeedNotFound
from timeline.model.chronology import Chronology
from timeline.model.parameter_values import MAX_PAGE
from timeline.publish.change_log import full_copy
from timeline.publish.publisher import Publisher
from timeline.render import FORMATS
from timeline.store import Store

DUMP: Final = "ndjson"
READABLE: Final = 0o644
"""For everyone: what is exported is public, and a web server may be what reads it."""


@click.command("export", epilog="Example: timeline export --format ics --feed diplomacy -o diplomacy.ics")
@files_option
@click.option(
    "--format", type=click.Choice([DUMP, *FORMATS]), default=DUMP, show_default=True, help="Form of the file."
)
@click.option("--feed", default="", help="The feed whose events are meant, in any format but ndjson (all).")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file instead of the terminal.")
def command(directory: Path, format: str, feed: str, output: Path | None) -> None:
    """Write the events as the server gives them.

    ndjson is the full copy: a line with the position in the log that it stands at, then an event a line, withdrawn
    and merged ones too; go on from there with /api/v1/changes?since=POSITION. The others are feeds: ics and csv carry
    every event of it, atom, rss and json (JSON Feed) the 1,000 that changed last.
    """
    if feed and format == DUMP:
        raise click.UsageError("ndjson is of everything: leave out --feed, or choose another --format")
    with open_published(directory) as (folder, store):
        pieces = _pieces(store, folder.chronology, format, feed or "all")
        if output is not None:
            _write(output, pieces)
            return
        sys.stdout.buffer.writelines(pieces)


def _pieces(store: Store, chronology: Chronology, format: str, feed: str) -> Iterable[bytes]:
    if format == DUMP:
        return full_copy(store, chronology)
    limit = {} if FORMATS[format].complete else {"limit": [str(MAX_PAGE)]}
    try:
        return [Publisher(store, chronology).feed(feed, format, limit, now()).data]
    except FeedNotFound as error:
        known = ", ".join(each.slug for each in store.feeds())
        raise click.UsageError(f"there is no feed {feed}: --feed may be {known}") from error


def _write(out: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that is whole, or leave the old one."""
    try:
        with replacing(out, READABLE) as new, new.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise click.UsageError(f"{out}: {error.strerror}: name a file in a folder that can be written") from error
