"""The entries of one file as they stand, without their trees; what was read before is not read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
from yaml import Node

from timeline.dates import When
from timeline.dates.local_time import FLOATING
from timeline.files import events
from timeline.files.cut import Part, Piece, cut
from timeline.files.entry_date import Doubt
from timeline.files.events import MOST, RELATIONS, Draft, Entry
from timeline.files.located import Located
from timeline.model.chronology import Chronology
from timeline.model.event import Event

TOGETHER: Final = 100
"""Entries that are read at once: their trees, which are large, are gone before the next are read."""
Place = tuple[int, int]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as read, right or wrong. The line of each of its places is counted from the piece it stands in.

    `title` is for messages; `undecided` is the date that leaves its status open, `doubt` why its date is asked about
    and `waits` that its words stay until then, `published` what its date leaned on.
    `entry` is None where it lacks something or is `wrong`.
    """

    id: str
    title: str
    tags: tuple[str, ...]
    lacks: str
    in_words: bool
    waits: bool
    wrong: bool
    entry: Entry | None
    undecided: str
    doubt: Doubt | None
    published: When | None
    relations: dict[str, str]
    places: dict[str, Place]


class Row(NamedTuple):
    """An entry and the line from which its places count."""

    item: Item
    line: int

    def place(self, key: str = "") -> Place:
        """Where the entry, or the value of one of its keys, stands in the file."""
        line, column = self.item.places[key]
        return self.line + line, column


class Listing(NamedTuple):
    """The entries of a file in order; with one piece for each where it could be cut and all are right."""

    located: Located
    rows: Sequence[Row]
    pieces: Sequence[Piece] = ()

    @property
    def is_readable(self) -> bool:
        """Whether the file has a list of entries, right or wrong."""
        return bool(self.pieces) or self.located.root is not None

    def entries(self) -> Iterator[Entry]:
        """The entries that are right and lack nothing, each with its place."""
        for row in self.rows:
            if row.item.entry is not None:
                line, column = row.place()
                yield msgspec.structs.replace(row.item.entry, file=self.located.file, line=line, column=column)


class Context(NamedTuple):
    """What the entries of a chronology lean on: its settings, and its events by id as they stand by now."""

    chronology: Chronology
    published: Mapping[str, Event]

    def date(self, id: str) -> When | None:
        """The date of a published event, where the zone of an entry's time may depend on it."""
        event = self.published.get(id)
        return None if event is None or self.chronology.local_times == FLOATING else event.when


class Memory:
    """The entries of a file as they were read last, by the digest of what is written."""

    def __init__(self) -> None:
        self._items: dict[bytes, Item] = {}
        self._chronology: Chronology | None = None

    def read(self, located: Located, context: Context) -> Listing:
        """The entries of a file without a tree. What is wrong with one in itself is told to `located`."""
        if self._chronology != context.chronology:
            self._items, self._chronology = {}, context.chronology
        pieces = [] if located.problems else cut(located.text)
        listing = self._listing(located, pieces, context) if 0 < len(pieces) <= MOST else None
        return listing or self._whole(located, context)

    def _listing(self, located: Located, pieces: Sequence[Piece], context: Context) -> Listing | None:
        """The entries read piece by piece; None where one of them is no YAML by itself."""
        digests = [_digest(located.text[piece.start : piece.end]) for piece in pieces]
        items = [self._known(digest, context) for digest in digests]
        for first, end in _gaps(items):
            fresh = _read(located, pieces[first:end], context)
            if fresh is None:
                located.problems.clear()
                return None
            items[first:end] = fresh
        self._items = {
            digest: item for digest, item in zip(digests, items, strict=True) if item is not None and not item.wrong
        }
        rows = [Row(item, piece.line) for item, piece in zip(items, pieces, strict=True) if item is not None]
        return Listing(located, rows, pieces)

    def _known(self, digest: bytes, context: Context) -> Item | None:
        item = self._items.get(digest)
        return item if item is not None and item.published == context.date(item.id) else None

    def _whole(self, located: Located, context: Context) -> Listing:
        self._items = {}
        if not located.problems:
            located.compose()
        drafts = events.drafts(located, context.chronology, context.published)
        return Listing(located, [Row(_item(draft, located, 0, context), 0) for draft in drafts])


Drafts = Mapping[int, tuple[Draft, Located, int]]
"""Entries by their number in a file, the text that each was read in, and how far in the file that begins."""


def drafts(listing: Listing, numbers: Iterable[int], context: Context) -> Drafts:
    """Some entries of a file that is right, with their trees."""
    located = listing.located
    if not listing.pieces:
        read = events.drafts(located, context.chronology, context.published)
        return {number: (read[number], located, 0) for number in numbers}
    found = {}
    for number in numbers:
        part = Part(located, listing.pieces[number], listing.pieces[number])
        (draft,) = events.drafts(part, context.chronology, context.published)
        found[number] = (draft, part, part.shift)
    return found


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _gaps(items: Sequence[Item | None]) -> Iterator[tuple[int, int]]:
    """The stretches of items that are not known, none longer than is read at once."""
    first = None
    for number, item in enumerate(items):
        if first is not None and (item is not None or number - first == TOGETHER):
            yield first, number
            first = None
        if item is None and first is None:
            first = number
    if first is not None:
        yield first, len(items)


def _read(located: Located, pieces: Sequence[Piece], context: Context) -> list[Item | None] | None:
    """The item of each piece, None for an empty one; None where they are no YAML by themselves."""
    part = Part(located, pieces[0], pieces[-1])
    if part.root is None:
        return None
    read = events.drafts(part, context.chronology, context.published)
    if part.problems and len(pieces) > 1:  # whose they are is seen when each is read alone
        return _one_by_one(located, pieces, context)
    if len(read) < len(pieces) and not part.problems:  # a quote goes on over what looks like the next item
        return None
    for problem in part.problems:
        located.wrong_in((problem.line, problem.column), problem.what, problem.remedy)
    if not read:
        return [None]
    return [_item(draft, part, piece.line, context) for draft, piece in zip(read, pieces, strict=True)]


def _one_by_one(located: Located, pieces: Sequence[Piece], context: Context) -> list[Item | None] | None:
    found: list[Item | None] = []
    for piece in pieces:
        item = _read(located, [piece], context)
        if item is None:
            return None
        found += item
    return found


def _item(draft: Draft, at: Located, line: int, context: Context) -> Item:
    """The entry of a draft; its places count from a line of the file."""

    def place(node: Node) -> Place:
        there, column = at.place(node.start_mark.index)
        return there - line, column

    values, wrong = draft.raw.values, bool(at.problems)
    relations: dict[str, str] = {name: values[name] for name in RELATIONS if name in values}
    undecided = draft.dated.when.edtf if draft.dated is not None and draft.lacks_status else ""
    doubt = draft.dated.doubt if draft.dated is not None else None
    keys = (
        ["id"] * bool(draft.id)
        + ["when"] * bool(undecided or doubt)
        + ["image"] * ("image" in values)
        + list(relations)
    )
    return Item(
        id=draft.id,
        title=draft.title,
        tags=values.get("tags", ()),
        lacks=draft.lacks,
        in_words=draft.is_in_words,
        waits=draft.dated is not None and draft.dated.waits,
        wrong=wrong,
        entry=None if wrong or draft.lacks else draft.entry(),
        undecided=undecided,
        doubt=doubt,
        published=context.date(draft.id),
        relations=relations,
        places={"": place(draft.raw.node)} | {key: place(draft.raw.nodes[key]) for key in keys},
    )
