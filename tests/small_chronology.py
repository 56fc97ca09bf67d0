"""A folder with one entry and one feed, enough for a server to serve."""

from __future__ import annotations

from pathlib import Path

SETTINGS = 'title = "A small chronology"\nauthority = "small.example,2026"\nbase_url = "http://127.0.0.1:8000"\n'
MINTED = "  - {id: first, added: 2026-01-01T00:00:00Z, title: First, summary: One., when: 1913, tags: [a]}\n"
UNMINTED = "  - {title: Second, summary: Two., when: spring of 2013, tags: [a]}\n"
FEED = "title: Everything\ndescription: All of it.\nquery: {}\n"


def write(directory: Path) -> Path:
    """Make the folder, and return it."""
    (directory / "feeds").mkdir(parents=True)
    (directory / "timeline.toml").write_text(SETTINGS)
    (directory / "feeds/all.yaml").write_text(FEED)
    (directory / "events.yaml").write_text("events:\n" + MINTED)
    return directory
