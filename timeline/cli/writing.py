"""What commands that write have in common: the folder, its store, and a writer in the name of whoever is logged in."""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import rich_click as click

from timeline.cli.opening import now, open_current
from timeline.errors import visible
from timeline.files import Folder
from timeline.store import Store
from timeline.writing.steps import Step
from timeline.writing.writer import Writer, Written, folder_of


class Terminal(NamedTuple):
    """A sitting at the terminal. Whoever has the folder may write its files: no setting is asked."""

    folder: Folder
    store: Store
    writer: Writer

    def write(self, wanted: Sequence[Step], *, dry: bool = False) -> Written:
        """Do what the steps ask for, all of it or nothing. Raises what the writer does."""
        return self.writer.write(wanted, now(), getpass.getuser(), dry=dry)


@contextmanager
def open_writer(directory: Path, environ: Mapping[str, str]) -> Iterator[Terminal]:
    """The folder, its database and what writes into both."""
    with open_current(directory) as (folder, store):
        target = folder_of(directory, environ, store, edit_files=True)
        yield Terminal(folder, store, Writer(store, folder.chronology, target))


def tell(written: Written) -> None:
    """Say what was done, or would be, a line a change; and how words were read as dates."""
    for read in written.understood:
        click.echo(visible(f"{read.said}: read as {read.edtf}, {read.words} ({read.rule})"))
    if not written.changes:
        click.echo("Nothing differs: nothing was changed.")
    for change in written.changes:
        would = "would be " if written.dry else ""
        click.echo(visible(f"{would}{change.kind} {change.event}: {change.after.title}"))
    for preview in written.previews:
        click.echo(visible(f"  was      {preview.line.before}" if preview.line.before else "  is new"))
        click.echo(visible(f"  would be {preview.line.after}"))
        click.echo(visible(f"  announced as: {preview.announced}"))
