"""Files, sources, people and restarts in any order: what is held is what a plain model says (`plain_chronology`).

HYPOTHESIS_PROFILE=long .venv/bin/python -m pytest tests/test_machine.py
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.files import folder
from tests.fuzzing import LONG
from tests.plain_chronology import EDITIONS, KEYS, Happening, Key, Plain, Said, date, title, word
from tests.source_documents import KINDS as MAKERS
from tests.source_documents import LOGIN, Entry
from timeline import files, load, review, schedule, source_log
from timeline.errors import Conflict, Gone
from timeline.extract.kinds import extract
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.ingest import Report, ingest
from timeline.model.event import Event
from timeline.model.query import Filter, Query
from timeline.model.source import Source
from timeline.publish.change_log import Following, part
from timeline.publish.standing import standing_event
from timeline.store import Store, open_store
from timeline.writing import steps
from timeline.writing.writer import Writer, folder_of

BEGINNING: Final = datetime.fromisoformat("2026-01-02T12:00:00+00:00")
AUTHORITY: Final = "rivers.example,2026"
DOCUMENTS: Final = {"club": "calendar", "mill": "table", "desk": "calendar", "once": "our JSON"}
"""The kind of document that each source has."""
SOURCES: Final = {
    id: Source(
        id=id, name=f"The {id}", path=f"{id}{MAKERS[kind].suffix}", trust="review" if id == "desk" else "publish"
    )
    for id, kind in DOCUMENTS.items()
}
sayings = st.builds(Said, st.integers(0, len(EDITIONS) - 1), st.integers(1, 28))


def news(teller: str) -> st.SearchStrategy[dict[Key, Said | None]]:
    """What is new, changed or taken back (None) of a teller's items."""
    return st.dictionaries(st.sampled_from(KEYS[teller]), st.none() | sayings, min_size=1, max_size=3)


@cache
def new_database() -> Path:
    """An empty database: that its tables are made anew each time proves nothing more."""
    path = Path(tempfile.mkdtemp()) / "timeline.db"
    open_store(str(path)).close()
    return path


