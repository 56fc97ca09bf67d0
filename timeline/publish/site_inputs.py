"""What the files of a static site are made of, as one digest: where it is that of the last build, so are the files."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import msgspec

from timeline.model.chronology import Chronology
from timeline.model.query import Filter
from timeline.publish.days import local_day
from timeline.publish.publisher import Publisher
from timeline.store.contract import Store

IMAGES: Final = "images"
"""The folder of the pictures that are our own (`OWN_IMAGE`)."""


def digest_of_inputs(
    store: Store, publisher: Publisher, chronology: Chronology, now: datetime, directory: Path | None
) -> str:
    """A digest of all that the files follow from: the log, the settings, the feeds, the pictures of the chronology's
    folder, the program, and the day, on which alone they depend of the clock.

    Empty where that is not so, because what is dated ahead of `now` will join them within the day.
    """
    if publisher.modified(Filter(), *store.feeds()) > now:
        return ""
    digest = hashlib.sha256(program().encode())
    position = f"{store.generation}-{store.position()}"
    for said in (position, str(local_day(now, chronology.zone))):
        digest.update(f"{said}\n".encode())
    for settings in (chronology, *store.feeds()):
        digest.update(msgspec.json.encode(settings) + b"\n")
    for path in sorted((directory / IMAGES).rglob("*")) if directory is not None else ():
        if path.is_file():
            digest.update(f"{path} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


@cache
def program() -> str:
    """What makes the files: this program as it is installed, Python, and the libraries."""
    digest = hashlib.sha256(sys.version.encode())
    for name, data in _package(resources.files("timeline"), ""):
        digest.update(f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())
    for library in sorted(f"{each.name} {each.version}" for each in metadata.distributions()):
        digest.update(f"{library}\n".encode())
    return digest.hexdigest()


def _package(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    """The files of a package: code as well as templates, in order."""
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{path}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _package(entry, name)
        elif entry.is_file() and Path(name).suffix not in (".pyc", ".pyo"):
            yield name, entry.read_bytes()
