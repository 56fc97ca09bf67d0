"""Deciding on what waits, on the terminal: a document at a time, one key each."""

from __future__ import annotations

import getpass
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Final

import rich_click as click

from timeline import load, review
from timeline.cli.edited import prompt_edit
from timeline.cli.opening import now
from timeline.cli.questions import in_detail, origin, overview
from timeline.errors import TimelineError, visible
from timeline.files import new_entry
from timeline.model.change import Change
from timeline.model.chronology import Chronology
from timeline.model.event import Claim, Event
from timeline.model.query import Filter, Query
from timeline.model.source import Candidate
from timeline.store import Store

MANY: Final = 9
"""Events that a search offers: each has a digit."""

OF_DOCUMENT: Final = {
    "a": "accept what is chosen (•)",
    "r": "reject what is chosen",
    "1-9": "choose, or not; n asks for numbers",
    "o": "one by one",
    "s": "skip",
    "u": "undo",
    "?": "explain",
    "q": "quit",
}
ENDING: Final = ("a", "r", "o", "s")
"""The keys after which a document is done with, or is asked about one by one."""
OF_ONE: Final = {
    "a": "accept",
    "e": "edit",
    "m": "merge with the proposal",
    "f": "find an event to merge with",
    "r": "reject",
    "s": "skip",
    "u": "undo",
    "?": "explain",
    "q": "quit",
}
EXPLAINED: Final = """
accept   publish it as an event of its own; its source may still correct it
edit     put your own title, date or other field in place of the source's, and accept; what you put stays
merge    it speaks of an event that is there: it becomes one more source of it
reject   do not publish it, now or when it comes again
skip     decide nothing: it waits
undo     take back the last decision; an event that it made is withdrawn, which subscribers see
Nothing is published before you press a key for it. What asks a question (perhaps the same, a doubtful date) is
not chosen at first, so that accepting a whole document never settles it.
"""


class Stop(Exception):
    """The person has had enough; what was decided stands."""


class Desk:
    """One sitting: the store, whose decisions they are, and whether accepted ones go into the file."""

    def __init__(self, store: Store, directory: Path, to_file: bool, chronology: Chronology) -> None:
        self.store, self.directory, self.to_file, self.chronology = store, directory, to_file, chronology
        self.by = getpass.getuser()
        self._decided: list[str] = []

    def accept(self, candidate: Candidate, claim: Claim | None = None) -> None:
        """Publish it; with --to-file as an entry of the file, which then is the curator's word."""
        changes = review.accept(self.store, candidate.id, now(), by=self.by, claim=claim)
        self._decided.append(candidate.id)
        self._report(changes)
        if self.to_file and changes:
            for change in changes:
                new_entry.add(self.directory, change.after, self.chronology.language)
            # Recorded at once, so that `timeline check` finds nothing to do.
            load.load_directory(self.directory, os.environ, self.store, now(), record=True)

    def merge(self, candidate: Candidate, event: str) -> None:
        """Let it speak of an event that is there."""
        self._report(review.merge_with(self.store, candidate.id, event, now(), by=self.by))
        self._decided.append(candidate.id)
        click.echo(visible(f"it is a source of {event} now"))

    def reject(self, candidate: Candidate) -> None:
        """Do not publish it, now or when it comes again."""
        review.reject(self.store, candidate.id, now(), by=self.by)
        self._decided.append(candidate.id)
        click.echo(visible(f"rejected {candidate.claim.mention.title}"))

    def undo(self, id: str) -> Candidate:
        """Take a decision back; the candidate waits again."""
        self._report(review.undo(self.store, id, now(), by=self.by))
        candidate = self.store.candidate(id)
        click.echo(visible(f"waits again: {candidate.claim.mention.title}"))
        return candidate

    def undo_last(self) -> Candidate | None:
        """Take the last decision of this sitting back; None where there is none."""
        if not self._decided:
            click.echo("Nothing was decided yet.")
            return None
        candidate = self.undo(self._decided[-1])
        self._decided.pop()
        return candidate

    def _report(self, changes: Sequence[Change]) -> None:
        for change in changes:
            click.echo(visible(f"{change.kind} {change.event}: {change.after.title}"))


