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
    and_,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from timeline.model.search_terms import Phrase, phrases
from timeline.store.asking import WAITS
from timeline.store.batches import insert_rows, parts
from timeline.store.conditions import Condition
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
LOOKS: Final = 20
"""Rows that the index puts together in the time in which one is looked at."""
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


def condition(connection: Connection, tables: Revisions, typed: str, *, alone: bool) -> Condition:
    """Revisions in which everything typed is found."""
    table, wanted = words_table(tables.words), phrases(typed)
    numbers = [] if alone and len(wanted) == 1 else _estimates(connection, tables.words, wanted)
    rare, common = _by_rarity(wanted, numbers)
    matches = table.c.vector.op("@@", is_comparison=True)(_query(rare, whole=False))
    stands = [*(_confirmed(table, phrase) for phrase in rare), *(_stands(table, phrase) for phrase in common)]
    positions = select(table.c.position).where(matches, *stands)
    return Condition(_holds(tables, wanted), positions, typed=typed, estimate=min(numbers, default=None))


def _holds(tables: Revisions, wanted: Sequence[Phrase]) -> ColumnElement[bool]:
    """Whether the words of a row say so: a subquery for a value is asked row by row, and not made a join."""
    table, events = words_table(tables.words), tables.events
    stands = and_(*(_stands(table, phrase) for phrase in wanted))
    return select(stands).where(table.c.position == events.c.position).correlate(events).scalar_subquery()


def _by_rarity(wanted: list[Phrase], numbers: list[int]) -> tuple[list[Phrase], list[Phrase]]:
    """The phrases that the index is asked for, and those that are looked for in the rows of these, which are few.

    Of what begins with some letters the index puts all rows together before it leaves any out: of a common word that is
    a third of a million, though the one beside it stands in fifty.
    """
    if len(wanted) == 1:
        return wanted, []
    rare: list[Phrase] = []
    common: list[Phrase] = []
    for phrase, number in zip(wanted, numbers, strict=True):
        (common if number > LOOKS * min(numbers) else rare).append(phrase)
    return rare, common


def _estimates(connection: Connection, words: str, wanted: Sequence[Phrase]) -> list[int]:
    """In how many rows the server's statistics have each phrase. It plans, and counts nothing; a wrong one costs
    time."""
    parts = (f"SELECT 1 FROM {words} WHERE vector @@ CAST(:p{n} AS tsquery)" for n in range(len(wanted)))  # noqa: S608  # our own
    asked = text("EXPLAIN (FORMAT JSON) " + " UNION ALL ".join(parts))
    answer = connection.scalar(asked, {f"p{n}": _terms([phrase]) for n, phrase in enumerate(wanted)})
    plan = answer[0]["Plan"]
    return [int(part["Plan Rows"]) for part in ([plan] if len(wanted) == 1 else plan["Plans"])]


def ranked(typed: str, chosen: Select[Any]) -> Select[Any]:
    """The positions chosen, with a score: less is better."""
    table = words_table(CURRENT.words)
    # A long text is no better for naming a word once more.
    rank = func.ts_rank(cast(literal(WEIGHTS), _REALS), table.c.vector, _query(phrases(typed)), 1)
    return select(table.c.position, (-rank).label("score")).where(table.c.position.in_(chosen))


def _query(wanted: Sequence[Phrase], *, whole: bool = True) -> ColumnElement[Any]:
    terms = _terms(wanted)
    return cast(literal(terms if whole else f"({terms}) | '{ANY}'", Bytewise), TSQUERY)


def _terms(wanted: Sequence[Phrase]) -> str:
    # Terms are letters and digits only, so nothing in them is syntax.
    return " & ".join(_term(phrase, n) for phrase in wanted for n in range(len(phrase)))


def _term(phrase: Phrase, number: int) -> str:
    term = phrase[number].encode()[:LONGEST].decode(errors="ignore")
    begins = phrase.prefix and number == len(phrase) - 1
    return f"'{term}':*" if begins or len(term) < len(phrase[number]) else f"'{term}'"


def _confirmed(table: Table, phrase: Phrase) -> ColumnElement[bool]:
    """That the terms stand one after the other; of a single one, a vector that is whole has said so."""
    stands = _stands(table, phrase)
    return stands if len(phrase) > 1 else or_(table.c.whole, stands)


def _stands(table: Table, phrase: Phrase) -> ColumnElement[bool]:
    end = "" if phrase.prefix else " "
    needle = f" {' '.join(phrase)}{end}"
    return func.strpos(table.c.terms, literal(needle, Bytewise)) > 0
