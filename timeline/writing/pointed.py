"""JSON read by the shapes that entries of files are read by: every problem at once, each with its JSON pointer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from yaml import MappingNode, Mark, Node, ScalarNode, SequenceNode

from timeline.errors import TimelineError
from timeline.files.located import Located

DEEPEST: Final = 12
"""Levels of a body; no value of an event goes deeper than five."""
MOST: Final = 100
"""Problems of a body that are told."""


class Pointed(NamedTuple):
    """One mistake in one place of a body (RFC 6901), and what to do."""

    pointer: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.what}: {self.remedy}"


class InvalidBody(TimelineError):
    """What was sent cannot be taken; `problems` holds every one of its mistakes, in order."""

    def __init__(self, problems: Sequence[Pointed]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


class Body(Located):
    """A value as a tree whose nodes know their pointers; `found` are the problems, in order.

    A Located whose places are pointers: what reads entries of files reads it, and tells it what is wrong.
    """

    def __init__(self, value: Any, pointer: str = "") -> None:
        super().__init__("", "")
        self.found: list[Pointed] = []
        self._pointers: list[str] = []
        self.root = self._node(value, pointer)

    def wrong_at(self, index: int, what: str, remedy: str) -> None:
        """Something is wrong with the value of that pointer."""
        self.add(self._pointers[max(0, index)], what, remedy)

    def add(self, pointer: str, what: str, remedy: str) -> None:
        """Something is wrong with a value."""
        if len(self.found) < MOST:
            self.found.append(Pointed(pointer, what, remedy))

    def pointer(self, node: Node) -> str:
        """Where a node stands."""
        return self._pointers[node.start_mark.index]

    def place(self, index: int) -> tuple[int, int]:
        """A body of JSON has no lines."""
        return 0, 0

    def refuse_all(self, others: Iterable[Pointed] = ()) -> None:
        """Raise `InvalidBody` where anything is wrong, here or with `others`."""
        if problems := [*self.found, *others]:
            raise InvalidBody(problems)

    def _node(self, value: Any, pointer: str, depth: int = 0) -> Node:
        self._pointers.append(pointer)
        # A mark of YAML is a place in a text; here it is the number of a pointer.
        mark = Mark("", len(self._pointers) - 1, 0, 0, None, 0)
        if depth > DEEPEST:
            self.add(pointer, "it is nested too deeply", "no value goes deeper than five levels")
        elif isinstance(value, dict):
            pairs = []
            for key, item in value.items():
                place = f"{pointer}/{escaped(key)}"
                pairs.append((self._node(key, place), self._node(item, place, depth + 1)))
            return MappingNode("", pairs, mark, mark)
        elif isinstance(value, list | tuple):
            items = [self._node(item, f"{pointer}/{number}", depth + 1) for number, item in enumerate(value)]
            return SequenceNode("", items, mark, mark)
        return self._scalar(value, pointer, mark)

    def _scalar(self, value: Any, pointer: str, mark: Mark) -> ScalarNode:
        if isinstance(value, bool):
            self.add(pointer, f"it is {str(value).lower()}", "send a text or a number")
        if value is None or isinstance(value, bool | dict | list):
            return ScalarNode("", "", mark, mark)
        return ScalarNode("", value if isinstance(value, str) else repr(value), mark, mark, style='"')


def escaped(key: Any) -> str:
    """A key as a part of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")
