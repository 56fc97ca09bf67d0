"""`timeline init DIR`: a new chronology, with comments that teach."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import rich_click as click

from timeline import load
from timeline.cli.opening import now
from timeline.cli.starter import EXAMPLE_FEEDS, EXAMPLES, FILES
from timeline.config import CHRONOLOGY
from timeline.dates.local_time import FLOATING
from timeline.files import history
from timeline.files.schemas import SCHEMAS
from timeline.model.urls import is_public
from timeline.model.values import Unfit
from timeline.store import open_store

TITLE: Final = "A new chronology"
ZONE: Final = "UTC"
SAMPLE: Final = "timeline.example"
"""A domain that is nobody's."""
KEPT: Final = frozenset({".gitattributes", ".gitignore"})
"""What a folder under version control may have already; it then stays as it is."""


@click.command("init", epilog="Example: timeline init rivers/ --title 'Rivers of Europe'")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--title", help=f"What the chronology is called. Default: asked on a terminal, else “{TITLE}”.")
@click.option(
    "--authority",
    metavar="DOMAIN[,YEAR]",
    help="A domain of yours, of which every id is made, and a year in which it was yours; this year where it is left "
    "out. Default: asked on a terminal, else a sample, to be replaced before anyone subscribes.",
)
@click.option(
    "--timezone",
    metavar="ZONE",
    help=f"IANA zone in which its days begin, such as Europe/Paris. Default: asked on a terminal, else {ZONE}.",
)
@click.option(
    "--local-times",
    metavar="ZONE",
    help=f"IANA zone of times that name none, such as Europe/Paris. Default: asked on a terminal, else {FLOATING}.",
)
@click.option("--example", is_flag=True, help="With three events and a second feed, published like any other.")
def command(
    directory: Path,
    title: str | None,
    authority: str | None,
    timezone: str | None,
    local_times: str | None,
    example: bool,
) -> None:
    """Make a new chronology in DIR: settings, a file for events, a feed of all, and JSON Schemas for your editor.

    Nothing that is there is overwritten. Examples are comments, so that nothing is published that is not yours.
    """
    instant = now()
    settings = {
        "title": _answer("title", title, "What the chronology is called", TITLE),
        "authority": _authority(instant) if authority is None else _dated_authority(authority, instant),
    }
    settings["timezone"] = _answer(
        "timezone", timezone, "Time zone in which its days begin (such as Europe/Paris)", ZONE
    )
    # Who names the zone of the days most likely means it of the hours, too; asked once, it is said twice.
    likely = FLOATING if settings["timezone"] == ZONE else settings["timezone"]
    question = f"Time zone of times that name none (such as Europe/Paris; {FLOATING}: none)"
    settings["local_times"] = _answer("local_times", local_times, question, likely, FLOATING)
    texts = starter(settings, example=example)
    present = {name for name in (*texts, history.FILE) if (directory / name).exists()}
    if there := sorted(present - KEPT):
        click.echo(f"{directory}: {', '.join(there)} is already there: choose another folder", err=True)
        sys.exit(1)
    try:
        _write(directory, {name: text for name, text in texts.items() if name not in present})
    except OSError as error:
        raise click.UsageError(f"{directory} cannot be written to ({error.strerror}): choose another folder") from error
    _record(directory, instant)
    click.echo(f"made {directory}: edit its timeline.toml and events.yaml, and see them at once with")
    click.echo(f"    timeline serve --files {shlex.quote(str(directory))} --fix --watch")
    named = settings["authority"]
    if not is_public(f"//{named.partition(',')[0]}"):
        click.echo(f"authority is {named}, a sample: put a domain of yours into timeline.toml before you publish")


def _checked(name: str, said: str) -> str:
    try:
        if not said.strip():
            raise Unfit("it is empty", "give one")
        return str(CHRONOLOGY[name].check(said))
    except Unfit as error:
        raise click.UsageError(f"--{name.replace('_', '-')}: {error}") from error


def _answer(name: str, given: str | None, question: str, likely: str, otherwise: str = "") -> str:
    """A setting: what its option says, else what whoever sits at a terminal answers, asked until it can be meant;
    `likely` is what they mean by Enter alone. Where nobody sits there it is `otherwise`, or the same."""
    if given is not None:
        return _checked(name, given)
    if not _is_at_a_terminal():
        return otherwise or likely
    return str(click.prompt(question, default=likely, value_proc=lambda said: _checked(name, said)))


def _authority(now: datetime) -> str:
    """The authority, asked of whoever sits at a terminal until it is one; else a sample."""
    sample = f"{SAMPLE},{now.year:04d}"
    if not _is_at_a_terminal():
        return sample
    question = "A domain of yours, of which every id is made for good (such as town.org; Enter for a sample)"
    return str(click.prompt(question, default=sample, value_proc=lambda said: _dated_authority(said, now)))


def _dated_authority(said: str, now: datetime) -> str:
    """The authority that was said, of this year where it has none."""
    return _checked("authority", said if not said.strip() or "," in said else f"{said.strip().lower()},{now.year:04d}")


def _is_at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _write(directory: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, encoding="utf-8", newline="\n")


def _record(directory: Path, now: datetime) -> None:
    """Give the entries ids and a history, as `check --fix` does."""
    store = open_store(":memory:")
    try:
        load.load_directory(directory, {}, store, now, record=True)
    finally:
        store.close()


def starter(settings: Mapping[str, str], *, example: bool) -> dict[str, str]:
    """The files of a new chronology by name; `settings` are what its timeline.toml begins with."""
    filled = {f"@{name.upper()}@": json.dumps(value, ensure_ascii=False) for name, value in settings.items()}
    filled["@ENTRIES@"] = EXAMPLES if example else _commented(EXAMPLES)
    files = FILES | (EXAMPLE_FEEDS if example else {})
    texts = {name: _filled(text, filled) for name, text in files.items()}
    schemas = {f"schemas/{name}.json": json.dumps(schema, indent=1) + "\n" for name, schema in SCHEMAS.items()}
    return texts | schemas


def _commented(entries: str) -> str:
    """The list with its entries as comments; their hyphens stay where they would stand."""
    head, *lines = entries.splitlines()
    return "\n".join([head, *(f"#{line.removeprefix(' ')}" for line in lines), ""])


def _filled(text: str, settings: Mapping[str, str]) -> str:
    for mark, value in settings.items():
        text = text.replace(mark, value)
    return text
