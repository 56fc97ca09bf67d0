"""`when:` of an entry: EDTF, or words that are read, with clock times beside the days."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final, NamedTuple

from yaml import Node

from timeline.dates import EDTFError, When, southern
from timeline.dates.local_time import FLOATING, floats, localise, same_clock
from timeline.dates.reading import Reading, explain
from timeline.dates.reading.date_order import ASK, in_order
from timeline.dates.reading.typed import either_way
from timeline.files.located import Located
from timeline.files.shapes import Either, Field, Raw, Record, Scalar, text
from timeline.model.values import Unfit, quoted, zone_name

EDTF: Final = "write EDTF (2025-04-16, 2025-04, 198X, 2013-21 for spring), or words that say it"
SOURCE: Final = "give its first source `published`, the day from which such words count"
BRACKETS: Final = 'put EDTF that begins with a bracket in double quotes: "[..2025-09]"'

_EDTF_ONLY: Final = re.compile(r"[-+0-9XYEST:Z~?%/.,\[\]{} ]+")
_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_OFFSET: Final = re.compile(r"[+-](?:0[0-9]|1[0-4]):[0-5][0-9]")


def _clock(value: str) -> str:
    found = _CLOCK.fullmatch(value.strip())
    if not found:
        raise Unfit(f"{quoted(value)} is no time of day", "write it as 09:00 or 23:59:30")
    return f"{int(found[1]):02d}:{found[2]}" + (f":{found[3]}" if found[3] else "")


def _zone(value: str) -> str:
    return value if value in ("Z", "UTC", FLOATING) or _OFFSET.fullmatch(value) else zone_name(value)


WHEN: Final = Either(
    text(200, instead=BRACKETS),
    Record(
        {
            "edtf": Field("The date in EDTF (ISO 8601-2): days and coarser.", text(200, instead=BRACKETS)),
            "text": Field("The words it was read from.", text(300)),
            "start_time": Field("Clock time at which it begins: 09:00.", Scalar(_clock)),
            "end_time": Field("Clock time at which it ends.", Scalar(_clock)),
            "timezone": Field("IANA zone of the times, or +02:00, or Z; floating: of none.", Scalar(_zone)),
        }
    ),
)


class ReadingSettings(NamedTuple):
    """What a date leans on: the day that relative words count from, the language, the half of the earth, the zone of
    times that name none; `published` is the date that the entry has by now, `date_order` which of two figures is the
    day."""

    reference: date | None
    language: str
    hemisphere: str
    local_times: str = FLOATING
    published: When | None = None
    date_order: str = ASK


class Doubt(NamedTuple):
    """Why the curator is asked about a date, and what settles it."""

    what: str
    remedy: str


class Dated(NamedTuple):
    """The date of an entry; `node` is where the words stand that it was read from, None where EDTF was written.

    `zone` is what the entry has to say of a time for which it names no zone, so that a later setting changes nothing:
    an IANA name or `floating`; empty where nothing is to be said. `doubt` is why its curator is asked about it.
    """

    when: When
    node: Node | None
    zone: str = ""
    doubt: Doubt | None = None

    @property
    def waits(self) -> bool:
        """Whether its words are not to be written as EDTF before someone has said what they mean."""
        return self.node is not None and self.doubt is not None


def resolve(said: str | Raw, node: Node, context: ReadingSettings, at: Located) -> Dated | None:
    """The date that an entry's `when` says, or None after telling what is wrong with it."""
    if isinstance(said, str):
        dated = _edtf_or_words(said, node, context, at)
    elif "edtf" in said.values:
        dated = _edtf(said.values, said.nodes["edtf"], at)
    elif "text" in said.values:
        dated = _words(said.values["text"], said.nodes["text"], context, at)
    else:
        if "edtf" not in said.nodes and "text" not in said.nodes:
            at.wrong(node, "when has neither edtf nor text", "add one of them")
        return None
    if dated is None or not _says_something(dated.when, node, at):
        return None
    if isinstance(said, Raw):
        given: dict[str, str] = {
            name: said.values[name] for name in ("start_time", "end_time", "timezone") if name in said.values
        }
        dated = dated._replace(when=_with(dated.when, given))
        if not _times_fit(dated.when, said, at):
            return None
        if "timezone" in said.nodes:
            return dated
    return _with_zone(dated, context)


def _with_zone(dated: Dated, context: ReadingSettings) -> Dated:
    """The date with the zone of a time that names none. What is published without one, by the same clock, stays so."""
    if context.local_times == FLOATING or not floats(dated.when):
        return dated
    old = context.published
    zone = FLOATING if old is not None and floats(old) and same_clock(old, dated.when) else context.local_times
    return dated._replace(when=localise(dated.when, zone), zone=zone)


