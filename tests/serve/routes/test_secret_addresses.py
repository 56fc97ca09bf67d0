"""The address a source is fetched from may be a secret: it stands in nothing that anybody sees."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from click.testing import CliRunner

from tests.live import served
from timeline import files
from timeline.cli.main import main
from timeline.errors import InvalidFiles
from timeline.extract import bounded
from timeline.extract.bounded import extract_bounded
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.ingest import ingest
from timeline.model.query import Filter
from timeline.publish.publisher import Publisher
from timeline.serve.app import make_app
from timeline.serve.http import failures, streaming
from timeline.serve.process import scheduler, watch
from timeline.serve.process.scheduler import log_report
from timeline.store import open_store

MARK = "s3cr3tmark"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTINGS = 'title = "A town"\nauthority = "town.example,2026"\nbase_url = "http://127.0.0.1:8000"\n'
SOURCES = """sources:
  - {id: club, name: Town club, url: "${CLUB}", link: "https://club.example/dates", trust: publish, local: true}
  - {id: desk, name: News desk, url: "${DESK}", trust: review, local: true}
  - {id: page, name: A page, url: "${PAGE}", trust: publish, local: true}
  - {id: gone, name: Gone club, url: "${GONE}", trust: publish, local: true}
  - {id: bad, name: Bad club, url: "${BAD}", trust: publish, local: true}
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//club//EN
BEGIN:VEVENT
UID:one
DTSTAMP:20250101T000000Z
DTSTART;VALUE=DATE:20260601
SUMMARY:Summer fair
URL:fair
END:VEVENT
BEGIN:VEVENT
UID:two
DTSTAMP:20250101T000000Z
DTSTART;VALUE=DATE:2026
SUMMARY:No date
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
PAGE = """<!DOCTYPE html><html><head><title>Programme</title><script type="application/ld+json">
{"@context": "https://schema.org", "@type": "Event",
"name": "Open evening", "startDate": "2026-05-04", "url": "evening"}
</script></head><body></body></html>"""
ANSWERS = {
    "desk.ics": CALENDAR.replace("Summer fair", "Cheese market").replace("UID:", "UID:desk-"),
    "club.ics": CALENDAR,
    "page": PAGE,
    "bad.ics": "\x00\x01",
}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name = self.path.partition("?")[0].rpartition("/")[2]
        if name == "moved.ics":
            self.send_response(302)
            self.send_header("Location", f"/{MARK}/club.ics?token={MARK}")
        else:
            self.send_response(200 if name in ANSWERS else 404)
        body = ANSWERS.get(name, "").encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the test's own server is not what is looked at."""


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/{MARK}"
    names = {"CLUB": "moved.ics", "DESK": "desk.ics", "PAGE": "page", "GONE": "gone.ics", "BAD": "bad.ics"}
    known = {name: f"{base}/{file}?key={MARK}" for name, file in names.items()}
    for name in ("DATA", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    yield known
    server.shutdown()
    server.server_close()
    bounded.stop_all()


def _write(path: Path) -> None:
    (path / "feeds").mkdir()
    (path / "feeds/all.yaml").write_text("title: Everything\ndescription: All.\nquery: {}\n")
    (path / "timeline.toml").write_text(SETTINGS)
    (path / "events.yaml").write_text("events: []\n")
    (path / "sources.yaml").write_text(SOURCES)


FORMATS = ("atom", "rss", "json", "ics", "csv")
ADDRESSES = [
    "/", "/sources", "/feeds/all", "/feeds.opml", "/sitemap.xml", "/api/v1/sources", "/api/v1/events",
    "/api/v1/changes", "/api/v1/candidates", "/openapi.json", "/schemas/sources.json", "/metrics",
    *(f"/feeds/all{view}.{kind}" for view in ("", "/changes", "/coming") for kind in FORMATS),
]  # fmt: skip


def test_a_secret_address_stands_nowhere(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path)
    store = open_store(str(tmp_path / "data" / "timeline.db"), "gen")
    seen = io.StringIO()
    handler = logging.StreamHandler(seen)
    logging.getLogger().addHandler(handler)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(seen))
    for module in (failures, scheduler, streaming, watch):
        # A logger that spoke before, in another test, keeps what it was configured with then.
        monkeypatch.setattr(module, "log", structlog.get_logger())
    try:
        folder = files.read(tmp_path, environ)
        store.set_feeds(folder.feeds, NOW)
        fetcher = Fetcher(tmp_path, Client(), lambda: NOW)
        for source in folder.sources:
            assert MARK in source.url
            log_report(ingest(source, store, fetcher, extract_bounded, NOW))
        assert {event.title for event in store.select(Filter())} == {"Summer fair", "Open evening"}
        errors = {name: health.error for name, health in store.health().items() if health.error}
        assert set(errors) == {"gone", "bad"}
        assert "Gone club answered 404" in errors["gone"]
        assert store.health()["club"].refused
        fair = next(event for event in store.select(Filter()) if event.title == "Summer fair")
        assert [citation.url for citation in fair.sources] == ["https://club.example/fair"]
        app = make_app(store, Publisher(store, folder.chronology), folder.chronology, lambda: NOW)
        said = _asked(
            app, [*ADDRESSES, *(f"/events/{event.id}{end}" for event in store.select(Filter()) for end in ENDS)]
        )
    finally:
        logging.getLogger().removeHandler(handler)
        structlog.reset_defaults()
        store.close()
    said["the log"] = seen.getvalue()
    assert "Gone club" in said["the log"]
    for command in (
        "check --fix", "export", "export --format ics", "list", "fetch --status", "fetch", f"build {tmp_path / 'out'}",
    ):  # fmt: skip
        said[command] = CliRunner().invoke(main, [*command.split(), "--files", str(tmp_path)]).output
    said |= {str(path): path.read_text(errors="replace") for path in (tmp_path / "out").rglob("*") if path.is_file()}
    said |= {path.name: path.read_text() for path in tmp_path.glob("*.jsonl")}
    assert (tmp_path / "out" / "index.html").exists()
    assert [name for name, text in said.items() if MARK in text] == []


ENDS = ("", ".json", ".ics")


def _asked(app: Any, addresses: list[str]) -> dict[str, str]:
    said = {}
    with served(app) as base:
        for address in addresses:
            answer = httpx.get(base + address)
            assert answer.status_code == (401 if "candidates" in address else 200), address
            said[address] = answer.text
        with httpx.stream("GET", f"{base}/api/v1/stream?since=0", timeout=60) as stream:
            data = (line for line in stream.iter_lines() if line.startswith("data:"))
            said["stream"] = "\n".join(islice(data, 2))
    return said


@pytest.mark.parametrize(
    ("said", "environ", "what"),
    [
        ("${CLUB}", {}, "the environment has no CLUB"),
        ("${CLUB}", {"CLUB": f"ftp://{MARK}"}, "what the environment has as CLUB is no web address"),
        ("https://club.example/${CLUB}", {"CLUB": MARK}, "only in part from the environment"),
    ],
)
def test_an_address_of_the_environment_is_checked_at_its_place(
    tmp_path: Path, said: str, environ: dict[str, str], what: str
) -> None:
    _write(tmp_path)
    (tmp_path / "sources.yaml").write_text(f'sources:\n  - {{id: club, name: Club, url: "{said}"}}\n')
    with pytest.raises(InvalidFiles) as caught:
        files.read(tmp_path, environ)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, what in problem.what, MARK in str(problem)) == ("sources.yaml", 2, True, False)
