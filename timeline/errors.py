"""What can go wrong, as one tree, and what was probably meant.

Errors are words of the domain; the edges pick exit codes and HTTP statuses by looking along an error's bases.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Final

ENVIRONMENT: Final = "environment"
"""Where a mistake stands that is in a variable and in no file."""
MAX_WORD: Final = 100
MAX_KNOWN: Final = 1000
"""Longer words, and more names, are not compared: difflib's time grows with both."""


class TimelineError(Exception):
    """Base of every error that a person can do something about; its text says what is wrong and what to do."""


class EDTFError(TimelineError, ValueError):
    """The text is no valid EDTF (ISO 8601-2:2019, levels 0 to 2); the message names the part and the reason."""


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One mistake in one place of one file. Lines and columns count from 1; 0 means the file as a whole, or
    that `file` is none but `ENVIRONMENT`."""

    file: str
    line: int
    column: int
    what: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.file == ENVIRONMENT else f"{self.file}:{self.line}:{self.column}"
        return visible(f"{place}: {self.what}: {self.remedy}")


def visible(text: str) -> str:
    """The text on one line, with everything that could move a terminal's cursor or hide written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else _escaped(c) for c in text)


def _escaped(c: str) -> str:
    return c.encode("unicode_escape").decode("ascii")


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that was most likely meant, in whatever case; an empty string if none is near.

    `likeness` is difflib's ratio, 1 for equal words.
    """
    names = {name.lower(): name for name in known}
    if len(word) > MAX_WORD or len(names) > MAX_KNOWN:
        return ""
    close = get_close_matches(word.lower(), names, n=1, cutoff=likeness)
    return names[close[0]] if close else ""


class InvalidFiles(TimelineError):
    """Curated files that cannot be used; `problems` holds every one of them, ordered by file and place."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


class InvalidSettings(InvalidFiles):
    """Settings of `timeline.toml` or the environment that cannot be used; `problems` holds every one of them."""


class InvalidQuery(TimelineError):
    """A parameter of a query cannot be understood; `parameter` names it."""

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(message)


class NotFound(TimelineError):
    """Nothing of that name was ever here."""


class EventNotFound(NotFound):
    """No event has ever had this id."""


class FeedNotFound(NotFound):
    """No feed has this slug."""


class SourceNotFound(NotFound):
    """No source has this id."""


class Gone(TimelineError):
    """What was asked for existed, and does not any more."""


class EventWithdrawn(Gone):
    """The event was withdrawn; the reason is in the message."""


class EventMerged(Gone):
    """The event was merged; `survivor` is the id that now speaks for it."""

    def __init__(self, message: str, survivor: str) -> None:
        self.survivor = survivor
        super().__init__(message)


class FeedMoved(Gone):
    """The feed has a new slug, `slug`."""

    def __init__(self, message: str, slug: str) -> None:
        self.slug = slug
        super().__init__(message)


class DateUnderstood(TimelineError):
    """An address says a date in words; `query` is the same with the date in EDTF."""

    def __init__(self, query: str) -> None:
        self.query = query
        super().__init__("the date is understood, and has an address of its own")


class PositionGone(Gone):
    """A position in the log of changes that this database cannot continue from; take a full copy instead."""


class Conflict(TimelineError):
    """The change contradicts what is held, or someone else was faster."""


class InvalidHistory(TimelineError):
    """`events.history.jsonl` is damaged or contradicts itself; the message names the line."""


class StoreUnavailable(TimelineError):
    """The database cannot be reached, or was written by a newer version of the program.

    `sentence` is for everyone; `place`, which the text begins with, is the operator's own business.
    """

    def __init__(self, sentence: str, place: str = "") -> None:
        self.sentence = sentence
        super().__init__(f"{place}: {sentence}" if place else sentence)


class AskAgain(StoreUnavailable):
    """A server stopped answering in the middle; another one answers the same question at once, asked within
    `elsewhere()`."""

    def __init__(
        self, sentence: str, place: str = "", elsewhere: Callable[[], AbstractContextManager[object]] = nullcontext
    ) -> None:
        super().__init__(sentence, place)
        self.elsewhere = elsewhere


class StoreDamaged(StoreUnavailable):
    """What the database holds cannot be what was written to it."""


class DiskUnavailable(TimelineError):
    """A file cannot be read or written, as the disk is full, read-only or failing. `sentence` names no path."""

    def __init__(self, sentence: str, place: str = "") -> None:
        self.sentence = sentence
        super().__init__(f"{place}: {sentence}" if place else sentence)


class QuestionTooSlow(TimelineError):
    """What was asked takes longer than it may, and was interrupted."""


class SourceRefused(TimelineError):
    """A document cannot be fetched or read; the message says why and what would help.

    Where the server asks to be left alone, `until` is the instant it names.
    """

    def __init__(self, message: str, until: datetime | None = None) -> None:
        self.until = until
        super().__init__(message)
