"""What statements may say of themselves, so that a server of a database is waited for less often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Options = dict[str, bool]
LAST: Final[Options] = {"last": True}
"""Execution options of a statement that none of the same transaction follows: the end goes along with it."""
WAITS: Final[Options] = {"waits": True}
"""Those of a write of whose outcome nothing is asked, not even how many rows it found: it may go to the server with
what follows it in its transaction."""


def is_far(connection: Connection) -> bool:
    """Whether an answer is waited for: several questions are then put as one. Of SQLite they are not, where to put a
    long statement together takes more than to ask again."""
    return connection.dialect.name != "sqlite"


def last_of(items: Iterable[T]) -> Iterator[tuple[T, Options]]:
    """Each with the options of its statement."""
    held: list[T] = []
    for item in items:
        if held:
            yield held.pop(), {}
        held.append(item)
    for item in held:
        yield item, LAST
