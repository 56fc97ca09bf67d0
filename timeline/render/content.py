"""The text of an entry, as HTML for feed readers and as plain text for calendars."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from timeline.render.dates import ROWS, explanation, row
from timeline.render.entries import Entry, Options
from timeline.render.messages import message
from timeline.render.pictures import Picture
from timeline.render.text import escape, line
from timeline.render.vocabulary import STATUSES

OLDEST_SHOWN: Final = 1970
"""The first year that all calendars show as it is."""


def html(entry: Entry, language: str) -> str:
    """What its title does not say of the date, what became of it, the summary, where, and the sources; all escaped."""
    blocks = [f"<p>{escape(said)}</p>" for said in _body(entry, entry.nuance, entry.where)]
    if entry.picture:
        blocks.append(_figure(entry.picture, language))
    if entry.successor:
        title, address = entry.successor
        label = escape(message("successor", language, title="\0")).partition("\0")[0]
        blocks.append(f"<p>{label}{_anchor(address, title)}</p>")
    if entry.sources:
        items = "".join(f"<li>{_anchor(url, said)}</li>" for said, url in entry.sources)
        blocks.append(f"<p>{escape(message('sources', language))}</p><ul>{items}</ul>")
    for link in entry.event.links:
        blocks.append(f"<p>{_anchor(link.url, link.title or link.url)}</p>")
    return "".join(blocks)


def _figure(picture: Picture, language: str) -> str:
    """The picture with its credit; where a reader may not load it, a link to it."""
    if not picture.loaded:
        return f"<p>{_anchor(picture.address, _named(picture, language))}</p>"
    alt = escape(picture.alt)
    return f'<p><img src="{escape(picture.address)}" alt="{alt}"><br>{escape(picture.credit)}</p>'


def _named(picture: Picture, language: str) -> str:
    return message("image", language, alt=picture.alt, credit=picture.credit)


def text(entry: Entry, language: str) -> str:
    """The same as lines of plain text."""
    return "\n".join([*_body(entry, entry.nuance, entry.where), *_references(entry, language)])


def calendar_text(entry: Entry, options: Options) -> str:
    """The plain text for a calendar, which has a LOCATION, and the address of the page, since some hide URL."""
    language = options.language
    lines = [*_body(entry, _of_the_date(entry, options), ""), *_references(entry, language)]
    return "\n".join([*lines, message("link", language, url=entry.url)])


def _of_the_date(entry: Entry, options: Options) -> str:
    """What a calendar itself does not say of the date: what a mark stands for, the date of which an entry on another
    day tells, an old date, which many calendars move or show without its century, and a series' rule."""
    when = entry.event.when
    if entry.event.is_gone and entry.style.is_event:
        return ""
    if not entry.style.is_event:
        return line(entry.words)
    if ROWS[row(when)].words:
        return explanation(
            when, options.language, options.chronology.hemisphere, options.policy.fuzzy, ahead=entry.event.looks_ahead
        )
    is_old = when.earliest is not None and when.earliest.year < OLDEST_SHOWN
    return line(entry.words) if is_old or entry.event.recurrence else ""


def is_web(address: str) -> bool:
    """Whether an address may stand in a link: http or https with a host, without spaces or controls."""
    if not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _body(entry: Entry, dated: str, where: str) -> list[str]:
    """The date, what became of it, the summary and the rest; of what does not take place what became of it first."""
    opening = [dated, *entry.notes] if STATUSES[entry.event.status].alarm else [*entry.notes, dated]
    return [said for said in (*opening, *entry.summary, where, *entry.after) if said]


def _references(entry: Entry, language: str) -> list[str]:
    """What follows it, its sources and links, each with its title and its address."""
    lines: list[str] = []
    if entry.picture:
        lines.append(_sourced(_named(entry.picture, language), entry.picture.address))
    if entry.successor:
        title, address = entry.successor
        lines.append(message("successor", language, title=_sourced(title, address)))
    lines += [message("source", language, source=_sourced(said, url)) for said, url in entry.sources]
    links = [link for link in entry.event.links if is_web(link.url)]
    lines += [f"{line(link.title)}: {link.url}" if line(link.title) else link.url for link in links]
    return lines


def _sourced(said: str, url: str) -> str:
    return f"{said} {url}" if is_web(url) and url != said else said


def _anchor(url: str, said: str) -> str:
    return f'<a href="{escape(url)}">{escape(said)}</a>' if is_web(url) else escape(said)