class Chronology(RuleBasedStateMachine):
    """A folder, its database, four sources, and the model of what they make."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = folder.make(Path(tempfile.mkdtemp()), "  []\n")
        (self.directory / "events.yaml").write_text("events: []\n")
        self.database = self.directory / "timeline.db"
        self.plain, self.now, self.written = Plain(), BEGINNING, 0
        self.withdrawn_in_file: set[Key] = set()
        self.documents: dict[str, bytes] = {}
        self.whole: dict[str, dict[Key, Said]] = {id: {} for id in SOURCES}
        self.instants: dict[str, datetime] = {}
        self.before: dict[str, Happening] = {}
        self.merged: dict[str, set[Key]] = {}
        self.decided: dict[Key, str] = {}
        self.open()

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.directory)

    def open(self) -> None:
        if not self.database.exists():
            shutil.copy(new_database(), self.database)
        self.store: Store = open_store(str(self.database))
        self.loader = load.Loader(self.directory, {}, self.store)
        self.loader.load(self.tick(), record=True)

    def tick(self) -> datetime:
        self.written += 1
        self.now += timedelta(minutes=1)
        return self.now

    # The file

    @rule(changes=news("file"))
    def edit_the_file(self, changes: dict[Key, Said | None]) -> None:
        told = self.plain.of("file") | changes
        self.plain.hear("file", {key: said for key, said in told.items() if said is not None})
        self.withdrawn_in_file &= self.plain.of("file").keys()
        self.save_the_file()

    @precondition(lambda self: self.plain.of("file"))
    @rule(data=st.data())
    def withdraw_an_entry(self, data: st.DataObject) -> None:
        self.withdrawn_in_file ^= {data.draw(st.sampled_from(sorted(self.plain.of("file"))))}
        self.save_the_file()

    def _line(self, key: Key, said: Said) -> str:
        withdrawal = ", status: withdrawn, reason: No." if key in self.withdrawn_in_file else ""
        return (
            f"  - {{id: {key[1]}, added: 2026-01-01T09:00:0{key[1][1]}Z, title: {title(key, said)}, "
            f"when: {date(key, said)}{withdrawal}}}\n"
        )

    def save_the_file(self) -> None:
        lines = [self._line(key, said) for key, said in sorted(self.plain.of("file").items())]
        text = "events:\n" + "".join(lines) if lines else "events: []\n"
        (self.directory / "events.yaml").write_text(text)
        self.loader.load(self.tick(), record=True)
        for key in self.plain.of("file"):
            each = self.plain.happenings.setdefault(key[1], Happening({key}))
            each.is_withdrawn = key in self.withdrawn_in_file

    # Sources

    def fetch(self, id: str, data: bytes) -> Report:
        (self.directory / SOURCES[id].path).write_bytes(data)
        self.documents[id] = data
        now = self.tick()
        report = ingest(SOURCES[id], self.store, Fetcher(self.directory, Client(), lambda: now), extract, now)
        assert report.fault is None
        source_log.record(self.directory, AUTHORITY, self.store, now)
        return report

    def document(self, id: str, told: dict[Key, Said]) -> bytes:
        rows = [Entry(key[1], title(key, said), date(key, said)) for key, said in sorted(told.items())]
        return MAKERS[DOCUMENTS[id]].make(rows).encode()

    @rule(data=st.data(), id=st.sampled_from(sorted(SOURCES)), is_believed=st.booleans())
    def fetch_what_a_source_says(self, data: st.DataObject, id: str, is_believed: bool) -> None:
        changes = data.draw(news(id))
        if DOCUMENTS[id] == "table":  # without ids a title is what a row is known by
            changes = {key: said and Said(0, said.day) for key, said in changes.items()}
        told = {key: said for key, said in (self.whole[id] | changes).items() if said is not None}
        self.whole[id] = told
        if is_believed:
            schedule.believe(self.store, id)
        report = self.fetch(id, self.document(id, told))
        before = self.plain.of(id)
        if report.health.error:
            assert not told
            return
        if report.health.flagged:
            assert not is_believed
            assert self.is_less(before, told), (report.health.flagged, before, told)
            assert report.changes == ()
            return
        self.hear(id, told)

    def is_less(self, before: dict[Key, Said], told: dict[Key, Said]) -> bool:
        """Whether anything is missing, or is another thing on another day: nothing else is a reason not to believe."""
        return any(
            key not in told or (told[key].edition != said.edition and told[key].day != said.day)
            for key, said in before.items()
        )

    def hear(self, id: str, told: dict[Key, Said]) -> None:
        if id == "desk":
            accepted = {key: said for key, said in told.items() if self.decided.get(key) in ("accept", "merge")}
            asked = {k: s for k, s in told.items() if k not in accepted and k not in self.plain.rejected}
            self.plain.waiting |= asked
            told = accepted
        self.plain.hear(id, told)

    @precondition(lambda self: self.documents)
    @rule(data=st.data(), share=st.integers(1, 99), how=st.sampled_from(["cut", "cut", "empty", "login", "without"]))
    def fetch_what_is_broken(self, data: st.DataObject, share: int, how: str) -> None:
        id = data.draw(st.sampled_from(sorted(self.documents)))
        whole = self.document(id, self.whole[id])
        broken = {"cut": whole[: len(whole) * share // 100], "empty": b"", "login": LOGIN.encode(),
                  "without": self.document(id, {})}[how]  # fmt: skip
        if broken == self.documents[id] or (how == "cut" and self.plain.of(id) != self.whole[id]):
            return  # what comes a second time is believed, and what was never taken in is news even where it is cut
        report = self.fetch(id, broken)
        assert report.changes == (), how

    # People

    @precondition(lambda self: self.plain.waiting)
    @rule(data=st.data(), verdict=st.sampled_from(["accept", "reject", "merge"]))
    def decide_on_what_waits(self, data: st.DataObject, verdict: str) -> None:
        asked = {c.claim.mention.key.split("@")[0]: c.id for c in self.store.candidates()}
        names = {key: asked[key[1]] for key in self.plain.waiting}
        key = data.draw(st.sampled_from(sorted(names)))
        said, now = self.plain.waiting.pop(key), self.tick()
        entries = [k[1] for k in self.plain.of("file") if self.plain.stands(k[1])]
        if verdict == "reject":
            review.reject(self.store, names[key], now)
            self.plain.rejected.add(key)
        elif verdict == "merge" and entries:
            event = data.draw(st.sampled_from(sorted(entries)))
            review.merge_with(self.store, names[key], event, now)
            self.plain.happenings[event].items.add(key)
            self.plain.said[key] = said
        else:
            review.accept(self.store, names[key], now)
            self.plain.said[key] = said
            verdict = "accept"
        self.decided[key] = verdict
        source_log.record(self.directory, AUTHORITY, self.store, now)

    @precondition(lambda self: self.decided)
    @rule(data=st.data())
    def take_back_a_decision(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.decided)))
        (id,) = (c.id for c in self.store.candidates("", key[0]) if c.claim.mention.key.split("@")[0] == key[1])
        verdict, event, now = self.decided[key], self.plain.event_of(key), self.tick()
        if verdict == "accept" and event and self.plain.happenings[event].curated and key in self.plain.said:
            with pytest.raises(Conflict, match="is an entry of the files by now"):
                review.undo(self.store, id, now)
            return
        review.undo(self.store, id, now)
        del self.decided[key]
        self.plain.rejected.discard(key)
        self.plain.said.pop(key, None)
        if verdict == "merge" and event:
            self.plain.happenings[event].items.discard(key)
        claim = self.store.candidate(id).claim
        self.plain.waiting[key] = self.said_in(key, claim.mention.title, claim.when.edtf)
        source_log.record(self.directory, AUTHORITY, self.store, now)

    def said_in(self, key: Key, name: str, day: str) -> Said:
        """What a claim says of an item."""
        editions = (Said(edition, int(day[-2:])) for edition in range(len(EDITIONS)))
        return next(said for said in editions if title(key, said) == name)

    def of_sources(self, *, standing: bool) -> list[str]:
        happenings = self.plain.happenings
        return sorted(
            id
            for id, each in happenings.items()
            if not each.curated and not each.into and self.plain.stands(id) is standing
        )

    def write(self, step: steps.Step) -> None:
        chronology = files.read(self.directory, {}).chronology
        target = folder_of(self.directory, {}, self.store, edit_files=False)
        Writer(self.store, chronology, target).write([step], self.tick(), "Ada")
        source_log.record(self.directory, AUTHORITY, self.store, self.now)

    @precondition(lambda self: self.of_sources(standing=True))
    @rule(data=st.data(), verb=st.sampled_from(["edit", "withdraw", "merge"]))
    def change_what_sources_said(self, data: st.DataObject, verb: str) -> None:
        id = data.draw(st.sampled_from(self.of_sources(standing=True)))
        each = self.plain.happenings[id]
        others = [o for o in self.plain.happenings if o != id and self.plain.stands(o)]
        before = each.copy()
        if verb == "edit":
            each.own_title = f"{word(min(each.items))}, as Ada calls it {self.now:%d %H:%M}"
            self.write(steps.Edit(id=id, changes={"title": each.own_title}))
            self.before[id] = before
        elif verb == "withdraw":
            self.write(steps.Withdraw(id=id, reason="No."))
            each.is_withdrawn = True
            self.before[id] = before
        elif others:
            into = data.draw(st.sampled_from(sorted(others)))
            self.write(steps.Merge(id=id, into=into))
            each.into = into
            self.merged[id] = set(each.items)
            self.plain.happenings[into].items |= each.items
            each.items = set()
            self.before.pop(id, None)
            self.before.pop(into, None)  # its latest change is the merger

    @precondition(lambda self: self.merged)
    @rule(data=st.data(), verb=st.sampled_from(["unmerge", "undo"]))
    def unmerge(self, data: st.DataObject, verb: str) -> None:
        id = data.draw(st.sampled_from(sorted(self.merged)))
        each, items = self.plain.happenings[id], self.merged[id]
        if not items & self.plain.said.keys():
            return  # no source says it any more: it would stand by the person's word alone, as one that is reinstated
        del self.merged[id]
        is_last = self.store.history(id)[-1].after.status == "merged"
        self.write(steps.Undo(id=id) if verb == "undo" and is_last else steps.Unmerge(id=id))
        each.into = ""
        for survivor, other in self.plain.happenings.items():
            back = {key for key in other.items & items if key in self.plain.said}
            other.items -= back
            each.items |= back
            if back and other is not each:
                self.before.pop(survivor, None)  # its latest change is that they left it

    @precondition(lambda self: self.before)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from(sorted(self.before)))
        if self.store.history(id)[-1].by != "Ada":  # the source spoke since
            return
        self.write(steps.Undo(id=id))
        before = self.before.pop(id)
        each = self.plain.happenings[id]
        each.own_title, each.is_withdrawn = before.own_title, before.is_withdrawn

    # The machine

    @precondition(lambda self: self.written > 3)
    @rule()
    def restart(self) -> None:
        self.store.close()
        self.open()
        self.written = 0

    @precondition(lambda self: self.written > 3)
    @rule()
    def lose_the_database(self) -> None:
        before = self.export()
        self.store.close()
        for path in self.directory.glob("timeline.db*"):
            path.unlink()
        self.open()
        assert self.export() == before
        self.written = 0
        self.plain.waiting.clear()  # it is in no file: the source says it again
        self.documents.clear()

    def export(self) -> dict[str, Event]:
        return self.store.held({change.event for change in self.store.changes()})

    # What holds at any time

    @invariant()
    def the_log_has_no_gap_and_ends_in_what_is_held(self) -> None:
        changes = self.store.changes()
        assert [change.position for change in changes] == list(range(1, self.store.position() + 1))
        last = {change.event: change.after for change in changes}
        assert self.store.held(last) == last
        assert {event.id for event in self.store.select(Filter())} == {e.id for e in last.values() if not e.is_gone}

    @invariant()
    def no_event_is_lost_or_is_another(self) -> None:
        held = self.export()
        for id, instant in self.instants.items():
            assert held[id].published == instant
        self.instants |= {id: event.published for id, event in held.items()}

    @invariant()
    def what_stands_is_what_the_model_says(self) -> None:
        held = self.export()
        for key in self.plain.lacking():
            known = self.plain.happenings
            (id,) = (id for id, event in held.items() if id not in known and word(key) in event.title)
            known[id] = Happening({key})
        for id in self.plain.happenings:
            assert held[id].is_gone is not self.plain.stands(id), (id, self.plain.happenings[id], held[id])
            if self.plain.stands(id) and (names := self.plain.titles(id)):
                assert held[id].title in names
        assert held.keys() == self.plain.happenings.keys()

    @invariant()
    def what_is_gone_is_answered_so(self) -> None:
        for id, event in self.export().items():
            if event.is_gone:
                with pytest.raises(Gone):
                    standing_event(self.store, id)

    @invariant()
    def the_log_and_the_pages_are_followed_without_gap_or_repetition(self) -> None:
        chronology = files.read(self.directory, {}).chronology
        following, latest = Following(self.store, chronology), self.store.position()
        for position in {0, latest // 2, latest}:
            seen, at = [], position
            while at < latest:
                piece = part(following, at, 3)
                seen += [change.position for change, _ in piece.changes]
                at = piece.position
            assert seen == list(range(position + 1, latest + 1))
        pages, query = [], Query(filter=Filter(), limit=3)
        while True:
            page = self.store.page(query)
            pages += [event.id for event in page.events]
            if not page.next:
                break
            query = Query(filter=Filter(), limit=3, cursor=page.next)
        assert len(pages) == len(set(pages))
        assert set(pages) == {event.id for event in self.store.select(Filter())}


def test_whatever_happens_in_any_order_is_what_the_plain_model_says() -> None:
    few, many = (6, 14), (150, 40)
    examples, steps_of_each = many if LONG else few
    run_state_machine_as_test(Chronology, settings=settings(max_examples=examples, stateful_step_count=steps_of_each))
