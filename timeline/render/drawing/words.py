"""What a drawing says of itself, in a language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from timeline.dates import When
from timeline.dates.calendar import Day
from timeline.dates.writing import wording
from timeline.dates.writing.axis import axis_words
from timeline.render.drawing.extents import Extents
from timeline.render.drawing.figure import Words
from timeline.render.drawing.scale import Span, day_of, moment
from timeline.render.messages import message


def drawing_words(language: str) -> Words:
    """The words of one language; English where it has none."""
    return Words(
        language=language,
        today=message("drawing-today", language),
        others=message("drawing-others", language),
        panel=partial(_heading, language),
        more=partial(_more, language),
        years=lambda years: message("drawing-years", language, count=years),
    )


def _heading(language: str, span: Span, events: int, beginning: int) -> str:
    """What stands over a panel. The events are as many as the list of its days has; where some of them stand in another
    panel, in which they begin, it says how many are here."""
    counted = _count("drawing-events", max(events, beginning), language)
    if events > beginning:
        counted = _count("drawing-begin", beginning, language, events=counted)
    return f"{span_words(span, language)} · {counted}"


def sentence(extents: Extents, whole: Span, language: str) -> str:
    """What a reader who sees no drawing has of it: how many, from when to when, where most are, how many exact."""
    events = _count("drawing-events", len(extents), language)
    if not len(extents):
        return events
    said = [message("drawing-sentence", language, events=events, span=span_words(whole, language))]
    year, most, years = fullest_year(extents)
    if years > 1 and most > 1 and day_of(whole.start).year < day_of(whole.end - 1e-6).year:
        said.append(message("drawing-most", language, year=axis_words(language).year(year), count=most))
    exact = extents.exact()
    if 0 < exact < len(extents):
        said.append(_count("drawing-exact", exact, language))
    return ("" if language.startswith("zh") else " ").join(said)


def fullest_year(extents: Extents) -> tuple[int, int, int]:
    """The first of the years in which most begin, how many do, and in how many years any does."""
    years = dict(_years(extents))
    year = max(years, key=years.__getitem__)
    return year, years[year], len(years)


def _years(extents: Extents) -> Iterator[tuple[int, int]]:
    """Each year in which an event begins, and how many do."""
    place = 0
    while place < len(extents):
        year = day_of(extents.begins(place)).year
        # The years that count as equally far do not stop it.
        behind = max(extents.before(moment(Day(year + 1, 1, 1))), place + 1)
        yield year, behind - place
        place = behind


def span_words(span: Span, language: str) -> str:
    """A span of whole days as briefly as its ends allow: "2020–2023", "Jan–Mar 2024", "3–9 May 2024"."""
    first, last = day_of(span.start), day_of(span.end - 1e-6)
    if not (first.year > 0 and last.year < 10_000):
        years = axis_words(language)
        return f"{years.year(first.year)} – {years.year(last.year)}"
    cut = _unit(first, last)
    a, b = str(first)[:cut], str(last)[:cut]
    return wording.brief(When.parse(a if a == b else f"{a}/{b}"), language)


def _unit(first: Day, last: Day) -> int:
    """The letters of an ISO date that the span needs: those of its year, its month or its day."""
    if first.day == 1 and last.plus(days=1).day == 1:
        return 4 if first.month == 1 and last.month == 12 else 7
    return 10


def _more(language: str, events: int, first: Day, last: Day) -> str:
    span = span_words(Span(float(first.key), float(last.key + 1)), language)
    name = "drawing-more-1" if events == 1 else "drawing-more"
    return message(name, language, count=f"{events:,}", span=span)


def _count(name: str, number: int, language: str, **values: str) -> str:
    return message(f"{name}-{number}" if number in (0, 1) else name, language, count=f"{number:,}", **values)
