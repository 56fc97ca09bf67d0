"""A small real folder for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from timeline import files
from timeline.files import Folder, Reader, fixes

DAWN = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
SETTINGS = 'title = "Rivers"\nauthority = "rivers.example,2026"\n'
ENTRY = """\
  - id: hatching
    added: 2026-01-01T09:00:00Z
    title: Sturgeon hatch
    when: 2013-21
    tags: [nature]
"""
FEED = "title: All\nquery: {}\n"


def make(directory: Path, entries: str = ENTRY, settings: str = SETTINGS, **feeds: str) -> Path:
    """Write the folder's files, leaving its history as it is."""
    (directory / "feeds").mkdir(parents=True, exist_ok=True)
    (directory / "timeline.toml").write_text(settings, encoding="utf-8")
    (directory / "events.yaml").write_text(f"events:\n{entries}", encoding="utf-8")
    for slug, text in (feeds or {"all": FEED}).items():
        (directory / "feeds" / f"{slug}.yaml").write_text(text, encoding="utf-8")
    return directory


def read(directory: Path) -> Folder:
    """The folder, without anything of the environment."""
    return files.read(directory, {})


def fix(directory: Path, environ: Mapping[str, str], now: datetime) -> tuple[Folder, int]:
    """Write what entries lack, as a load that records does; the folder as it then is, and how many were completed."""
    reader = Reader(directory, environ)
    return fixes.complete(reader, reader.read(reader.look()), now)
