"""Bodies: made once per change, equal for equal events, with validators that never go back."""

from __future__ import annotations

import gzip
import json
import random
import threading
from datetime import UTC, datetime, timedelta

import feedparser
import icalendar
import msgspec
import pytest

from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY, FEED, NOW, events, narrowed, publisher, store_of
from timeline.dates import When
from timeline.errors import EventMerged, EventNotFound, EventWithdrawn, FeedMoved, FeedNotFound, InvalidQuery
from timeline.model.change import classify
from timeline.model.feed import Feed
from timeline.model.query import Filter, Query
from timeline.publish.bodies import BodyCache, CachedBody
from timeline.publish.body import body
from timeline.publish.publisher import Publisher
from timeline.render import FORMATS, ics

HOUR = timedelta(hours=1)


def revise(store, id: str, at: datetime, **fields: object):
    old = store.event(id)
    change = classify(old, msgspec.structs.replace(old, **fields), at)
    store.apply([change])
    return change


@pytest.mark.parametrize("format", FORMATS)
def test_a_body_is_the_same_object_while_nothing_changes(format):
    published = publisher()
    first = published.feed("all", format, {}, NOW)
    assert published.feed("all", format, {"utm_source": ["mail"]}, NOW + HOUR) is first


def test_something_unchanged_renders_nothing_and_asks_the_store_for_its_position_only(monkeypatch):
    published = publisher()
    first = published.feed("all", "ics", {}, NOW)
    for name in ("select", "page", "latest", "changes", "recent", "feeds", "event", "history", "count"):
        monkeypatch.setattr(published.store, name, None)
    assert published.feed("all", "ics", {}, NOW) is first


def test_a_change_elsewhere_leaves_the_body_as_it_is():
    store = store_of(event("a", tags=("fish",)), event("b", tags=("boats",)))
    published = Publisher(store, CHRONOLOGY)
    fish = published.feed("all", "atom", {"tag": ["fish"]}, NOW)
    every = published.feed("all", "atom", {}, NOW)
    revise(store, "b", DAWN + HOUR, title="Another")
    assert published.feed("all", "atom", {"tag": ["fish"]}, NOW) is fish
    assert published.feed("all", "atom", {}, NOW).etag != every.etag


def test_a_change_renders_only_the_entry_that_changed(monkeypatch):
    store = store_of(*(event(f"e{n}") for n in range(5)))
    published = Publisher(store, CHRONOLOGY)
    published.feed("all", "ics", {}, NOW)
    rendered = []
    write = ics.entry
    monkeypatch.setattr(ics, "entry", lambda entry, options: rendered.append(entry.event.id) or write(entry, options))
    revise(store, "e3", DAWN + HOUR, title="Another")
    published.feed("all", "ics", {}, NOW)
    assert rendered == ["e3"]


def test_another_publisher_on_the_same_events_writes_the_same():
    for format in FORMATS:
        one, two = (publisher().feed("all", format, {}, NOW) for _ in range(2))
        assert (one.data, one.gzip, one.etag, one.modified) == (two.data, two.gzip, two.etag, two.modified)


def test_an_entry_rendered_long_ago_and_one_rendered_now_are_equal():
    store = store_of(*events())
    old = Publisher(store, CHRONOLOGY)
    for format in FORMATS:
        old.feed("all", format, {}, NOW)
    revise(store, "spring", NOW, when=When.parse("2013-04-16"))
    later = NOW + HOUR
    for format in FORMATS:
        assert (
            old.feed("all", format, {}, later).data == Publisher(store, CHRONOLOGY).feed("all", format, {}, later).data
        )


def test_gzip_holds_the_same_bytes_without_a_time():
    made = publisher().feed("all", "atom", {}, NOW)
    assert gzip.decompress(made.gzip) == made.data
    assert made.gzip[4:8] == b"\0\0\0\0"
    assert len(made.gzip) < len(made.data)


def test_an_etag_is_a_digest_of_the_bytes():
    one, two = body(b"a", "text/plain", DAWN), body(b"b", "text/plain", DAWN)
    assert one.etag != two.etag
    assert body(b"a", "text/plain", NOW).etag == one.etag
    assert len(one.etag) == 32


def test_media_types_name_their_charset():
    types = {format: publisher().feed("all", format, {}, NOW).media_type for format in FORMATS}
    assert types == {
        "atom": "application/atom+xml; charset=utf-8",
        "rss": "application/rss+xml; charset=utf-8",
        "json": "application/feed+json; charset=utf-8",
        "ics": "text/calendar; charset=utf-8",
        "csv": "text/csv; charset=utf-8; header=present",
        "timelinejs": "application/json",
        "mw": "text/plain; charset=utf-8",
    }


