"""Keys for items that have no id of their own: they outlive an edit of the rest of the document."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from timeline.model.event import Mention


def with_keys(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Each with its own key, else one made from its title, with the date's words where titles recur (yearly editions).

    The date alone would not do: a corrected date must be recognised as the same item's.
    """
    mentions = list(mentions)
    titles = Counter(mention.title for mention in mentions)
    seen: Counter[str] = Counter()
    for mention in mentions:
        said = mention.title if titles[mention.title] == 1 else f"{mention.title}\n{mention.said_when}"
        name = mention.key or digest(said)
        seen[name] += 1
        key = name if seen[name] == 1 else f"{name}-{seen[name]}"
        yield msgspec.structs.replace(mention, key=key, named_by="id" if mention.key else "row")


def digest(said: str) -> str:
    """A short key of a text."""
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:20]