def _with(when: When, given: dict[str, str]) -> When:
    fields: dict[str, Any] = {"start_time": when.start_time, "end_time": when.end_time, "timezone": when.timezone}
    fields |= given
    if fields["timezone"] == FLOATING:
        fields["timezone"] = None
    return When(when.edtf, when.text, **fields)


def _edtf(values: dict[str, str], node: Node, at: Located) -> Dated | None:
    try:
        return Dated(When.parse(values["edtf"], values.get("text", "")), None)
    except EDTFError as error:
        at.wrong(node, _no_date(values["edtf"], str(error)), EDTF)
        return None


def _no_date(said: str, reason: str) -> str:
    """What is wrong, with the reason, which often begins by repeating the words."""
    for prefix, instead in ((f"{said}: ", ""), (f"“{said}”: ", ""), (f"“{said}” ", "it ")):
        if reason.startswith(prefix):
            reason = instead + reason.removeprefix(prefix)
    return f"{quoted(said)} is no date ({reason})"


def _edtf_or_words(said: str, node: Node, context: ReadingSettings, at: Located) -> Dated | None:
    if (edtf := southern.without_mark(said)) is not None:
        return _edtf({"edtf": edtf}, node, at)
    try:
        return Dated(When.parse(said), None, doubt=_doubt(said, context))
    except EDTFError as error:
        if _EDTF_ONLY.fullmatch(said) and not _readable(said, context):
            at.wrong(node, _no_date(said, str(error)), EDTF)
            return None
    return _words(said, node, context, at)


def _doubt(edtf: str, context: ReadingSettings) -> Doubt | None:
    is_doubtful = context.hemisphere == "north" and southern.names_southern_season(edtf)
    return Doubt(southern.doubt(edtf), southern.REMEDY) if is_doubtful else None


def _order_doubt(words: str, context: ReadingSettings) -> Doubt | None:
    """What is asked of a day and a month in figures that may be either way round."""
    days = either_way(in_order(words, context.date_order), context.language)
    if days is None:
        return None
    what = f"{quoted(words)} may be {days[0]} or {days[1]}"
    return Doubt(what, "write the one that is meant, or set date_order in timeline.toml: day-first or month-first")


def _readable(said: str, context: ReadingSettings) -> bool:
    return isinstance(_understood(said, context), When)


def _understood(words: str, context: ReadingSettings) -> When | str:
    """What the words say, in the entry's language or else in any; or why they say nothing."""
    words = in_order(words, context.date_order)
    own = explain(words, context.reference, context.language.split("-")[0], context.hemisphere)
    if isinstance(own, Reading):
        return own.when
    other = explain(words, context.reference, None, context.hemisphere)
    return other.when if isinstance(other, Reading) else own.reason


def _words(said: str, node: Node, context: ReadingSettings, at: Located) -> Dated | None:
    when = _understood(said, context)
    if isinstance(when, str):
        at.wrong(node, _no_date(said, when), EDTF if context.reference or not _is_relative(said, context) else SOURCE)
        return None
    dated = When(when.edtf, said, when.start_time, when.end_time, when.timezone)
    return Dated(dated, node, doubt=_order_doubt(said, context))


def _is_relative(said: str, context: ReadingSettings) -> bool:
    """Whether a day to count from is all that the words lack."""
    return isinstance(_understood(said, context._replace(reference=date(2000, 1, 1))), When)


def _says_something(when: When, node: Node, at: Located) -> bool:
    if all(first is None and last is None for first, last in when.possible_spans):
        at.wrong(node, f"{when.edtf} says nothing of when", "give at least one end a date")
        return False
    return True


def _times_fit(when: When, said: Raw, at: Located) -> bool:
    """Whether the clock times make sense with the days and with each other."""
    if when.start_time is None:
        for name in ("end_time", "timezone"):
            if name in said.values:
                at.wrong(said.nodes[name], f"{name} without start_time", "add start_time, or leave it out")
                return False
        return True
    days = When(when.edtf)
    if days.precision != "day":
        at.wrong(said.nodes.get("start_time", said.node), f"a time of day for {when.edtf}", "a time needs an exact day")
        return False
    if days.is_exact and when.end_time and _padded(when.end_time) < _padded(when.start_time):
        what = f"it ends at {when.end_time}, before it starts at {when.start_time}"
        at.wrong(said.at("end_time"), what, "if it ends on a later day, write the days as 2024-05-05/2024-05-06")
        return False
    return True


def _padded(time: str) -> str:
    return time if len(time) == 8 else time + ":00"