def test_a_file_name_is_suggested():
    headers = dict(publisher().feed("all", "ics", {}, NOW, "coming").headers)
    assert headers == {"Content-Disposition": 'inline; filename="all-coming.ics"'}


# Validators


def test_modified_is_the_latest_change_whose_before_or_after_matches():
    store = store_of(event("a", tags=("fish",)), event("b", tags=("boats",)))
    published = Publisher(store, CHRONOLOGY)

    def modified() -> datetime:
        return published.feed("all", "atom", {"tag": ["fish"]}, NOW).modified

    assert modified() == DAWN
    revise(store, "b", DAWN + HOUR, title="Boats")
    assert modified() == DAWN
    revise(store, "b", DAWN + 2 * HOUR, tags=("fish",))
    assert modified() == DAWN + 2 * HOUR
    revise(store, "b", DAWN + 3 * HOUR, tags=("boats",))
    assert modified() == DAWN + 3 * HOUR
    revise(store, "b", DAWN + 4 * HOUR, title="Boats again")
    assert modified() == DAWN + 3 * HOUR


def test_modified_never_goes_back_when_what_changed_last_is_withdrawn_and_forgotten():
    store = store_of(event("a"), event("b"))
    change = revise(store, "b", DAWN + HOUR, status="withdrawn")
    made = Publisher(store, CHRONOLOGY).feed("all", "atom", {}, NOW + timedelta(days=400))
    assert b"tag:rivers.example,2025:b<" not in made.data
    assert made.modified > change.at
    assert made.expires is None


def test_the_feed_s_own_file_counts_as_a_change():
    store = store_of(event("a"))
    published = Publisher(store, CHRONOLOGY)
    published.feed("all", "atom", {}, NOW)
    store.set_feeds([msgspec.structs.replace(FEED, title="Renamed", updated=None)], NOW)
    made = published.feed("all", "atom", {}, NOW + HOUR)
    assert b"<title>Renamed</title>" in made.data
    assert made.modified == NOW


def test_a_feed_named_in_an_address_is_followed_when_its_own_file_changes():
    other = Feed(slug="other", title="Other", filter=Filter(tags=("fish",)), updated=DAWN)
    store = store_of(event("a", tags=("fish",)), event("b", tags=("boats",)), feeds=(FEED, other))
    published = Publisher(store, CHRONOLOGY)
    asked = {"feed": ["other"]}
    assert ids(published.feed("all", "json", asked, NOW)) == ["a"]
    query = Query(filter=Filter(feeds=(("other", other.filter),)))
    assert b'"id":"a"' in published.events(query, NOW).data
    changed = msgspec.structs.replace(other, filter=Filter(tags=("boats",)), updated=None)
    store.set_feeds([FEED, changed], NOW)
    assert ids(published.feed("all", "json", asked, NOW + HOUR)) == ["b"]
    assert published.feed("all", "json", asked, NOW + HOUR).modified == NOW
    query = Query(filter=Filter(feeds=(("other", changed.filter),)))
    assert b'"id":"b"' in published.events(query, NOW + HOUR).data


def test_a_refreshed_publisher_knows_new_feeds_at_once():
    store = store_of(event("a"))
    published = Publisher(store, CHRONOLOGY)
    published.feed("all", "atom", {}, NOW)
    store.set_feeds([Feed(slug="new", title="New")], NOW)
    published.refresh()
    assert published.feed("new", "atom", {}, NOW).data


def test_the_updated_of_an_atom_feed_is_its_modified():
    made = publisher().feed("all", "atom", {}, NOW)
    assert f"<updated>{made.modified.isoformat()}</updated>".encode() in made.data


def test_hundreds_of_changes_at_once_are_seen():
    store = store_of(*(event(f"e{n}", tags=("fish",)) for n in range(600)), event("last", tags=("boats",)))
    published = Publisher(store, CHRONOLOGY)
    fish, boats = (published.feed("all", "csv", {"tag": [tag]}, NOW) for tag in ("fish", "boats"))
    olds = [store.event(f"e{n}") for n in range(600)]
    renamed = (classify(old, msgspec.structs.replace(old, title="New"), DAWN + HOUR) for old in olds)
    store.apply([change for change in renamed if change is not None])
    assert published.feed("all", "csv", {"tag": ["fish"]}, NOW).data.count(b",New,") == 600
    assert published.feed("all", "csv", {"tag": ["fish"]}, NOW).modified == DAWN + HOUR
    assert published.feed("all", "csv", {"tag": ["boats"]}, NOW) is boats
    assert fish.modified == DAWN


