"""What is due, under a clock that the test moves."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import msgspec

from timeline.dates import When
from timeline.errors import SourceRefused
from timeline.ingest import ingest
from timeline.model.event import Mention
from timeline.model.source import Document, Extraction, Fetched, Health, Source, Validators
from timeline.schedule import AT_ONCE, JITTER, due, first_run, next_run
from timeline.store import open_store
from timeline.store.contract import Outcome

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
HOURLY = Source(id="hourly", name="Hourly", url="https://a.example/", every=3600, trust="publish")


def test_the_next_run_is_an_interval_later_give_or_take_a_tenth() -> None:
    pauses = set()
    for minute in range(200):
        last = NOON + timedelta(minutes=minute)
        planned = next_run(HOURLY, Health(source="hourly", last_run=last))
        assert planned is not None
        pauses.add((planned - last).total_seconds())
    assert 3600 * (1 - JITTER) <= min(pauses) < 3500
    assert 3700 < max(pauses) <= 3600 * (1 + JITTER)


def test_failures_double_the_pause_up_to_a_day() -> None:
    pauses = []
    for failures in range(12):
        planned = next_run(HOURLY, Health(source="hourly", last_run=NOON, failures=failures))
        assert planned is not None
        pauses.append((planned - NOON) / timedelta(hours=1))
    assert [round(pause) for pause in pauses[:4]] == [round(pauses[0]) * 2**n for n in range(4)]
    assert pauses[-1] == pauses[-2] <= 24 * (1 + JITTER)


def test_a_server_that_names_an_instant_is_not_asked_before() -> None:
    until = NOON + timedelta(hours=9)
    assert next_run(HOURLY, Health(source="hourly", last_run=NOON), not_before=until) == until


def test_after_a_restart_overdue_sources_do_not_come_all_at_once() -> None:
    starts = [
        first_run(
            msgspec.structs.replace(HOURLY, id=f"s{n}"), Health(source=f"s{n}", last_run=NOON - timedelta(days=3)), NOON
        )
        for n in range(200)
    ]
    assert min(starts) >= NOON
    assert max(starts) <= NOON + AT_ONCE
    assert max(Counter(int((s - NOON).total_seconds()) for s in starts).values()) <= 8


def test_two_hundred_sources_of_which_many_misbehave() -> None:
    """Half a day of 200 sources: those that are well come in their interval, the others cost little and ever less."""
    store = open_store(":memory:")
    sources = [msgspec.structs.replace(HOURLY, id=f"s{n:03}", name=f"Source {n}") for n in range(200)]
    runs: dict[str, list[datetime]] = {source.id: [] for source in sources}
    bad = {source.id for source in sources[::5]}

    def fetch(source: Source, validators: Validators) -> Fetched:
        if source.id in bad:
            raise SourceRefused("it did not answer within 30 seconds")
        return Fetched(documents=(Document(url=source.url, data=source.id.encode(), retrieved=clock),))

    def extract(document: Document, kind: str) -> Extraction:
        name = document.data.decode()
        return Extraction(mentions=(Mention(key=name, title=f"Meeting of {name}", when=When.parse("2025-08-01")),))

    clock = NOON
    while clock < NOON + timedelta(hours=12):
        for source in due(sources, store.health(), clock):
            runs[source.id].append(clock)
            report = ingest(source, store, fetch, extract, clock)
            planned = next_run(source, report.health)
            store.settle(Outcome(health=msgspec.structs.replace(report.health, next_run=planned)))
        clock += timedelta(minutes=20)
    for source in sources:
        gaps = [later - earlier for earlier, later in zip(runs[source.id], runs[source.id][1:], strict=False)]
        if source.id in bad:
            assert 3 <= len(runs[source.id]) <= 4
            assert gaps == sorted(gaps)
        else:
            assert max(gaps) <= timedelta(hours=1) * (1 + JITTER) + timedelta(minutes=20)
            assert len(runs[source.id]) >= 9
    assert len(store.claims()) == 160


def test_paused_sources_are_never_due() -> None:
    paused = msgspec.structs.replace(HOURLY, paused=True)
    assert due([paused], {}, NOON) == []
    assert due([HOURLY], {"hourly": Health(source="hourly", paused=True)}, NOON) == []
