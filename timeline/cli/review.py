"""`timeline review`: decide on candidates, on the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import rich_click as click

from timeline import review
from timeline.cli.opening import files_option, now, open_current
from timeline.cli.questions import describe
from timeline.cli.sitting import Desk, Sitting


@click.command("review", epilog="Example: timeline review --accept 4kq2m7x9pd --to-file")
@files_option
@click.option("--list", "only_list", is_flag=True, help="List what waits, and decide nothing.")
@click.option("--accept", metavar="ID", help="Publish this candidate as an event of its own.")
@click.option("--merge", "pair", nargs=2, metavar="ID EVENT", help="Let a candidate speak of this event.")
@click.option("--reject", metavar="ID", help="Do not publish this candidate, now or when it comes again.")
@click.option("--undo", metavar="ID", help="Take back what was decided of this candidate: it waits again.")
@click.option("--unmerge", nargs=2, metavar="SOURCE KEY", help="Take a claim out of its event, for good.")
@click.option("--to-file", is_flag=True, help="Write what is accepted into events.yaml as well, which must be there.")
def command(
    directory: Path,
    only_list: bool,
    accept: str | None,
    pair: tuple[str, str] | None,
    reject: str | None,
    undo: str | None,
    unmerge: tuple[str, str] | None,
    to_file: bool,
) -> None:
    """Go through what waits for a person. Each decision is remembered: the same claim never asks again."""
    with open_current(directory) as (folder, store):
        desk = Desk(store, directory, to_file, folder.chronology)
        if accept:
            desk.accept(store.candidate(accept))
        elif pair:
            desk.merge(store.candidate(pair[0]), pair[1])
        elif reject:
            desk.reject(store.candidate(reject))
        elif undo:
            desk.undo(undo)
        elif unmerge:
            review.unmerge(store, unmerge[0], unmerge[1], now(), by=desk.by)
        elif only_list:
            for candidate in store.candidates():
                click.echo(describe(candidate, folder.chronology.language) + "\n")
        else:
            _go_through(desk)


def _go_through(desk: Desk) -> None:
    waiting = desk.store.candidates()
    if not waiting:
        click.echo("Nothing waits.")
        return
    if not is_terminal():
        raise click.UsageError("review asks questions on a terminal: elsewhere use --list, --accept, --reject")
    Sitting(desk, click.getchar).go_through(waiting)


def is_terminal() -> bool:
    """Whether a person is there to press keys."""
    return sys.stdin.isatty()
