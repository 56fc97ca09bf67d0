"""A weekly market as each output shows it: `python -m benchmarks.market`.

Every Friday from 9 to 13, from 5 January 2024 on, but not on 29 March; on 5 April on the quay from 10. khal and ical.js
read the calendar where they are installed; where one is not, that is said.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks.series import WHERE, expand
from timeline.dates import When
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Event, Override, Place
from timeline.model.feed import Feed
from timeline.model.parameters import parse_query
from timeline.publish import pages
from timeline.publish.occurrences import upcoming
from timeline.publish.publisher import Publisher
from timeline.store import Store, open_store

ADDED: Final = datetime(2023, 12, 1, tzinfo=UTC)
NOW: Final = datetime(2024, 3, 20, 12, tzinfo=UTC)
FRIDAY: Final = When.parse("2024-01-05", "", "09:00", "13:00", "Europe/Berlin")
MARKET: Final = Event(
    id="market",
    title="Market",
    when=FRIDAY,
    places=(Place(name="Square"),),
    recurrence=("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20240329"),
    overrides=(
        Override(
            original="20240405T090000",
            when=When.parse("2024-04-05", "", "10:00", "13:00", "Europe/Berlin"),
            title="Market on the quay",
        ),
    ),
    published=ADDED,
    updated=ADDED,
)
WINDOW: Final = {"expand": "occurrences", "from": "2024-03-20", "to": "2024-04-12"}
"""From the Friday before the one that is left out to the one after that which differs."""


def main() -> int:
    """Print what each shows, a line each."""
    store = open_store(":memory:")
    store.apply([Change(event="market", kind="added", at=ADDED, before=None, after=MARKET)], recorded=True)
    store.set_feeds([Feed(slug="all", title="All")], ADDED)
    chronology = Chronology(
        base_url="https://town.example", authority="town.example,2024", title="Town", timezone="Europe/Berlin"
    )
    publisher = Publisher(store, chronology)
    calendar = publisher.feed("all", "ics", {}, NOW).data
    columns: dict[str, Callable[[], list[str]]] = {
        "page": lambda: _page(store, publisher, chronology),
        "Atom": lambda: _titles(publisher.feed("all", "atom", {}, NOW).data),
        "CSV": lambda: publisher.feed("all", "csv", {}, NOW).data.decode().splitlines()[1:],
        "JSON API": lambda: _next(publisher.event("market", "json", NOW).data),
        "JSON API, occurrences": lambda: _rows(publisher),
        "coming": lambda: _titles(publisher.feed("all", "atom", {"days": ["7,3,1"]}, NOW, "coming").data),
        "iCalendar": lambda: _lines(calendar),
        "khal": lambda: _khal(calendar),
        "ical.js": lambda: _ical_js(calendar),
    }
    for name, show in columns.items():
        for n, line in enumerate(show()):
            heading = "" if n else name
            print(f"{heading:22} {line}")
    store.close()
    return 0


def _page(store: Store, publisher: Publisher, chronology: Chronology) -> list[str]:
    whole = pages.site(store.feeds(), publisher.counts, chronology)
    html = pages.event(store, whole, "market", upcoming(MARKET, NOW, chronology.zone)).decode()
    main = html.partition("<main")[2].partition("</main>")[0]
    text = re.sub(r"\s*\n\s*", "\n", re.sub(r"<(svg|script|details)\b.*?</\1>|<[^>]*>", "\n", main, flags=re.DOTALL))
    return [line for line in text.split("\n") if re.search(r"Market|every Friday|[Nn]ext", line)]


def _titles(data: bytes) -> list[str]:
    return re.findall(r"<title[^>]*>([^<]*)</title>", data.decode())[1:]


def _next(data: bytes) -> list[str]:
    event = json.loads(data)
    following = event["next"]
    return [f"recurrence {event['recurrence']}", f"next {following['when']['text'] or following['when']['edtf']}"]


def _rows(publisher: Publisher) -> list[str]:
    query = parse_query({name: [value] for name, value in WINDOW.items()})
    return [
        f"{row['id']}: {row['when']['edtf']} {row['when']['start_time']}–{row['when']['end_time']} {row['title']}"
        for row in json.loads(publisher.events(query, NOW).data)["events"]
    ]


def _lines(calendar: bytes) -> list[str]:
    text = calendar.decode().replace("\r\n ", "").split("BEGIN:VEVENT", 1)[1]
    wanted = ("SUMMARY", "DTSTART", "DTEND", "RRULE", "EXDATE", "RECURRENCE-ID")
    return [line for line in text.splitlines() if line.startswith(wanted)]


def _khal(calendar: bytes) -> list[str]:
    if shutil.which("khal") is None:
        return ["not asked: khal is not installed"]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "town").mkdir()
        (home / "town" / "all.ics").write_bytes(calendar)
        settings = "[calendars]\n[[town]]\npath = {0}/town\n[locale]\nlocal_timezone = Europe/Berlin\n"
        settings += "default_timezone = Europe/Berlin\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        settings += "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        settings += "longdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {0}/khal.db\n[default]\n"
        (home / "config").write_text(settings.format(folder))
        shape = "{start-date} {start-time}–{end-time} {title}"
        command = ["khal", "-c", str(home / "config"), "list", "--format", shape, "--day-format", ""]
        command += ["2024-03-20", "2024-04-13"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return [line for line in (done.stdout or done.stderr).splitlines() if line.strip()]


def _ical_js(calendar: bytes) -> list[str]:
    library = Path(os.environ.get(*WHERE))
    if shutil.which("node") is None or not library.is_file():
        return [f"not asked: node and ical.js are needed ({WHERE[0]}={library})"]
    with tempfile.NamedTemporaryFile(suffix=".ics") as file:
        file.write(calendar)
        file.flush()
        first, last = datetime(2024, 3, 20, tzinfo=UTC), datetime(2024, 4, 13, tzinfo=UTC)
        return expand([[file.name, int(first.timestamp()), int(last.timestamp()), False]], library)[0]


if __name__ == "__main__":
    sys.exit(main())
