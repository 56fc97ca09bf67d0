"""What entries of `events.yaml` lack and we can write: ids, instants, dates read from words, zones (`check --fix`)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from yaml import MappingNode, Node, ScalarNode

from timeline.errors import InvalidFiles, Problem
from timeline.files import Folder, edits, events, history, history_writer, read
from timeline.files.edits import Edit, quoted
from timeline.files.entry_date import Dated
from timeline.files.events import Draft
from timeline.files.located import Located
from timeline.files.repeat import Repeated
from timeline.model.change import whole

ID_LENGTH: Final = 10
WRITTEN: Final = ("id", "added", "when", "repeat", "changed")
"""Keys whose values are written here, or compared as what they come to."""


def fix(directory: Path, environ: Mapping[str, str], now: datetime) -> tuple[Folder, int]:
    """Write what entries lack; the folder as it then is, and how many entries were completed.

    Nothing is written unless everything else is right, and comments, order and quoting stay byte for byte. Raises
    `InvalidFiles` as `read` does, `Conflict` if the file is edited meanwhile.
    """
    history_writer.mend(directory / history.FILE)
    folder = read(directory, environ)
    if not folder.unminted and not folder.in_words:
        return folder, 0
    located = Located.open(directory / events.FILE, events.FILE)
    held = folder.history.held()
    found = events.drafts(located, folder.chronology, held)
    taken = {draft.id for draft in found} | {change.event for change in folder.history.changes}
    made = [_completed(draft, located, folder.chronology.authority, taken, now) for draft in found]
    text = edits.apply(located.text, [edit for each in made for edit in each])
    _verify(text, found, folder, located)
    edits.write(directory / events.FILE, located, text)
    return read(directory, environ, need_ids=True), sum(map(bool, made))


def mint(authority: str, title: str, when: str, taken: Collection[str]) -> str:
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
    if draft.dated.node is not None or draft.dated.zone:
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


def _verify(text: str, before: Sequence[Draft], folder: Folder, located: Located) -> None:
    """Read the text to be written: it must say the same, and lack nothing. Raises `InvalidFiles`."""
    after = Located.parse(text.encode(), events.FILE)
    found = events.drafts(after, folder.chronology, folder.history.held())
    same = len(found) == len(before) and not after.problems
    for old, new in zip(before, found, strict=False):
        same = same and not new.lacks and _said(old) == _said(new)
        if not same:
            place = located.place(old.raw.node.start_mark.index)
            remedy = "write id, added and when as a block of `key: value` lines by hand"
            raise InvalidFiles(
                [Problem(events.FILE, *place, "this entry cannot be completed as it is written", remedy)]
            )


def _said(draft: Draft) -> tuple[object, ...]:
    """All that an entry says, without what is being written."""
    kept = {name: value for name, value in draft.raw.values.items() if name not in WRITTEN}
    series = draft.series.recurrence, draft.series.overrides
    return kept, draft.dated and draft.dated.when, draft.language, series


def instant(at: datetime) -> str:
    """An instant as `added:` has it (RFC 3339, UTC, whole seconds)."""
    return whole(at).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
