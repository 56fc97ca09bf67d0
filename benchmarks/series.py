"""Series in and out again, judged by occurrences: `python -m benchmarks.series [COUNT] [--files FILE…]`.

Calendars are made by chance (rules, zones, exceptions), read, and written as we publish them; ical.js, which we do not
expand with, expands both. It is looked for where ICAL_JS says (`npm install ical.js`); without it or node nothing is
judged, and that is said.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from dateutil.rrule import rrulestr
from icalendar import vUTCOffset

from benchmarks.figures import UNJUDGED
from timeline.dates.zones import named_zone
from timeline.extract.kinds import extract
from timeline.ingest import ingest
from timeline.model.chronology import Chronology
from timeline.model.feed import Feed
from timeline.model.source import Document, Fetched, Source
from timeline.publish.publisher import Publisher
from timeline.store import open_store

NOW: Final = datetime(2026, 11, 27, tzinfo=UTC)
SOURCE: Final = Source(id="series", name="Series", url="https://series.example/all.ics", trust="publish")
CHRONOLOGY: Final = Chronology(base_url="https://series.example", authority="series.example,2026", title="Series")
BATCH: Final = 200
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
    """Judge them; 1 where one is not equal, `UNJUDGED` where nobody can."""
    library = Path(os.environ.get(WHERE[0], WHERE[1]))
    if shutil.which("node") is None or not library.is_file():
        print(f"series: not judged: node and ical.js are needed (npm install ical.js; {WHERE[0]}={library})")
        return UNJUDGED
    arguments = sys.argv[1:]
    if arguments[:1] == ["--files"]:
        cases = list(map(of_file, arguments[1:]))
    else:
        cases = list(islice(calendars(random.Random(9)), int(arguments[0]) if arguments else 2000))
    return 0 if judge(cases, library) else 1


def judge(cases: Sequence[Case], library: Path) -> bool:
    """Whether all that was taken is equal; what is not is printed, and why anything was refused."""
    total = Counter[str]()
    reasons = Counter[str]()
    for start in range(0, len(cases), BATCH):
        for number, verdict in enumerate(judge_batch(cases[start : start + BATCH], library), start):
            total += Counter(occurrences=verdict.occurrences, equal=verdict.is_equal, refused=bool(verdict.refusals))
            reasons.update(verdict.refusals)
            if not verdict.is_equal and not verdict.refusals:
                print(f"{number} {cases[number].name}: {verdict.difference}", flush=True)
                total["unequal"] += 1
    print(
        f"series: {total['equal']:,} of {len(cases):,} calendars equal by occurrences "
        f"({total['occurrences']:,} of them), as ical.js expands both; {total['refused']} with a part refused aloud"
    )
    for reason, count in reasons.most_common():
        print(f"  refused {count} times: {reason}")
    return not total["unequal"]


class Verdict(NamedTuple):
    """What came of one calendar: how many occurrences its original has, and how ours differs."""

    occurrences: int
    is_equal: bool
    difference: str
    refusals: list[str]


def judge_batch(cases: Sequence[Case], library: Path) -> list[Verdict]:
    """What came of each."""
    with tempfile.TemporaryDirectory() as folder:
        asked: list[list[object]] = []
        refusals = []
        for number, case in enumerate(cases):
            whole, ours = Path(folder, f"{number}.ics"), Path(folder, f"{number}.ours.ics")
            whole.write_bytes(with_zones(case.data))
            data, refused = published(case)
            ours.write_bytes(data)
            refusals.append(refused)
            bounds = int(case.first.timestamp()), int(case.last.timestamp())
            asked += [[str(whole), *bounds], [str(ours), *bounds]]
        answers = expand(asked, library)
        if keep := os.environ.get("KEEP"):
            shutil.copytree(folder, keep, dirs_exist_ok=True)
    return [
        Verdict(len(wanted), wanted == got, difference(wanted, got), refused)
        for wanted, got, refused in zip(answers[::2], answers[1::2], refusals, strict=True)
    ]


def with_zones(data: bytes) -> bytes:
    """An original with each zone that it names without stating it: one onset after the other, no rule of ours."""
    named = set(re.findall(rb';TZID="?([\w/+-]+)"?:', data)) - set(re.findall(rb"(?m)^TZID:(.*?)\r?$", data))
    zones = b"".join(onsets(name.decode()) for name in sorted(named) if named_zone(name.decode()))
    return data.replace(b"BEGIN:VEVENT", zones + b"BEGIN:VEVENT", 1)


@cache
def onsets(name: str) -> bytes:
    """A zone of the package as a VTIMEZONE, a sub-component for each change of its clocks from 1950 to 2046."""
    zone = named_zone(name)
    lines, at = [f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n"], datetime(1950, 1, 1, tzinfo=UTC)
    before = offset_at(at, zone)
    lines.append(onset(at, before, before))
    while at.year < 2046:
        low, high = at, at + timedelta(days=1)
        after = offset_at(high, zone)
        while after != before and high - low > timedelta(seconds=1):
            middle = low + (high - low) // 2
            low, high = (middle, high) if offset_at(middle, zone) == before else (low, middle)
        if after != before:
            lines.append(onset(high.replace(microsecond=0), before, after))
        at, before = at + timedelta(days=1), after
    return "".join([*lines, "END:VTIMEZONE\r\n"]).encode()


def offset_at(at: datetime, zone: tzinfo | None) -> timedelta:
    """How far the zone's clock is ahead of UTC."""
    return at.astimezone(zone).utcoffset() or timedelta()


