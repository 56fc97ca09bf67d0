"""The text of an entry, as HTML for feed readers and as plain text for calendars."""

from __future__ import annotations

from urllib.parse import urlsplit

from timeline.render.dates import explanation
from timeline.render.entries import Entry, Options
from timeline.render.messages import message
from timeline.render.text import escape, line


def html(entry: Entry, language: str) -> str:
    """The date's words first, then what became of it, the summary, where, and the sources; everything escaped."""
    blocks = [f"<p>{escape(entry.words)}</p>"]
    blocks += [f"<p>{escape(note)}</p>" for note in (*entry.notes, *entry.summary, *entry.after)]
    if entry.successor:
        label = escape(message("successor", language, url="\0")).partition("\0")[0]
        blocks.append(f"<p>{label}{_anchor(entry.successor, entry.successor)}</p>")
    if entry.sources:
        items = "".join(f"<li>{_anchor(url, said)}</li>" for said, url in entry.sources)
        blocks.append(f"<p>{escape(message('sources', language))}</p><ul>{items}</ul>")
    for link in entry.event.links:
        blocks.append(f"<p>{_anchor(link.url, link.title or link.url)}</p>")
    return "".join(blocks)


def text(entry: Entry, language: str) -> str:
    """The same as lines of plain text, for feeds and calendars."""
    return "\n".join(_lines(entry, language))


def described(entry: Entry, options: Options) -> str:
    """The plain text with the sentence that explains a calendar's mark behind the date's words, and the address of
    the page at the end, since some calendars hide URL."""
    language, hemisphere = options.language, options.chronology.hemisphere
    first, *rest = _lines(entry, language)
    explained = entry.style.is_event
    mark = explanation(entry.event.when, language, hemisphere, options.policy.fuzzy) if explained else ""
    return "\n".join([first, *([mark] if mark else []), *rest, message("link", language, url=entry.url)])


def is_web(address: str) -> bool:
    """Whether an address may stand in a link: http or https with a host, without spaces or controls."""
    if not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _lines(entry: Entry, language: str) -> list[str]:
    lines = [line(entry.words), *entry.notes, *entry.summary, *entry.after]
    if entry.successor:
        lines.append(message("successor", language, url=entry.successor))
    lines += [message("source", language, source=_sourced(said, url)) for said, url in entry.sources]
    lines += [link.url for link in entry.event.links if is_web(link.url)]
    return lines


def _sourced(said: str, url: str) -> str:
    return f"{said} {url}" if is_web(url) and url != said else said


def _anchor(url: str, said: str) -> str:
    return f'<a href="{escape(url)}">{escape(said)}</a>' if is_web(url) else escape(said)
