"""Applying what a curator saves while the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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

log = structlog.get_logger(__name__)


async def watch(directory: Path, apply: Callable[[], str], stop: asyncio.Event) -> None:
    """Call `apply` in a thread whenever a file of the folder was saved, until `stop` is set.

    What `apply` returns is said; what it refuses is said loudly, and the old state goes on being served. Only the
    folder itself and `FOLDERS` are watched: an environment or a database below it may hold many thousand files.
    """
    while not stop.is_set():
        places = _places(directory)
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
            if changes:
                await _apply(apply)
            # A folder that comes later is not watched by a watcher that began before it: begin anew.
            if places != _places(directory):
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
    name = Path(path).name
    return name.endswith(SUFFIXES) and not name.startswith((".", "#", "~"))
