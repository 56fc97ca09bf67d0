"""What every format says of every status and every kind of change."""

from __future__ import annotations

import json
import string
from datetime import timedelta

import feedparser
import icalendar
import msgspec
import pytest

from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY, NOW, narrowed, publisher, store_of
from timeline.model.change import KINDS as CLASSIFIED
from timeline.model.change import Change, classify
from timeline.model.event import STATUSES as ALL_STATUSES
from timeline.model.event import Citation
from timeline.publish.publisher import Publisher
from timeline.render.html import pages
from timeline.render.html.site import Site
from timeline.render.messages import CATALOGUES
from timeline.render.vocabulary import KINDS, STATUSES
from timeline.store import Store

STATUS_ROWS = [
    # status       VEVENT STATUS  title in every format          deleted-entry
    ("happened",   "CONFIRMED",   "Regatta",                     False),
    ("scheduled",  "CONFIRMED",   "Regatta",                     False),
    ("expected",   "TENTATIVE",   "Regatta",                     False),
    ("tentative",  "TENTATIVE",   "Regatta",                     False),
    ("postponed",  "CANCELLED",   "Postponed: Regatta (was 1 August 2025)", False),
    ("cancelled",  "CANCELLED",   "Cancelled: Regatta",          False),
    ("disputed",   "TENTATIVE",   "Disputed: Regatta",           False),
    ("withdrawn",  "CANCELLED",   "Withdrawn: Regatta",          True),
    ("merged",     "CANCELLED",   "Regatta: merged into “Event hatching”", True),
]  # fmt: skip


def of_status(status: str, **fields: object):
    other = {"merged_into": "hatching"} if status == "merged" else {}
    return publisher(
        event("hatching", "2025-04-16"),
        event("regatta", "2025-08-01", title="Regatta", status=status, reason="Low water.", **other, **fields),
    )


@pytest.mark.parametrize(("status", "ics", "title", "deleted"), STATUS_ROWS)
def test_a_status_in_every_format(status, ics, title, deleted):
    published = of_status(status)
    body = {format: published.feed("all", format, {}, NOW).data for format in ("atom", "rss", "json", "ics")}
    for format in ("atom", "rss"):
        entries = {e.id: e for e in feedparser.parse(body[format]).entries}
        assert entries["tag:rivers.example,2025:regatta"].title.startswith(title)
        assert "Low water." in entries["tag:rivers.example,2025:regatta"].summary
    items = {item["id"]: item for item in json.loads(body["json"])["items"]}
    assert items["tag:rivers.example,2025:regatta"]["title"].startswith(title)
    assert items["tag:rivers.example,2025:regatta"]["_timeline"]["status"] == status
    vevent = next(e for e in icalendar.Calendar.from_ical(body["ics"]).events if e["UID"] == "regatta@rivers.example")
    assert (vevent["STATUS"], vevent["SUMMARY"], vevent["COMMENT"]) == (ics, title, "Low water.")
    assert (b"deleted-entry" in body["atom"]) is deleted


def test_every_status_and_kind_has_its_row():
    assert set(STATUSES) == set(ALL_STATUSES) == {row[0] for row in STATUS_ROWS}
    assert set(KINDS) == set(CLASSIFIED)


def test_every_language_has_every_message():
    names = set(CATALOGUES["en"])
    for catalogue in CATALOGUES.values():
        assert set(catalogue) == names
    for name in names:
        fields = [fields_of(catalogue[name]) for catalogue in CATALOGUES.values()]
        assert all(each == fields[0] for each in fields), name


def fields_of(message):
    return {field for _, field, _, _ in string.Formatter().parse(message) if field}


