"""Applying what a curator saves while the server runs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog
from watchfiles import Change, awatch

from timeline.errors import TimelineError
from timeline.model.event import IMAGE_TYPES

DEBOUNCE: Final = 200
"""Milliseconds of quiet after which a save counts as done: editors write in several steps."""
EVERY: Final = 2.0
"""Seconds between two looks at whether one of `FOLDERS` came or went."""
FOLDERS: Final = ("events", "feeds", "images")
SUFFIXES: Final = (".yaml", ".yml", ".toml", ".jsonl", *(f".{ending}" for ending in IMAGE_TYPES))

Saved = frozenset[tuple[str, int, int]]
"""Files by path, instant of the last change and size."""

log = structlog.get_logger(__name__)


def saved(directory: Path) -> Saved:
    """The files of a folder as they are saved now."""
    found = set()
    for place in _places(directory):
        with suppress(OSError), os.scandir(place) as entries:  # it may go meanwhile, or be nobody's to read
            for entry in entries:
                if _is_curated(entry.name):
                    state = entry.stat()
                    found.add((entry.path, state.st_mtime_ns, state.st_size))
    return frozenset(found)


async def watch(directory: Path, apply: Callable[[], str], stop: asyncio.Event, since: Saved) -> None:
    """Call `apply` in a thread whenever a file of the folder was saved after `since`, until `stop` is set.

    What `apply` returns is said; what it refuses is said loudly, and the old state goes on being served. Only the
    folder itself and `FOLDERS` are watched: an environment or a database below it may hold many thousand files.
    """
    while not stop.is_set():
        places, is_new = _places(directory), True
        async for changes in awatch(
            *places,
            watch_filter=_concerns,
            recursive=False,
            debounce=DEBOUNCE,
            step=50,
            stop_event=stop,
            rust_timeout=int(EVERY * 1000),
            yield_on_timeout=True,
        ):
            # Of what was saved before it began a watcher says nothing.
            if changes or (is_new and saved(directory) != since):
                await _apply(apply)
            is_new = False
            # A folder that comes later is not watched by a watcher that began before it: begin anew.
            if places != _places(directory):
                since = saved(directory)
                await _apply(apply)
                break


def _places(directory: Path) -> list[Path]:
    return [directory, *(place for name in FOLDERS if (place := directory / name).is_dir())]


async def _apply(apply: Callable[[], str]) -> None:
    try:
        line = await asyncio.to_thread(apply)
    except TimelineError as error:
        log.error("the change was not applied, and the state before it goes on being served:\n" + str(error))
    except Exception as error:  # whatever a file holds, the server goes on
        log.error("the change was not applied", exc_info=error)
    else:
        if line:
            log.info(line)


def _concerns(change: Change, path: str) -> bool:
    """Whether a file is one that a curator writes; editors' swap files and our own temporary ones are not."""
    return _is_curated(Path(path).name)


def _is_curated(name: str) -> bool:
    return name.endswith(SUFFIXES) and not name.startswith((".", "#", "~"))
