"""Content lines and components (RFC 5545, sections 3.1 and 3.6; vCalendar 1.0 where it differs).

What a library would lose with the whole file is told here with its line: a bad line costs itself, a broken component
costs itself, and the rest goes on.
"""

from __future__ import annotations

import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from timeline.extract.contract import Partial
from timeline.extract.encodings import decode
from timeline.extract.limits import FIELD
from timeline.model.source import Refusal

DEEPEST: Final = 8
"""Components inside one another; RFC 5545 needs three."""
LONGEST: Final = 4 * FIELD
"""Characters of one content line."""
_BREAK: Final = re.compile(rb"\r\n|\n|\r")
_NAME: Final = re.compile(r"(?:[A-Za-z0-9_-]+\.)?([A-Za-z][A-Za-z0-9_-]*)(?=[;:])")
_PARAMETER: Final = re.compile(r';\s*([^=:;"\s]+)(?:\s*=((?:"[^"]*"|[^":;])*))?')
_DATE: Final = re.compile(r"\s*\d{4}-?\d{2}-?\d{2}")
_ESCAPE: Final = re.compile(r"\\([\\;,:nN\"])")
TEXTS: Final = frozenset({"DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT", "X-ALT-DESC"})
"""Properties that careless producers break over several lines without a space in front."""


@dataclass(frozen=True, slots=True)
class Property:
    """One content line. Names are in capitals; `value` is raw, `line` counts from 1."""

    name: str
    value: str
    line: int
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The value as text: the escapes of RFC 5545, 3.3.11, and those of vCalendar, undone."""
        return unescape(decode_value(self))

    @property
    def texts(self) -> list[str]:
        """The values of a list, which commas without a backslash part."""
        return [unescape(part) for part in re.split(r"(?<!\\),", decode_value(self))]

    @property
    def words(self) -> str:
        """The line as it was found, unfolded."""
        said = "".join(f";{name}={value}" for name, value in self.parameters.items())
        return f"{self.name}{said}:{self.value}"


@dataclass(slots=True)
class Component:
    """A component with what it holds, in its order."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)

    def first(self, *names: str) -> Property | None:
        """The first property of one of these names, in the order of the names, that has a value."""
        for name in names:
            for each in self.properties:
                if each.name == name and each.value.strip():
                    return each
        return None

    def every(self, *names: str) -> list[Property]:
        """All properties of these names."""
        return [each for each in self.properties if each.name in names and each.value.strip()]

    def text(self, *names: str) -> str:
        """The text of the first of these properties, or nothing."""
        first = self.first(*names)
        return first.text.strip() if first else ""


def components(data: bytes, charset: str, refused: list[Refusal]) -> Component:
    """The tree of components under one without a name. What is out of place is added to `refused`."""
    root = Component("", 1)
    stack = [root]
    for number, text in logical_lines(data, charset):
        match = _NAME.match(text)
        name = match[1].upper() if match else ""
        if name == "BEGIN":
            _open(stack, text.partition(":")[2].strip().upper(), number, refused)
        elif name == "END":
            _close(stack, text.partition(":")[2].strip().upper(), number, refused)
        else:
            _add(stack[-1], match, text, number, refused)
    if len(stack) > 1:
        _cut_off(stack, refused)
    return root