# Which entries


def ids(made) -> list[str]:
    return [item["id"].rpartition(":")[2] for item in json.loads(made.data)["items"]]


def test_the_limit_picks_the_newest_updated_in_the_order_of_published():
    hours = {f"e{n}": DAWN + n * HOUR for n in range(6)}
    store = store_of(*(event(id, published=at, updated=at) for id, at in hours.items()))
    revise(store, "e0", DAWN + 10 * HOUR, title="Corrected")
    made = Publisher(store, CHRONOLOGY).feed("all", "json", {"limit": ["3"]}, NOW)
    assert ids(made) == ["e5", "e4", "e0"]


def test_a_correction_to_the_oldest_of_many_reaches_a_feed_with_a_limit():
    hours = {f"e{n}": DAWN + timedelta(minutes=n) for n in range(200)}
    store = store_of(*(event(id, published=at, updated=at) for id, at in hours.items()))
    published = Publisher(store, CHRONOLOGY)
    assert "e0" not in ids(published.feed("all", "json", {}, NOW))
    revise(store, "e0", NOW, title="Corrected")
    after = ids(published.feed("all", "json", {}, NOW + HOUR))
    assert (len(after), after[-1]) == (50, "e0")


def test_pages_hold_every_entry_once():
    store = store_of(*(event(f"e{n:02}", published=DAWN, updated=DAWN + n // 3 * HOUR) for n in range(23)))
    published = Publisher(store, CHRONOLOGY)
    seen: list[str] = []
    cursor: dict[str, list[str]] = {}
    for _ in range(10):
        made = published.feed("all", "json", {"limit": ["5"]} | cursor, NOW)
        seen += ids(made)
        following = json.loads(made.data).get("next_url")
        if following is None:
            break
        cursor = {"cursor": [following.partition("cursor=")[2].partition("&")[0]]}
    assert sorted(seen) == [f"e{n:02}" for n in range(23)]


def test_of_one_instant_pages_hold_the_events_by_their_own_dates_latest_first():
    dates = ("1953", "2013-04-16", "1860~", "2030", "2013-21", "192X", "2025")
    store = store_of(*(event(f"e{n}", date) for n, date in enumerate(dates)))
    published = Publisher(store, CHRONOLOGY)
    shown: list[str] = []
    cursor: dict[str, list[str]] = {}
    while True:
        made = published.feed("all", "json", {"limit": ["2"]} | cursor, NOW)
        shown += [store.event(id).when.edtf for id in ids(made)]
        following = json.loads(made.data).get("next_url")
        if following is None:
            break
        cursor = {"cursor": [following.partition("cursor=")[2].partition("&")[0]]}
    assert shown == ["2030", "2025", "2013-04-16", "2013-21", "1953", "192X", "1860~"]


def test_atom_pages_link_to_the_next_and_back_to_the_first():
    store = store_of(*(event(f"e{n}") for n in range(5)))
    published = Publisher(store, CHRONOLOGY)
    first = feedparser.parse(published.feed("all", "atom", {"limit": ["2"]}, NOW).data)
    links = {link.rel: link.href for link in first.feed.links}
    cursor = links["next"].partition("cursor=")[2].partition("&")[0]
    second = feedparser.parse(published.feed("all", "atom", {"limit": ["2"], "cursor": [cursor]}, NOW).data)
    assert {link.rel: link.href for link in second.feed.links}["first"] == links["self"]
    assert {e.id for e in first.entries}.isdisjoint(e.id for e in second.entries)


def test_calendars_and_csv_carry_every_match():
    published = publisher(*(event(f"e{n}") for n in range(60)))
    assert len(icalendar.Calendar.from_ical(published.feed("all", "ics", {}, NOW).data).events) == 60
    assert published.feed("all", "csv", {}, NOW).data.count(b"\r\n") == 61
    assert len(ids(published.feed("all", "json", {}, NOW))) == 50


def test_past_and_fuzzy_narrow_and_are_bound_to_the_clock():
    published = publisher(
        event("old", "2001-02-03"), event("open", "2001/.."), event("new", "2030-01-01"), event("v", "2031")
    )
    made = published.feed("all", "json", {"past": ["none"], "fuzzy": ["omit"]}, NOW)
    assert ids(made) == ["new"]
    assert made.expires == datetime(2025, 7, 1, 16, tzinfo=UTC)
    assert made.modified == datetime(2025, 6, 30, 16, tzinfo=UTC)


def test_the_feed_s_policy_is_the_default():
    published = publisher(event("vague", "2031"), event("exact", "2031-01-01"), feeds=(narrowed(fuzzy="omit"),))
    assert ids(published.feed("all", "json", {}, NOW)) == ["exact"]
    assert set(ids(published.feed("all", "json", {"fuzzy": ["mark"]}, NOW))) == {"exact", "vague"}


def test_a_calendar_says_what_it_leaves_out():
    published = publisher(event("vague", "2031"), event("ides", "-0043-03-15"), event("exact"))
    description = str(
        icalendar.Calendar.from_ical(published.feed("all", "ics", {"fuzzy": ["omit"]}, NOW).data)["DESCRIPTION"]
    )
    assert "years 1 to 9999: 1." in description
    assert "not exact: 1." in description


def test_alarms_ring_for_exact_days_that_are_not_over():
    published = publisher(
        event("ahead", "2025-07-02", status="expected"),
        event("today", "2025-07-01", status="expected"),
        event("over", "2025-06-30", status="expected"),
        event("vague", "2025-08", status="expected"),
        event("off", "2025-07-02", status="cancelled"),
    )
    made = published.feed("all", "ics", {"alarm": ["-P1D"]}, NOW)
    rings = {
        str(e["UID"]).partition("@")[0] for e in icalendar.Calendar.from_ical(made.data).events if e.walk("VALARM")
    }
    assert rings == {"ahead", "today"}
    assert b"TRIGGER:-P1D" in made.data
    assert made.expires == datetime(2025, 7, 1, 16, tzinfo=UTC)


def test_more_zones_than_google_bears_are_written_in_utc():
    zones = ["Europe/Berlin", "Europe/Paris", "Europe/Rome", "Europe/Madrid", "Europe/London", "America/New_York",
             "America/Chicago", "Asia/Tokyo", "Asia/Shanghai"]  # fmt: skip
    held = [
        msgspec.structs.replace(event(f"e{n}"), when=When.parse("2025-06-10", start_time="12:00", timezone=zone))
        for n, zone in enumerate(zones)
    ]
    few = publisher(*held[:8]).feed("all", "ics", {}, NOW).data
    assert (few.count(b"BEGIN:VTIMEZONE"), few.index(b"BEGIN:VEVENT") < 200 * 40) == (8, True)
    many = publisher(*held).feed("all", "ics", {}, NOW).data
    assert b"TZID" not in many
    assert b"DTSTART:20250610T100000Z" in many


def test_a_feed_as_it_stood():
    store = store_of(event("a", title="First"))
    revise(store, "a", DAWN + 2 * HOUR, title="Second")
    store.apply([classify(None, event("b", published=DAWN + HOUR, updated=DAWN + HOUR), DAWN + HOUR)])
    published = Publisher(store, CHRONOLOGY)
    then = published.feed("all", "json", {"as_of": [(DAWN + HOUR).isoformat()]}, NOW)
    assert {item["title"].partition(" (")[0] for item in json.loads(then.data)["items"]} == {"First", "Event b"}
    assert then.modified == DAWN + HOUR
    with pytest.raises(InvalidQuery, match="future"):
        published.feed("all", "json", {"as_of": ["2030-01-01"]}, NOW)


def test_a_filter_in_the_address_is_a_subscription_of_its_own():
    published = publisher(event("a", tags=("fish",)), event("b"))
    found = json.loads(published.feed("all", "json", {"tag": ["fish"]}, NOW).data)
    assert found["feed_url"] == "https://rivers.example/chronology/feeds/all.json?tag=fish"
    assert found["home_page_url"] == "https://rivers.example/chronology/feeds/all?tag=fish"
    assert [item["id"] for item in found["items"]] == ["tag:rivers.example,2025:a"]


def test_translated_titles_where_there_are_any():
    found = json.loads(publisher().feed("all", "json", {"lang": ["de-AT"], "tag": ["fish"]}, NOW).data)
    item = found["items"][0]
    assert item["title"].startswith("Störe geschlüpft (")
    assert item["language"] == "de"
    assert "Larven unter dem Damm." in item["content_text"]


def test_what_is_withdrawn_is_deleted_even_where_cancelled_events_are_dropped():
    data = publisher().feed("all", "atom", {"cancelled": ["drop"]}, NOW).data
    assert b'<at:deleted-entry ref="tag:rivers.example,2025:withdrawn"' in data
    assert b"Withdrawn: A spill" not in data


def test_a_narrowed_feed_says_so_in_its_title():
    data = publisher().feed("all", "atom", {"tag": ["fish"], "from": ["2025"]}, NOW).data
    assert b"<title>Rivers &amp; cables (from 2025, fish)</title>" in data


def test_an_empty_calendar_in_a_zone_without_simple_rules_is_valid():
    chronology = msgspec.structs.replace(CHRONOLOGY, timezone="Africa/Cairo")
    made = Publisher(store_of(event("a")), chronology).feed("all", "ics", {"tag": ["nothing"]}, NOW)
    assert [zone["TZID"] for zone in icalendar.Calendar.from_ical(made.data).timezones] == ["UTC"]


def test_an_entry_in_another_language_says_so():
    made = publisher(event("a", language="fr")).feed("all", "atom", {}, NOW)
    assert b'<entry xml:lang="fr">' in made.data


# What there is not


@pytest.mark.parametrize(
    ("slug", "format", "view"), [("nothing", "atom", ""), ("all", "pdf", ""), ("all", "atom", "odd")]
)
def test_what_there_is_not_is_not_found(slug, format, view):
    with pytest.raises(FeedNotFound):
        publisher(event("a")).feed(slug, format, {}, NOW, view)


def test_a_feed_that_was_renamed_says_where_it_is():
    renamed = publisher(event("a"), feeds=(msgspec.structs.replace(FEED, formerly=("everything",)),))
    with pytest.raises(FeedMoved) as caught:
        renamed.feed("everything", "atom", {}, NOW)
    assert caught.value.slug == "all"


def test_a_mistyped_parameter_is_not_ignored():
    with pytest.raises(InvalidQuery) as caught:
        publisher(event("a")).feed("all", "atom", {"tags": ["fish"]}, NOW)
    assert caught.value.parameter == "tags"


# One event


def test_an_event_in_json_has_the_fields_of_the_design():
    found = json.loads(publisher().event("hatching", "json", NOW).data)
    assert list(found) == [
        "id", "url", "title", "summary", "when", "status", "reason", "tags", "places", "links", "language",
        "translations", "sources", "conflicts", "origin", "sequence", "published", "updated",
    ]  # fmt: skip
    assert list(found["when"]) == [
        "edtf", "text", "precision", "earliest", "latest", "possibly_earliest", "possibly_latest", "start_time",
        "end_time", "timezone",
    ]  # fmt: skip
    assert found["url"] == "https://rivers.example/chronology/events/hatching"


def test_an_event_s_own_calendar_holds_the_vevent_of_every_feed():
    published = publisher()
    own = published.event("launch", "ics", NOW).data
    vevent = own[own.index(b"BEGIN:VEVENT") : own.index(b"END:VEVENT")]
    assert vevent in published.feed("all", "ics", {}, NOW).data
    assert b"BEGIN:VTIMEZONE" in own


def test_an_event_s_body_changes_with_it():
    store = store_of(event("a"))
    published = Publisher(store, CHRONOLOGY)
    before = published.event("a", "json", NOW)
    assert published.event("a", "json", NOW) is before
    revise(store, "a", DAWN + HOUR, title="New")
    after = published.event("a", "json", NOW)
    assert (json.loads(after.data)["title"], after.modified) == ("New", DAWN + HOUR)


def test_what_is_gone_says_so():
    published = publisher()
    with pytest.raises(EventWithdrawn, match="proved false"):
        published.event("withdrawn", "json", NOW)
    with pytest.raises(EventMerged) as caught:
        published.event("merged", "ics", NOW)
    assert caught.value.survivor == "hatching"
    with pytest.raises(EventNotFound):
        published.event("nothing", "json", NOW)


def test_a_chain_of_merges_leads_straight_to_the_survivor():
    published = publisher(
        event("a", status="merged", merged_into="b"), event("b", status="merged", merged_into="c"), event("c")
    )
    with pytest.raises(EventMerged) as caught:
        published.event("a", "json", NOW)
    assert caught.value.survivor == "c"


# The API's lists


def test_a_page_of_events_and_its_cursor():
    published = publisher(*(event(f"e{n}", f"2025-01-0{n + 1}") for n in range(3)))
    first = json.loads(published.events(Query(limit=2), NOW).data)
    assert [e["id"] for e in first["events"]] == ["e0", "e1"]
    rest = json.loads(published.events(Query(limit=2, cursor=first["next"]), NOW).data)
    assert ([e["id"] for e in rest["events"]], rest["next"]) == (["e2"], None)


def test_fields_and_language_of_a_page():
    query = Query(filter=Filter(tags=("fish",)), fields=("title", "id"), language="de")
    assert json.loads(publisher().events(query, NOW).data)["events"] == [
        {"id": "hatching", "title": "Störe geschlüpft"}
    ]
    with pytest.raises(InvalidQuery) as caught:
        publisher().events(Query(fields=("colour",)), NOW)
    assert caught.value.parameter == "fields"


def test_feeds_tags_and_places_are_listed():
    published = publisher()
    feed = json.loads(published.feeds(NOW).data)["feeds"][0]
    assert feed["formats"]["ics"] == "https://rivers.example/chronology/feeds/all.ics"
    assert feed["subscribe"]["webcal"] == "webcal://rivers.example/chronology/feeds/all.ics"
    assert feed["events"] == sum(not e.is_gone for e in events())
    assert {"name": "fish", "events": 1} in json.loads(published.tags(NOW).data)["tags"]
    place = {"name": "Yichang", "latitude": 30.69, "longitude": 111.28, "events": 2}
    assert place in json.loads(published.places(NOW).data)["places"]


def test_feeds_are_listed_for_readers_and_pages_for_search_engines():
    published = publisher()
    assert b'xmlUrl="https://rivers.example/chronology/feeds/all.atom"' in published.opml(NOW).data
    sitemap = published.sitemap(NOW).data
    assert b"<loc>https://rivers.example/chronology/events/hatching</loc>" in sitemap
    assert b"events/withdrawn" not in sitemap
    assert b"Sitemap: https://rivers.example/chronology/sitemap.xml" in published.robots(NOW).data


# Keeping


def cached(name: str, size: int, *, lasts: bool = False) -> CachedBody:
    return CachedBody(body(name.encode() * size, "text/plain", DAWN), 1, None, lasts=lasts)


def test_bodies_are_kept_while_there_is_room():
    bodies = BodyCache(room=5000)
    for name in "abcdefgh":
        bodies.put(name, cached(name, 1000, lasts=True))
    assert 3 <= len(bodies) <= 4
    assert "h" in bodies


def test_what_strangers_ask_for_has_an_eighth_of_the_room():
    bodies = BodyCache(room=40_000)
    for number in range(100):
        bodies.put(str(number), cached("a", 1000))
    assert 3 <= len(bodies) <= 4


def test_a_thousand_questions_leave_the_feeds_themselves_where_they_are():
    bodies = BodyCache(room=40_000)
    for name in "abcdefgh":
        bodies.put(name, cached(name, 1000, lasts=True))
    for number in range(1000):
        bodies.put(str(number), cached("x", 1000))
    assert all(name in bodies for name in "abcdefgh")


def test_what_comes_back_is_known():
    bodies = BodyCache(room=40_000)
    for _ in range(2):
        for name in "abcdefgh":
            bodies.put(name, cached(name, 1000))
    for number in range(1000):
        bodies.put(str(number), cached("x", 1000))
    assert sum(name in bodies for name in "abcdefgh") >= 4


def test_a_body_larger_than_all_the_room_is_not_kept_and_throws_nothing_out():
    bodies = BodyCache(room=10_000)
    bodies.put("a", cached("a", 1000))
    large = CachedBody(body(random.Random(1).randbytes(11_000), "text/plain", DAWN), 1, None)
    bodies.put("d", large)
    assert ("a" in bodies, "d" in bodies) == (True, False)


def test_what_has_no_room_plain_is_kept_deflated():
    bodies = BodyCache(plain=2500)
    for name in "abcde":
        bodies.put(name, cached(name, 1000, lasts=True))
    kept = [bodies.get(name) for name in "abcde"]
    assert sum(each.body.plain_size for each in kept if each is not None) == 2000
    assert [each.body.data for each in kept if each is not None] == [name.encode() * 1000 for name in "abcde"]
    assert sum(each.body.plain_size for each in kept if each is not None) == 2000


def test_many_readers_at_once_get_one_body(tmp_path):
    # In a file, where each thread has a connection of its own.
    published = Publisher(store_of(*events(), url=str(tmp_path / "timeline.db")), CHRONOLOGY)
    found: list[object] = []
    readers = [threading.Thread(target=lambda: found.append(published.feed("all", "rss", {}, NOW))) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(found) == 8
    assert all(one is found[0] for one in found)
