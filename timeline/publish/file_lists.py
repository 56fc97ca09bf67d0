"""Lists of a static site: a long one is cut into several files, since a file answers no question for what follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from timeline.model.query import Filter, Query
from timeline.render.html import groups
from timeline.render.html.narrowing import FileAddresses, anchor
from timeline.store.contract import Store

LONGEST: Final = 500
"""Entries of one file; of ten thousand, one page would have ten megabytes."""


class Sheet(NamedTuple):
    """One file of a list: where it begins, and the years under which its entries stand."""

    cursor: str
    years: Sequence[int]


class FileLists:
    """How the lists of a store are cut; each is looked through once, for all its languages."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sheets: dict[Filter, list[Sheet]] = {}

    def sheets(self, filter: Filter) -> list[Sheet]:
        """The files of a list, the newest events first; one at least."""
        if filter not in self._sheets:
            self._sheets[filter] = self._cut(filter)
        return self._sheets[filter]

    def _cut(self, filter: Filter) -> list[Sheet]:
        sheets, cursor = [], ""
        while True:
            page = self._store.page(Query(filter=filter, sort="-when", limit=LONGEST, cursor=cursor))
            sheets.append(Sheet(cursor, groups.years(page.events)))
            if not page.next:
                return sheets
            cursor = page.next


def query(filter: Filter, sheet: Sheet) -> Query:
    """What stands in one file of a list."""
    return Query(filter=filter, sort="-when", limit=LONGEST, cursor=sheet.cursor)


def addresses(sheets: Sequence[Sheet], number: int, action: str, *, periods: str = "") -> FileAddresses:
    """The addresses on the file of a number, of a list whose first is `action`; see `FileAddresses`."""
    files = [file_address(action, each) for each in range(len(sheets))]
    return FileAddresses(
        action=action,
        own=Filter(),
        sort="",
        years=[each for other in range(len(sheets)) for each in _years(sheets[other], files[other], other == number)],
        here=files[number],
        newer=files[number - 1] if number else "",
        older=files[number + 1] if number + 1 < len(files) else "",
        periods=periods,
    )


def file_address(action: str, number: int) -> str:
    """The address of a further file of a list, by its number from 0."""
    return f"{action.rstrip('/')}/page/{number + 1}" if number else action


def _years(sheet: Sheet, address: str, is_here: bool) -> list[tuple[int, str]]:
    page = "" if is_here else address
    return [(year, f"{page}#{anchor(n)}") for n, year in enumerate(sheet.years)]
