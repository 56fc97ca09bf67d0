"""With which letters can a pattern begin? So that a rule is tried only where it can match.

A head is up to six characters, in lower case: letters as they are, any digit as 0, anything else as a blank. It ends
where the pattern cannot be told (`ANY`), and stands for all that begin with it: a filter may let too much pass, never
too little.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final

ANY: Final = "*"
SIZE: Final = 6
MANY: Final = 4000
"""Heads of one pattern at most; a pattern with more is tried everywhere."""

_CLASS: Final = re.compile(r"\[(\^?)((?:\\.|[^\]\\])+)\]")
_REPEAT: Final = re.compile(r"(?:[?*+]|\{(?P<least>\d*)(?P<comma>,)?(?P<most>\d*)\})[?+]?")
_SAME: Final = re.compile(r"\(\?P=\w+\)")
_BRACKET: Final = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])+\]|[()]")
_GROUP: Final = re.compile(r"\((?:\?(?:P<\w+>|-?[a-z]+:|:|=|!|<=|<!|>))?")


class _Fold(dict[int, str]):
    """Each character as heads write it, by its code point; looked up once and kept."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        lower = character.lower()
        if character.isdigit():
            folded = "0"
        elif not character.isalpha():
            folded = " "
        else:
            folded = lower if len(lower) == 1 else character
        self[code] = folded
        return folded


_FOLD: Final = _Fold()


def fold(text: str) -> str:
    """The text as heads write it, character for character, so that `fold(text)[at : at + SIZE]` is the head there."""
    return text.translate(_FOLD) + " " * SIZE


def heads(pattern: str, whole: bool = True) -> frozenset[str]:
    """The heads of whatever the pattern matches, or `{ANY}`; a short one stands for all that begin with it.

    Where the pattern is the `whole`, a word ends with it.

    Raises ValueError where its parentheses do not fit.
    """
    beginnings, at = _choice(pattern, 0)
    if at != len(pattern):
        raise ValueError(f"unbalanced parenthesis in {pattern!r} at {at}")
    known = frozenset(_ended(head, whole) for head in beginnings)
    return frozenset({ANY}) if (whole and "" in known) or len(known) > MANY else known


def _ended(head: str, whole: bool) -> str:
    """The head up to what cannot be told; what ends in a letter or digit ends a word."""
    if ANY in head:
        return head[: head.index(ANY)] or ANY
    return head[:SIZE] if not whole or head.endswith(" ") else f"{head} "[:SIZE]


def _choice(pattern: str, at: int) -> tuple[set[str], int]:
    """The heads of alternatives up to a closing parenthesis or the end."""
    beginnings: set[str] = set()
    while True:
        some, at = _sequence(pattern, at)
        beginnings |= some
        if at < len(pattern) and pattern[at] == "|":
            at += 1
            continue
        return beginnings, at


def _sequence(pattern: str, at: int) -> tuple[set[str], int]:
    beginnings = {""}
    while at < len(pattern) and pattern[at] not in "|)":
        some, at = _atom(pattern, at)
        if repeat := _REPEAT.match(pattern, at):
            at = repeat.end()
            some = _repeated(some, *_times(repeat))
        beginnings = _product(beginnings, some) if any(len(a) < SIZE for a in beginnings) else beginnings
    return beginnings, at


def _times(repeat: re.Match[str]) -> tuple[int, int]:
    """How often at least and at most, as far as a head sees."""
    if repeat["least"] is None:
        return {"?": (0, 1), "*": (0, SIZE), "+": (1, SIZE)}[repeat[0][0]]
    least = int(repeat["least"] or 0)
    most = int(repeat["most"] or SIZE) if repeat["comma"] else least
    return min(least, SIZE), min(most, SIZE)


def _repeated(some: AbstractSet[str], least: int, most: int) -> set[str]:
    beginnings = {""}
    every: set[str] = {""} if least == 0 else set()
    for count in range(1, most + 1):
        beginnings = _product(beginnings, some)
        if count >= least:
            every |= beginnings
    return every


def _product(one: AbstractSet[str], other: AbstractSet[str]) -> set[str]:
    """Each of the one followed by each of the other; where those are too many, only how they begin."""
    size = SIZE
    while len(one) * len(other) > 8 * MANY and size > 1:
        size -= 1
        one, other = _shortened(one, size), _shortened(other, size)
    # What is as long as a head, or cannot be told any further, stays as it is.
    whole = {head for head in one if len(head) >= SIZE or ANY in head} if other else set()
    beginnings = whole | {(a + b)[:SIZE] for a in one - whole for b in other}
    while len(beginnings) > MANY:
        size -= 1
        beginnings = _shortened(beginnings, size)
    return beginnings


def _shortened(heads: AbstractSet[str], size: int) -> set[str]:
    """The first letters of each head, after which there may be anything."""
    return {head if len(head) <= size else head[:size] + ANY for head in heads}


def _atom(pattern: str, at: int) -> tuple[AbstractSet[str], int]:
    """One character, class or group, without what repeats it."""
    if back := _SAME.match(pattern, at):
        return {ANY}, back.end()
    if group := _GROUP.match(pattern, at):
        end = _closing(pattern, group.end())
        return ({""} if group[0][-1] in "=!" else _inside(pattern[group.end() : end])), end + 1
    if match := _CLASS.match(pattern, at):
        return _members(match), match.end()
    if pattern[at] == "\\":
        escaped = pattern[at + 1]
        some = {"d": {"0"}, "s": {" "}, "b": {""}, "B": {""}}.get(escaped, {ANY} if escaped.isalnum() else {" "})
        return some, at + 2
    if pattern[at] in ".^$":
        return {ANY} if pattern[at] == "." else {""}, at + 1
    return {pattern[at].translate(_FOLD)}, at + 1


def _closing(pattern: str, at: int) -> int:
    """Where the group that is open at a place is closed; where none is, behind the pattern."""
    depth = 1
    for each in _BRACKET.finditer(pattern, at):
        depth += {"(": 1, ")": -1}.get(each[0], 0)
        if not depth:
            return each.start()
    return len(pattern)


@cache
def _inside(group: str) -> frozenset[str]:
    """The heads of a group. Most are the names of months or days, or numbers, which many patterns have."""
    beginnings, at = _choice(group, 0)
    if at != len(group):
        raise ValueError(f"unbalanced parenthesis in {group!r} at {at}")
    return frozenset(beginnings)


def _members(match: re.Match[str]) -> set[str]:
    if match[1] or "\\w" in match[2] or "\\S" in match[2]:
        return {ANY}
    inside = re.sub(r"(.)-(.)", lambda m: "".join(chr(c) for c in range(ord(m[1]), ord(m[2]) + 1)), match[2])
    return {c.translate(_FOLD) for c in inside.replace("\\d", "0").replace("\\", "").lower()}
