"""Stores of generated events, made once a run for each size.

They are thrown away at the end, or kept where `STORES` names a folder: a million take minutes to make.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.growth import dumps
from timeline.store import Store, open_store


@cache
def store(size: int) -> Store:
    """A store that holds that many events of 400 years (`benchmarks.store.generate`), taken in as a dump."""
    file = path(size)
    is_new = not file.exists()
    made = open_store(str(file), "bench")
    if is_new:
        dump = file.with_suffix(".ndjson")
        dumps.write(size, dump)
        dumps.take_in(dump, made)
        dump.unlink()
    return made


def path(size: int) -> Path:
    """Where that store is kept."""
    return _folder() / f"{size}.db"


@cache
def _folder() -> Path:
    if kept := os.environ.get("STORES"):
        return Path(kept)
    directory = tempfile.TemporaryDirectory()
    atexit.register(directory.cleanup)
    return Path(directory.name)
