"""`timeline edit`: other values for an event, typed as options or in an editor, and undoing."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import rich_click as click
import yaml

from timeline.cli.opening import files_option
from timeline.cli.writing import open_writer, tell
from timeline.errors import nearest
from timeline.files import new_entry
from timeline.model.event import Event
from timeline.writing import steps
from timeline.writing.fields import FIELDS
from timeline.writing.in_files import own_part

LISTS = ("tags", "places")
ABOVE = "# Change what is to be different, and save: the rest stays as it is, and what you remove is taken away.\n"


@click.command("edit", epilog='Example: timeline edit k7m2q9xd4c --set "when=16 April 2013" --reason "So the minutes."')
@files_option
@click.argument("id")
@click.option("--set", "pairs", multiple=True, metavar="FIELD=VALUE", help="Another value; an empty one takes it away.")
@click.option("--reason", default="", help="Why: subscribers are told.")
@click.option("--undo", is_flag=True, help="Take back the latest change of the event.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what subscribers would see, and change nothing.")
def command(directory: Path, id: str, pairs: tuple[str, ...], reason: str, undo: bool, dry: bool) -> None:
    """Correct an event, of files, of sources or of the API. Without --set, $EDITOR opens it on a terminal.

    A source that tells of it may say what it likes afterwards: the fields that you gave stay yours.
    """
    if undo and pairs:
        raise click.UsageError("--undo takes the latest change back as a whole: leave out --set")
    with open_writer(directory, os.environ) as terminal:
        event = terminal.store.event(id)
        if undo:
            tell(terminal.write([steps.Undo(id=id, reason=reason)], dry=dry))
            return
        changes = from_options(pairs) if pairs else _typed(event, terminal.folder.chronology.language)
        tell(terminal.write([steps.Edit(id=id, changes=changes, reason=reason)], dry=dry))


def from_options(pairs: Sequence[str]) -> dict[str, Any]:
    """The fields of `--set FIELD=VALUE`; tags and places with commas between. Raises `UsageError`."""
    changes: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip()
        if not equals and name in FIELDS:
            raise click.UsageError(f"--set {pair}: write --set {name}=VALUE")
        if not equals or name not in FIELDS:
            close = nearest(name, FIELDS)
            hint = f"did you mean {close}?" if close else f"fields are {', '.join(FIELDS)}"
            raise click.UsageError(f"--set {pair}: write FIELD=VALUE; {hint}")
        changes[name] = _value(name, value.strip())
    return changes


def _value(name: str, text: str) -> Any:
    if not text:
        return None
    if name in LISTS:
        words = [word.strip() for word in text.split(",") if word.strip()]
        return words if name == "tags" else [{"name": word} for word in words]
    if text.startswith(("{", "[")) and name != "when":
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (every value is a text: nothing is constructed)
    return text


def _typed(event: Event, language: str) -> dict[str, Any]:
    """What differs in the entry as it was saved in an editor. Raises `UsageError`."""
    if not sys.stdin.isatty():
        raise click.UsageError("without a terminal there is no editor: give --set FIELD=VALUE")
    written = {k: v for k, v in new_entry.entry(own_part(event), language).items() if k in FIELDS}
    text = "".join(f"{key}: {value}\n" for key, value in written.items())
    saved = click.edit(ABOVE + text, extension=".yaml")
    if saved is None:
        return {}
    return changed_fields(text, saved)


def changed_fields(before: str, after: str) -> dict[str, Any]:
    """The fields that two texts of YAML say differently; None for one that is gone. Raises `UsageError`."""
    old, new = _read(before), _read(after)
    return {name: new.get(name) for name in (*old, *new) if old.get(name) != new.get(name)}


def _read(text: str) -> Mapping[str, Any]:
    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (every value is a text: nothing is constructed)
    except yaml.YAMLError as error:
        raise click.UsageError(f"what was saved is no YAML ({error}): nothing was changed") from error
    if not isinstance(found, dict):
        raise click.UsageError("what was saved has no `field: value` lines: nothing was changed")
    return found