def onset(at: datetime, before: timedelta, after: timedelta) -> str:
    """A change of clocks, by the clock before it."""
    clock = f"{at.replace(tzinfo=None) + before:%Y%m%dT%H%M%S}"
    shift = "".join(
        f"{name}:{vUTCOffset(by).to_ical()}\r\n" for name, by in (("TZOFFSETFROM", before), ("TZOFFSETTO", after))
    )
    return f"BEGIN:STANDARD\r\nDTSTART:{clock}\r\n{shift}END:STANDARD\r\n"


def expand(asked: Sequence[list[object]], library: Path) -> list[list[str]]:
    """Start, end and title of each occurrence that ical.js finds."""
    lines = "\n".join(map(json.dumps, asked))
    command = ["node", str(SCRIPT), str(library.resolve())]
    done = subprocess.run(command, input=lines, capture_output=True, check=True, text=True)
    return [_lines(json.loads(line)) for line in done.stdout.splitlines()]


def _lines(answer: str | list[list[str]]) -> list[str]:
    """The occurrences in order, or what was wrong."""
    if isinstance(answer, str):
        return [answer]
    return sorted(" ".join(each[1:]) for each in answer)


def published(case: Case) -> tuple[bytes, list[str]]:
    """The calendar as we publish it: read as a source into a store of its own, and asked for as a feed. And why
    anything of it was refused."""
    store = open_store(":memory:")
    try:
        document = Document(url=SOURCE.url, data=case.data, retrieved=NOW)
        report = ingest(SOURCE, store, lambda source, validators: Fetched(documents=(document,)), extract, NOW)
        refusals = [refusal.reason for refusal in report.health.refused]
        store.set_feeds([Feed(slug="all", title="All")], NOW)
        return Publisher(store, CHRONOLOGY).feed("all", "ics", {}, NOW).data, refusals
    finally:
        store.close()


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
        yield left_out(chance, shape, out)
    if added:
        yield shape.line("RDATE", *sorted(set(added)))
    if shape.kind != "day" and chance.random() < 0.15:
        yield period(chance, shape, dates[0] + timedelta(days=chance.randint(510, 600), minutes=15))
    if ("COUNT" in rule or "UNTIL" in rule) and chance.random() < 0.1:
        # Each second or third of the series' own dates.
        bare = ";".join(part for part in rule.split(";") if not part.startswith(("COUNT", "UNTIL", "INTERVAL")))
        yield f"EXRULE:{bare};INTERVAL={chance.choice((2, 3))}"
    yield "END:VEVENT"
    changed = [others.pop() for _ in range(chance.choice((0, 0, 1, 1, 2))) if others]
    for at in changed:
        yield from changed_one(chance, shape, at, length)
    later = [at for at in others if not changed or at > max(changed)]
    if later and chance.random() < 0.15:
        yield from changed_from(chance, shape, min(later), length)


def left_out(chance: random.Random, shape: Shape, dates: Sequence[datetime]) -> str:
    """EXDATE in the type of the series, or of days though it has times."""
    if shape.kind != "day" and chance.random() < 0.2:
        return Shape("day", "").line("EXDATE", *sorted(dates))
    return shape.line("EXDATE", *dates)


def period(chance: random.Random, shape: Shape, start: datetime) -> str:
    """A date added with a length of its own, as its end or as a duration."""
    line, hours = shape.line("RDATE;VALUE=PERIOD", start), chance.randint(3, 9)
    if chance.random() < 0.5:
        return f"{line}/PT{hours}H"
    mark = "Z" if shape.kind == "utc" else ""
    return f"{line}/{start + timedelta(hours=hours):%Y%m%dT%H%M%S}{mark}"


def changed_one(chance: random.Random, shape: Shape, at: datetime, length: timedelta) -> Iterator[str]:
    """An occurrence that differs in one respect."""
    change = chance.choice(("text", "moved", "longer", "cancelled", "none"))
    later = timedelta(days=1) if shape.kind == "day" else timedelta(days=1, hours=1)
    begins = at + later if change == "moved" else at
    lasts = length * 2 if change == "longer" else length
    title = "Series" if change in ("moved", "none") else f"Other {change}"
    yield from event(shape, title, begins, lasts, shape.line("RECURRENCE-ID", at))
    if change == "cancelled":
        yield "STATUS:CANCELLED"
    yield "END:VEVENT"


def changed_from(chance: random.Random, shape: Shape, at: datetime, length: timedelta) -> Iterator[str]:
    """An occurrence that differs with all that follow it."""
    change = chance.choice(("text", "hour", "longer"))
    begins = at + timedelta(hours=1) if change == "hour" and shape.kind != "day" else at
    lasts = length * 2 if change == "longer" else length
    name = shape.line("RECURRENCE-ID", at).replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE", 1)
    yield from event(shape, f"From then {change}", begins, lasts, name)
    yield "END:VEVENT"


def event(shape: Shape, title: str, start: datetime, length: timedelta, *more: str) -> Iterator[str]:
    """A VEVENT without its end."""
    yield from ("BEGIN:VEVENT", "UID:series", "DTSTAMP:20240101T000000Z", f"SUMMARY:{title}")
    yield shape.line("DTSTART", start)
    yield shape.line("DTEND", start + length)
    yield from more


if __name__ == "__main__":
    sys.exit(main())
