"""The shapes of what curators write. Each reads a node, and gives the JSON Schema of what it reads, so the two agree.

A shape's `read` gives the value, or None after saying what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from timeline.errors import nearest
from timeline.files.located import Located, is_blank, kind
from timeline.model.event import IMAGE_TYPES, OWN_IMAGE
from timeline.model.values import LANGUAGE_TAG, Unfit, did_you_mean, language_tag, quoted, web_address

Schema = dict[str, Any]
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Shape(Protocol):
    """What every shape can do."""

    def read(self, node: Node, at: Located, name: str) -> Any:
        """The value called `name`, or None if it is wrong and the problem is told to `at`."""

    def schema(self) -> Schema:
        """JSON Schema (draft 2020-12) of what `read` takes."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One piece of text; `check` gives the value or raises `Unfit`. `instead` is the remedy for a list or mapping."""

    check: Callable[[str], Any]
    shown: Schema = field(default_factory=dict)
    instead: str = "write one value"

    def read(self, node: Node, at: Located, name: str) -> Any:
        if type(node) is not ScalarNode:
            at.wrong(node, f"{name} is {kind(node)}", self.instead)
            return None
        try:
            return self.check(node.value)
        except Unfit as error:
            at.wrong(node, f"{name}: {error.what}", error.remedy)
            return None

    def schema(self) -> Schema:
        return {"type": ["string", "number"]} | self.shown


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, each item of one shape, none twice where `distinct`."""

    of: Shape
    item: str
    most: int
    distinct: bool = False

    def read(self, node: Node, at: Located, name: str) -> Any:
        if type(node) is not SequenceNode:
            at.wrong(node, f"{name} is {kind(node)}", f"write a list, each {self.item} after a hyphen or in [brackets]")
            return None
        if len(node.value) > self.most:
            at.wrong(node, f"{name} has {len(node.value)} items, more than {self.most}", "leave some out")
            return None
        found = []
        for item in node.value:
            if is_blank(item):
                at.wrong(item, f"an empty {self.item} in {name}", "fill it in or remove the hyphen")
            elif (value := self.of.read(item, at, self.item)) is not None:
                if self.distinct and value in found:
                    at.wrong(item, f"the {self.item} {quoted(str(value))} is in the list twice", "keep one")
                else:
                    found.append(value)
        return tuple(found)

    def schema(self) -> Schema:
        return {"type": ["array", "null"], "items": self.of.schema(), "maxItems": self.most} | (
            {"uniqueItems": True} if self.distinct else {}
        )


class Field(NamedTuple):
    """One row of a record's table: what the key means, what it holds, and whether it must be there."""

    about: str
    shape: Shape
    required: bool = False


class Raw(NamedTuple):
    """A mapping as read: the values that are right, and the nodes of every known key, right or wrong."""

    values: dict[str, Any]
    nodes: dict[str, Node]
    node: MappingNode

    def at(self, name: str) -> Node:
        """Where a key's value stands, or the mapping if there is none."""
        return self.nodes.get(name, self.node)


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys. `make` turns what was read into a value, or None after saying what is wrong."""

    fields: Mapping[str, Field]
    make: Callable[[Raw, Located], Any] = lambda raw, at: raw

    def read(self, node: Node, at: Located, name: str) -> Any:
        if type(node) is not MappingNode:
            example = next(iter(self.fields))
            at.wrong(node, f"{name} is {kind(node)}", f"write a mapping: {example}: …")
            return None
        raw = Raw({}, {}, node)
        for key, value in node.value:
            self._take(raw, key, value, at, name)
        for wanted, row in self.fields.items():
            if row.required and self._is_lacking(wanted, raw):
                lacks = "is empty" if wanted in raw.nodes else "is missing"
                at.wrong(raw.at(wanted), f"{wanted} of the {name} {lacks}", f"fill in `{wanted}: …`")
        return self.make(raw, at)

    def _is_lacking(self, wanted: str, raw: Raw) -> bool:
        """Whether a key is not there, not even misspelt or with a wrong value, of which we have told already."""
        if wanted in raw.nodes:
            return is_blank(raw.nodes[wanted]) or raw.values.get(wanted) == ""
        return all(nearest(str(key.value), self.fields) != wanted for key, _ in raw.node.value)

    def _take(self, raw: Raw, key: Node, value: Node, at: Located, name: str) -> None:
        word = key.value
        row = self.fields.get(word) if type(key) is ScalarNode else None
        if type(key) is not ScalarNode:
            at.wrong(key, f"a key is {kind(key)}", "write keys as plain words")
        elif row is None:
            at.wrong(key, f"unknown key {quoted(word)} in the {name}", did_you_mean(word, self.fields))
        elif word in raw.nodes:
            line, _ = at.place(raw.nodes[word].start_mark.index)
            at.wrong(key, f"{word} is given twice (first in line {line})", "keep one")
        else:
            raw.nodes[word] = value
            if not is_blank(value) and (found := row.shape.read(value, at, word)) is not None:
                raw.values[word] = found

    def schema(self) -> Schema:
        shapes = {name: {"description": row.about} | row.shape.schema() for name, row in self.fields.items()}
        required = [name for name, row in self.fields.items() if row.required]
        return {"type": "object", "properties": shapes, "additionalProperties": False} | (
            {"required": required} if required else {}
        )


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping whose keys (each an `item`) the curator chooses, checked by `key`; its values are `called` so."""

    key: Callable[[str], str]
    of: Shape
    item: str
    called: str
    most: int

    def read(self, node: Node, at: Located, name: str) -> Any:
        if type(node) is not MappingNode or len(node.value) > self.most:
            at.wrong(node, f"{name} is {kind(node)}", f"write a mapping of at most {self.most} keys")
            return None
        found: dict[str, Any] = {}
        for key, value in node.value:
            word = Scalar(self.key).read(key, at, self.item)
            if word in found:
                at.wrong(key, f"{word} is given twice", "keep one")
            elif word is not None and (item := self.of.read(value, at, self.called)) is not None:
                found[word] = item
        return found

    def schema(self) -> Schema:
        return {"type": ["object", "null"], "additionalProperties": self.of.schema(), "maxProperties": self.most}


