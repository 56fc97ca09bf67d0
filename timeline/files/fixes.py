"""What entries lack and we can write: ids, instants, dates read from words, zones (`check --fix`)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Container, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Final

from yaml import MappingNode, Node, ScalarNode

from timeline.errors import InvalidFiles, Problem
from timeline.files import edits, entries
from timeline.files.edits import Edit, quoted
from timeline.files.entries import Context, Drafts, Item, Listing
from timeline.files.entry_date import Dated
from timeline.files.events import Draft
from timeline.files.folder import Folder
from timeline.files.located import Located
from timeline.files.reader import Reader, Reading
from timeline.files.repeat import Repeated
from timeline.model.change import whole

ID_LENGTH: Final = 10
WRITTEN: Final = ("id", "added", "when", "repeat", "changed")
"""Keys whose values are written here, or compared as what they come to."""


def complete(
    reader: Reader, reading: Reading, now: datetime, first: Mapping[str, datetime] | None = None
) -> tuple[Folder, int]:
    """Write what entries of a folder lack; the folder as it then is, and how many entries were completed.

    `first` has when an event was published first, by its id, which an entry that takes it over goes on with.

    Nothing is written unless everything else is right, and comments, order and quoting stay byte for byte. Raises
    `InvalidFiles` as `read` does, `Conflict` if the folder is edited meanwhile.
    """
    folder = reading.folder
    if not folder.unminted and not folder.in_words:
        return folder, 0
    taken = {row.item.id for listing in reading.listings for row in listing.rows}
    taken |= {change.event for change in folder.history.changes}
    count = sum(
        _complete_file(reader, listing, reading.context, taken, now, first or {}) for listing in reading.listings
    )
    return reader.read(reader.look(), need_ids=True).folder, count


def _complete_file(
    reader: Reader, listing: Listing, context: Context, taken: set[str], now: datetime, first: Mapping[str, datetime]
) -> int:
    """Complete the entries of one file; how many there were."""
    located, authority = listing.located, context.chronology.authority
    lacking = [number for number, row in enumerate(listing.rows) if _is_incomplete(row.item)]
    if not lacking:
        return 0
    # Where the file could not be cut, an edit of one entry might change what another says: all are verified.
    before = entries.drafts(listing, lacking if listing.pieces else range(len(listing.rows)), context)
    made = []
    for draft, part, shift in before.values():
        made += [edit.moved(shift) for edit in _completed(draft, part, authority, taken, first.get(draft.id, now))]
    text = edits.apply(located.text, made)
    _verify(reader, text, listing, before, context)
    edits.write(reader.directory / located.file, located, text)
    return len(lacking)


def _is_incomplete(item: Item) -> bool:
    return bool(item.lacks) or (item.in_words and not item.waits)


def mint(authority: str, title: str, when: str, taken: Container[object]) -> str:
    """A new id: ten characters of a digest of what the entry first said, so that two machines mint the same.

    It never changes afterwards, whatever becomes of the words.
    """
    seeds = ("\0".join((authority, title, when, str(n))).encode() for n in count())
    made = (base64.b32encode(hashlib.sha256(seed).digest()).decode()[:ID_LENGTH].lower() for seed in seeds)
    return next(id for id in made if id not in taken)


def _completed(draft: Draft, located: Located, authority: str, taken: set[str], now: datetime) -> list[Edit]:
    """The edits that complete one entry; its new id is then taken too."""
    assert draft.dated is not None
    node, values = draft.raw.node, draft.raw.values
    block = not node.flow_style
    added = {}
    if "added" not in values:
        added["added"] = instant(now) if block else quoted(instant(now))
    made = []
    if "id" not in values:
        id = mint(authority, values["title"], draft.dated.when.text or draft.dated.when.edtf, taken)
        taken.add(id)
        made.append(edits.add_keys(located, node, {"id": id} | added))
    elif added:
        made.append(edits.put_after(located, node, "id", added))
    if (draft.dated.node is not None and not draft.dated.waits) or draft.dated.zone:
        made.append(_dated(draft.dated, draft.raw.nodes["when"], located))
    if draft.series.node is not None:
        made.append(_repeated(draft.series, located))
    return made


def _repeated(said: Repeated, located: Located) -> Edit:
    """The edit that writes the rule read from words."""
    assert isinstance(said.node, ScalarNode)
    rule = said.recurrence[0].removeprefix("RRULE:")
    return edits.replace(located, said.node, edits.flow({"rrule": rule, "text": said.words}))


def _dated(dated: Dated, node: Node, located: Located) -> Edit:
    """The edit that writes the date read from words, or the zone that its time is taken in."""
    when = dated.when
    zone = dated.zone or when.timezone
    read = {"edtf": when.edtf, "start_time": when.start_time, "end_time": when.end_time, "timezone": zone}
    if isinstance(node, MappingNode):
        has = {key.value for key, value in node.value}
        lacking = {name: quoted(value) for name, value in read.items() if value is not None and name not in has}
        if list(lacking) == ["timezone"] and "start_time" in has:
            return edits.put_after(located, node, "start_time", lacking)
        return edits.add_keys(located, node, lacking)
    assert isinstance(node, ScalarNode)
    return edits.replace(located, node, edits.flow({"edtf": read.pop("edtf"), "text": when.text or None} | read))


def _verify(reader: Reader, text: str, listing: Listing, before: Drafts, context: Context) -> None:
    """Read the text to be written: it must say the same, and lack nothing. Raises `InvalidFiles`."""
    located = listing.located
    written = reader.listing(Located(located.file, text), context)
    same = len(written.rows) == len(listing.rows) and len(written.pieces) == len(listing.pieces)
    same = same and not written.located.problems
    after = entries.drafts(written, before, context) if same else {}
    for number, (draft, _, _) in before.items():
        if number not in after or after[number][0].lacks or _said(draft) != _said(after[number][0]):
            place = listing.rows[number].place()
            remedy = "write id, added and when as a block of `key: value` lines by hand"
            what = "this entry cannot be completed as it is written"
            raise InvalidFiles([Problem(located.file, *place, what, remedy)])


def _said(draft: Draft) -> tuple[object, ...]:
    """All that an entry says, without what is being written."""
    kept = {name: value for name, value in draft.raw.values.items() if name not in WRITTEN}
    series = draft.series.recurrence, draft.series.overrides
    return kept, draft.dated and draft.dated.when, draft.language, series


def instant(at: datetime) -> str:
    """An instant as `added:` has it (RFC 3339, UTC, whole seconds)."""
    return whole(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
