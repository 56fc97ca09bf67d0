"""A date in words for people."""

from __future__ import annotations

from timeline.dates.when import When


def words(when: When, language: str = "en") -> str:
    """The date in words that stand alone; for now as EDTF."""
    return when.edtf + (f" {when.start_time}" if when.start_time else "")