KIND_ROWS = [
    # kind, before, after, title
    ("refined", {"when": "2025-21"}, {"when": "2025-04-16"}, "Date made more exact: Regatta"),
    ("moved", {"status": "expected"}, {"status": "expected", "when": "2025-09-01"}, "Moved: Regatta"),
    ("corrected", {}, {"when": "2025-03-01"}, "Date corrected: Regatta"),
    ("revised", {}, {"title": "Great regatta"}, "Revised: Great regatta"),
    ("confirmed", {"status": "expected"}, {"status": "happened"}, "Confirmed: Regatta"),
    ("confirmed", {"status": "scheduled"}, {"status": "happened"}, "Confirmed: Regatta"),
    ("postponed", {"status": "expected"}, {"status": "postponed"}, "Postponed: Regatta"),
    ("cancelled", {"status": "expected"}, {"status": "cancelled"}, "Cancelled: Regatta"),
    ("reinstated", {"status": "cancelled"}, {"status": "expected"}, "On again: Regatta"),
    ("merged", {}, {"status": "merged", "merged_into": "hatching"}, "Regatta: merged into “Event hatching”"),
    ("sourced", {}, {"reason": "", "sources": (Citation(publisher="River Post"),)}, "New sources: Regatta"),
    ("split", {"status": "merged", "merged_into": "hatching"}, {"status": "happened"}, "Parted: Regatta"),
    ("withdrawn", {}, {"status": "withdrawn"}, "Withdrawn: Regatta"),
]  # fmt: skip


def test_every_kind_but_the_first_has_a_row_here():
    assert {row[0] for row in KIND_ROWS} == set(CLASSIFIED) - {"added"}


def test_what_is_new_in_the_feed_of_changes():
    items = json.loads(of_status("expected").feed("all", "json", {}, NOW, "changes").data)["items"]
    titles = {item["id"]: item["title"] for item in items}
    assert titles["tag:rivers.example,2025:regatta/r0/added"].startswith("Added: Regatta (")


@pytest.mark.parametrize(("kind", "before", "after", "title"), KIND_ROWS)
def test_a_change_of_the_event_s_own_entry_in_every_format(kind, before, after, title):
    """The same id everywhere, a later instant, and in calendars a higher SEQUENCE where they show what changed."""
    store, change = revised(before, after)
    published = Publisher(store, publisher().chronology)
    body = {format: published.feed("all", format, {}, NOW).data for format in ("atom", "rss", "json", "ics", "csv")}
    for format in ("atom", "rss"):
        found = [e for e in feedparser.parse(body[format]).entries if e.id == "tag:rivers.example,2025:regatta"]
        assert len(found) == 1, format
        assert format == "rss" or found[0].updated == "2025-06-20T09:00:00+00:00"
    [item] = [i for i in json.loads(body["json"])["items"] if i["id"] == "tag:rivers.example,2025:regatta"]
    assert item["date_modified"] == "2025-06-20T09:00:00Z"
    [vevent] = [e for e in icalendar.Calendar.from_ical(body["ics"]).events if e["UID"] == "regatta@rivers.example"]
    assert vevent["SEQUENCE"] == change.after.sequence == (kind != "sourced")  # calendars show no sources
    assert vevent["LAST-MODIFIED"].dt == DAWN + timedelta(hours=1)
    assert b"METHOD" not in body["ics"]
    assert body["csv"].count(b"/events/regatta,") == 1
    removed = KINDS[kind].entry == "removed"
    assert (body["atom"].count(b"deleted-entry ") == 1) is removed
    assert not removed or b'when="2025-06-20T09:00:00+00:00"' in body["atom"]


def revised(before: dict[str, object], after: dict[str, object]) -> tuple[Store, Change]:
    """A store in which one event was revised for a reason."""
    given = {"when": "2025-08-01", "title": "Regatta"} | before
    old, new = event("regatta", **given), event("regatta", **given | {"merged_into": "", "reason": "Why."} | after)
    store = store_of(event("hatching"), old)
    change = classify(old, new, DAWN + timedelta(hours=1))
    assert change is not None
    store.apply([change])
    return store, change


