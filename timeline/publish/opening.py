"""Where a list begins, and the pages before and after it."""

from __future__ import annotations

from typing import Final

import msgspec

from timeline.dates import Day
from timeline.model.cursor import Cursor, sort_key
from timeline.model.event import Event
from timeline.model.query import Query
from timeline.publish.front import beginning_of
from timeline.store.contract import Page, Store

FEW: Final = 20
"""So many entries ahead still stand above today's in one look."""
BACK: Final = {"when": "-when", "-when": "when"}


def with_order(store: Store, query: Query, today: Day | None) -> Query:
    """The query with its order, where none was chosen: the newest first; where much lies ahead, from today on."""
    if query.sort:
        return query
    if today is not None and query.filter.q == "":
        ahead = msgspec.structs.replace(query, sort="when", cursor=Cursor("when", beginning_of(today), "").encode())
        if len(store.page(msgspec.structs.replace(ahead, limit=FEW + 1)).events) > FEW:
            return ahead
    return msgspec.structs.replace(query, sort="-when")


def before(store: Store, query: Query, page: Page) -> str:
    """The cursor that leads the other way from the beginning of a page, for the order in `BACK`; empty where nothing
    stands there."""
    if not query.cursor or query.sort not in BACK:
        return ""
    back = BACK[query.sort]
    cursor = Cursor(back, *_beginning(query, page.events)).encode()
    other = msgspec.structs.replace(query, sort=back, cursor=cursor, limit=1)
    return cursor if store.page(other).events else ""


def _beginning(query: Query, events: list[Event]) -> tuple[tuple[int, ...], str]:
    if events:
        return sort_key(events[0], query.sort), events[0].id
    cursor = Cursor.decode(query.cursor, query.order)
    return cursor.key, cursor.id
