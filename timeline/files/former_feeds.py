"""Feeds that were published and whose file is gone: their subscribers are led on by `formerly:`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from yaml import MappingNode, Node, SequenceNode

from timeline.errors import Problem
from timeline.files import edits, feeds
from timeline.files.edits import Edit
from timeline.files.folder import Folder
from timeline.files.located import Located
from timeline.files.reader import Reader
from timeline.files.revisions import query_digest
from timeline.model.feed import Feed

Stored = Iterable[Feed]
"""The feeds as the database has them."""
_HEADS: Final = ("description", "title")


def gone(folder: Folder, stored: Stored = ()) -> dict[str, str]:
    """The slugs that were published and lead nowhere by now, each with what stands for its query, if that is known."""
    known = {slug: row.asked for slug, row in folder.history.feeds.items()}
    known |= {feed.slug: query_digest(feed.filter) for feed in stored}
    for feed in stored:
        known |= dict.fromkeys(feed.formerly, known[feed.slug])
    answered = {slug for feed in folder.feeds for slug in (feed.slug, *feed.formerly)}
    return {slug: query for slug, query in sorted(known.items()) if slug not in answered}


def successors(folder: Folder, stored: Stored = ()) -> dict[str, Feed]:
    """Of each slug that leads nowhere the feed that asks the same: one that is new, before one that stood beside it."""
    before = {*folder.history.feeds, *(feed.slug for feed in stored)}
    found = {}
    for slug, query in gone(folder, stored).items():
        same = [feed for feed in folder.feeds if query and query_digest(feed.filter) == query]
        same.sort(key=lambda feed: (feed.slug in before, feed.slug))
        if same:
            found[slug] = same[0]
    return found


def unwritten(folder: Folder, stored: Stored = ()) -> Iterator[Problem]:
    """A problem for each feed whose successor `check --fix` can name."""
    for slug, feed in successors(folder, stored).items():
        what = f"feeds/{slug}.yaml was published and is gone, and this feed asks the same"
        remedy = f"run `timeline check --fix`, which writes formerly: [{slug}] here, so that its subscribers come along"
        yield Problem(f"{feeds.FOLDER}/{feed.slug}.yaml", 1, 1, what, remedy)


def questions(folder: Folder, stored: Stored = ()) -> Iterator[Problem]:
    """A question for each feed that no other asks the same as; none of them is an error."""
    found = successors(folder, stored)
    for slug in gone(folder, stored):
        if slug not in found and folder.feeds:
            what = "the feed was published and its file is gone, so that its subscribers get nothing more"
            remedy = f"write formerly: [{slug}] into the feed that takes its place, which then answers under both"
            yield Problem(f"{feeds.FOLDER}/{slug}.yaml", 0, 0, what, remedy)


def complete(reader: Reader, folder: Folder, stored: Stored) -> tuple[Folder, int]:
    """Write `formerly:` where a feed asks the same as one that is gone; the folder as it then is, and how many were.

    Raises `Conflict` if a file is edited meanwhile.
    """
    wanted: dict[str, list[str]] = {}
    for slug, feed in successors(folder, stored).items():
        wanted.setdefault(feed.slug, []).append(slug)
    written = sum(_write(reader, slug, former) for slug, former in wanted.items())
    return (reader.read(reader.look(), need_ids=True).folder if written else folder), written


def _write(reader: Reader, slug: str, former: list[str]) -> int:
    """Put slugs into the file of a feed; how many, or none where it is written so that only a person can."""
    name = f"{feeds.FOLDER}/{slug}.yaml"
    located = Located.open(reader.directory / name, name)
    if not isinstance(located.root, MappingNode):
        return 0
    text = edits.apply(located.text, [_edit(located, located.root, former)])
    after = feeds.draft(Located.parse(text.encode(), name), slug)
    if after is None or after.located.problems or not set(former) <= set(after.raw.values.get("formerly", ())):
        return 0
    edits.write(reader.directory / name, located, text)
    return len(former)


def _edit(located: Located, root: MappingNode, former: list[str]) -> Edit:
    values: Mapping[str, Node] = {key.value: value for key, value in root.value}
    listed = values.get("formerly")
    if listed is None:
        head = next((name for name in _HEADS if name in values), "")
        return _beside(located, root, head, {"formerly": f"[{', '.join(former)}]"})
    if isinstance(listed, SequenceNode) and listed.flow_style:
        end = listed.end_mark.index - 1
        return Edit(end, end, "".join(f", {slug}" for slug in former) if listed.value else ", ".join(former))
    if isinstance(listed, SequenceNode) and listed.value:
        start = listed.value[0].start_mark
        indent = located.line_break(start.index) + " " * (start.column - 2)
        return Edit(start.index, start.index, "".join(f"{slug}{indent}- " for slug in former))
    return Edit(listed.start_mark.index, listed.start_mark.index, f" [{', '.join(former)}]")


def _beside(located: Located, root: MappingNode, head: str, pairs: Mapping[str, str]) -> Edit:
    return edits.put_after(located, root, head, pairs) if head else edits.add_keys(located, root, pairs)