@pytest.mark.parametrize(("kind", "before", "after", "title"), KIND_ROWS)
def test_a_change_in_the_feed_of_changes(kind, before, after, title):
    old = event("regatta", **{"when": "2025-08-01", "title": "Regatta"} | before)
    new = event("regatta", **{"when": before.get("when", "2025-08-01"), "title": "Regatta", "reason": "Why."} | after)
    store = store_of(event("hatching"), old)
    change = classify(old, new, DAWN + timedelta(hours=1))
    assert change is not None
    assert change.kind == kind
    store.apply([change])
    found = json.loads(Publisher(store, publisher().chronology).feed("all", "json", {}, NOW, "changes").data)
    item = found["items"][0]
    assert item["id"] == f"tag:rivers.example,2025:regatta/r{change.after.sequence}/{kind}"
    assert item["title"].startswith(title)
    assert item["date_published"] == item["date_modified"] == "2025-06-20T09:00:00Z"
    assert ("Reason: Why." in item["content_text"]) is (new.reason != "")
    assert item["_timeline"]["change"] == kind


def test_a_change_says_what_was_before_and_what_is_after():
    old = event("regatta", "2025-08-01", title="Regatta", status="expected")
    new = msgspec.structs.replace(event("regatta", "2025-09-01", status="expected"), title="Great regatta")
    store = store_of(old)
    store.apply([classify(old, new, DAWN + timedelta(hours=1))])
    text = json.loads(Publisher(store, publisher().chronology).feed("all", "json", {}, NOW, "changes").data)["items"][0]
    assert "Title: Regatta → Great regatta" in text["content_text"]
    assert "Date: " in text["content_text"]


def test_cancelled_keep_leaves_the_title_and_drop_the_event():
    kept = publisher(event("regatta", status="cancelled", title="Regatta"), feeds=(narrowed(cancelled="keep"),))
    assert b"SUMMARY:Regatta" in kept.feed("all", "ics", {}, NOW).data
    assert b"STATUS:CANCELLED" in kept.feed("all", "ics", {}, NOW).data
    dropped = of_status("cancelled").feed("all", "ics", {"cancelled": ["drop"]}, NOW).data
    assert b"Regatta" not in dropped
    assert b"Event hatching" in dropped


def test_prefixes_are_in_the_language_asked_for():
    body = of_status("cancelled").feed("all", "ics", {"lang": ["de"]}, NOW).data.decode()
    assert "SUMMARY:Abgesagt: Regatta" in body


def test_a_revision_that_calendars_do_not_show_keeps_its_sequence():
    old = event("regatta", "2025-08-01")
    new = msgspec.structs.replace(old, translations={}, language="de")
    change = classify(old, new, DAWN + timedelta(hours=1))
    assert (change.after.sequence, change.after.updated) == (0, DAWN + timedelta(hours=1))


@pytest.mark.parametrize(
    ("status", "when", "words", "sentence"),
    [
        ("happened", "2025-08-01/..", "since 1 August 2025", "Began on 1 August 2025; its end is open."),
        ("scheduled", "2025-08-01/..", "from 1 August 2025", "Begins on 1 August 2025; its end is open."),
        ("expected", "2025-08-01/..", "from 1 August 2025", "Begins on 1 August 2025; its end is open."),
        ("cancelled", "2025-08-01/..", "from 1 August 2025", "Begins on 1 August 2025; its end is open."),
        ("happened", "2025-08-01/", "from 1 August 2025, end unknown", "Began on 1 August 2025; when it ended is not"),
    ],
)  # fmt: skip
def test_what_goes_on_is_since_a_day_and_what_is_awaited_from_it(status, when, words, sentence):
    published = publisher(event("regatta", when, title="Regatta", status=status))
    entry = feedparser.parse(published.feed("all", "atom", {}, NOW).data).entries[0]
    assert entry.title.endswith(f"Regatta ({words})")
    vevent = icalendar.Calendar.from_ical(published.feed("all", "ics", {}, NOW).data).events[0]
    assert vevent["SUMMARY"].endswith(f"Regatta ({words})")
    assert sentence in vevent["DESCRIPTION"]
    page = pages.event(Site(chronology=CHRONOLOGY), event("regatta", when, title="Regatta", status=status)).decode()
    assert f">{words}<" in page
    assert sentence in page
