"""What decides the bytes of an entry beside the entry itself: the program that renders it."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Final

ROOMS: Final = ("dates", "model", "render")
LIBRARIES: Final = ("babel", "feedgen", "icalendar", "lxml", "msgspec", "python-dateutil", "tzdata")


@cache
def rules() -> str:
    """Names the code that renders an entry: a program of which a line differs there has another name, so that what it
    finds of an earlier one is never taken for its own."""
    digest = hashlib.sha256(sys.version.encode())
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    for room in ROOMS:
        for file in sorted(_modules(resources.files("timeline") / room), key=str):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


def _modules(folder: Traversable) -> list[Traversable]:
    modules: list[Traversable] = []
    for item in folder.iterdir():
        if item.is_dir():
            modules += _modules(item)
        elif item.name.endswith(".py"):
            modules.append(item)
    return modules
