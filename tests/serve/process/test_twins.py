"""Two servers on one PostgreSQL database say the same of everything, whoever wrote, fetched or was started anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from tests import databases
from tests.running import Running, wait_until
from tests.twins import Twin, Twins, again, twins
from timeline.model import token as tokens
from timeline.store import Store, open_store

pytestmark = [pytest.mark.process, pytest.mark.postgres]

ROOT: Final = Path(__file__).parents[3]
FILES: Final = ("events.yaml", "events.history.jsonl", "sources.history.jsonl", "timeline.toml", "feeds")
SOURCES: Final = """sources:
  - {id: town, name: The town, path: town.ics, kind: ics, every: 1h, trust: publish}
  - {id: table, name: A table, path: table.csv, kind: csv, every: 1h, trust: review}
"""
TOWN: Final = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//town//EN
BEGIN:VEVENT
UID:weekly@town
DTSTAMP:20260101T000000Z
DTSTART;TZID=Europe/Berlin:20260105T190000
DTEND;TZID=Europe/Berlin:20260105T210000
RRULE:FREQ=WEEKLY;COUNT=60
EXDATE;TZID=Europe/Berlin:20260112T190000
SUMMARY:Choir of the town
LOCATION:Old hall
END:VEVENT
BEGIN:VEVENT
UID:fair@town
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261224
SUMMARY:Winter fair
END:VEVENT
END:VCALENDAR
"""
TABLE: Final = "id,title,date\none,A flood of the Elbe,2002-08-17\ntwo,A drought,spring of 2003\n"
LANGUAGES: Final = ("en", "de", "fr", "es", "zh")
FORMATS: Final = ("atom", "rss", "json", "ics", "csv", "mw", "timelinejs")
ENCODINGS: Final[tuple[dict[str, str], ...]] = ({}, {"Accept-Encoding": "gzip"})


