"""What a change changed, in words: each field that readers see, with what was taken away and what was put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final

import msgspec

from timeline.dates.writing import wording
from timeline.model.change import Change
from timeline.model.event import Event, Override
from timeline.model.pattern import event_words
from timeline.model.recurrence import as_event, occurrence, occurrence_of, recurs
from timeline.model.search_terms import UNSPACED
from timeline.render.html.site import Site

NAMES: Final = {"when": "date", "title": "title", "status": "status", "places": "places", "tags": "tags",
                "summary": "summary", "image": "image"}  # fmt: skip
"""The fields that are shown, and the texts that name them."""
PROSE: Final = frozenset({"title", "summary"})
"""Fields that are compared word by word; of the others the whole was, and is."""
_WORDS: Final = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")
ALIKE: Final = 0.4
"""How much two texts must share before a comparison by words is easier to read than both whole."""


def differences(site: Site, change: Change) -> list[dict[str, Any]]:
    """The fields whose words differ, and then those of each date of a series; none of an event that is new."""
    if change.before is None:
        return []
    before, after = change.before, change.after
    if not (recurs(before) and recurs(after)):
        return field_differences(site, before, after)
    # What departs from the rule is told date by date, not counted in the words of the rule.
    plain = [msgspec.structs.replace(event, overrides=()) for event in (before, after)]
    return [*field_differences(site, *plain), *_of_dates(site, before, after)]


def departures(site: Site, event: Event) -> list[dict[str, Any]]:
    """The dates of a series that differ from its rule, each with what it is by the rule and what it is instead."""
    if not recurs(event):
        return []
    plain = msgspec.structs.replace(event, overrides=())
    originals = sorted(each.original for each in event.overrides)
    return [
        {"date": _date_words(site, event, original), "fields": fields}
        for original in originals
        if (fields := field_differences(site, _on(plain, original), _on(event, original)))
    ]


def _overrides(event: Event) -> dict[str, Override]:
    return {each.original: each for each in event.overrides}


def _of_dates(site: Site, before: Event, after: Event) -> list[dict[str, Any]]:
    """What changed on single dates of a series, under the date that each has by the rule."""
    old, new = _overrides(before), _overrides(after)
    rows = []
    for original in sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key)):
        date = _date_words(site, after, original)
        for field in field_differences(site, _on(before, original), _on(after, original)):
            # A date that moved says itself which one it was.
            says_which = field["parts"][0] == {"kind": "was", "words": date}
            name = field["name"] if says_which else site.text("field-on-date", date=date, field=field["name"])
            rows.append(field | {"name": name})
    return rows


def _on(event: Event, original: str) -> Event:
    """The event as it is on the date that the rule has as `original`."""
    return as_event(event, occurrence_of(event, original))


def _date_words(site: Site, event: Event, original: str) -> str:
    when = occurrence(event.when, event.recurrence, original).when
    return wording.words(when, site.language, site.chronology.hemisphere)


def field_differences(site: Site, old: Event, new: Event) -> list[dict[str, Any]]:
    """The fields whose words differ between two states of an event."""
    fields = []
    for name in NAMES:
        before, after = words(site, old, name), words(site, new, name)
        # Another date may read alike: the words are those of its precision.
        if before != after:
            parts = list(_parts(before, after, name) if before and after else _whole(before, after))
            fields.append({"name": site.text(NAMES[name]), "parts": parts})
    return fields


def words(site: Site, event: Event, name: str) -> str:
    """A field as readers see it."""
    values = {
        "when": lambda: event_words(event, site.language, site.chronology.hemisphere),
        "title": lambda: event.title,
        "status": lambda: site.text(f"status-{event.status}"),
        "places": lambda: "; ".join(place.name for place in event.places),
        "tags": lambda: ", ".join(event.tags),
        "summary": lambda: event.summary,
        "image": lambda: f"{event.image.alt} ({event.image.credit})" if event.image else "",
    }
    return values[name]()


def _parts(before: str, after: str, name: str) -> Iterator[dict[str, str]]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if name not in PROSE or matcher.ratio() < ALIKE:
        yield from _whole(before, after)
        return
    for _, i, j, k, m in matcher.get_opcodes():
        if old[i:j] == new[k:m]:
            yield {"kind": "", "words": _joined(old[i:j])}
        else:
            yield from _whole(_joined(old[i:j]), _joined(new[k:m]))


def _whole(before: str, after: str) -> Iterator[dict[str, str]]:
    if before:
        yield {"kind": "was", "words": before}
    if after:
        yield {"kind": "is", "words": after}


def _joined(parts: list[str]) -> str:
    """Words with their blanks; none between characters of a script that has none."""
    return re.sub(rf"(?<=[{UNSPACED}]) (?=[{UNSPACED}])", "", " ".join(parts))
