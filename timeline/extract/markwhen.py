"""Markwhen: a line a date and what happened, under headings that group, with #tags and lines that say more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from timeline.dates import EDTFError, When
from timeline.extract import objects
from timeline.extract.contract import MentionOrRefusal, cite, event_status
from timeline.extract.encodings import decode
from timeline.extract.ics.series import from_lines
from timeline.extract.ics.zones import zone_name
from timeline.extract.keys import with_keys
from timeline.extract.markwhen_dates import dates
from timeline.extract.plain_text import clean, line, web
from timeline.extract.prose_events import language_of
from timeline.model.event import ID, Link, Mention, Place
from timeline.model.rule import BadSeries
from timeline.model.source import Document, Refusal
from timeline.prose.document import front_matter

_COLON: Final = re.compile(r":(?!\d)")
_TAG: Final = re.compile(r"(?<!\S)#([^\W\d_][\w-]*)")
_LINK: Final = re.compile(r"\[([^\[\]]{0,300})\]\(\s*([^()\s]{1,2000})\s*\)")
_ID: Final = re.compile(r"(?<!\S)!([A-Za-z][\w-]*)")
_BOX: Final = re.compile(r"^\[[ xX]\]\s*")
_FIELD: Final = re.compile(r"(id|location|tags?|title|description|edtf)\s*:\s*(.+)", re.IGNORECASE)
_OWN: Final = re.compile(r"(start_time|end_time|zone|status|title|reason|recurrence|links|successor|link)\s*:\s*(.+)")
"""What a chronology like this one writes behind `edtf`."""
_JOINER: Final = "\u2060"
"""It writes this where words would be taken for a sign of the language."""
_GROUP: Final = re.compile(r"\s*(?:(#{1,6})\s+(.*)|(?:section|group)\s+(.+))", re.IGNORECASE)
_GROUP_END: Final = re.compile(r"\s*end\s?(?:section|group)\s*", re.IGNORECASE)
_SETTING: Final = re.compile(
    r"(title|description|dateformat|view|ranges|timezone|tz|key|#[\w-]+)\s*:(.*)", re.IGNORECASE
)
_NOW: Final = re.compile(r"now\b[^:]{0,80}:", re.IGNORECASE)
_RELATIVE: Final = re.compile(r"(?:after|before|by|with)\s+![\w-]+[^:]{0,60}:", re.IGNORECASE)


@dataclass(slots=True)
class DatedLine:
    """One dated line, and the lines below it."""

    line: int
    words: str
    when: When
    text: list[str]
    groups: tuple[str, ...]
    recurrence: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Header:
    """What the header says."""

    title: str = ""
    order: str = "mdy"
    zone: str = ""
    published: str = ""


def is_markwhen(text: str) -> bool:
    """Whether most lines that are not indented, empty or headings begin with a date and a colon."""
    lines = [each for each in text.split("\n")[:60] if each.strip() and not each[:1].isspace()]
    lines = [each for each in lines if not _GROUP.match(each) and not each.startswith(("//", "---", "-", "["))]
    dated = sum(dated_line(each, "mdy") is not None for each in lines[:40])
    return dated >= 2 and dated * 2 >= len(lines[:40])


def extract(document: Document) -> Iterator[MentionOrRefusal]:
    """The dated lines of the document; a line that begins like a date, and is none, is refused."""
    text = decode(document.data, document.charset).replace("\r\n", "\n").replace("\r", "\n")
    fields, body = front_matter(document.url, text)
    page = Header(published=document.published)
    for name, value in fields.items():
        _set_field(page, name.lower(), value)
    entries: list[DatedLine] = []
    groups: list[str] = []
    first = text.count("\n", 0, body) + 1
    for number, row in enumerate(text[body:].split("\n"), first):
        if row.lstrip().startswith("//"):
            continue
        if _take_group(row, groups) or (not entries and _take_setting(page, row)):
            continue
        outcome = dated_line(row, page.order, page.published)
        if isinstance(outcome, DatedLine):
            when = in_zone(outcome.when, page.zone)
            entries.append(replace(outcome, line=number, when=when, groups=tuple(groups)))
        elif outcome is not None:
            yield Refusal(place=f"line {number}", reason=outcome, title=_refused_title(row))
        elif entries:
            _add_below(entries[-1], row)
    yield from with_keys(_mention(document, page, entry) for entry in entries)


def _refused_title(row: str) -> str:
    """The title that a line would have given: it is known even where its date is not."""
    return line(_plain(_ID.sub("", row.partition(": ")[2])))[:200]


def _take_group(row: str, groups: list[str]) -> bool:
    """Whether the line opens or closes a group; headings of one level follow each other, `group` nests."""
    if _GROUP_END.fullmatch(row):
        groups[-1:] = []
        return True
    match = _GROUP.fullmatch(row)
    if match is None or (match[3] and ":" in match[3]):
        return False
    name = line(_TAG.sub("", match[2] or match[3] or ""))[:80]
    if match[1]:
        del groups[len(match[1]) - 1 :]
    if name:
        groups.append(name)
    return True


def _take_setting(page: Header, row: str) -> bool:
    match = _SETTING.fullmatch(row.strip())
    if match is None:
        return False
    _set_field(page, match[1].lower(), match[2].strip())
    return True


def _set_field(page: Header, name: str, value: str) -> None:
    if name == "title":
        page.title = line(_unquoted(value))
    elif name == "dateformat" and value:
        page.order = "dmy" if value.strip().lower().startswith("d") else "mdy"
    elif name in ("timezone", "tz"):
        page.zone = _zone(value)


def _zone(value: str) -> str:
    """The zone that a header names: `Europe/Berlin`, `-5`, `UTC+2`."""
    hours = re.fullmatch(r"(?:UTC|GMT)?([+-]\d{1,2})", value.strip(), re.IGNORECASE)
    return f"{int(hours[1]):+03}:00" if hours else zone_name(value.strip()) or ""


def in_zone(when: When, zone: str) -> When:
    """A date whose time has no zone, in that of the header."""
    return replace(when, timezone=zone) if zone and when.start_time and not when.timezone else when


def dated_line(row: str, order: str, published: str = "") -> DatedLine | str | None:
    """The entry that a line begins; why its date is none; None for a line that does not look like one."""
    stripped = row.strip().removeprefix("- ")
    if _RELATIVE.match(stripped):
        return f"{stripped[:40]!r}: it counts from another event, which is not read"
    if _NOW.match(stripped):
        return _line_of_now(stripped, order, published)
    colons = [date.start() for date in _COLON.finditer(stripped[:160])][:6]
    reason = None
    for at in colons:
        words = stripped[:at].strip()
        if not _like_a_date(words):
            continue
        date = dates(words, order)
        if isinstance(date, tuple):
            return DatedLine(0, words, date[0], [stripped[at + 1 :].strip()], (), date[1])
        reason = reason or date
    return f"{stripped[:40]!r}: {reason}" if reason and re.match(r"-?\d", stripped) else None


def _line_of_now(row: str, order: str, published: str) -> DatedLine | str:
    """An entry that begins now: on the day of publication, where that is known."""
    words, _, rest = row.partition(":")
    if not published:
        return f"{row[:40]!r}: “now” is another day for each reader, and it is not known when this was published"
    date = dates(published + words.strip()[3:], order)
    return (
        f"{row[:40]!r}: {date}" if isinstance(date, str) else DatedLine(0, words, date[0], [rest.strip()], (), date[1])
    )


def _like_a_date(words: str) -> bool:
    return len(words) <= 120 and any(c.isdigit() for c in words)


def _add_below(entry: DatedLine, row: str) -> None:
    """A line below a dated one: a field of it, or more of its text."""
    match = _FIELD.fullmatch(row.strip())
    if match is None and "edtf" in entry.fields:
        match = _OWN.fullmatch(row.strip())
    if match and len(entry.text) == 1:
        name = match[1].lower()
        entry.fields["tag" if name == "tags" else name] = _unquoted(match[2].strip())
    else:
        entry.text.append(row.rstrip())


def _unquoted(value: str) -> str:
    """A value as it is meant: YAML may put it in double quotes."""
    if value[:1] != '"':
        return value
    try:
        return str(json.loads(value))
    except ValueError:
        return value


def _mention(document: Document, page: Header, entry: DatedLine) -> Mention:
    whole = "\n".join(entry.text).strip()
    tags = [*_TAG.findall(whole), *re.split(r"[\s,\[\]#]+", entry.fields.get("tag", ""))]
    head, _, rest = whole.partition("\n")
    id = _ID.search(head)
    title = line(_plain(_ID.sub("", head)))
    named = entry.fields.get("location", "").split(";")
    links = {address: text for text, target in _LINK.findall(whole) if (address := web(target))}
    mention = Mention(
        key=entry.fields.get("id", "") or (id[1] if id else ""),
        title=title or line(_plain(rest))[:120],
        said_when=entry.words,
        when=entry.when,
        summary=clean("\n".join(filter(None, [entry.fields.get("description", ""), _plain(rest)]))),
        tags=tuple(dict.fromkeys(tag for tag in (*tags, *entry.groups) if tag)),
        places=tuple(Place(name=line(place)) for place in named if line(place)),
        links=tuple(Link(url=address, title=line(text)) for address, text in links.items()),
        language=language_of(whole, document.language),
        recurrence=entry.recurrence,
        citation=cite(
            document,
            title=title,
            publisher=page.title,
            words=entry.words,
            place=f"line {entry.line}",
            rule="markwhen",
        ),
    )
    return _of_ours(mention, entry.when, entry.fields, document) if "edtf" in entry.fields else mention


def _of_ours(mention: Mention, line_date: When, fields: dict[str, str], document: Document) -> Mention:
    """The mention with the date in full, and what else a chronology like this one says of it. Where the line has
    another date by now, it was edited, and holds."""
    start, end, zone = (fields.get(name) for name in ("start_time", "end_time", "zone"))
    try:
        when = When.parse(fields["edtf"], "", start, end, zone)
        recurrence = from_lines(objects.texts(_listed(fields, "recurrence")), when, document.retrieved)
    except (EDTFError, BadSeries):
        return mention
    # The line has instants in UTC, whose day may be the one before or after.
    first, last = (day and day.plus(days=by) for day, by in ((when.earliest, -1), (when.latest, 1)))
    if not line_date.matches_days(first, last):
        return mention
    successor = fields.get("successor", "")
    return msgspec.structs.replace(
        mention,
        title=line(fields.get("title", "")) or mention.title,
        when=when,
        status=event_status(fields.get("status", "")),
        reason=line(fields.get("reason", "")),
        recurrence=recurrence,
        uid=mention.key if ID.fullmatch(mention.key) else "",
        links=objects.links(_listed(fields, "links")),
        successor=successor if ID.fullmatch(successor) else "",
    )


def _listed(fields: dict[str, str], name: str) -> list[object]:
    """A property that is a list in JSON; an empty one where it is none."""
    try:
        value = json.loads(fields.get(name, "[]"))
    except ValueError:
        return []
    return value if isinstance(value, list) else []


def _plain(text: str) -> str:
    """The text without Markwhen's signs: links as their words, tags and boxes left out."""
    return _BOX.sub("", _TAG.sub("", _LINK.sub(r"\1", text)).strip()).replace(_JOINER, "")
