"""A filter as SQL. It must find what `Filter.matches` does: a property test holds it to that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    Text,
    UnaryExpression,
    and_,
    exists,
    false,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.operators import custom_op

from timeline.model.cursor import seconds
from timeline.model.event import GONE
from timeline.model.query import Filter
from timeline.model.search_terms import folded, phrases, place_key
from timeline.store import windows
from timeline.store.asking import is_far
from timeline.store.tables import PAST, Revisions, names
from timeline.store.windows import Span, Window

MOST_NAMES: Final = 100
"""Names that are written out in a statement; where more are meant, it asks for them itself."""
SPAN: Final = "span"
"""What is said of spans among what is said of names."""


class Condition(NamedTuple):
    """Something that must hold of a row of `events`; where an index knows them, the positions of which it does.

    `labels` are the names meant by it, `window` the days, `typed` the words. Of `within`, positions are those that may.
    `spans` are the kinds and sizes of spans that there are. With an `estimate` of how many there are they need not be
    counted; with `is_of_row` a row is looked at by itself to see whether it holds.
    """

    holds: ColumnElement[bool]
    positions: Any = None
    labels: tuple[int, ...] = ()
    window: Window | None = None
    spans: Sequence[Span] = ()
    typed: str = ""
    estimate: int | None = None
    is_of_row: bool = True


class Search(Protocol):
    """How a backend finds typed words."""

    def __call__(self, connection: Connection, tables: Revisions, typed: str, *, alone: bool) -> Condition:
        """Revisions in which everything typed is found; `alone` says that nothing else is asked of them, but perhaps
        their status."""


NEVER: Final = Condition(false())


class Plain(UnaryExpression[Any]):
    """The value of a column, of which a database knows no index."""

    inherit_cache = True


@compiles(Plain, "postgresql")
def _compile(plain: Plain, compiler: Any, **options: Any) -> str:
    # A plus stands before numbers only there.
    column = compiler.process(plain.element, **options)
    return f"({column} {NOTHING_ADDED.get(type(plain.element.type), '+ 0')})"


NOTHING_ADDED: Final = {LargeBinary: "|| ''::bytea", Text: "|| ''"}


def plain(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The column, with no index: which one is used is decided here and not by guesses at what is held."""
    return Plain(column, operator=custom_op("+"), type_=column.type)


def standing(tables: Revisions, filter: Filter) -> list[Condition]:
    """The status that `Filter.matches` asks for."""
    status = tables.events.c.status
    return _status(tables, filter.statuses) if filter.statuses else [Condition(plain(status).not_in(sorted(GONE)))]


def touching(tables: Revisions, filter: Filter) -> list[Condition]:
    """The status that `Filter.touches` asks for: withdrawn and merged ones count too."""
    return _status(tables, (*filter.statuses, *sorted(GONE))) if filter.statuses else []


def _status(tables: Revisions, statuses: tuple[str, ...]) -> list[Condition]:
    events = tables.events
    positions = select(events.c.position).where(events.c.status.in_(statuses))
    return [Condition(plain(events.c.status).in_(statuses), positions)]


def as_of(tables: Revisions, at: int) -> list[Condition]:
    """That a revision is the latest at an instant."""
    events = tables.events
    begun = Condition(plain(events.c.at) <= at, select(events.c.position).where(events.c.at <= at))
    if tables is not PAST:
        return [begun]
    return [begun, Condition(plain(events.c.until) > at, select(events.c.position).where(events.c.until > at))]


