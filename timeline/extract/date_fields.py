"""Dates that a document states in fields: ISO 8601, numbers in an order, clock times, words; two of them as a span."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from timeline.dates import EDTFError, When, southern
from timeline.dates.clock import LOOSE_OFFSET
from timeline.dates.reading import Reading, explain
from timeline.dates.reading.date_order import ASK, DAY_FIRST, MONTH_FIRST, in_order
from timeline.extract.clock_times import ambiguous_zone, hours_behind, without_weekday, written_time
from timeline.extract.ics.zones import zone_name
from timeline.extract.plain_text import line
from timeline.model.source import Document

LONGEST: Final = 300
"""Characters of a field that states a date."""
NOW: Final = frozenset(
    "present now today ongoing current today's heute jetzt laufend maintenant aujourd'hui présent actuel"
    " presente actualidad hoy oggi heden nu 至今 今 現在 .. …".split()
)
"""Ends that mean: it goes on."""
MONTHS: Final = {
    # English names; other languages are read by `timeline.dates` in whole phrases.
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1,
    )
    for name in names.split()
}  # fmt: skip
_ISO: Final = re.compile(
    r"(?P<year>[+-]?\d{4})(-?)(?P<month>\d{2})\2(?P<day>\d{2})"
    r"(?:[T ]\s*(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    rf"\s*(?P<zone>[Zz]|{LOOSE_OFFSET}|[A-Za-z_]+/[A-Za-z_/]+)?)?"
)
_BETWEEN: Final = re.compile(r"\s+(-|–|—|to|until|bis|au|al|tot)\s+", re.IGNORECASE)
_NUMBERS: Final = re.compile(r"(\d{1,4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?")


def iso_date(text: str) -> When | None:
    """A day, or a day with a time, as ISO 8601 writes them, with or without its signs; None where it is none.

    Raises `EDTFError` where it is one, but there is no such day or time.
    """
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None
    day = f"{match['year'].lstrip('+')}-{match['month']}-{match['day']}"
    if match["hour"] is None:
        return When.parse(day)
    time = written_time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    zone = zone_name(match["zone"]) if match["zone"] else None
    if match["zone"] and (zone is None or _is_end(match, time)):
        return None
    return at_time(When(day, timezone=zone), time, None)


def _is_end(match: re.Match[str], time: str) -> bool:
    """Whether what looks like an offset is the end: in `2024-05-01 10:00-11:30` people mean hours from and to."""
    zone = match["zone"]
    is_typed = match["second"] is None and "T" not in match[0] and ":" in zone
    return is_typed and zone.startswith("-") and zone[1:] > time


def date_of_numbers(year: int, month: int | None = None, day: int | None = None) -> When:
    """A date of numbers. Raises `EDTFError` where there is none."""
    if abs(year) > 9999:
        if month is None:
            return When.parse(f"Y{year}")
        raise EDTFError(f"{year}: a year beyond 9999 stands alone, without a month")
    sign = "-" if year < 0 else ""
    edtf = f"{sign}{abs(year):04}"
    if month is not None:
        edtf += f"-{month:02}"
        if day is not None:
            edtf += f"-{day:02}"
    return When.parse(edtf)


def date_of_cells(year: str, month: str = "", day: str = "") -> When | str:
    """A date of three cells; the year before 1 is -1, since people count so (TimelineJS shows -500 as 500 BCE)."""
    digits = year.replace(",", "").replace(" ", "").removesuffix(".0")
    if not re.fullmatch(r"[+−–-]?\d{1,12}", digits):
        return f"{year[:40]!r} is no year"
    number = int(re.sub("[−–]", "-", digits))
    named = MONTHS.get(month.strip(". ").lower()) or _small(month)
    if month and named is None:
        return f"{month[:40]!r} is no month"
    if day and _small(day) is None:
        return f"{day[:40]!r} is no day"
    return date_of_numbers(number + 1 if number < 0 else number, named, _small(day))


def _small(cell: str) -> int | None:
    bare = cell.strip().removesuffix(".0").rstrip(".")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 2 and int(bare) else None


def document_order(document: Document) -> str:
    """In which order the document's dates in figures are where nothing in it says so: "dmy", "mdy", or "" for none."""
    return field_order(document.date_order)


def field_order(date_order: str) -> str:
    """The same of a chronology's `date_order`."""
    return {DAY_FIRST: "dmy", MONTH_FIRST: "mdy"}.get(date_order, "")


def order_of(cells: Iterable[str], default: str = "") -> str:
    """In which order a column writes day, month and year, by the cells that leave no choice; `default` if none does."""
    for cell in cells:
        match = _NUMBERS.match(cell.strip())
        if match and len(match[1]) < 3:
            first, second = int(match[1]), int(match[3])
            if match[2] == "." or first > 12 >= second:
                return "dmy"
            if second > 12 >= first:
                return "mdy"
    return default


def numeric_date(text: str, order: str) -> When | str | None:
    """A date of three numbers in the order given; why it is none; or None where it has another form."""
    match = _NUMBERS.fullmatch(text.strip())
    if match is None:
        return None
    one, sign, two, three = match.groups()
    if len(one) == 4:
        return _date_in_order(text, int(one), int(two), int(three))
    if len(three) != 4:
        return f"{text!r}: its year has no four digits"
    if sign == "." or order == "dmy" or int(one) > 12:
        return _date_in_order(text, int(three), int(two), int(one))
    if order == "mdy" or int(two) > 12 or one == two:
        return _date_in_order(text, int(three), int(one), int(two))
    return f"{text!r}: the day or the month could come first; write it as {three}-{int(one):02}-{int(two):02}"


