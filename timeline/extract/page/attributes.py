"""Items that a page marks up in attributes, as microdata (WHATWG) or RDFa Lite (W3C), in the shape that JSON-LD has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml import etree, html

from timeline.extract.limits import DEPTH
from timeline.extract.objects import Object

LARGEST: Final = 2_000_000
"""Characters of a page in which items are looked for."""
MOST: Final = 5_000
"""Items of one page."""
ADDRESSES: Final = {
    # element     the attribute that is its value
    "a": "href", "area": "href", "link": "href",
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "source": "src", "track": "src", "video": "src",
    "object": "data", "data": "value", "meter": "value", "time": "datetime",
}  # fmt: skip
_LOCAL: Final = re.compile(r"[^/#:]*$")
_DECLARED: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


class Syntax(NamedTuple):
    """The attributes by which a way of marking up says that an element is an item, of which type, and a property."""

    item: str
    type: str
    property: str
    id: tuple[str, ...]
    references: str = ""


MICRODATA: Final = Syntax("itemscope", "itemtype", "itemprop", ("itemid",), "itemref")
RDFA: Final = Syntax("typeof", "typeof", "property", ("resource", "about"))


def items(text: str) -> list[Object]:
    """The items of a page that stand in no other, those in microdata first; none of a page that is too large."""
    used = [syntax for syntax in (MICRODATA, RDFA) if syntax.item in text]
    if not used or len(text) > LARGEST:
        return []
    parser = html.HTMLParser(encoding="utf-8", recover=True, huge_tree=False)
    try:
        page = html.document_fromstring(_DECLARED.sub("", text, count=1).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, ValueError):
        return []
    return [item for syntax in used for item in _outermost(page, syntax)]


def _outermost(page: Any, syntax: Syntax) -> Iterator[Object]:
    by_id = {each.get("id"): each for each in page.iter() if isinstance(each.tag, str) and each.get("id")}
    reader = _Reader(syntax, by_id)
    for element in page.iter():
        if not isinstance(element.tag, str) or element.get(syntax.item) is None:
            continue
        # A property that is an item belongs to the item around it.
        if element.get(syntax.property) is None or not _stands_in_item(element, syntax):
            yield reader.item(element, 0)


def _stands_in_item(element: Any, syntax: Syntax) -> bool:
    return any(each.get(syntax.item) is not None for each in element.iterancestors())


class _Reader:
    """Reads items; counts them, since `itemref` lets a small page say the same many times."""

    def __init__(self, syntax: Syntax, by_id: dict[str, Any]) -> None:
        self.syntax, self.by_id, self.count = syntax, by_id, 0

    def item(self, element: Any, depth: int) -> Object:
        """The item with its properties; one that is nested too deeply has none."""
        self.count += 1
        fields: Object = {"@type": (element.get(self.syntax.type) or "").split()}
        for name in self.syntax.id:
            if element.get(name):
                fields["@id"] = element.get(name)
        if depth > DEPTH or self.count > MOST:
            return fields
        for owner in self._owners(element):
            self._collect(owner, fields, depth)
        return fields

    def _owners(self, element: Any) -> list[Any]:
        """The children of an item, and the elements elsewhere that it names as its own."""
        named = (element.get(self.syntax.references) or "").split() if self.syntax.references else []
        return [*element, *(self.by_id[name] for name in named if name in self.by_id)]

    def _collect(self, start: Any, fields: Object, depth: int) -> None:
        stack = [start]
        while stack:
            element = stack.pop()
            if not isinstance(element.tag, str):
                continue
            is_item = element.get(self.syntax.item) is not None
            if names := (element.get(self.syntax.property) or "").split():
                value = self.item(element, depth + 1) if is_item else _value(element)
                for name in names:
                    _add(fields, _local(name), value)
            elif is_item:
                # An item that is no property stands by itself; `_outermost` finds it.
                continue
            if not is_item:
                stack += reversed(element)


def _add(fields: Object, name: str, value: Any) -> None:
    if name not in fields:
        fields[name] = value
    elif isinstance(fields[name], list):
        fields[name].append(value)
    else:
        fields[name] = [fields[name], value]


def _local(name: str) -> str:
    """`startDate` of `schema:startDate` and of `https://schema.org/startDate`."""
    match = _LOCAL.search(name)
    return match[0] if match else name


def _value(element: Any) -> str:
    """What a property says: in an attribute made for machines, else its text."""
    stated = element.get("content") or element.get(ADDRESSES.get(element.tag, "content"))
    if not stated and element.tag not in ADDRESSES:
        # RDFa lets any element name a resource or an instant.
        stated = element.get("datetime") or element.get("resource") or element.get("href")
    return str(stated or element.text_content()).strip()
