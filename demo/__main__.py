"""Serve the documents on loopback, ingest them all, and print what became of them.

`python -m demo` prints the tables; with `--serve` the chronology is then served, with `--articles DIR` texts of a
folder are taken in as well.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from timeline import files, load
from timeline.cli.opening import now
from timeline.cli.reports import report_lines
from timeline.dates.writing import wording
from timeline.extract.bounded import extract_bounded
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.ingest import ingest
from timeline.model.event import Event
from timeline.model.query import Filter
from timeline.store import Store, open_store

DOCUMENTS = Path(__file__).parent / "documents"
SOURCES = (
    # id, name, document, tags
    ("rivers", "River conservation calendar", "rivers.ics", "nature"),
    ("diary", "Diplomatic diary", "diplomacy.ics", "diplomacy"),
    ("wire", "Harbour Wire", "news.rss", ""),
    ("chancelleries", "Chancelleries", "europe.atom", "diplomacy"),
    ("sheet", "A historian's table", "history.csv", ""),
    ("launch", "The operators' page", "launch.html", "technology"),
)
NAMESAKES = ("sturgeon hatch", "data centre launch", "state visit europe")


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The folder on a free port of loopback; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def prepare(directory: Path, base: str, articles: Path | None) -> None:
    """A chronology without curated entries, whose sources are the documents."""
    toml = 'title = "What the sources say"\nauthority = "timeline.example,2026"\ntimezone = "Asia/Shanghai"\n'
    (directory / "timeline.toml").write_text(toml, encoding="utf-8")
    (directory / "events.yaml").write_text("events: []\n", encoding="utf-8")
    (directory / "feeds").mkdir()
    (directory / "feeds" / "all.yaml").write_text("title: Everything\nquery: {}\n", encoding="utf-8")
    rows = ["sources:"]
    for id, name, document, tags in SOURCES:
        rows.append(
            f'  - {{id: {id}, name: "{name}", url: "{base}/{document}", tags: [{tags}], trust: publish, local: true}}'
        )
    if articles is not None:
        shutil.copytree(articles, directory / "articles")
        rows.append('  - {id: articles, name: "News articles", path: articles, trust: publish}')
    (directory / "sources.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")


def take_in(directory: Path, store: Store) -> None:
    """Every source once, with what its run did."""
    folder = files.read(directory, os.environ)
    load.load(folder, store, now(), record=False)
    fetcher = Fetcher(directory, Client(), now)
    for source in folder.sources:
        for line in report_lines(ingest(source, store, fetcher, extract_bounded, now())):
            print(line)


def tell(store: Store) -> None:
    """How many mentions became how many events, and each namesake with its sources."""
    standing = store.select(Filter())
    spoken = Counter(event for _, event in store.claims().values())
    conflicts = sum(bool(event.conflicts) for event in standing)
    shared = sum(number > 1 for number in spoken.values())
    print(f"\n{len(store.claims())} mentions, {len(standing)} events, {len(store.candidates())} candidates")
    print(f"{shared} events told by more than one source, {conflicts} with conflicts")
    for words in NAMESAKES:
        found = store.select(Filter(q=words))
        print(f"\n{words!r}: {len(found)}")
        for event in found:
            show(event)


def show(event: Event) -> None:
    """One event with who said what, in which words."""
    print(f"  {event.id}  {event.title} ({wording.words(event.when)}; {event.when.edtf})")
    for citation in event.sources:
        when = citation.when.edtf if citation.when else ""
        print(f"      {citation.publisher}: {when} “{citation.words}” {citation.place}")


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--articles", type=Path, help="a folder of texts to take in as well")
    parser.add_argument("--serve", action="store_true", help="serve the chronology afterwards")
    parser.add_argument("--port", default="8000")
    given = parser.parse_args()
    articles = given.articles if given.articles and given.articles.is_dir() else None
    with tempfile.TemporaryDirectory() as name, serving(DOCUMENTS) as base:
        directory = Path(name)
        prepare(directory, base, articles)
        store = open_store(str(directory / "data" / "timeline.db"))
        take_in(directory, store)
        tell(store)
        store.close()
        if given.serve:
            command = [sys.executable, "-m", "timeline", "serve", "--files", name, "--port", given.port]
            subprocess.run(command, check=False)  # noqa: S603


if __name__ == "__main__":
    main()
