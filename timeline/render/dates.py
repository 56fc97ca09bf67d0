"""What each output says of a date: one table, from the most particular shape to the least.

A calendar knows days and times only; a vague date is therefore one mark, and its words stand in the title. Feeds
carry the title, the words and the EDTF of every date alike. `ROWS` is the whole of it, tested row by row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final, NamedTuple

from timeline.dates import Day, When
from timeline.dates.writing import wording
from timeline.dates.zones import named_zone
from timeline.render.messages import message
from timeline.render.zones import local

LONGEST_BAR: Final = 31
"""Days of the longest interval that a calendar draws as a bar; a longer one would cover every day it is open."""
OLDEST: Final = Day(1601, 1, 1)
"""The first day whose times Outlook holds: an earlier time goes out as its day, with its words."""
_TIME: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?")
_OFFSET: Final = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)")


class Row(NamedTuple):
    """One shape of date, and what each output makes of it.

    `calendar` and `span` say what a calendar draws with fuzzy=mark and fuzzy=span: "time" (timed), "days" (all-day,
    first to last), "first" or "last" (one all-day mark). With fuzzy=omit a `vague` one is left out. `page` is the
    drawing on a page. Where `words` is set, the date's words follow the title in a calendar too, and its description
    explains them; `marked` says which day is marked: the "possible" one, the "start", or the first of a "list".
    """

    example: str
    applies: Callable[[When], bool]
    calendar: str
    span: str
    vague: bool
    page: str
    words: bool
    marked: str


class Placement(NamedTuple):
    """Where a calendar draws an event: days, or instants with their zone. `end` is exclusive; None: none is said.

    `zone` is an IANA name where the clock of that place is meant; instants are then as that clock shows them, without
    `tzinfo`. Otherwise instants are in UTC.
    """

    start: date | datetime
    end: date | datetime | None = None
    zone: str = ""

    @classmethod
    def whole(cls, first: date, last: date | None = None) -> Placement:
        """Whole days, the last one included. DTEND is exclusive (RFC 5545, section 3.6.1), and always written: without
        it Android shows no length and iCloud balks. 31 December 9999 has no day after it: there it is left out."""
        end = last or first
        return cls(first, None if end == date.max else end + timedelta(days=1))


def row(when: When) -> str:
    """The name of the first row of `ROWS` that applies."""
    return next(name for name, found in ROWS.items() if found.applies(when))


def mark(when: When) -> str:
    """What a page draws: "exact", "edge" (faint), "bar", "faded", "out", "in" or "joined"."""
    return ROWS[row(when)].page


def is_vague(when: When) -> bool:
    """Whether fuzzy=omit leaves the date out: its row is vague, or a day that it names is not known."""
    return ROWS[row(when)].vague or not _clear(when)


def placed(when: When, fuzzy: str = "mark", *, utc: bool = False) -> Placement | None:
    """Where a calendar draws the date; None where it cannot: before year 1, after 9999, or no day at all.

    With `utc` instants are in UTC whatever their zone."""
    shape = ROWS[row(when)]
    found = _PLACED[shape.span if fuzzy == "span" else shape.calendar](when)
    if found is None or _is_last_day(found):
        return None
    if utc or not isinstance(found.start, datetime):
        return found
    return _by_the_clock(found, when.timezone or "")


def _is_last_day(place: Placement) -> bool:
    """Whether it lasts into 31 December 9999, which has no day after it: khal refuses the whole calendar for one."""
    last = place.end or place.start
    return last.date() == date.max if isinstance(last, datetime) else place.end is None


def in_words(when: When, language: str, hemisphere: str = "north", *, ahead: bool = False) -> str:
    """The date in words that stand alone. The words of the source are shown as a quotation only: "on Monday" or
    "last spring" would be wrong a week later."""
    return wording.words(when, language, hemisphere, ahead=ahead)


def explanation(
    when: When, language: str, hemisphere: str = "north", fuzzy: str = "mark", *, ahead: bool = False
) -> str:
    """What the date can mean and which day a calendar's mark stands for; empty where it stands for itself."""
    shape = ROWS[row(when)]
    if not shape.words:
        return ""
    said = [wording.explain(when, language, hemisphere, ahead=ahead)]
    if shape.marked and not (fuzzy == "span" and shape.span == "days"):
        said.append(_marked(when, shape, language))
    return " ".join(filter(None, said))


def _marked(when: When, shape: Row, language: str) -> str:
    """Which day the mark stands on: the one where it is really drawn."""
    if shape.marked != "possible":
        return message(f"marked-{shape.marked}", language)
    day = when.latest if shape.calendar == "last" else when.earliest
    if day is None:
        return ""
    named = {when.possibly_latest: "last", when.possibly_earliest: "first"}
    if name := named.get(day):
        return message(f"marked-{name}", language)
    return message("marked-on", language, day=wording.words(When.parse(str(day)), language))


def nuance(when: When, language: str, hemisphere: str = "north") -> str:
    """What a title with the date's words does not say of it: how far it may lie outside them, whose clock is meant."""
    says_more = bool(when.qualifier) or when.is_exact
    return wording.explain(when, language, hemisphere) if says_more else ""


def calendar_title(title: str, when: When, words: str) -> str:
    """The title as a calendar shows it: followed by the date's words where the mark does not say it all."""
    return feed_title(title, words) if ROWS[row(when)].words else title


def feed_title(title: str, words: str) -> str:
    """The title as feed readers show it: followed by the words, since an entry's own date is another."""
    return f"{title} ({words})" if words else title


def _clear(when: When) -> bool:
    """Every day that is named is known: nothing circa, nothing unspecified, nothing coarser than a day."""
    return when.precision in ("day", "time") and not when.qualifier and "X" not in when.edtf


