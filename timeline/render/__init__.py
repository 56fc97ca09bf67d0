"""A chronology as bytes: one module a format, one table of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

from timeline.render import atom, csv, ics, jsonfeed, markwhen, rss, timelinejs
from timeline.render.channel import Channel
from timeline.render.entries import Entry, Options


class Renderer(Protocol):
    """What the module of a format has: what stands before the entries, each entry, and what stands behind them."""

    def head(self, channel: Channel, /) -> bytes:
        """What stands before the first entry."""

    def entry(self, entry: Entry, options: Options, /) -> bytes:
        """One entry, the same bytes for the same revision, language and options. Raises where it cannot be written."""

    def tail(self, channel: Channel, /) -> bytes:
        """What stands behind the last entry."""


Together = Callable[[Sequence[Entry], Options], list[bytes]]
"""Several entries in bytes, each as `Renderer.entry` writes it. Raises where one of them cannot be written."""


class Format(NamedTuple):
    """One format of feeds: what people call it, its media type, its module, and what stands between two entries.

    `complete` ones carry every match; the others the newest `limit`. `followed` ones are for programs that come back:
    pages announce them. `together` writes several entries at once, where that is cheaper than one by one.
    """

    name: str
    media_type: str
    module: Renderer
    join: bytes = b""
    complete: bool = False
    followed: bool = True
    together: Together | None = None

    @property
    def bare_media_type(self) -> str:
        """The media type without its parameters, as links and the description of the API name it."""
        return self.media_type.partition(";")[0]


FORMATS: Final = {
    "atom": Format("Atom", "application/atom+xml; charset=utf-8", atom, together=atom.entries),
    "rss": Format("RSS", "application/rss+xml; charset=utf-8", rss, together=rss.entries),
    "json": Format("JSON Feed", "application/feed+json; charset=utf-8", jsonfeed, join=jsonfeed.JOIN),
    "ics": Format("iCalendar", "text/calendar; charset=utf-8", ics, complete=True),
    "csv": Format("CSV", "text/csv; charset=utf-8; header=present", csv, complete=True, followed=False),
    "timelinejs": Format(
        "TimelineJS", "application/json", timelinejs, join=timelinejs.JOIN, complete=True, followed=False
    ),
    "mw": Format("Markwhen", "text/plain; charset=utf-8", markwhen, complete=True, followed=False),
}

__all__ = ["FORMATS", "Channel", "Entry", "Format", "Options", "Renderer"]
