"""Full-text search: our own folded terms as a `tsvector`, and the text of them, which says where they stand.

PostgreSQL's own parser and dictionaries are not asked, so that what is found is what `has_words` finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    REAL,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    MetaData,
    Select,
    Table,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from timeline.model.search_terms import Phrase, phrases
from timeline.store.asking import WAITS
from timeline.store.batches import insert_rows, parts
from timeline.store.conditions import Condition, plain
from timeline.store.rows import Terms
from timeline.store.tables import CURRENT, Big, Bytewise, Revisions

WEIGHTS: Final = "{0.1, 0.1, 0.1, 1.0}"
"""How much a word counts in the rest of a text, and in a title, as in SQLite's index."""
LONGEST: Final = 2_000
"""Bytes of a term that a `tsvector` takes."""
MOST: Final = 1_000_000
"""Bytes of all of them."""
POSITIONS: Final = 255
"""Places that it takes of one term."""
ANY: Final = "*"
"""The only term of a text that is too large for it: it is found by every question, and then looked at."""
TITLE: Final = "A"
_REALS: Final = ARRAY(REAL)


@cache
def words_table(words: str) -> Table:
    """A full-text index. `terms` stand between blanks; `whole` says that the vector has all of them."""
    return Table(
        words,
        MetaData(),
        Column("position", Big, primary_key=True, autoincrement=False),
        Column("whole", Boolean, nullable=False),
        Column("terms", Bytewise, nullable=False),
        Column("vector", TSVECTOR, nullable=False),
    )


@cache
def words_index(words: str) -> Index:
    """What finds the rows of it; few of them wait to be sorted in, for each question goes through those that do."""
    vector = words_table(words).c.vector
    return Index(f"{words}_by_term", vector, postgresql_using="gin", postgresql_with={"gin_pending_list_limit": 256})


def make_room(connection: Connection, words: str) -> bool:
    """An empty table for the words; whether there were none, and so there is no index of them yet."""
    table, index = words_table(words), words_index(words)
    table.create(connection, checkfirst=True)
    if connection.execute(delete(table)).rowcount:
        return False
    index.drop(connection, checkfirst=True)
    return True


def index_rows(connection: Connection, words: str, gone: Sequence[Terms], held: Sequence[Terms]) -> None:
    """Take rows out, and put rows in."""
    table = words_table(words)
    for batch in parts([each.position for each in gone]):
        connection.execute(delete(table).where(table.c.position.in_(batch)), execution_options=WAITS)
    insert_rows(connection, table, [row_of(each) for each in held])


def row_of(each: Terms) -> tuple[Any, ...]:
    """The row of a text: position, whether the vector is whole, terms, vector."""
    vector = _vector(each)
    return each.position, bool(vector), f" {each.terms} ", vector or ANY


def _vector(each: Terms) -> str:
    """The terms as a `tsvector` is written; empty where it does not take them."""
    titles = set(each.title.split())
    places: dict[str, list[str]] = {}
    for number, term in enumerate(each.terms.split(), 1):
        weight = TITLE if term in titles else ""
        places.setdefault(term, []).append(f"{min(number, 16_383)}{weight}")
    if any(len(term.encode()) > LONGEST for term in places):
        return ""
    written = [f"{term}:{','.join(at[:POSITIONS])}" for term, at in places.items()]
    vector = " ".join(written)
    return vector if 2 * len(vector.encode()) < MOST else ""


def condition(tables: Revisions, typed: str) -> Condition:
    """Revisions in which everything typed is found."""
    table = words_table(tables.words)
    positions = select(table.c.position).where(*_found(table, typed))
    return Condition(plain(tables.events.c.position).in_(positions), positions, typed=typed)


def ranked(typed: str, chosen: Select[Any]) -> Select[Any]:
    """The positions chosen, with a score: less is better."""
    table = words_table(CURRENT.words)
    # A long text is no better for naming a word once more.
    rank = func.ts_rank(cast(literal(WEIGHTS), _REALS), table.c.vector, _query(phrases(typed)), 1)
    ranked = select(table.c.position, (-rank).label("score"))
    return ranked.where(table.c.position.in_(chosen), *_found(table, typed))


def _found(table: Table, typed: str) -> list[ColumnElement[bool]]:
    wanted = phrases(typed)
    matches = table.c.vector.op("@@", is_comparison=True)(_query(wanted, whole=False))
    return [matches, *(_stands(table, phrase) for phrase in wanted)]


def _query(wanted: Sequence[Phrase], *, whole: bool = True) -> ColumnElement[Any]:
    # Terms are letters and digits only, so nothing in them is syntax.
    terms = " & ".join(_term(phrase, n) for phrase in wanted for n in range(len(phrase)))
    return cast(literal(terms if whole else f"({terms}) | '{ANY}'", Bytewise), TSQUERY)


def _term(phrase: Phrase, number: int) -> str:
    term = phrase[number].encode()[:LONGEST].decode(errors="ignore")
    begins = phrase.prefix and number == len(phrase) - 1
    return f"'{term}':*" if begins or len(term) < len(phrase[number]) else f"'{term}'"


def _stands(table: Table, phrase: Phrase) -> ColumnElement[bool]:
    """That the terms stand one after the other; a vector that is whole has said so of a single one."""
    end = "" if phrase.prefix else " "
    needle = f" {' '.join(phrase)}{end}"
    stands = func.strpos(table.c.terms, literal(needle, Bytewise)) > 0
    return stands if len(phrase) > 1 else or_(table.c.whole, stands)