@dataclass(frozen=True, slots=True)
class Either:
    """One shape for text, another for a mapping or a list, whichever that one is."""

    text: Shape
    other: Shape

    def read(self, node: Node, at: Located, name: str) -> Any:
        other = type(node) is (MappingNode if isinstance(self.other, Record) else SequenceNode)
        return (self.other if other else self.text).read(node, at, name)

    def schema(self) -> Schema:
        return {"anyOf": [self.text.schema(), self.other.schema()]}


def text(longest: int, *, lines: bool = False, instead: str = "write one value") -> Scalar:
    """Words of at most so many characters, on one line (runs of white space become one space) unless `lines`."""

    def check(value: str) -> str:
        if found := _CONTROL.search(value):
            raise Unfit(f"has the control character U+{ord(found[0]):04X}", "leave it out")
        value = value.strip() if lines else " ".join(value.split())
        if len(value) > longest:
            raise Unfit(f"has {len(value):,} characters, more than {longest:,}", "shorten it")
        return value

    return Scalar(check, {"maxLength": longest}, instead)


def choice(options: Mapping[str, object] | Sequence[str], noun: str) -> Scalar:
    """One of a closed list of words."""

    def check(value: str) -> str:
        if value not in options:
            close = nearest(value, options)
            listed = f"use one of {', '.join(options)}"
            raise Unfit(f"{quoted(value)} is no {noun}", f"did you mean {close}? ({listed})" if close else listed)
        return value

    return Scalar(check, {"type": "string", "enum": list(options)})


def pattern(rule: re.Pattern[str], noun: str, remedy: str, longest: int = 64) -> Scalar:
    """A word that matches a rule as a whole."""

    def check(value: str) -> str:
        if len(value) > longest:
            raise Unfit(f"has {len(value):,} characters, more than {longest}", "shorten it")
        if not rule.fullmatch(value):
            likely = "-".join(re.findall(r"[a-z0-9]+", value.lower()))
            raise Unfit(f"{quoted(value)} is no {noun}", f"{remedy}: {likely}" if likely else remedy)
        return value

    return Scalar(check, {"pattern": f"^{rule.pattern}$", "maxLength": longest})


def whole_number(low: int, high: int) -> Scalar:
    """A whole number within bounds."""

    def check(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise Unfit(f"{quoted(value)} is no whole number from {low} to {high}", f"write one, such as {low}")
        return int(value)

    return Scalar(check, {"type": "integer", "minimum": low, "maximum": high})


def degrees(most: int) -> Scalar:
    """A coordinate in decimal degrees, negative in the south and west."""

    def check(value: str) -> float:
        if not re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{0,20})?", value):
            raise Unfit(f"{quoted(value)} is no number of degrees", "write it as 28.59, south and west with a minus")
        if abs(float(value)) > most:
            raise Unfit(f"{value} is out of range", f"it lies from -{most} to {most}; is latitude where longitude is?")
        return float(value)

    return Scalar(check, {"type": "number", "minimum": -most, "maximum": most})


def picture() -> Scalar:
    """A file of the chronology's folder of pictures, or an https address."""

    def check(value: str) -> str:
        value = value.strip()
        if "://" not in value:
            if OWN_IMAGE.fullmatch(value) is None:
                endings = ", ".join(IMAGE_TYPES)
                remedy = f"write images/NAME with one of the endings {endings}, or an https address"
                raise Unfit(f"{quoted(value)} is no picture of the folder", remedy)
            return value
        if len(value) > 2000:
            raise Unfit(f"has {len(value):,} characters, more than 2,000", "find a shorter address")
        if web_address(value).scheme != "https":
            raise Unfit(
                f"{quoted(value)} is no https address", "browsers refuse pictures over http in a page over https"
            )
        return value

    shown = {"type": "string", "pattern": "^\\s*([Hh][Tt][Tt][Pp][Ss]://|images/)", "maxLength": 2000}
    return Scalar(check, shown)


def link() -> Scalar:
    """An http or https address."""

    def check(value: str) -> str:
        value = value.strip()
        if len(value) > 2000:
            raise Unfit(f"has {len(value):,} characters, more than 2,000", "find a shorter address")
        web_address(value)
        return value

    return Scalar(
        check, {"type": "string", "format": "uri", "pattern": "^\\s*[Hh][Tt][Tt][Pp][Ss]?://", "maxLength": 2000}
    )


def language() -> Scalar:
    """A language tag."""
    return Scalar(language_tag, {"type": "string", "pattern": f"^{LANGUAGE_TAG}$"})
