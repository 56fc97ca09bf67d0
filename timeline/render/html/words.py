"""Numbers and statuses in the words of pages."""

from __future__ import annotations

from typing import Final

STATUS_WORDS: Final = {
    "scheduled": "Scheduled",
    "expected": "Expected",
    "tentative": "Tentative",
    "postponed": "Postponed",
    "cancelled": "Cancelled",
    "disputed": "Disputed",
    "withdrawn": "Withdrawn",
    "merged": "Merged",
}
"""Statuses that a reader is told; that something happened goes without saying."""


def plural(number: int, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{number:,} {one if number == 1 else many}"
