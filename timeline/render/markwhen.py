"""Markwhen: a line an entry, `date: title`, its properties below, then its text.

A date there is a stretch of whole days, months or years, or of instants in UTC. Whatever is known less closely is the
stretch in which it lies, with its words behind the title, and as EDTF in a property. No year is before the first.
"""

from __future__ import annotations

import datetime
import json
import re
from typing import Any, Final

from timeline.dates import Day, When
from timeline.render.channel import Channel
from timeline.render.content import is_web
from timeline.render.dates import feed_title, instant
from timeline.render.entries import Entry, Options, title_and_summary
from timeline.render.text import line

LAST: Final = 9_999
"""The last year that a date may name."""
JOINER: Final = "\u2060"
"""Seen by nobody; it stands where words would be taken for a sign of the language, and is taken out when it is read."""
_SIGN: Final = re.compile(r"(?<!\S)([#!])(?=\w)|(\])(?=\()|^(?=\[)")
_HARMLESS: Final = re.compile(r"[^\W\d_][^:]*$")
_GROUPING: Final = re.compile(r"(?:end\s?)?(?:section|group)\b", re.IGNORECASE)
_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_PLAIN: Final = re.compile(r"[^\W\d_][\w .,()/-]*")
"""Values of properties that need no quotes."""
_TAG: Final = re.compile(r"[^\W\d_][\w-]*")


def head(channel: Channel) -> bytes:
    """The header: what the document is called and where it comes from, and what it does not hold."""
    fields = {"title": line(channel.title), "description": line(channel.description), "source": channel.self_url}
    written = [f"{name}: {_value(value)}" for name, value in fields.items() if value]
    return "\n".join([*written, *(f"// {note}" for note in channel.notes), "", ""]).encode()


def entry(entry: Entry, options: Options) -> bytes:
    """One entry; nothing where Markwhen has no date for it."""
    event = entry.event
    date = dates(event.when)
    if not date:
        return b""
    title = title_and_summary(event, options.language)[0]
    shown = feed_title(entry.title, entry.dated if date != event.when.edtf else "")
    named = [tag for tag in event.tags if _TAG.fullmatch(tag)]
    head = " ".join([f"{date}: {_quiet(shown)}", *(f"#{tag}" for tag in named)])
    body = "\n\n".join(_quiet_line(paragraph) for paragraph in entry.summary)
    return "\n".join(filter(None, [head, *_properties(entry, line(title), shown), body, "\n"])).encode()


def tail(channel: Channel) -> bytes:
    """Nothing follows the last entry."""
    return b""


def dates(when: When) -> str:
    """The stretch that stands for a date, of a list its first member; empty where there is none."""
    first, last = when.spans[0] if when.shape == "list" else (when.spans[0][0], when.spans[-1][1])
    first = first or when.sort_day
    if first is None or not 1 <= first.year <= (last or first).year <= LAST:
        return ""
    if last is None:
        return f"{_start(when, first)}/now"
    return _instants(when, first) or _stretch(first, last)


def _start(when: When, first: Day) -> str:
    """Where what goes on began, in the unit that was said."""
    said = when.edtf.partition("/")[0]
    return said if _DATE.fullmatch(said) else str(first)


def _instants(when: When, first: Day) -> str:
    """A time by a known clock, as instants in UTC; without an end it is one instant twice, which Markwhen shows."""
    if not when.is_exact:
        return ""
    day = datetime.date(*first)
    start, end = (instant(day, time, when.timezone) for time in (when.start_time, when.end_time))
    if start is None:
        return ""
    if end is not None and end <= start:
        end += datetime.timedelta(days=1)
    return f"{_utc(start)} - {_utc(end)}" if end else _utc(start)


def _utc(at: datetime.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def _stretch(first: Day, last: Day) -> str:
    """From a day to another, in whole years or months where it is some."""
    after = Day.from_ordinal(last.ordinal + 1)
    if (first.month, first.day, after.month, after.day) == (1, 1, 1, 1):
        return _between(f"{first.year:04}", f"{last.year:04}")
    if (first.day, after.day) == (1, 1):
        return _between(str(first)[:-3], str(last)[:-3])
    return _between(str(first), str(last))


def _between(first: str, last: str) -> str:
    return first if first == last else f"{first}/{last}"


def _properties(entry: Entry, title: str, shown: str) -> list[str]:
    """What the line does not say; behind `edtf`, what only a chronology like this one reads."""
    event = entry.event
    when = event.when
    fields: dict[str, Any] = {
        "id": entry.occasion.key,
        "location": "; ".join(line(place.name) for place in event.places),
        "tags": ", ".join(tag for tag in event.tags if not _TAG.fullmatch(tag)),
        "edtf": when.edtf,
        "start_time": when.start_time,
        "end_time": when.end_time,
        # `timezone` is Markwhen's own, and would move the instants of the line.
        "zone": when.timezone,
        "status": event.status,
        "title": title if title != shown else "",
        "reason": line(event.reason),
        "recurrence": list(event.recurrence),
        "links": [{"url": link.url, "title": line(link.title)} for link in event.links if is_web(link.url)],
        "successor": event.successor,
        "link": entry.url,
    }
    return [f"{name}: {_value(value)}" for name, value in fields.items() if value]


def _value(value: Any) -> str:
    """A property's value: as it is where it is plain, else as JSON, which YAML reads as well."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _quiet(text: str) -> str:
    """The text without signs of the language: no word of it becomes a tag, an id, a link or a box."""
    return _SIGN.sub(lambda match: f"{match[0]}{JOINER}", text)


def _quiet_line(text: str) -> str:
    """The same of a line of its own, which must not become an entry, a heading, a comment or a property."""
    text = _quiet(text)
    return text if _HARMLESS.match(text) and not _GROUPING.match(text) else f"{JOINER}{text}"
