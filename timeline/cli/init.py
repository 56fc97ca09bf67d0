"""`timeline init DIR`: a new chronology, with comments that teach."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import rich_click as click

from timeline import load
from timeline.cli.opening import now
from timeline.cli.starter import FILES
from timeline.config import CHRONOLOGY
from timeline.dates.local_time import FLOATING
from timeline.files import history
from timeline.files.schemas import SCHEMAS
from timeline.model.values import Unfit
from timeline.store import open_store

KEPT: Final = frozenset({".gitattributes", ".gitignore"})
"""What a folder under version control may have already; it then stays as it is."""


@click.command("init", epilog="Example: timeline init rivers/ --title 'Rivers of Europe'")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--title", default="A new chronology", show_default=True, help="What the chronology is called.")
@click.option(
    "--local-times",
    metavar="ZONE",
    help="IANA zone of times that name none, such as Europe/Paris. Default: asked on a terminal, else floating.",
)
def command(directory: Path, title: str, local_times: str | None) -> None:
    """Make a new chronology in DIR: settings, three events, two feeds, and JSON Schemas for your editor.

    Nothing that is there is overwritten.
    """
    instant = now()
    title = _checked("title", title) or "A new chronology"
    zone = _local_times() if local_times is None else _checked("local_times", local_times)
    texts = starter(title, zone or FLOATING, instant)
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
    click.echo(f"    timeline serve --files {directory} --fix --watch")


def _checked(name: str, said: str) -> str:
    try:
        return str(CHRONOLOGY[name].check(said)) if said else ""
    except Unfit as error:
        raise click.UsageError(f"--{name.replace('_', '-')}: {error}") from error


def _local_times() -> str:
    """The zone of times that name none, asked of whoever sits at a terminal until it is one."""
    if not _is_at_a_terminal():
        return FLOATING
    question = f"Time zone of times that name none (such as Europe/Paris; {FLOATING}: none)"
    return str(click.prompt(question, default=FLOATING, value_proc=lambda said: _checked("local_times", said)))


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


def starter(title: str, local_times: str, now: datetime) -> dict[str, str]:
    """The files of a new chronology by name."""
    settings = {"@TITLE@": json.dumps(title, ensure_ascii=False), "@YEAR@": f"{now.year:04d}"}
    settings["@LOCAL_TIMES@"] = json.dumps(local_times)
    texts = {name: _filled(text, settings) for name, text in FILES.items()}
    schemas = {f"schemas/{name}.json": json.dumps(schema, indent=1) + "\n" for name, schema in SCHEMAS.items()}
    return texts | schemas


def _filled(text: str, settings: dict[str, str]) -> str:
    for mark, value in settings.items():
        text = text.replace(mark, value)
    return text
