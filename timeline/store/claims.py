"""What sources said, found by source and key, by event, by UID and address, and by what is listed when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from timeline.model.event import Claim
from timeline.model.titles import listing
from timeline.store.contract import Key
from timeline.store.failures import stored
from timeline.store.tables import Bytewise, metadata

T = TypeVar("T")
BATCH: Final = 500
"""Values in one question: every backend takes as many parameters."""

claims: Final = Table(
    "claims",
    metadata,
    Column("source", Bytewise, primary_key=True),
    Column("key", Bytewise, primary_key=True),
    Column("event", Bytewise, nullable=False),
    Column("body", Bytewise, nullable=False),
    # What follow from the body: what identifies the event across sources, and what is listed at which moment.
    Column("uid", Bytewise, nullable=False, server_default=""),
    Column("address", Bytewise, nullable=False, server_default=""),
    Column("listing", Bytewise, nullable=False, server_default=""),
    # Whether the history of sources has it.
    Column("recorded", Integer, nullable=False, server_default="0"),
    Index("claims_by_event", "event"),
    Index("claims_by_uid", "uid"),
    Index("claims_by_address", "address"),
    Index("claims_by_listing", "listing", "source"),
    Index("claims_unrecorded", "recorded"),
    sqlite_strict=True,
)
dropped: Final = Table(
    "dropped",
    metadata,
    # Claims that are gone, of which the history of sources does not know it yet.
    Column("source", Bytewise, primary_key=True),
    Column("key", Bytewise, primary_key=True),
    sqlite_strict=True,
)
DERIVED: Final = ("uid", "address", "listing")
_KEY: Final = (claims.c.source == bindparam("of_source"), claims.c.key == bindparam("of_key"))
Question = tuple[Select[Any], dict[str, Any]]
"""A statement, and the values it is asked with."""


def _with_one_of(column: ColumnElement[str]) -> ColumnElement[bool]:
    return column.in_(bindparam("values", expanding=True))


# Made once: to put a statement together costs as much as to run it.
_SELECTED: Final = select(claims.c.source, claims.c.key, claims.c.event, claims.c.body)
_ONE: Final = _SELECTED.where(*_KEY)
_OF_SOURCE: Final = _SELECTED.where(claims.c.source == bindparam("source"))
_BY_EVENT: Final = _SELECTED.where(_with_one_of(claims.c.event))
_BY_UID: Final = _SELECTED.where(_with_one_of(claims.c.uid))
_BY_ADDRESS: Final = _SELECTED.where(_with_one_of(claims.c.address))
_LISTED: Final = select(claims.c.listing, claims.c.source).where(_with_one_of(claims.c.listing)).distinct()
_decoder: Final = msgspec.json.Decoder(Claim)


class SQLClaims:
    """The claims of `Evidence`; mixed into `SQLEvidence`."""

    def read(self) -> Connection:
        raise TypeError("mixed into a store")

    def claims(self, source: str = "") -> dict[Key, tuple[Claim, str]]:
        return self._claims([(_OF_SOURCE, {"source": source}) if source else (_SELECTED, {})])

    def claim(self, source: str, key: str) -> tuple[Claim, str] | None:
        return self._claims([(_ONE, {"of_source": source, "of_key": key})]).get((source, key))

    def claims_of(self, events: Iterable[str]) -> dict[Key, tuple[Claim, str]]:
        return self._claims(_asked(_BY_EVENT, events))

    def claims_named(self, uids: Iterable[str], addresses: Iterable[str]) -> dict[Key, tuple[Claim, str]]:
        return self._claims([*_asked(_BY_UID, uids), *_asked(_BY_ADDRESS, addresses)])

    def listed(self, listings: Iterable[str]) -> dict[str, Collection[str]]:
        sources: dict[str, set[str]] = {}
        with self.read() as connection:
            for batch in batches(listings):
                for name, source in connection.execute(_LISTED, {"values": batch}):
                    sources.setdefault(name, set()).add(source)
        return dict(sources)

    def _claims(self, questions: Sequence[Question]) -> dict[Key, tuple[Claim, str]]:
        """The claims that the questions find, by source and key."""
        if not questions:
            return {}
        with self.read() as connection:
            rows = [row for statement, values in questions for row in connection.execute(statement, values)]
        return {
            (row.source, row.key): (stored(row.body, _decoder.decode), row.event) for row in sorted(rows, key=_by_key)
        }


def _by_key(row: Any) -> Key:
    return row.source, row.key


def _asked(statement: Select[Any], values: Iterable[str]) -> list[Question]:
    """Questions for the claims with one of the values, no empty one, in as many as they take."""
    return [(statement, {"values": batch}) for batch in batches(filter(None, values))]


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """Each value once, as many at a time as one question takes."""
    once = list(dict.fromkeys(values))
    for start in range(0, len(once), BATCH):
        yield once[start : start + BATCH]


def write_claims(connection: Connection, attached: dict[Key, tuple[Claim, str]], *, recorded: bool) -> None:
    """Put the claims in place of those with the same keys."""
    if not attached:
        return
    _delete(connection, attached)
    rows = [claim_row(key, claim, event, recorded) for key, (claim, event) in attached.items()]
    connection.execute(insert(claims), rows)


def drop_claims(connection: Connection, keys: Collection[Key], *, recorded: bool) -> None:
    """Forget the claims; where the history of sources does not know it yet, that is kept."""
    if not keys:
        return
    _delete(connection, keys)
    if not recorded:
        connection.execute(insert(dropped), [{"source": source, "key": key} for source, key in dict.fromkeys(keys)])


def _delete(connection: Connection, keys: Iterable[Key]) -> None:
    places = [{"of_source": source, "of_key": key} for source, key in keys]
    connection.execute(delete(claims).where(*_KEY), places)
    gone = (dropped.c.source == bindparam("of_source"), dropped.c.key == bindparam("of_key"))
    connection.execute(delete(dropped).where(*gone), places)


def claim_row(key: Key, claim: Claim, event: str, recorded: bool) -> dict[str, Any]:
    """The row of `claims`."""
    return {
        "source": key[0],
        "key": key[1],
        "event": event,
        "body": msgspec.json.encode(claim, order="deterministic").decode(),
        "recorded": int(recorded),
        **derived_columns(claim),
    }


def derived_columns(claim: Claim) -> dict[str, str]:
    """The columns of a claim's row that follow from its body."""
    mention = claim.mention
    return {"uid": mention.uid, "address": mention.url, "listing": listing(mention.title, claim.when)}


def derive_claims(connection: Connection) -> None:
    """Make what follows from the claims anew, after the rules have changed."""
    statement = update(claims).where(*_KEY).values({name: bindparam(f"{name}_") for name in DERIVED})
    last: Key = ("", "")
    while rows := connection.execute(_after(last)).all():
        places = [{"of_source": row.source, "of_key": row.key} for row in rows]
        derived = [derived_columns(stored(row.body, _decoder.decode)) for row in rows]
        connection.execute(statement, [place | _bound(made) for place, made in zip(places, derived, strict=True)])
        last = _by_key(rows[-1])


def _bound(columns: Mapping[str, object]) -> dict[str, object]:
    """The values under the names that the statement has for them."""
    return {f"{name}_": value for name, value in columns.items()}


def _after(last: Key) -> Select[Any]:
    source, key = last
    beyond = (claims.c.source > source) | ((claims.c.source == source) & (claims.c.key > key))
    return _SELECTED.where(beyond).order_by(claims.c.source, claims.c.key).limit(BATCH)
