"""Where a page ends: the sort key and the id of its last event, and the orders that events can stand in."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

import msgspec

from timeline.errors import InvalidQuery
from timeline.model.event import Event


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
        return cursor


def sort_key(event: Event, sort: str) -> tuple[int, ...]:
    """The event's place in an order, but for the id that breaks ties."""
    if sort in ("when", "-when"):
        return event.when.sort_key
    return (seconds(event.published if sort == "published" else event.updated),)


def seconds(at: datetime) -> int:
    """An instant as whole seconds since 1970."""
    return int(at.timestamp())
