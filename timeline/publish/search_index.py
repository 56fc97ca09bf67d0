"""The index of a static site's search: the words of every event, folded as the script folds what is typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import msgspec

from timeline.model.event import Event


def index(events: Iterable[Event]) -> bytes:
    """JSON with the ids of the events, and in the same order the words of each, once and sorted."""
    ids, words = [], []
    for event in events:
        ids.append(event.id)
        words.append(" ".join(sorted(set(folded(_text(event)).split()))))
    return msgspec.json.encode({"ids": ids, "words": words})


def folded(text: str) -> str:
    """The text in small letters without accents, with a blank for whatever is no letter or digit."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.category(c).startswith("M"))
    return re.sub(r"[\W_]+", " ", bare).lower().strip()


def _text(event: Event) -> str:
    """All of an event that is searched: its title, summary, tags, places and the words of its date, and its
    translations."""
    said = [event.title, event.summary, event.when.text, *event.tags, *(place.name for place in event.places)]
    for each in event.translations.values():
        said += [each.title, each.summary]
    return " ".join(said)