class Place:
    """The twins, what they share, and who may write to it."""

    def __init__(self, twins: Twins, url: str, folder: Path) -> None:
        self.twins, self.url, self.folder = twins, url, folder
        self.store: Store = open_store(url)
        self.token, kept = tokens.issue("s" * 43, "ana", ["admin"], datetime.now(UTC))
        self.store.add_token(kept)

    def send(self, twin: Twin, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """What one of them answers to a request that writes."""
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        return twin.client.request(method, f"/api/v1{path}", json={} if body is None else body, headers=sent)

    def write(self, twin: Twin, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """What it says of a change that is done."""
        answer = self.send(twin, method, path, body, **headers)
        assert answer.status_code in (200, 201), answer.text
        said: dict[str, Any] = answer.json()
        return said

    def compare(self, addresses: list[str]) -> int:
        """Ask both for the addresses, in both encodings, and say how many answers were equal, which is all."""
        requests = [(address, {**headers, **_accepted(address)}) for address, headers in product(addresses, ENCODINGS)]
        day = datetime.now(UTC).date()
        unlike = []
        for (address, headers), (first, second) in zip(requests, self.twins.ask(requests), strict=True):
            assert first.status != 500, address
            if first.timeless != second.timeless:
                unlike.append((address, headers, *_differences(first, second)))
        if day != datetime.now(UTC).date():
            return self.compare(addresses)
        assert unlike == [], (len(unlike), unlike[:8])
        return len(requests)


def _accepted(address: str) -> dict[str, str]:
    """The language that a client of the home page prefers."""
    return {"Accept-Language": address.partition("#")[2]} if "#" in address else {}


def _differences(first: Any, second: Any) -> tuple[object, ...]:
    at = next((n for n, (a, b) in enumerate(zip(first.body, second.body, strict=False)) if a != b), -1)
    headers = sorted(set(first.headers) ^ set(second.headers))
    return first.status, second.status, headers, first.body[max(0, at - 80) : at + 80], second.body[at : at + 80]


def write_folder(directory: Path) -> Path:
    """The repository's own chronology, with two sources."""
    directory.mkdir(parents=True)
    for name in FILES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, directory / name)
    (directory / "sources.yaml").write_text(SOURCES)
    (directory / "town.ics").write_text(TOWN.replace("\n", "\r\n"))
    (directory / "table.csv").write_text(TABLE)
    return directory


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = write_folder(tmp_path_factory.mktemp("twins") / "folder")
    # Both begin at once with a database without a table: one of them makes it.
    with databases.database(empty=True) as url, twins(folder, url, "--no-schedule") as both:
        place = Place(both, url, folder)
        yield place
        place.store.close()


def addresses_of(place: Place) -> list[str]:
    """About a thousand, of every route that reads, but /metrics, which each process says of itself, and /edit, where
    each form has a token of its own."""
    events = [event.id for event in place.store.select(_everything())]
    feeds = [feed.slug for feed in place.store.feeds()]
    return [*_general(), *_of_feeds(feeds), *_of_events(events), *_of_the_api(place, feeds)]


def _everything() -> Any:
    from timeline.model.event import STATUSES
    from timeline.model.query import Filter

    return Filter(statuses=tuple(STATUSES))


def _general() -> list[str]:
    pages = ["/", *(f"/#{language}, en;q=0.5" for language in LANGUAGES), "/feeds", "/subscribe", "/embed", "/sources"]
    pages += [f"/{language}{page}" for language in LANGUAGES for page in ("/", "/feeds", "/subscribe/all")]
    files = ["/feeds.opml", "/sitemap.xml", "/robots.txt", "/openapi.json", "/docs", "/favicon.ico", "/readyz"]
    files += ["/static/style.css", "/static/nothing.css", "/schemas/event.json", "/schemas/nothing.json", "/healthz"]
    wrong = ["/nowhere", "/feeds/none.atom", "/events/none", "/api/v1/events/none", "/images/none.png"]
    wrong += ["/problems/not-found", "/api/v1/candidates", "/api/v1/events?limit=x"]
    embed = f"/oembed?url={quote('https://twins.example/feeds/all', safe='')}"
    return [*pages, *files, *wrong, embed, "/api/v1/stream?from=x"]


def _of_feeds(feeds: list[str]) -> list[str]:
    addresses = [f"/feeds/{slug}" for slug in feeds]
    addresses += [f"/feeds/{slug}.{format}" for slug, format in product(feeds, (*FORMATS, "svg", "png"))]
    views = product(feeds, ("changes", "coming", "on-this-day"), ("atom", "json", "ics", "csv"))
    addresses += [f"/feeds/{slug}/{view}.{format}" for slug, view, format in views]
    narrow = ("tag=europe", "q=river", "from=2024&to=2025", "place=Beijing&fuzzy=day", "as_of=2026-11-26T00:00:00Z",
              "past=30&limit=5", "status=expected", "precision=day", "lang=de", "alarm=1h")  # fmt: skip
    addresses += [
        f"/feeds/{slug}.{format}?{said}" for slug, format, said in product(("all", "europe"), FORMATS, narrow)
    ]
    pages = product(("", "de/", "zh/"), ("tag=europe", "q=river", "from=2024", "sort=-updated", "lanes=tag"))
    return addresses + [f"/{spoken}feeds/all?{said}" for spoken, said in pages]


def _of_events(events: list[str]) -> list[str]:
    addresses = [f"/events/{id}{ending}" for id, ending in product(events, ("", ".json", ".ics"))]
    api = ("", "/history", "/diff", "?lang=de", "?as_of=2026-11-26T00:00:00Z", "?fields=title,when")
    return addresses + [f"/api/v1/events/{id}{ending}" for id, ending in product(events[::2], api)]


def _of_the_api(place: Place, feeds: list[str]) -> list[str]:
    lists = ["/feeds", "/tags", "/places", "/sources", "/changes?since=0", "/changes?since=0&limit=7", "/dump.ndjson"]
    lists += [f"/read?text={quote(words)}" for words in ("spring of 2013", "823", "next Monday", "03/04/2024")]
    filters = ["", "q=china", "tag=europe", "place=Paris", "status=expected", "from=1950&to=2000", "precision=month"]
    filters += ["source=town", "expand=occurrences&from=2026&to=2027", *(f"feed={slug}" for slug in feeds[:3])]
    sorts = ("when", "-when", "published", "-updated")
    lists += [f"/events?limit=4&sort={sort}&{chosen}" for sort, chosen in product(sorts, filters)]
    lists += [f"/changes?since=0&{chosen}" for chosen in filters[1:8]]
    lists += [f"/events?lang={language}&fields=title,id" for language in LANGUAGES]
    return [f"/api/v1{path}" for path in lists] + _pages(place.twins.first)


def _pages(twin: Twin) -> list[str]:
    """The pages that follow a first one, by the cursors that one process gave out."""
    addresses = []
    for sort in ("when", "-updated", "relevance&q=china"):
        cursor = "start"
        while cursor:
            path = f"/api/v1/events?limit=9&sort={sort}" + ("" if cursor == "start" else f"&cursor={quote(cursor)}")
            addresses.append(path)
            cursor = twin.get(path).json()["next"]
    return addresses


def test_a_reader_goes_on_at_another_process_where_it_stopped_at_one(place: Place) -> None:
    first, second = place.twins.both
    position = place.twins.meet()
    titles = []
    for twin, other in ((first, second), (second, first)):
        page = twin.get("/api/v1/changes?since=0&limit=3").json()
        rest = other.get(f"/api/v1/changes?since={page['position']}").json()
        whole = twin.get("/api/v1/changes?since=0&limit=1000").json()
        assert [*page["changes"], *rest["changes"]] == whole["changes"]
        title = f"Told by {len(titles)}"
        place.write(other, "POST", "/events", {"title": title, "when": "2028"})
        titles.append(title)
        assert _stream_after(twin, position, len(titles)) == titles
        assert _stream_after(other, position, len(titles), "feed=all") == titles


def _stream_after(twin: Twin, position: str, count: int, chosen: str = "") -> list[str]:
    """The titles of the next changes of the stream, as a browser takes it up."""
    titles: list[str] = []
    address = f"http://127.0.0.1:{twin.port}/api/v1/stream?{chosen}"
    with httpx.stream("GET", address, headers={"Last-Event-ID": position}, timeout=60) as stream:
        lines = stream.iter_lines()
        while len(titles) < count:
            name, _, value = next(lines).partition(": ")
            titles += [json.loads(value)["after"]["title"]] if name == "data" else []
    return titles


@pytest.mark.timeout(1200)  # a minute for two thousand answers of each, on a machine that does nothing else
def test_every_process_gives_the_same_bytes_of_every_address(place: Place) -> None:
    first, second = place.twins.both
    addresses = addresses_of(place)
    assert len(addresses) > 900
    assert place.compare(addresses) == 2 * len(addresses)
    # Each tenth, from another place each time: those kept must not be what they were, those not kept are the same.
    _write(place, first)
    place.twins.meet()
    place.compare(addresses_of(place)[1::10])
    with Running(place.folder, "worker", DATABASE_URL=place.url, TIMELINE_BASE_URL="https://twins.example"):
        wait_until(lambda: all(each.last_run for each in map(place.store.health_of, ("town", "table"))))
    place.twins.meet()
    place.compare(addresses_of(place)[2::10])
    assert second.stop() == 0
    place.twins.second = again(second, place.url, "--no-schedule")
    _write(place, place.twins.second)
    place.twins.meet()
    place.compare(addresses_of(place)[3::10])


def _write(place: Place, twin: Twin) -> None:
    """An event that is revised, and one that is withdrawn."""
    (id,) = place.write(twin, "POST", "/events", {"title": "Weir opened", "when": "2027-05-04", "tags": ["europe"]})[
        "ids"
    ]
    etag = twin.ask(f"/api/v1/events/{id}").etag
    place.write(twin, "PATCH", f"/events/{id}", {"when": "2027-05-06"}, **{"If-Match": etag})
    (gone,) = place.write(twin, "POST", "/events", {"title": "A hoax", "when": "2027"})["ids"]
    etag = twin.ask(f"/api/v1/events/{gone}").etag
    place.write(twin, "DELETE", f"/events/{gone}?reason=untrue", **{"If-Match": etag})