class Sitting:
    """The questions of one sitting, oldest document first; `key` gives the next key that is pressed."""

    def __init__(self, desk: Desk, key: Callable[[], str]) -> None:
        self._desk, self._key = desk, key
        self._language = desk.chronology.language

    def go_through(self, waiting: Sequence[Candidate]) -> None:
        """Ask about each document, and about what is left of it one by one where that is wanted."""
        documents = [sorted(group, key=_place) for _, group in groupby(sorted(waiting, key=_source), _source)]
        with suppress(Stop):
            for number, candidates in enumerate(sorted(documents, key=_first), 1):
                click.echo(f"\ndocument {number} of {len(documents)} · {origin(candidates[0].claim.mention.citation)}")
                self._ask_document(candidates)
        left = len(self._desk.store.candidates())
        click.echo(f"\n{len(waiting) - left} of {len(waiting)} decided, {left} wait. {self._where()}")

    def _where(self) -> str:
        if self._desk.to_file:
            return "What was accepted is in events.yaml."
        return "What was accepted is in the database, and recorded in sources.history.jsonl; `timeline list` shows it."

    def _ask_document(self, candidates: list[Candidate]) -> None:
        if len(candidates) == 1:
            self._ask_each(candidates)
            return
        chosen = {each.id for each in candidates if not (each.like or each.claim.doubt)}
        key = ""
        while candidates and key not in ENDING:
            click.echo(overview(candidates, chosen, self._language))
            key = self._choose(OF_DOCUMENT, "arosun123456789")
            if key == "u":
                self._take_back()
                candidates = self._still_waiting(candidates)
            elif key not in ENDING:
                chosen ^= self._numbered(key, candidates)
        if key in ("a", "r"):
            decide = self._desk.accept if key == "a" else self._desk.reject
            self._each([each for each in candidates if each.id in chosen], decide)
        if key in ("a", "r", "o"):
            self._ask_each(self._still_waiting(candidates))

    def _numbered(self, key: str, candidates: Sequence[Candidate]) -> set[str]:
        """The candidates that a digit, or the numbers typed after `n`, name."""
        typed = click.prompt("numbers, such as 2 4-7") if key == "n" else key
        numbers = set[int]()
        for part in typed.replace(",", " ").split():
            first, _, last = part.partition("-")
            if not (first.isdecimal() and (last or first).isdecimal()):
                click.echo(visible(f"{part} is no number of the list"))
                return set()
            numbers |= {*range(int(first), min(int(last or first), len(candidates)) + 1)}
        return {each.id for number, each in enumerate(candidates, 1) if number in numbers}

    def _each(self, candidates: Sequence[Candidate], decide: Callable[[Candidate], None]) -> None:
        for candidate in candidates:
            try:
                decide(candidate)
            except TimelineError as error:
                click.echo(str(error), err=True)

    def _still_waiting(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        current = [self._desk.store.candidate(each.id) for each in candidates]
        return [each for each in current if each.state == "waiting"]

    def _ask_each(self, candidates: Sequence[Candidate]) -> None:
        for number, candidate in enumerate(candidates, 1):
            click.echo(f"\n{number} of {len(candidates)}  {candidate.id}")
            self._ask(candidate)

    def _ask(self, candidate: Candidate) -> None:
        """Ask until one decision stands, or it is skipped."""
        proposal = self._proposal(candidate)
        click.echo(in_detail(candidate, proposal, self._language))
        keys = {key: what for key, what in OF_ONE.items() if key != "m" or proposal}
        while True:
            key = self._choose(keys, "".join(keys))
            try:
                if key == "u":
                    self._take_back()
                elif key == "s" or self._decided(key, candidate):
                    return
            except TimelineError as error:
                click.echo(str(error), err=True)

    def _decided(self, key: str, candidate: Candidate) -> bool:
        """Whether the key, with what it asks for, came to a decision."""
        if key == "a":
            self._desk.accept(candidate)
        elif key == "e":
            self._desk.accept(candidate, prompt_edit(candidate.claim, self._desk.chronology))
        elif key == "m":
            self._desk.merge(candidate, candidate.like)
        elif key == "r":
            self._desk.reject(candidate)
        else:
            event = self._find()
            if event is None:
                return False
            self._desk.merge(candidate, event.id)
        return True

    def _take_back(self) -> None:
        """Undo, and ask again about what waits by that."""
        try:
            candidate = self._desk.undo_last()
        except TimelineError as error:
            click.echo(str(error), err=True)
            return
        if candidate:
            self._ask(candidate)

    def _proposal(self, candidate: Candidate) -> Event | None:
        return self._desk.store.held([candidate.like]).get(candidate.like) if candidate.like else None

    def _find(self) -> Event | None:
        """An event that is found by words and chosen by its digit."""
        words = click.prompt("words of its title, place or text", default="", show_default=False)
        page = self._desk.store.page(Query(filter=Filter(q=words), sort="relevance", limit=MANY)) if words else None
        if page is None or not page.events:
            click.echo("No event has these words.")
            return None
        for number, event in enumerate(page.events, 1):
            click.echo(visible(f"  {number}  {event.when.edtf}  {event.title}"))
        digits = "".join(map(str, range(1, len(page.events) + 1)))
        key = self._choose({f"1-{len(digits)}": "merge with this one", "s": "none of these"}, digits + "s")
        return None if key == "s" else page.events[int(key) - 1]

    def _choose(self, keys: Mapping[str, str], taken: str) -> str:
        """The key that was pressed, one of `taken`. Raises `Stop`."""
        click.echo(" · ".join(f"[{key}] {what}" for key, what in keys.items()))
        while True:
            key = self._key().lower()
            if key in ("q", "\x03", "\x04", ""):
                raise Stop
            if key == "?":
                click.echo(EXPLAINED)
            elif key in taken:
                return key
            elif key.strip():
                click.echo(visible(f"{key} is none of the keys above; ? explains them"))


def _source(candidate: Candidate) -> tuple[str, str]:
    return candidate.claim.source, candidate.claim.mention.citation.digest


def _place(candidate: Candidate) -> int:
    """Where in its document it stands: "characters 12-40", "row 3"."""
    number = re.search(r"\d+", candidate.claim.mention.citation.place)
    return int(number[0]) if number else 0


def _first(candidates: Sequence[Candidate]) -> tuple[object, ...]:
    return min(each.since for each in candidates), candidates[0].id
