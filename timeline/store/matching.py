"""How the revisions that match are come by: from the condition that leaves fewest, or along the order asked for.

The database guesses at what it has not counted, and a wrong guess costs seconds. Here each condition is counted, up to
a bound, and the statement says which of the two ways is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select, tuple_, union

from timeline.store import windows
from timeline.store.asking import is_far
from timeline.store.conditions import Condition, plain
from timeline.store.tables import Revisions

FEW: Final = 5_000
"""Rows that are looked at one by one rather than going along an order until a page is full."""
SOME: Final = 50_000
"""Rows that are looked at one by one rather than going back through the latest that have the words."""
MANY: Final = 200_000
"""Rows that are looked at one by one rather than all there are."""
MOST_LABELS: Final = 16
"""Names whose orders are merged."""
Key = tuple[Any, ...]


class Order(NamedTuple):
    """Columns of `events`, all of them forwards or backwards."""

    columns: tuple[str, ...]
    descending: bool = False


WHEN: Final = Order(("sort",))
ORDERS: Final = {
    "when": WHEN,
    "-when": Order(("sort",), descending=True),
    "published": Order(("published", "sort")),
    "-updated": Order(("updated", "sort"), descending=True),
}
LABELLED: Final = (("sort",), ("updated", "sort"))
"""The orders that labels are kept in."""


class Matches:
    """The revisions for which all conditions hold."""

    def __init__(self, connection: Connection, tables: Revisions, conditions: Sequence[Condition]) -> None:
        self.tables = tables
        self._connection, self._conditions = connection, list(conditions)

    def page(self, order: Order, after: Key | None, limit: int, columns: Sequence[Any] = ()) -> Select[Any]:
        """The first positions of an order behind a key, with the columns of the order and others."""
        wanted = self._columns(order, columns)
        if self._is_one_label(order):
            return self._along(order, after, limit, wanted)
        windowed = next((each for each in self._conditions if each.window is not None), None)
        if windowed is not None and order.columns == WHEN.columns:
            return self._of_window(windowed, order, after, limit, wanted)
        if self._few is not None:
            return self._sorted(self._from(self._few, wanted), order, after, limit)
        return self._along(order, after, limit, wanted)

    def newest_page(self, most: int, order: Order, after: Key | None, limit: int) -> Select[Any]:
        """The same among the latest positions only, so many of them."""
        newest = self.newest(most, self._columns(order, ())).subquery()
        return _ordered(select(newest), [newest.c[name] for name in order.columns], order, after).limit(limit)

    def all(self, columns: Sequence[Any]) -> Select[Any]:
        """The columns of every match, in no order."""
        driver = self._few or self._counted(MANY)[0]
        if driver is not None:
            return self._from(driver, columns)
        return select(*columns).where(*(each.holds for each in self._conditions))

    def newest(self, limit: int, columns: Sequence[Any] = ()) -> Select[Any]:
        """The latest positions, or columns of them, for typed words that are common: these stand by position in their
        index."""
        events = self.tables.events
        columns = columns or [events.c.position]
        typed = next((each for each in self._conditions if each.typed), None)
        if typed is None:
            return self.all(columns).order_by(plain(events.c.position).desc()).limit(limit)
        driver = self._beside(typed)
        if driver is not None:
            return self._from(driver, columns).order_by(plain(events.c.position).desc()).limit(limit)
        words = typed.positions.subquery()
        joined = events.join(words, events.c.position == plain(words.c.position))
        others = [each.holds for each in self._conditions if each is not typed]
        if typed.is_of_row:
            # A subquery for a value is asked of each row until there are enough; what is joined is joined whole.
            others = [select(holds).correlate(events).scalar_subquery() for holds in others]
        chosen = select(*columns).select_from(joined).where(*others)
        return chosen.order_by(words.c.position.desc()).limit(limit)

    def _beside(self, typed: Condition) -> Condition | None:
        """The condition that leaves fewest, where it takes less to look at all its rows than to go back through the
        latest that have the words."""
        if all(each is typed or each.positions is None for each in self._conditions):
            # Words alone are not counted first: FTS5 would go twice through all that begins with them.
            return None
        if self._few is not None:
            return self._few
        others = [each for each in self._conditions if each is not typed]
        return Matches(self._connection, self.tables, others)._counted(SOME)[0]

    @cached_property
    def _few(self) -> Condition | None:
        return self._counted(FEW)[0]

    def _counted(self, bound: int, outside: Any = None) -> tuple[Condition | None, int]:
        """The condition that leaves fewest, by its estimate where it has one, None where each leaves more than the
        bound; then how many there are outside, though at most one more than `MANY`."""
        located = [each for each in self._conditions if each.positions is not None]
        if not located:
            return None, 0
        narrowest, fewest = _narrowest(located, bound)
        uncounted = [each for each in located if each.estimate is None]
        if not uncounted and outside is None:
            return narrowest, 0
        ask = _counts_at_once if is_far(self._connection) else _counts
        *numbers, others = ask(self._connection, [each.positions for each in uncounted], fewest, bound, outside)
        for each, number in zip(uncounted, numbers, strict=True):
            if number < fewest:
                narrowest, fewest = each, number
        return narrowest, others

    def _is_one_label(self, order: Order) -> bool:
        """Whether an index holds just the rows that are asked for, in their order."""
        located = [each for each in self._conditions if each.positions is not None]
        one = len(located) == 1 and 0 < len(located[0].labels) <= MOST_LABELS
        return one and order.columns in LABELLED

    def _columns(self, order: Order, columns: Sequence[Any]) -> list[Any]:
        events = self.tables.events
        return [*(events.c[name] for name in dict.fromkeys(("position", *order.columns))), *columns]

    def _from(self, condition: Condition, columns: Sequence[Any]) -> Select[Any]:
        others = self._others(condition)
        positions = condition.positions
        typed = next((each for each in others if not each.is_of_row), None)
        if typed is not None:
            # The full-text index gives its rows one after the other; which of them is among few is soon told.
            words = typed.positions.subquery()
            positions = select(words.c.position).where(plain(words.c.position).in_(positions))
        holds = [each.holds for each in others if each is not typed]
        return select(*columns).where(self.tables.events.c.position.in_(positions), *holds)

    def _others(self, condition: Condition) -> list[Condition]:
        """What is left to ask of the positions of a condition."""
        # Spans within a window are not yet all spans of their date.
        surplus = condition.window is not None and condition.window.match == "within"
        return [each for each in self._conditions if surplus or each is not condition]

    def _sorted(self, chosen: Select[Any], order: Order, after: Key | None, limit: int) -> Select[Any]:
        columns = [plain(self.tables.events.c[name]) for name in order.columns]
        return _ordered(chosen, columns, order, after).limit(limit)

    def _along(
        self,
        order: Order,
        after: Key | None,
        limit: int,
        wanted: Sequence[Any],
        bounds: tuple[bytes, bytes] | None = None,
    ) -> Select[Any]:
        """Along the index of the order, until the page is full."""
        events, labels = self.tables.events, self.tables.labels
        label = next((each for each in self._conditions if 0 < len(each.labels) <= MOST_LABELS), None)
        if label is None or order.columns not in LABELLED:
            chosen = select(*wanted).where(*(each.holds for each in self._conditions), *_bounded(events, bounds))
            return _ordered(chosen, [events.c[name] for name in order.columns], order, after).limit(limit)
        joined = labels.join(events, labels.c.position == events.c.position)
        others = [each.holds for each in self._conditions if each is not label]
        chosen = select(*wanted).select_from(joined).where(*others, *_bounded(labels, bounds))
        along = [labels.c[name] for name in order.columns]
        pages = [
            _ordered(chosen.where(labels.c.name == name), along, order, after).limit(limit) for name in label.labels
        ]
        return pages[0] if len(pages) == 1 else _merged(pages, order, limit)

    def _of_window(
        self, condition: Condition, order: Order, after: Key | None, limit: int, wanted: Sequence[Any]
    ) -> Select[Any]:
        """What begins in the window, along the order, and the rest, where it is not much."""
        assert condition.window is not None
        outside = windows.outside(self.tables, condition.window, condition.spans)
        few, others = self._counted(FEW, outside)
        if few is not None:
            return self._sorted(self._from(few, wanted), order, after, limit)
        # Even many are less than what stands before the window in the order.
        if others > MANY:
            return self._along(order, after, limit, wanted)
        inside = self._along(order, after, limit, wanted, condition.window.bounds)
        holds = [each.holds for each in self._others(condition)]
        rest = select(*wanted).where(self.tables.events.c.position.in_(outside), *holds)
        return _merged([inside, self._sorted(rest, order, after, limit)], order, limit)


def _narrowest(located: Sequence[Condition], bound: int) -> tuple[Condition | None, int]:
    """Of those with an estimate, the one that leaves fewest, and how many; of none one more than the bound."""
    narrowest, fewest = None, bound + 1
    for each in located:
        if each.estimate is not None and each.estimate < fewest:
            narrowest, fewest = each, each.estimate
    return narrowest, fewest


def _counts(connection: Connection, positions: Sequence[Any], most: int, bound: int, outside: Any) -> list[int]:
    """How many of each there are, looked for up to the most or to the fewest before them; then how many there are
    outside, though at most one more than `MANY`, and none where any are within the bound."""
    numbers = [most]
    for each in positions:
        numbers.append(int(connection.scalar(_number(each.limit(numbers[-1]))) or 0))
    is_asked = outside is not None and numbers[-1] > bound
    others = int(connection.scalar(_number(outside.limit(MANY + 1))) or 0) if is_asked else 0
    return [*numbers[1:], others]


def _counts_at_once(
    connection: Connection, positions: Sequence[Any], most: int, bound: int, outside: Any
) -> Sequence[int]:
    """The same in one statement."""
    limit: Any = literal(most)
    counts = []
    for number, each in enumerate(positions):
        counts.append(_number(each.limit(limit)).cte(f"counted{number}"))
        limit = select(counts[-1].c.number).scalar_subquery()
    others: Any = literal(0)
    if outside is not None:
        as_many = case((limit > bound, MANY + 1), else_=0)
        others = _number(outside.limit(as_many)).scalar_subquery()
    asked = select(*(select(each.c.number).scalar_subquery() for each in counts), others)
    return tuple(connection.execute(asked).one())


def _number(chosen: Any) -> Select[Any]:
    return select(func.count().label("number")).select_from(chosen.subquery())


def _bounded(table: Any, bounds: tuple[bytes, bytes] | None) -> list[ColumnElement[bool]]:
    return [] if bounds is None else [table.c.sort >= bounds[0], table.c.sort < bounds[1]]


def _ordered(chosen: Select[Any], columns: Sequence[Any], order: Order, after: Key | None) -> Select[Any]:
    if after is not None:
        place, key = (columns[0], after[0]) if len(columns) == 1 else (tuple_(*columns), tuple_(*after))
        chosen = chosen.where(place < key if order.descending else place > key)
    return chosen.order_by(*(column.desc() if order.descending else column for column in columns))


def _merged(pages: Sequence[Select[Any]], order: Order, limit: int) -> Select[Any]:
    """The first of several pages; a revision that stands on two of them once."""
    whole = union(*(select(*page.subquery().c) for page in pages)).subquery()
    columns = [whole.c[name] for name in order.columns]
    return select(*whole.c).order_by(*(c.desc() if order.descending else c for c in columns)).limit(limit)
