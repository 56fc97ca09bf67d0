"""Series in and out again, judged by occurrences: `python -m benchmarks.series [COUNT] [--files FILE…]`.

Calendars are made by chance (rules, zones, exceptions), read, and written as we publish them; ical.js, which we do not
expand with, expands both. It is looked for where ICAL_JS says (`npm install ical.js`); without it or node nothing is
judged, and that is said.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from dateutil.rrule import rrulestr

from timeline.extract.kinds import extract
from timeline.merge.assemble import assemble
from timeline.merge.normalise import normalise_all
from timeline.model.chronology import Chronology
from timeline.model.source import Document, Source
from timeline.publish.compose import Composer
from timeline.publish.fragments import Fragments
from timeline.store import open_store

NOW: Final = datetime(2026, 11, 27, tzinfo=UTC)
SCRIPT: Final = Path(__file__).with_name("occurrences.mjs")
WHERE: Final = ("ICAL_JS", "node_modules/ical.js/dist/ical.js")
ZONES: Final = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Santiago", "Asia/Tokyo", "Asia/Kolkata",
    "Australia/Sydney", "Africa/Cairo", "America/Sao_Paulo", "Asia/Gaza", "Africa/Casablanca", "Pacific/Apia",
    "America/Nuuk", "Australia/Lord_Howe", "Europe/Dublin", "Europe/Istanbul",
)  # fmt: skip
RULES: Final = (
    "FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;BYDAY=MO,WE,FR", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", "FREQ=WEEKLY;BYDAY=SA,SU;WKST=MO",
    "FREQ=MONTHLY", "FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=5;BYDAY=1SU",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=1", "FREQ=YEARLY;INTERVAL=2",
)  # fmt: skip
CUSTOM: Final = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


class Case(NamedTuple):
    """A calendar, and the instants between which its occurrences are compared."""

    name: str
    data: bytes
    first: datetime
    last: datetime


class Shape(NamedTuple):
    """How the dates of one calendar are written: `kind` is day, local, utc or floating."""

    kind: str
    zone: str

    def line(self, name: str, *dates: datetime) -> str:
        """A property with these dates."""
        if self.kind == "day":
            return f"{name};VALUE=DATE:" + ",".join(f"{at:%Y%m%d}" for at in dates)
        mark = "Z" if self.kind == "utc" else ""
        parameter = f";TZID={self.zone}" if self.kind == "local" else ""
        return f"{name}{parameter}:" + ",".join(f"{at:%Y%m%dT%H%M%S}{mark}" for at in dates)


def main() -> int:
    """Judge them; 1 where one is not equal."""
    library = Path(os.environ.get(WHERE[0], WHERE[1]))
    if shutil.which("node") is None or not library.is_file():
        print(f"series: not judged: node and ical.js are needed (npm install ical.js; {WHERE[0]}={library})")
        return 0
    arguments = sys.argv[1:]
    if arguments[:1] == ["--files"]:
        cases = list(map(of_file, arguments[1:]))
    else:
        cases = list(islice(calendars(random.Random(9)), int(arguments[0]) if arguments else 2000))
    return 0 if judge(cases, library) else 1


def judge(cases: Sequence[Case], library: Path) -> bool:
    """Whether all are equal; what is not is printed."""
    with tempfile.TemporaryDirectory() as folder:
        asked = []
        for number, case in enumerate(cases):
            whole = Path(folder, f"{number}.ics")
            whole.write_bytes(case.data)
            ours = Path(folder, f"{number}.ours.ics")
            ours.write_bytes(published(case))
            bounds = int(case.first.timestamp()), int(case.last.timestamp())
            asked += [[str(whole), *bounds, True], [str(ours), *bounds, False]]
        answers = expand(asked, library)
        if keep := os.environ.get("KEEP"):
            shutil.copytree(folder, keep, dirs_exist_ok=True)
    equal = 0
    for number, case in enumerate(cases):
        wanted, got = answers[2 * number : 2 * number + 2]
        equal += wanted == got
        if wanted != got:
            print(f"{number} {case.name}: {difference(wanted, got)}")
    count = sum(len(answer) for answer in answers[::2])
    print(
        f"series: {equal} of {len(cases)} calendars equal by occurrences ({count:,} of them), as ical.js expands both"
    )
    return equal == len(cases)


def expand(asked: Sequence[list[object]], library: Path) -> list[list[str]]:
    """Start, end and title of each occurrence that ical.js finds."""
    lines = "\n".join(map(json.dumps, asked))
    command = ["node", str(SCRIPT), str(library.resolve())]
    done = subprocess.run(command, input=lines, capture_output=True, check=True, text=True)
    answers = map(json.loads, done.stdout.splitlines())
    return [
        [answer] if isinstance(answer, str) else sorted(" ".join(each[1:]) for each in answer) for answer in answers
    ]


def published(case: Case) -> bytes:
    """The calendar as we publish it."""
    document = Document(url=f"{case.name}.ics", data=case.data, retrieved=NOW)
    claims, _ = normalise_all(extract(document).mentions, Source(id="series", name="Series", trust="publish"))
    chronology = Chronology(base_url="https://series.example", authority="series.example,2026", title="Series")
    composer = Composer(chronology, Fragments(open_store(":memory:")))
    parts = [composer.event_calendar(assemble(f"e{n}", None, [claim], NOW)).data for n, claim in enumerate(claims)]
    # One calendar of them all: zones are stated in each.
    inner = [part.partition(b"BEGIN:VTIMEZONE") for part in parts]
    events = [b"".join(each[1:]) or b"BEGIN:VEVENT" + each[0].partition(b"BEGIN:VEVENT")[2] for each in inner]
    bodies = [event.rpartition(b"END:VCALENDAR")[0] for event in events]
    return b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + b"".join(bodies) + b"END:VCALENDAR\r\n"


def difference(wanted: list[str], got: list[str]) -> str:
    """What one has and the other has not, some of it."""
    missing = [each for each in wanted if each not in got][:3]
    more = [each for each in got if each not in wanted][:3]
    return f"{len(wanted)} wanted, {len(got)} got; missing {missing}, more {more}"


def of_file(path: str) -> Case:
    """A calendar of a file, compared from 1970 on."""
    return Case(path, Path(path).read_bytes(), datetime(1970, 1, 2, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


def calendars(chance: random.Random) -> Iterator[Case]:
    """Calendars without end, the same for the same chance."""
    number = 0
    while True:
        case = calendar(chance, f"c{number}")
        if case is not None:
            number += 1
            yield case


def calendar(chance: random.Random, name: str) -> Case | None:
    """One calendar of a series; None where the rule names no date."""
    kind = chance.choices(("day", "local", "utc", "floating"), (25, 55, 10, 10))[0]
    custom = kind == "local" and chance.random() < 0.1
    shape = Shape(kind, "Customized Time Zone" if custom else chance.choice(ZONES))
    year = chance.randint(1952, 1969) if chance.random() < 0.05 and not custom else chance.randint(1998, 2024)
    about = datetime(year, chance.randint(1, 12), chance.randint(1, 28))  # noqa: DTZ001 - a wall clock
    if kind != "day":
        about = datetime.combine(about.date(), time(chance.randint(3, 23), chance.choice((0, 15, 30))))
    rule = chance.choice(RULES)
    if kind != "day" and rule.startswith("FREQ=DAILY") and chance.random() < 0.2:
        # In order: ical.js passes over dates left out where they are not.
        hours = sorted({about.hour, (about.hour + 5) % 20 + 3})
        rule += f";BYHOUR={','.join(map(str, hours))}"
    start = next(iter(rrulestr(rule, dtstart=about)), None)
    if start is None:
        return None
    dates = list(islice(rrulestr(rule, dtstart=start), 30))
    lines = list(exceptions(chance, shape, ended(chance, shape, rule, dates), dates))
    zone = CUSTOM.split("\n") if custom else ()
    text = "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *zone, *lines, "END:VCALENDAR", ""))
    end = max(start.replace(tzinfo=UTC) + timedelta(days=4 * 366), datetime(1975, 1, 1, tzinfo=UTC))
    return Case(f"{name} {rule} {shape}", text.encode(), datetime(1970, 1, 3, tzinfo=UTC), end)


def ended(chance: random.Random, shape: Shape, rule: str, dates: Sequence[datetime]) -> str:
    """The rule with COUNT, UNTIL of its kinds, or without an end."""
    last = dates[chance.randint(len(dates) // 2, len(dates) - 1)]
    way = chance.choice(("COUNT", "UNTIL", "DATE", ""))
    if way == "COUNT":
        return f"{rule};COUNT={chance.randint(2, 40)}"
    if way == "" or (way == "DATE" and shape.kind != "day"):
        return rule
    if shape.kind == "local":
        # In UTC, a day that no offset reaches before the next date.
        return f"{rule};UNTIL={last + timedelta(hours=14):%Y%m%dT%H%M%S}Z" if "DAILY" not in rule else rule
    return f"{rule};{shape.line('UNTIL', last).replace(';VALUE=DATE', '').replace(':', '=')}"


def exceptions(chance: random.Random, shape: Shape, rule: str, dates: Sequence[datetime]) -> Iterator[str]:
    """The VEVENTs: the series, with dates left out and added, and the occurrences that differ."""
    days, minutes = chance.randint(1, 3), chance.choice((30, 60, 150))
    length = timedelta(days=days) if shape.kind == "day" else timedelta(minutes=minutes)
    others = list(dates[1:12])
    chance.shuffle(others)
    out = [others.pop() for _ in range(chance.choice((0, 0, 1, 2))) if others]
    added = [dates[0] + timedelta(days=chance.randint(400, 500)) for _ in range(chance.choice((0, 0, 0, 1, 2)))]
    yield from event(shape, "Series", dates[0], length, f"RRULE:{rule}")
    if out:
        yield shape.line("EXDATE", *out)
    if added:
        yield shape.line("RDATE", *sorted(set(added)))
    yield "END:VEVENT"
    for at in [others.pop() for _ in range(chance.choice((0, 0, 1, 1, 2))) if others]:
        change = chance.choice(("text", "moved", "longer", "cancelled", "none"))
        begins = at + timedelta(days=1, hours=0 if shape.kind == "day" else 1) if change == "moved" else at
        lasts = length * 2 if change == "longer" else length
        title = "Series" if change in ("moved", "none") else f"Other {change}"
        yield from event(shape, title, begins, lasts, shape.line("RECURRENCE-ID", at))
        if change == "cancelled":
            yield "STATUS:CANCELLED"
        yield "END:VEVENT"


def event(shape: Shape, title: str, start: datetime, length: timedelta, *more: str) -> Iterator[str]:
    """A VEVENT without its end."""
    yield from ("BEGIN:VEVENT", "UID:series", "DTSTAMP:20240101T000000Z", f"SUMMARY:{title}")
    yield shape.line("DTSTART", start)
    yield shape.line("DTEND", start + length)
    yield from more


if __name__ == "__main__":
    sys.exit(main())
