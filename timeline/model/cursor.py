"""Where a page ends: the sort key and the id of its last event, and the orders that events can stand in."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Final

import msgspec

from timeline.errors import InvalidQuery
from timeline.model.event import Event

_KEY_LENGTHS: Final = {"when": 4, "-when": 4, "published": 5, "-updated": 5, "relevance": 1}
"""Integers of a key, by the order it belongs to; an order of occurrences begins with the name of the plain one."""


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Sort key and id of the last event seen; opaque to readers, good for one `sort` only."""

    sort: str
    key: tuple[int, ...]
    id: str

    def encode(self) -> str:
        """The cursor as it stands in an address."""
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, sort: str) -> Cursor:
        """The inverse of `encode`. Raises `InvalidQuery` for what we did not write, or wrote for another order."""
        try:
            data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            cursor = msgspec.json.decode(data, type=cls)
        except (binascii.Error, ValueError, msgspec.DecodeError) as error:
            raise InvalidQuery("cursor", "cursor is not one of ours: take it from `next`, unchanged") from error
        if cursor.sort != sort:
            raise InvalidQuery("cursor", f"cursor belongs to sort={cursor.sort}: keep sort while paging")
        # An earlier version wrote other keys for some orders: its cursors end here, and not in the middle of a page.
        if len(cursor.key) != _KEY_LENGTHS[sort.partition(",")[0]]:
            raise InvalidQuery("cursor", "cursor is of an earlier version: begin again without it")
        return cursor


def sort_key(event: Event, sort: str) -> tuple[int, ...]:
    """The event's place in an order, but for the id that breaks ties.

    Of events of one instant the own date decides: many come at once, and a limit should not pick by id.
    """
    if sort in ("when", "-when"):
        return event.when.sort_key
    return seconds(event.published if sort == "published" else event.updated), *event.when.sort_key


def seconds(at: datetime) -> int:
    """An instant as whole seconds since 1970."""
    return int(at.timestamp())
