"""What a curator saves is applied, also in the moment before anything watches the folder."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from timeline.serve.process import watch

ENTRIES = "events: []\n"


@pytest.fixture(autouse=True)
def short_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.05)


def is_applied(directory: Path, since: watch.Saved, save: Callable[[], object] = lambda: None) -> bool:
    """Whether what was saved is applied; `save` is called once the watching begins."""
    applied = threading.Event()

    async def follow() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()

        def apply() -> str:
            applied.set()
            loop.call_soon_threadsafe(stop.set)
            return ""

        loop.call_soon(save)
        await asyncio.wait_for(watch.watch(directory, apply, stop, since), 60)

    asyncio.run(follow())
    return applied.is_set()


def test_what_is_saved_before_the_watching_begins_is_applied(tmp_path: Path) -> None:
    since = watch.saved(tmp_path)
    (tmp_path / "sources.yaml").write_text("sources: []\n")
    assert is_applied(tmp_path, since)


def test_what_is_saved_in_a_folder_that_comes_later_is_applied(tmp_path: Path) -> None:
    def save() -> None:
        (tmp_path / "events").mkdir()
        (tmp_path / "events" / "a.yaml").write_text(ENTRIES)

    assert is_applied(tmp_path, watch.saved(tmp_path), save)


def test_what_no_curator_writes_is_no_save(tmp_path: Path) -> None:
    since = watch.saved(tmp_path)
    for name in (".events.yaml.swp", "timeline.db", "#events.yaml", "~events.yaml"):
        (tmp_path / name).write_text("")
    assert watch.saved(tmp_path) == since
    (tmp_path / "events.yaml").write_text(ENTRIES)
    assert watch.saved(tmp_path) != since