def _zoned(when: When) -> bool:
    return bool(when.timezone) and instant(date(2000, 1, 1), when.start_time, when.timezone) is not None


def _is_timed(when: When) -> bool:
    """A time with a zone or an offset on a known day, or from such a time to another on known days."""
    if not (_clear(when) and when.start_time and _zoned(when)):
        return False
    return when.shape == "point" or (when.shape == "interval" and bool(when.end_time) and _bounded(when))


def _is_old_time(when: When) -> bool:
    first = when.earliest
    return first is not None and first < OLDEST and _is_timed(when)


def _bounded(when: When) -> bool:
    return when.earliest is not None and when.latest is not None


def _is_short(when: When) -> bool:
    first, last = when.earliest, when.latest
    return (
        when.shape == "interval"
        and _clear(when)
        and first is not None
        and last is not None
        and last.ordinal - first.ordinal < LONGEST_BAR
    )


ROWS: Final[dict[str, Row]] = {
    # name       example                    applies          calendar  span     vague  page     words  marked
    "old":   Row("1588-08-08 14:30 Z", _is_old_time,
                                                             "days",   "days",  False, "exact", True,  ""),
    "time":  Row("2025-06-10 14:30 +02:00", _is_timed,       "time",   "time",  False, "exact", False, ""),
    "clock": Row("2025-06-10 14:30", lambda w: w.shape == "point" and _clear(w) and bool(w.start_time),
                                                             "first",  "first", False, "edge",  True,  ""),
    "day":   Row("2025-04-16", lambda w: w.shape == "point" and _clear(w),
                                                             "first",  "first", False, "exact", False, ""),
    "nearly": Row("2025-04-16~", lambda w: w.shape == "point" and w.precision in ("day", "time"),
                                                             "first",  "days",  True,  "edge",  True,  "possible"),
    "days":  Row("2024-05-05/2024-05-10", _is_short,         "days",   "days",  False, "bar",   False, ""),
    "list":  Row("{1913,1914}", lambda w: w.shape == "list" and w.earliest is not None,
                                                             "first",  "first", False, "joined", True, "list"),
    "from":  Row("2024-05-05/..", lambda w: w.latest is None and w.shape == "interval",
                                                             "first",  "first", False, "out",   True,  ""),
    "after": Row("[1992..]", lambda w: w.latest is None,     "first",  "first", True,  "out",   True,  "possible"),
    "until": Row("../2024-05-02", lambda w: w.earliest is None and w.shape == "interval",
                                                             "last",   "last",  False, "in",    True,  ""),
    "by":    Row("[..2025-09]", lambda w: w.earliest is None,
                                                             "last",   "last",  True,  "in",    True,  "possible"),
    "long":  Row("2021-02/2024-11", lambda w: w.shape == "interval",
                                                             "first",  "days",  False, "bar",   True,  "start"),
    "vague": Row("2013-21", lambda w: True,                  "first",  "days",  True,  "faded", True,  "possible"),
}  # fmt: skip
"""The table of design: what each output says of a date. Years below 1 and above 9999 are drawn on pages only."""


def _first(when: When) -> Placement | None:
    return _all_day(when.earliest, when.earliest)


def _last(when: When) -> Placement | None:
    return _all_day(when.latest, when.latest)


def _days(when: When) -> Placement | None:
    return _all_day(when.earliest, when.latest) or _first(when)


def _all_day(first: Day | None, last: Day | None) -> Placement | None:
    start, end = _date(first), _date(last)
    return None if start is None or end is None else Placement.whole(start, end)


def _date(day: Day | None) -> date | None:
    return date(*day) if day is not None and 1 <= day.year <= 9999 else None


def _timed(when: When) -> Placement | None:
    """Instants. The end is said or there is none: an event without a length ends when it begins (RFC 5545, 3.6.1)."""
    start_day, end_day = _date(when.earliest), _date(when.latest)
    if start_day is None or end_day is None:
        return None
    start = instant(start_day, when.start_time, when.timezone)
    if start is None:
        return _all_day(when.earliest, when.latest)
    end = instant(end_day, when.end_time, when.timezone)
    if end is not None and end <= start and when.shape == "point" and end_day < date.max:
        end = instant(end_day + timedelta(days=1), when.end_time, when.timezone)
    if end is not None and end <= start:
        end = None
    return Placement(start, end)


def _by_the_clock(found: Placement, zone: str) -> Placement:
    """The clock of the place where its VTIMEZONE is simple and the hour comes once; else as it is, in UTC: clients
    disagree on the hour that comes twice."""
    start, end = found.start, found.end
    clock = local(start, zone) if isinstance(start, datetime) else None
    until = local(end, zone) if isinstance(end, datetime) else None
    return found if clock is None or (end is not None and until is None) else Placement(clock, until, zone)


def instant(day: date, time: str | None, zone: str | None) -> datetime | None:
    """The instant in UTC of a time on a day by a zone's clock; None where one of them is not said or not understood.

    24:00 is midnight at the end of the day; a leap second counts as not understood, since no calendar shows it.
    """
    found = _TIME.fullmatch(time or "")
    clock = _tzinfo(zone or "")
    if found is None or clock is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if hour == 24 and (minute or second):
        return None
    try:
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
        at = midnight + timedelta(hours=hour, minutes=minute, seconds=second)
        return at.replace(tzinfo=clock).astimezone(UTC)
    except OverflowError:
        return None


def _tzinfo(zone: str) -> tzinfo | None:
    if zone in ("Z", "UTC"):
        return UTC
    if found := _OFFSET.fullmatch(zone):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-offset if found[1] == "-" else offset)
    return named_zone(zone)


_PLACED: Final[dict[str, Callable[[When], Placement | None]]] = {
    "time": _timed,
    "first": _first,
    "last": _last,
    "days": _days,
}