def logical_lines(data: bytes, charset: str) -> Iterator[tuple[int, str]]:
    """Unfolded lines with the number of their first. Folds are undone before decoding: they may split a character."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:400]:
        data, charset = decode(data, charset).encode("utf-8", "replace"), "utf-8"
    while data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    joined = list(_unfold(data))
    whole = decode(b"\n".join(line for _, line in joined), charset)
    for (number, _), text in zip(joined, re.split("\n", whole), strict=False):
        if text.strip():
            yield number, text


def _unfold(data: bytes) -> Iterator[tuple[int, bytes]]:
    parts: list[bytes] = []
    start, soft = 0, False
    for number, raw in enumerate(_BREAK.split(data), 1):
        if parts and (soft or raw[:1] in (b" ", b"\t")):
            parts.append(raw if soft else raw[1:])
        else:
            if parts:
                yield start, b"".join(parts)
            parts, start = [raw], number
        # vCalendar 1.0: "=" at the end of a quoted-printable line goes on with the next.
        soft = parts[-1].endswith(b"=") and b"QUOTED-PRINTABLE" in parts[0][:200].upper()
        if soft:
            parts[-1] = parts[-1][:-1]
    if parts:
        yield start, b"".join(parts)


def _open(stack: list[Component], name: str, number: int, refused: list[Refusal]) -> None:
    if name in ("VEVENT", "VCALENDAR") and stack[-1].name in ("VEVENT", "VALARM"):
        while stack[-1].name in ("VEVENT", "VALARM"):
            # Two entries may have become one: which are missing is not known.
            refused.append(Partial(place=f"line {stack[-1].line}", reason=f"{stack[-1].name} has no END", note=True))
            stack.pop()
    if len(stack) > DEEPEST:
        refused.append(
            Refusal(place=f"line {number}", reason=f"more than {DEEPEST} components inside one another", note=True)
        )
        return
    child = Component(name, number)
    stack[-1].children.append(child)
    stack.append(child)


def _close(stack: list[Component], name: str, number: int, refused: list[Refusal]) -> None:
    if name not in (each.name for each in stack[1:]):
        refused.append(Partial(place=f"line {number}", reason=f"END:{name} closes nothing that is open", note=True))
        return
    while stack.pop().name != name:
        continue


def _add(into: Component, match: re.Match[str] | None, text: str, number: int, refused: list[Refusal]) -> None:
    last = into.properties[-1] if into.properties else None
    if match is None and last is not None and last.name in TEXTS and last.line < number:
        into.properties[-1] = Property(last.name, f"{last.value}\\n{text}", last.line, last.parameters)
        return
    parsed = parse(text, number) if match else None
    if parsed is None:
        shown = text.strip()[:40]
        refused.append(Refusal(place=f"line {number}", reason=f"{shown!r} is no content line (NAME:VALUE)", note=True))
    elif len(text) > LONGEST:
        refused.append(
            Refusal(place=f"line {number}", reason=f"{parsed.name} has more than {LONGEST:,} characters", note=True)
        )
    else:
        if into.name == "VEVENT" and parsed.name == "UID" and any(each.name == "UID" for each in into.properties):
            refused.append(Partial(place=f"line {number}", reason="a VEVENT has a second UID", note=True))
        into.properties.append(parsed)


def parse(text: str, number: int) -> Property | None:
    """The content line, or None where it is none."""
    match = _NAME.match(text)
    if match is None:
        return None
    at = match.end()
    parameters: dict[str, str] = {}
    while text.startswith(";", at):
        part = _PARAMETER.match(text, at)
        if part is None:
            return None
        name, value = part[1].upper(), part[2]
        # vCalendar 1.0 leaves the names of ENCODING and VALUE out.
        parameters |= {name: value.strip().strip('"')} if value is not None else {_bare(name): name}
        at = part.end()
    if not text.startswith(":", at):
        return None
    value = text[at + 1 :]
    if "TZID" in parameters and not _DATE.match(value):
        value = _complete_zone(parameters, value)
    return Property(match[1].upper(), value, number, parameters)


def _complete_zone(parameters: dict[str, str], value: str) -> str:
    """The value behind a zone's name that has a colon and no quotes: it follows the last colon.

    `DTSTART;TZID=tzone://Microsoft/Utc:20220104T100000`; Exchange and old Outlooks write such names.
    """
    head, colon, date = value.rpartition(":")
    if not colon or not _DATE.match(date):
        return value
    zone, *more = head.split(";")
    parameters["TZID"] += f":{zone}"
    for parameter in more:
        name, _, said = parameter.partition("=")
        parameters[name.strip().upper()] = said.strip().strip('"')
    return date


def _bare(name: str) -> str:
    return "ENCODING" if name in ("QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT") else "VALUE"


def decode_value(content: Property) -> str:
    """The value of a property as characters: quoted-printable (vCalendar 1.0) undone."""
    if content.parameters.get("ENCODING", "").upper() not in ("QUOTED-PRINTABLE", "Q"):
        return content.value
    raw = quopri.decodestring(content.value.encode("utf-8", "surrogateescape"))
    return decode(raw, content.parameters.get("CHARSET", ""))


def unescape(value: str) -> str:
    """Text without the escapes of RFC 5545, section 3.3.11."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _cut_off(stack: list[Component], refused: list[Refusal]) -> None:
    """The end is missing: what is not closed below the calendar may be half a component, and is not taken.

    Cut between two entries, only the calendar's own end is missing: what would follow is not known either.
    """
    for parent, child in pairwise(stack):
        if child.name not in ("VCALENDAR", "") and child in parent.children:
            parent.children.remove(child)
            reason = f"the document ends in the middle of {child.name}"
            refused.append(Refusal(place=f"line {child.line}", reason=reason, key=child.text("UID").strip()))
            return
    if any(each.name == "VCALENDAR" for each in stack):
        refused.append(
            Refusal(place=f"line {stack[-1].line}", reason="the document ends before END:VCALENDAR", note=True)
        )
