"""`timeline check`: every problem of the files, each with its place; `--fix` writes what is missing."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

import rich_click as click

from timeline import config, files, load, loaded_folder, source_log, twins
from timeline.cli.opening import files_option, now
from timeline.errors import ENVIRONMENT, InvalidFiles, Problem, StoreUnavailable, visible
from timeline.files import Folder, former_feeds
from timeline.files.comparison import unrecorded_problems
from timeline.files.fixes import instant
from timeline.load import Loaded
from timeline.model.values import counted, quoted
from timeline.store import Store, is_there, open_store

FIX: Final = "Write missing ids, instants and dates into events.yaml, and what changed into the history."


@click.command("check", epilog="Examples: timeline check · timeline check --files news/ --fix")
@files_option
@click.option(
    "--fix",
    is_flag=True,
    help="Write missing ids, instants and dates into events.yaml, and the changes into the history.",
)
@click.option(
    "--compact",
    is_flag=True,
    help="With --fix: keep of each event in sources.history.jsonl only the first and the last row, to make it smaller.",
)
@click.option(
    "--new-authority",
    is_flag=True,
    help="With --fix: publish everything under the authority that timeline.toml names by now, though it was published "
    "under another. Whoever subscribes sees each entry a second time.",
)
def command(directory: Path, fix: bool, compact: bool, new_authority: bool) -> None:
    """Check a chronology's files, and list every problem as file:line:column: what is wrong: what to do.

    Changes nothing without --fix. Comments, order and quoting stay as they are. Exits 1 if anything is left to do.
    """
    if compact and not fix:
        raise click.UsageError("--compact rewrites a file: give --fix as well")
    if new_authority and not fix:
        raise click.UsageError("--new-authority writes into the history: give --fix as well")
    try:
        loaded = _fix(directory, new_authority) if fix else None
        folder = files.read(directory, os.environ)
        with _published(folder) as store:
            problems, questions = _unrecorded(folder, store), _questions(folder, store)
        _fail(directory, problems)
    except InvalidFiles as error:
        _fail(directory, error.problems)
    _print(_placed(directory, questions))
    if loaded and loaded.older:
        click.echo("the folder is older than its database, which knows more of its history: get the newest files")
        sys.exit(1)
    if compact:
        click.echo(f"sources.history.jsonl is {counted(source_log.compact(directory), 'byte')} smaller")
    for question in twins.waiting(folder, now()):
        words = f"{question.claim.mention.title} ({question.event}): {question.reasons[0]}: run `timeline review`"
        click.echo(visible(words))
    if loaded and loaded.renamed:
        click.echo(f"wrote {counted(loaded.renamed, 'former slug')} into the feeds that ask the same")
    if loaded and (loaded.fixed or loaded.recorded):
        click.echo(
            f"completed {counted(loaded.fixed, 'entry', 'entries')}, recorded {counted(loaded.recorded, 'change')}"
        )
    click.echo(f"{counted(len(folder.entries), 'event')} and {counted(len(folder.feeds), 'feed')}: no problems")


def _fix(directory: Path, new_authority: bool) -> Loaded:
    """Complete and record; what the database applied unrecorded is recorded as it was, if there is a database."""
    store = _store(config.read(directory, os.environ).database)
    try:
        if new_authority:
            load.name_authority(directory, os.environ, store, now())
        loaded = load.load_directory(directory, os.environ, store, now(), record=True)
        source_log.record(directory, loaded.chronology.authority, store, now())
        return loaded
    finally:
        store.close()


def _unrecorded(folder: Folder, store: Store | None) -> list[Problem]:
    """What is left to do. Raises `InvalidFiles` where the files contradict what is published."""
    stored = store.feeds() if store else ()
    problems = source_log.problems(folder.directory, folder.chronology.authority)
    problems += loaded_folder.other_authority(folder, store) if store else []
    problems += former_feeds.unwritten(folder, stored)
    taking_over = _taking_over(folder, store)
    places = {(each.file, each.line, each.column) for each in taking_over}
    problems += [p for p in unrecorded_problems(folder, now()) if (p.file, p.line, p.column) not in places]
    return [*taking_over, *problems]


def _taking_over(folder: Folder, store: Store | None) -> list[Problem]:
    """The entries that lack their first instant because a source's event has it."""
    held = store.held(folder.without_instant) if store else {}
    return [
        replace(
            folder.without_instant[id],
            what=f"the entry takes over the event {quoted(event.title)} ({id}) that is published already",
            remedy=f"run `timeline check --fix`, which writes added: {instant(event.published)}",
        )
        for id, event in sorted(held.items())
    ]


def _questions(folder: Folder, store: Store | None) -> list[Problem]:
    """What is asked, and is no error."""
    stored = store.feeds() if store else ()
    told = {problem.file for problem in folder.questions}
    unmatched = [each for each in load.unmatched(folder, store) if each.file not in told]
    return sorted([*folder.questions, *twins.of_entries(folder), *former_feeds.questions(folder, stored), *unmatched])


@contextmanager
def _published(folder: Folder) -> Iterator[Store | None]:
    """The database of the folder; None where it has none yet, or it cannot be reached: the files are checked alone."""
    database = folder.settings.database
    try:
        store = open_store(database) if is_there(database) else None
    except StoreUnavailable:
        store = None
    try:
        yield store
    finally:
        if store is not None:
            store.close()


def _store(database: str) -> Store:
    """The database of the folder, or one in memory if it has none yet."""
    return open_store(database if is_there(database) else ":memory:", generation=secrets.token_hex(8))


def _placed(directory: Path, problems: Iterable[Problem]) -> list[Problem]:
    """The problems, their files named from where the command runs."""
    return [p if p.file == ENVIRONMENT else replace(p, file=str(directory / p.file)) for p in problems]


def _fail(directory: Path, problems: Iterable[Problem]) -> None:
    """Print the problems, and exit 1 if there is any."""
    if named := _placed(directory, problems):
        _print(named)
        sys.exit(1)


def _print(problems: Iterable[Problem]) -> None:
    click.echo("".join(f"{problem}\n" for problem in problems).encode("utf-8", "replace"), nl=False)