def _date_in_order(text: str, year: int, month: int, day: int) -> When | str:
    try:
        return date_of_numbers(year, month, day)
    except EDTFError as error:
        return f"{text!r}: {error}"


def read_date(text: str, published: str = "", language: str = "", order: str = "") -> When | str:
    """The date that a field states, with its words; else why it states none."""
    words = line(text)
    if not words:
        return "it names no date"
    if len(words) > LONGEST:
        return f"{words[:40]!r}… has more than {LONGEST} characters; no date does"
    try:
        # From the strictest form to the loosest: words are asked last, since they read most things as something.
        return (
            iso_date(words)
            or numeric_date(words, order)
            or _date_before_time(words, published, language, order)
            or _date_to_date(words, order)
            or _date_of_words(words, published, language, order)
        )
    except EDTFError as error:
        return str(error)


def _date_before_time(words: str, published: str, language: str, order: str) -> When | str | None:
    """A known day with times of day behind it; why it is none; None where it has another form."""
    hours = hours_behind(words)
    if hours is None and (name := ambiguous_zone(words)):
        return f"{words!r}: {name} is the clock of several zones; write its offset, such as +05:30, or its city"
    if hours is None:
        return None
    bare = without_weekday(hours.day)
    is_numeric = _NUMBERS.fullmatch(bare) is not None
    day = read_date(bare if is_numeric else hours.day, published, language, order)
    if isinstance(day, str):
        # Numbers in no known order are not left to whoever reads words: it would take one of them.
        return day if is_numeric else None
    if not day.is_exact or day.start_time is not None:
        return None
    text, zone = words if day.text else "", hours.zone or day.timezone
    return at_time(replace(day, text=text, timezone=zone), hours.start, hours.end)


def at_time(day: When, start: str, end: str | None) -> When:
    """An exact day with its times; 24:00 ends it (RFC 3339 has none, ISO 8601-1 has it at the end), so what starts then
    starts at 00:00 of the next. Raises `EDTFError` where there is no such day."""
    edtf = day.edtf
    if start == "24:00":
        first = day.earliest
        edtf, start = (str(first.plus(days=1)) if first is not None else edtf), "00:00"
    return When.parse(edtf, day.text, start, end, day.timezone)


def _date_to_date(words: str, order: str) -> When | str | None:
    """Two days as machines or tables write them, with or without times, with a sign between them."""
    first, sign, last = _BETWEEN.split(words, maxsplit=1) if _BETWEEN.search(words) else (words, "", "")
    if not sign:
        return None
    dates = [_strict_date(each.strip(), order) for each in (first, last)]
    if isinstance(dates[0], When) and isinstance(dates[1], When):
        return span(dates[0], dates[1])
    return None


def _strict_date(words: str, order: str) -> When | str | None:
    return iso_date(words) or numeric_date(words, order) or _date_before_time(words, "", "", order)


def _date_of_words(words: str, published: str, language: str, order: str) -> When | str:
    settled = in_order(words, {"dmy": DAY_FIRST, "mdy": MONTH_FIRST}.get(order, ASK))
    outcome = explain(settled, reference_day(published), language or None)
    if not isinstance(outcome, Reading):
        return outcome.reason
    return replace(outcome.when, text=_text(outcome, words, is_settled=settled != words))


def _text(reading: Reading, words: str, *, is_settled: bool) -> str:
    """The words in which a date of a field was said; `is_settled` where another order of its figures was read."""
    if is_settled:
        return words
    # EDTF in a field is a date as a machine writes it: nobody said it in those words.
    # Only a bare season of the south is told apart: whether it is one, the chronology's hemisphere decides.
    is_bare = southern.names_southern_season(words) and southern.without_mark(words) is None
    return reading.when.text or ("" if reading.rule == "edtf" and not is_bare else words)


def reference_day(published: str) -> dt.date | None:
    """The day that relative words count from."""
    try:
        return dt.date.fromisoformat(published[:10])
    except ValueError:
        return None


def is_ongoing(text: str) -> bool:
    """Whether an end means that there is none yet."""
    return line(text).casefold().strip(".") in NOW or line(text) in NOW


def span(first: When, last: When | None) -> When | str:
    """What lasted from one date to another (both inclusive); why not, where the end is before the start."""
    if last is None or last == first:
        return first
    if not (_is_point(first) and _is_point(last)):
        return "a span needs a plain date at each end"
    text = f"{first.text} – {last.text}" if first.text and last.text else ""
    if first.edtf == last.edtf:
        if first.start_time is not None and first.start_time == last.start_time:
            return first
        return replace(first, end_time=last.start_time, text=text)
    if _ends_before(first, last):
        return f"its end ({last.edtf}) is before its start ({first.edtf})"
    try:
        return When.parse(f"{first.edtf}/{last.edtf}", text, first.start_time, last.start_time, first.timezone)
    except EDTFError as error:
        return str(error)


def _ends_before(first: When, last: When) -> bool:
    """Whether all that the end can mean lies before all that the start can mean."""
    start, end = first.earliest, last.latest
    return start is not None and end is not None and end < start


def open_span(first: When) -> When | str:
    """What began then and goes on."""
    if not _is_point(first):
        return "a span needs a plain date at each end"
    return When.parse(f"{first.edtf}/..", first.text, first.start_time, None, first.timezone)


def _is_point(when: When) -> bool:
    return when.shape == "point"
