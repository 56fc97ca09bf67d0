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
from timeline.files import history
from timeline.files.schemas import SCHEMAS
from timeline.model.values import Unfit
from timeline.store import open_store

KEPT: Final = frozenset({".gitattributes", ".gitignore"})
"""What a folder under version control may have already; it then stays as it is."""


@click.command("init", epilog="Example: timeline init rivers/ --title 'Rivers of Europe'")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--title", default="A new chronology", show_default=True, help="What the chronology is called.")
def command(directory: Path, title: str) -> None:
    """Make a new chronology in DIR: settings, three events, two feeds, and JSON Schemas for your editor.

    Nothing that is there is overwritten.
    """
    instant = now()
    try:
        title = CHRONOLOGY["title"].check(title) or "A new chronology"
    except Unfit as error:
        raise click.UsageError(f"--title: {error}") from error
    texts = starter(title, instant)
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


def starter(title: str, now: datetime) -> dict[str, str]:
    """The files of a new chronology by name."""
    settings = {"@TITLE@": json.dumps(title, ensure_ascii=False), "@YEAR@": f"{now.year:04d}"}
    texts = {name: _filled(text, settings) for name, text in FILES.items()}
    schemas = {f"schemas/{name}.json": json.dumps(schema, indent=1) + "\n" for name, schema in SCHEMAS.items()}
    return texts | schemas


def _filled(text: str, settings: dict[str, str]) -> str:
    for mark, value in settings.items():
        text = text.replace(mark, value)
    return text
