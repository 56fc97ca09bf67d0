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
    path = _folder() / f"{size}.db"
    is_new = not path.exists()
    made = open_store(str(path), "bench")
    if is_new:
        dump = path.with_suffix(".ndjson")
        dumps.write(size, dump)
        dumps.take_in(dump, made)
        dump.unlink()
    return made


@cache
def _folder() -> Path:
    if kept := os.environ.get("STORES"):
        return Path(kept)
    directory = tempfile.TemporaryDirectory()
    atexit.register(directory.cleanup)
    return Path(directory.name)
