"""The index of years and longer periods above a list. Pure: values in, what the template shows out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from timeline.dates.writing.axis import axis_words
from timeline.render.html.site import Site


class Period(NamedTuple):
    """Years from the first to the last, and how many events touch them."""

    first: int
    last: int
    events: int


class Periods(NamedTuple):
    """Periods of one length in years; `groups` are the longer ones that they stand under."""

    length: int
    periods: tuple[Period, ...]
    groups: tuple[Period, ...] = ()


Link = Callable[[str, str], str]
"""The address of the list between two years as EDTF; of all of it between empty ones."""


def context(site: Site, rows: Iterable[Periods], window: tuple[str, str], link: Link) -> list[dict[str, Any]]:
    """A row a length: its groups, each with its periods."""

    def shown(period: Period) -> dict[str, Any]:
        since, until = edtf_year(period.first), edtf_year(period.last)
        current = window in ((since, until), (name(period), name(period))) and window != ("", "")
        # The current one leads back to the whole.
        href = link("", "") if current else link(since, until)
        return {
            "name": period_words(site.language, period),
            "events": f"{period.events:,}",
            "href": href,
            "current": current,
        }

    return [_row(row, shown) for row in rows]


def _row(row: Periods, shown: Callable[[Period], dict[str, Any]]) -> dict[str, Any]:
    groups = row.groups if len(row.groups) > 1 else ()
    if not groups:
        return {"groups": [{"head": None, "periods": [shown(each) for each in row.periods]}]}
    grouped = []
    for group in groups:
        inside = [shown(each) for each in row.periods if group.first <= each.first <= group.last]
        grouped.append({"head": shown(group), "periods": inside})
    return {"groups": grouped}


def period_words(language: str, period: Period) -> str:
    """A year, or the first and the last one: "the 2000s" may be ten years or a hundred."""
    year = axis_words(language).year
    if period.first == period.last:
        return year(period.first)
    first, last = year(period.first), year(period.last)
    # What both have in common is said once: "AD 100–199", "200–101 BC".
    if period.first > 0 and last.endswith(str(period.last)):
        return f"{first}–{period.last}"
    if period.last <= 0 and first.startswith(str(1 - period.first)):
        return f"{1 - period.first}–{last}"
    return f"{first}–{last}"


def name(period: Period) -> str:
    """The period as EDTF, where it has one that is shorter than its first and last year; else empty."""
    if period.first == period.last:
        return edtf_year(period.first)
    return f"{period.first // 10}X" if period.last - period.first == 9 and 1000 <= period.first <= 9990 else ""


def edtf_year(year: int) -> str:
    """A year as EDTF writes it."""
    if 0 <= year <= 9999:
        return f"{year:04}"
    return f"-{-year:04}" if -9999 <= year < 0 else f"Y{year}"
