"""Documents of every kind that a source may have, made from the same entries; and what may come in their place."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple


class Entry(NamedTuple):
    """One entry: its own id, its title and its day."""

    id: str
    title: str
    day: str


TITLES: Final = (
    "Regatta",
    "Book fair",
    "Firemen's ball",
    "Harbour market",
    "Concert of the choir",
    "Night of lanterns",
)
DAYS: Final = ("02-01", "03-02", "08-03", "09-04", "10-05", "11-06")
OTHERS: Final = ("Chess open", "Judo cup", "Rowing trials", "Swimming gala", "Fencing finals", "Archery meet")


def entries(year: int, titles: Sequence[str] = TITLES, mark: str = "") -> list[Entry]:
    """Six entries of a year; with a mark in their ids, those of another calendar."""
    return [
        Entry(f"{mark}e{n}", title, f"{year}-{day}") for n, (title, day) in enumerate(zip(titles, DAYS, strict=True))
    ]


def calendar(rows: Sequence[Entry]) -> str:
    """A calendar."""
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{row.id}@club.example\r\nDTSTART;VALUE=DATE:{row.day.replace('-', '')}\r\n"
        f"SUMMARY:{row.title}\r\nEND:VEVENT\r\n"
        for row in rows
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n"


def feed(rows: Sequence[Entry]) -> str:
    """A feed whose entries name their day."""
    items = "".join(
        f"<item><title>{row.title}</title><link>https://club.example/{row.id}</link>"
        f'<guid isPermaLink="false">{row.id}</guid><ev:startdate>{row.day}</ev:startdate></item>'
        for row in rows
    )
    head = '<rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel><title>The club</title>'
    return f"{head}{items}</channel></rss>"


def table(rows: Sequence[Entry]) -> str:
    """A table without ids."""
    return "Title,Date,Place\n" + "".join(f"{row.title},{row.day},Harbour\n" for row in rows)


def page(rows: Sequence[Entry]) -> str:
    """A page that marks up its events."""
    items = "".join(
        f'<script type="application/ld+json">{{"@type": "Event", "name": "{row.title}", "startDate": "{row.day}",'
        f' "url": "https://club.example/{row.id}"}}</script>\n'
        for row in rows
    )
    return f"<!DOCTYPE html><html><head><title>The club</title>{items}</head><body><p>The club.</p></body></html>"


def ours(rows: Sequence[Entry]) -> str:
    """Events as our own API answers."""
    return json.dumps({"events": [_own(row) for row in rows]})


def dump(rows: Sequence[Entry]) -> str:
    """A line an event."""
    return "".join(json.dumps(_own(row)) + "\n" for row in rows)


def _own(row: Entry) -> object:
    return {"id": row.id, "title": row.title, "when": {"edtf": row.day}}


def yaml(rows: Sequence[Entry]) -> str:
    """What curators write."""
    return "events:\n" + "".join(f"- id: {row.id}\n  title: {row.title}\n  when: {row.day}\n" for row in rows)


def article(rows: Sequence[Entry]) -> str:
    """A text that tells what is to come."""
    sentences = (f"The {row.title.lower()} takes place on {_spelt(row.day)}." for row in rows)
    return "# The year of the club\n\n" + "\n\n".join(sentences) + "\n"


def _spelt(day: str) -> str:
    months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
    names = (*months, "November", "December")
    year, month, number = day.split("-")
    return f"{int(number)} {names[int(month) - 1]} {year}"


def slides(rows: Sequence[Entry]) -> str:
    """A timeline of TimelineJS."""
    return json.dumps({"events": [_slide(row) for row in rows]})


def _slide(row: Entry) -> object:
    year, month, day = row.day.split("-")
    start = {"year": year, "month": month, "day": day}
    return {"unique_id": row.id, "start_date": start, "text": {"headline": row.title}}


def markwhen(rows: Sequence[Entry]) -> str:
    """A Markwhen document."""
    return "title: The club\n\n" + "".join(f"{row.day}: {row.title}\n" for row in rows)


class Kind(NamedTuple):
    """How a kind of document is made, which reader it names, and what it is served as."""

    make: Callable[[Sequence[Entry]], str]
    kind: str
    media_type: str
    suffix: str


KINDS: Final = {
    "calendar": Kind(calendar, "ics", "text/calendar", ".ics"),
    "feed": Kind(feed, "feed", "application/rss+xml", ".rss"),
    "table": Kind(table, "csv", "text/csv", ".csv"),
    "web page": Kind(page, "page", "text/html", ".html"),
    "our JSON": Kind(ours, "own", "application/json", ".json"),
    "our YAML": Kind(yaml, "own", "application/yaml", ".yaml"),
    "dump": Kind(dump, "own", "application/x-ndjson", ".jsonl"),
    "article": Kind(article, "text", "text/markdown", ".md"),
    "TimelineJS": Kind(slides, "timelinejs", "application/json", ".json"),
    "Markwhen": Kind(markwhen, "markwhen", "text/markwhen", ".mw"),
}
LOGIN: Final = (
    "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action='/login' method='post'>"
    "<label>Name <input name='user'></label><label>Password <input type='password' name='word'></label>"
    "<button>Sign in</button></form><p>Welcome to the club. Please sign in to go on. © 2025</p></body></html>"
)
