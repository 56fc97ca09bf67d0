"""Other values for the keys of an entry, at their places in the file: every other byte stays, comments too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from yaml import CollectionNode, MappingNode, Node, ScalarNode

from timeline.errors import Conflict
from timeline.files import edits
from timeline.files.edits import Edit
from timeline.files.events import ENTRY
from timeline.files.located import Located

ORDER: Final = tuple(ENTRY.fields)
"""Keys in the order in which a new one finds its place."""
_LINE: Final = re.compile(r"[^\r\n]*")


class Pair(NamedTuple):
    """A key of an entry and its value, where they stand."""

    key: ScalarNode
    value: Node


def set_keys(located: Located, mapping: MappingNode, values: Mapping[str, str]) -> list[Edit]:
    """The edits that give an entry other values, as YAML that fits on a line; an empty one takes the key away.

    Raises `Conflict` where the entry is written in a way that leaves no place for them.
    """
    pairs = [Pair(key, value) for key, value in mapping.value if isinstance(key, ScalarNode)]
    by_name = {pair.key.value: pair for pair in pairs}
    made = [_replaced(located, by_name[name], text) for name, text in values.items() if text and name in by_name]
    new = {name: text for name, text in values.items() if text and name not in by_name}
    gone = [name for name, text in values.items() if not text and name in by_name]
    made += _added(located, mapping, by_name, new)
    made += [_removed(located, mapping, pairs, by_name[name]) for name in gone]
    _check_apart(located, mapping, made)
    return made


def _replaced(located: Located, pair: Pair, text: str) -> Edit:
    value = pair.value
    if isinstance(value, ScalarNode) and value.start_mark.index < value.end_mark.index:
        return edits.replace(located, value, text)
    start, end = value.start_mark.index, end_of(located, value)
    if start == end:  # `key:` without a value
        return Edit(start, end, f" {text}")
    if isinstance(value, CollectionNode) and value.flow_style:
        return Edit(start, end, text)
    # A list or a mapping on lines of its own: its first line may have a comment behind the key, which stays.
    colon = located.text.index(":", pair.key.end_mark.index) + 1
    comment = _LINE.match(located.text, colon)
    kept = comment[0].rstrip() if comment else ""
    return Edit(colon, end, f" {text}{kept}" if kept.strip().startswith("#") else f" {text}")


def _added(located: Located, mapping: MappingNode, known: Mapping[str, Pair], new: Mapping[str, str]) -> Iterator[Edit]:
    """New keys, each behind the last of those that stand before it in the schema; those of one place together."""
    by_place: dict[str, dict[str, str]] = {}
    for name in sorted(new, key=ORDER.index):
        before = [each for each in ORDER[: ORDER.index(name)] if each in known]
        by_place.setdefault(max(before, key=lambda each: _start(known[each])), {})[name] = new[name]
    for name, pairs in by_place.items():
        end = end_of(located, known[name].value)
        if mapping.flow_style:
            yield Edit(end, end, "".join(f", {key}: {text}" for key, text in pairs.items()))
            continue
        line = _LINE.match(located.text, end)
        end = line.end() if line else end
        indent = located.line_break(end) + " " * mapping.start_mark.column
        yield Edit(end, end, "".join(f"{indent}{key}: {text}" for key, text in pairs.items()))


def _removed(located: Located, mapping: MappingNode, pairs: list[Pair], pair: Pair) -> Edit:
    """A key with its value and what is remarked on its lines; comments on lines of their own stay."""
    number = pairs.index(pair)
    start, end = _start(pair), end_of(located, pair.value)
    following = _start(pairs[number + 1]) if number + 1 < len(pairs) else -1
    if mapping.flow_style:
        if number:
            return Edit(end_of(located, pairs[number - 1].value), end, "")
        return Edit(start, following if following >= 0 else end, "")
    if number == 0:  # it stands behind the hyphen, where the next one comes to stand
        return Edit(start, following if following >= 0 else end, "")
    before = located.text.rfind("\n", 0, start) + 1
    line = re.compile(r"[^\r\n]*(\r\n|\r|\n)?").match(located.text, end)
    return Edit(before, line.end() if line else end, "")


def end_of(located: Located, node: Node) -> int:
    """Where the text of a value ends; the mark of one on lines of its own lies behind the comments after it."""
    if isinstance(node, ScalarNode):
        start, end = node.start_mark.index, node.end_mark.index
        return start + len(located.text[start:end].rstrip()) if end > start else end
    if not isinstance(node, CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return end_of(located, last[1] if isinstance(last, tuple) else last)


def _start(pair: Pair) -> int:
    return int(pair.key.start_mark.index)


def _check_apart(located: Located, mapping: MappingNode, made: Iterable[Edit]) -> None:
    ordered = sorted(made)
    for one, other in pairwise(ordered):
        if other.start < one.end:
            line, _ = located.place(mapping.start_mark.index)
            raise Conflict(f"{located.file}:{line}: this entry cannot be edited as it is written: edit it by hand")