def conditions(
    connection: Connection,
    tables: Revisions,
    filter: Filter,
    search: Search,
    *,
    series: bool = True,
    alone: bool = True,
) -> list[Condition]:
    """What must hold besides the status; without `series` only of single events, and not `alone` beside other
    conditions."""
    is_windowed = bool(filter.since or filter.until or not series)
    named = _named(filter)
    facts = _facts(connection, tables, named, is_windowed)
    found = [_labelled(tables, wanted, facts.ids[kind]) for kind, wanted in named.items()]
    if filter.precisions:
        events = tables.events
        positions = select(events.c.position).where(events.c.precision.in_(filter.precisions))
        found.append(Condition(plain(events.c.precision).in_(filter.precisions), positions))
    if filter.changed_from is not None:
        at, least = tables.events.c.at, seconds(filter.changed_from)
        found.append(Condition(plain(at) >= least, select(tables.events.c.position).where(at >= least)))
    if is_windowed:
        found.append(_window(tables, Window.of(filter)._replace(series=series), facts.spans))
    if filter.feeds:
        found += _feeds(connection, tables, filter, search)
    if filter.q:
        found.append(search(connection, tables, filter.q, alone=alone and not found) if phrases(filter.q) else NEVER)
    return found


def _feeds(connection: Connection, tables: Revisions, filter: Filter, search: Search) -> list[Condition]:
    """One of several feeds; the conditions of an only one are those of the filter itself."""
    feeds = []
    for _, inner in filter.feeds:
        status = _status(tables, inner.statuses) if inner.statuses else []
        feeds.append([*status, *conditions(connection, tables, inner, search, alone=False)])
    if len(feeds) == 1:
        return feeds[0]
    return [Condition(or_(*map(_all_of, feeds)))]


def _all_of(feed: Iterable[Condition]) -> ColumnElement[bool]:
    return and_(true(), *(each.holds for each in feed))


def _named(filter: Filter) -> dict[str, Select[Any]]:
    """By kind, the numbers of the names that a filter asks for."""
    called: dict[str, ColumnElement[bool]] = {}
    if filter.tags:
        called["tag"] = names.c.name.in_(filter.tags)
    if filter.sources:
        called["source"] = names.c.name.in_([folded(source) for source in filter.sources])
    if filter.places:
        called["place"] = or_(*(names.c.words.contains(place_key(place), autoescape=True) for place in filter.places))
    return {kind: select(names.c.id).where(names.c.kind == kind, condition) for kind, condition in called.items()}


class Facts(NamedTuple):
    """What has to be known before a question is put: by kind, the numbers of names, and which spans there are."""

    ids: dict[str, list[int]]
    spans: list[Span]


def _facts(connection: Connection, tables: Revisions, named: dict[str, Select[Any]], is_windowed: bool) -> Facts:
    if is_far(connection) and len(named) + is_windowed > 1:
        return _facts_at_once(connection, tables, named, is_windowed)
    ids = {kind: list(connection.scalars(found.limit(MOST_NAMES + 1))) for kind, found in named.items()}
    return Facts(ids, windows.sizes(connection, tables) if is_windowed else [])


def _facts_at_once(
    connection: Connection, tables: Revisions, named: dict[str, Select[Any]], is_windowed: bool
) -> Facts:
    asked = [
        select(literal(kind), found.limit(MOST_NAMES + 1).subquery().c.id, literal(0)) for kind, found in named.items()
    ]
    if is_windowed:
        asked.append(select(literal(SPAN), *windows.used(tables).subquery().c))
    facts = Facts({kind: [] for kind in named}, [])
    for kind, number, size in connection.execute(union_all(*asked)):
        if kind == SPAN:
            facts.spans.append((number, size))
        else:
            facts.ids[kind].append(number)
    return facts


def _labelled(tables: Revisions, wanted: Select[Any], ids: list[int]) -> Condition:
    events, labels = tables.events, tables.labels
    if not ids:
        return NEVER
    few = len(ids) <= MOST_NAMES
    meant = labels.c.name.in_(ids if few else wanted)
    same = (labels.c.sort == events.c.sort, labels.c.position == events.c.position)
    holds = exists(select(labels.c.position).where(meant, *same).correlate(events))
    return Condition(holds, select(labels.c.position).where(meant), labels=tuple(ids) if few else ())


def _window(tables: Revisions, window: Window, used: list[Span]) -> Condition:
    return Condition(
        windows.holds(tables, window),
        windows.positions(tables, window, used),
        window=window,
        spans=used,
    )
