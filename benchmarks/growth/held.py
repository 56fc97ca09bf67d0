"""Stores of generated events, made once a run for each size and thrown away at the end."""

from __future__ import annotations

import atexit
import random
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.store import load
from timeline.store import Store, open_store


@cache
def store(size: int) -> Store:
    """A store that holds that many events of 400 years (`benchmarks.store.generate`)."""
    directory = tempfile.TemporaryDirectory()
    atexit.register(directory.cleanup)
    made = open_store(str(Path(directory.name) / "timeline.db"), "bench")
    load(made, size, random.Random(1))
    return made
