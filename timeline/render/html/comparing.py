"""What two tellings say, field by field beside each other; and the words of a sentence that something was read from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from timeline.dates import When
from timeline.dates.writing import wording
from timeline.model.chronology import Chronology
from timeline.model.event import AHEAD, Claim, Event, Link, Place, Translation
from timeline.model.pattern import event_words

FIELDS: Final = (
    "title", "when", "status", "reason", "summary", "places", "tags", "links", "image", "language", "translations",
    "repeats", "sources", "successor",
)  # fmt: skip
NAMES: Final = {"when": "date"}


class Piece(NamedTuple):
    """A part of a text, and whether it is marked."""

    words: str
    marked: bool


class Row(NamedTuple):
    """One field of several tellings, in words."""

    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether they say different things."""
        return len(set(self.values)) > 1


def marked(sentence: str, words: str) -> tuple[Piece, ...]:
    """A sentence with the words in it that a date was read from."""
    start = sentence.casefold().find(words.strip().casefold()) if words.strip() else -1
    if start < 0:
        return (Piece(sentence, marked=False),)
    end = start + len(words.strip())
    parts = ((sentence[:start], False), (sentence[start:end], True), (sentence[end:], False))
    return tuple(Piece(*part) for part in parts if part[0])


def rows(chronology: Chronology, tellings: Sequence[Event | Claim], *, everything: bool = False) -> list[Row]:
    """The fields of each telling in words, those that nobody fills left out unless `everything` is asked for."""
    columns = [
        _of_event(chronology, each) if isinstance(each, Event) else _of_claim(chronology, each) for each in tellings
    ]
    rows = [_row(name, columns) for name in FIELDS]
    return [row for row in rows if everything or any(row.values)]


def _row(name: str, columns: Sequence[dict[str, str]]) -> Row:
    return Row(NAMES.get(name, name), tuple(column.get(name, "") for column in columns))


def date_words(chronology: Chronology, when: When, *, ahead: bool = False) -> str:
    """A date in words, with the EDTF that it stands for."""
    words = wording.words(when, chronology.language, chronology.hemisphere, ahead=ahead)
    return words if words == when.edtf else f"{words} ({when.edtf})"


def _of_event(chronology: Chronology, event: Event) -> dict[str, str]:
    said = _common(event)
    said["when"] = date_words(chronology, event.when, ahead=event.looks_ahead)
    said["image"] = event.image.url if event.image else ""
    said["translations"] = "\n".join(f"{code}: {_translated(each)}" for code, each in event.translations.items())
    said["repeats"] = event_words(event, chronology.language, chronology.hemisphere) if event.recurrence else ""
    said["sources"] = "\n".join(_source(c.publisher, c.title, c.words) for c in event.sources)
    return said | {"successor": event.successor}


def _of_claim(chronology: Chronology, claim: Claim) -> dict[str, str]:
    mention = claim.mention
    said = _common(mention)
    said["when"] = date_words(chronology, claim.when, ahead=mention.status in AHEAD)
    said["repeats"] = "\n".join(mention.recurrence)
    said["sources"] = _source(
        mention.citation.publisher or claim.source, mention.citation.title, mention.citation.words
    )
    return said | {"successor": mention.successor}


def _common(telling: Any) -> dict[str, str]:
    plain = {name: getattr(telling, name) for name in ("title", "status", "reason", "summary", "language")}
    return plain | {
        "tags": ", ".join(telling.tags),
        "places": _lines(_place, telling.places),
        "links": _lines(_link, telling.links),
    }


def _lines(words: Callable[[Any], str], items: Iterable[Any]) -> str:
    return "\n".join(map(words, items))


def _place(place: Place) -> str:
    return place.name if place.latitude is None else f"{place.name} ({place.latitude}, {place.longitude})"


def _link(link: Link) -> str:
    return f"{link.title} {link.url}".strip()


def _translated(translation: Translation) -> str:
    return f"{translation.title} – {translation.summary}" if translation.summary else translation.title


def _source(publisher: str, title: str, words: str) -> str:
    name = ", ".join(part for part in (publisher, title) if part)
    return f"{name}: “{words}”" if words else name
