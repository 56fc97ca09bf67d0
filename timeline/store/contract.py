"""What every store promises, by noun. Backends say only how; `tests/store/contract.py` holds them to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, NamedTuple, Protocol

import msgspec

from timeline.model.change import Change
from timeline.model.event import Claim, Event
from timeline.model.feed import Feed
from timeline.model.query import Filter, Query
from timeline.model.recurrence import Occurrence
from timeline.model.source import Candidate, Decision, Health
from timeline.model.token import Token
from timeline.store.outlines import Outlines

Key = tuple[str, str]
"""A source's id, and its own key of a claim."""


class DatabaseLimits(NamedTuple):
    """What a server of a database may cost: connections at once, and seconds that a statement, and one that waits for
    another, may take. A database in a file knows none of them."""

    pool: int = 10
    statement: float = 30
    lock: float = 15


AUTHORITY: Final = "authority"
"""The setting that keeps under which authority events are published: it is part of their ids elsewhere."""


class Page(NamedTuple):
    """One page of events in the order asked for; `next` is the cursor of the following page, or empty."""

    events: list[Event]
    next: str


class OccurrencePage(NamedTuple):
    """Occurrences with their events, in the order of their dates; `next` is the cursor of the following page."""

    rows: list[tuple[Event, Occurrence]]
    next: str


class Count(NamedTuple):
    """How many events that stand carry a name."""

    name: str
    events: int


class Counted(NamedTuple):
    """A place as events name it, with how many do; coordinates are those of the latest event that gives any."""

    name: str
    latitude: float | None
    longitude: float | None
    events: int


class KnownDays(NamedTuple):
    """Days of an event, as ordinals, the first and the last; an open side lies 2**62 days away. `of_series`: they are
    one occurrence of many."""

    event: str
    first: int
    last: int
    of_series: bool = False


class Start(NamedTuple):
    """A date, or the occurrence of that key, of an event, which begins on a day that is known (an ordinal)."""

    event: str
    key: str
    day: int


DOCUMENTS: Final = 4
"""Earlier documents kept of a source beside those that came last, to be read again by a better rule."""


class KeptDocument(NamedTuple):
    """What came from a source, by its content; `about` is its description as JSON."""

    source: str
    digest: str
    about: str
    data: bytes
    retrieved: datetime


class Request(NamedTuple):
    """A request that was made under a key, and what has to be known to answer it once more."""

    key: str
    about: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one run of a source, or one decision of a person, writes: all of it or nothing.

    `seen` is the position it was decided at: where another change was written since, nothing is. `recorded` says that
    the history of sources has it all. Where `documents` came, of their source's earlier ones the last `DOCUMENTS` stay,
    and those whose digest is `quoted`; the others are forgotten. With it goes that the `request` was met, whose key was
    taken before (`claim_answer`): whether it was, is known whatever becomes of the connection and of the process.
    """

    seen: int | None = None
    changes: tuple[Change, ...] = ()
    attached: dict[Key, tuple[Claim, str]] = {}
    dropped: tuple[Key, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    decisions: tuple[Decision, ...] = ()
    health: Health | None = None
    documents: tuple[KeptDocument, ...] = ()
    quoted: frozenset[str] = frozenset()
    recorded: bool = False
    request: Request | None = None


class Unwritten(NamedTuple):
    """What the history of sources lacks: changes of events that no file has, claims with their events (None: taken
    back), decisions, and candidates that a person decided on, or that ask about two events: what waits for its
    publication stays in the database."""

    changes: tuple[Change, ...] = ()
    claims: Mapping[Key, tuple[Claim, str] | None] = {}
    decisions: tuple[Decision, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Bounds(Protocol):
    """Questions that may end before they are answered."""

    def bound(self, over: Callable[[], bool]) -> AbstractContextManager[None]:
        """What this thread asks within is interrupted soon after `over` says so: raises `QuestionTooSlow`."""


class Events(Protocol):
    """Events as they stand."""

    def event(self, id: str) -> Event:
        """The event, withdrawn and merged ones too. Raises `EventNotFound`."""

    def held(self, ids: Iterable[str]) -> dict[str, Event]:
        """Those of the ids that are held, whatever their status."""

    def page(self, query: Query, *, at: datetime | None = None) -> Page:
        """The page that `query.cursor` asks for, now or at an instant. A page is stable: events that arrive or change
        meanwhile never make another appear twice or be skipped, unless they moved across the cursor themselves. Of
        words the pages hold the 2,000 matches that were changed last; `select` and `count` know all of them."""

    def occurrences(self, query: Query) -> OccurrencePage:
        """The page of `query` with a row an occurrence: those of series that match its window, and the dates of single
        events that match. Of a query that is sorted by dates."""

    def select(self, filter: Filter, *, gone_since: datetime | None = None, at: datetime | None = None) -> list[Event]:
        """Every match by date and id, now or at an instant; with `gone_since` also the withdrawn and merged ones that
        would match (`Filter.gone`) and were updated then or later."""

    def instants(self, filter: Filter, most: int) -> list[tuple[str, datetime]]:
        """The ids of the first matches by date and id, at most so many, each with `updated`; no event is read."""

    def outlines(self, filter: Filter) -> Outlines:
        """The same as `select` without reading a single event: for what is counted and drawn of many thousands."""

    def count(self, filter: Filter) -> int:
        """How many match."""

    def tally(self, name: str, filter: Filter, most: int) -> list[Count]:
        """The values of "tag", "place", "source", "status" or "precision" that matching events have most, at most so
        many, each with how many events have it: as many as its parameter would find."""

    def known_days(self, filter: Filter) -> list[KnownDays]:
        """What is known of the days of matching events, by event: a row a member of a set or an occurrence."""

    def starting(self, filter: Filter, days: Collection[int]) -> list[Start]:
        """The dates of matching events, and the occurrences of series, that begin on one of the days, in no order; of a
        date that is not exact, what is known of it. No event is read, and no rule expanded."""

    def tags(self) -> list[Count]:
        """Tags of events that stand, by name."""

    def places(self) -> list[Counted]:
        """Places of events that stand, by name."""

    def languages(self) -> list[str]:
        """Languages into which events that stand are translated, by code."""


class Changes(Protocol):
    """The log. A position is a place in commit order, from 1 without gaps; 0 is before the first."""

    generation: str
    """Names this database's log; a database made anew has another, and so has one that another server goes on with.
    Look at it before `position`: then no position is taken for one of a log that lacks it. Letters and digits."""

    def position(self) -> int:
        """The latest position, of this and every other process that writes; cheap enough to ask at every request. Once
        the store follows others, theirs may be seen a moment later."""

    def position_now(self) -> int:
        """The same, with what others wrote until now."""

    def former(self, generation: str) -> int | None:
        """The last position that was given out under a former name of this log and is in it still; None for a name that
        it never had. The log gets another name where another server goes on with it, which may lack its end."""

    def version(self) -> int:
        """Another number after each commit, of this or any other process, that changed the log or the feeds; as cheap
        as `position`. It says nothing beyond the life of this store."""

    def apply(self, changes: Sequence[Change], *, recorded: bool = False) -> int:
        """Write all or nothing, durably, and return the latest position. `change.before` must be the revision held
        (None: no such event), else `Conflict`. `recorded` says that the history file has them."""

    def changes(self, after: int = 0, limit: int | None = None) -> list[Change]:
        """The changes after a position, in order, with their positions."""

    def history(self, id: str) -> list[Change]:
        """The changes of one event, oldest first. Raises `EventNotFound`."""

    def histories(self, ids: Iterable[str]) -> dict[str, list[Change]]:
        """The changes of several events, oldest first; of an id without any there is an empty list."""

    def unrecorded(self) -> list[Change]:
        """Changes of events of origin `file` that no history file has yet, in order."""

    def mark_recorded(self, changes: Iterable[Change]) -> None:
        """The history file has them now."""

    def recent(
        self,
        filter: Filter,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> list[Change]:
        """The newest changes whose before or after matches, gone ones too, latest instant first (of one instant: latest
        position first): at most `limit`, none before `since` or after `until`."""

    def as_of(self, at: datetime) -> list[Event]:
        """Every event as it stood at an instant (its latest revision at or before it), by date and id."""

    def latest(self, filter: Filter, after: int = 0) -> datetime | None:
        """The latest instant of a change after the position whose before or after matches, gone ones too; None if
        there is none."""


class Feeds(Protocol):
    """The feeds' own files as last loaded."""

    def feeds(self) -> list[Feed]:
        """All feeds by slug, with `updated`."""

    def set_feeds(self, feeds: Sequence[Feed], at: datetime) -> None:
        """Replace them. One that names its `updated` keeps that; of the others, one that differs gets the instant."""

    def setting(self, name: str) -> str:
        """A small value kept beside the events (empty if never set)."""

    def set_setting(self, name: str, value: str) -> None:
        """Keep a small value."""


class Evidence(Protocol):
    """What a store promises of sources and review."""

    def settle(self, outcome: Outcome) -> int:
        """Write all or nothing, and return the latest position; a document once for each content. Raises `Conflict` as
        `apply` does, and where the position is not `outcome.seen`."""

    def claims(self, source: str = "") -> dict[Key, tuple[Claim, str]]:
        """Every claim, or every claim of a source, by source and key, with the id of its event."""

    def claim(self, source: str, key: str) -> tuple[Claim, str] | None:
        """One claim with the id of its event, if there is one."""

    def claims_of(self, events: Iterable[str]) -> dict[Key, tuple[Claim, str]]:
        """The claims that speak of one of the events."""

    def claims_named(self, uids: Iterable[str], addresses: Iterable[str]) -> dict[Key, tuple[Claim, str]]:
        """The claims whose mention has one of the UIDs or addresses, empty ones excepted."""

    def listed(self, listings: Iterable[str]) -> dict[str, Collection[str]]:
        """Which sources list an entry under each of the names that `model.titles.listing` makes, where any does."""

    def candidate(self, id: str) -> Candidate:
        """One candidate in any state. Raises `NotFound`."""

    def candidates(self, state: str = "waiting", source: str = "") -> list[Candidate]:
        """Candidates in a state (empty: in all), of a source or of all, oldest first."""

    def waiting(self) -> dict[str, int]:
        """How many candidates wait for a person, by source; none for a source of which nothing waits."""

    def decisions(self, source: str = "") -> dict[Key, list[Decision]]:
        """What people decided, of a source or of all, by source and key."""

    def unwritten(self, *, everything: bool = False) -> Unwritten:
        """What the history of sources lacks, or all that it is to hold."""

    def mark_written(self, written: Unwritten, last: Mapping[str, str]) -> None:
        """The history of sources has it now, but for what was changed meanwhile; `last` are the digests of the last
        rows of events in it."""

    def heads(self, events: Iterable[str]) -> dict[str, str]:
        """The digest of the last row of each of the events in the history of sources, where it has any."""

    def health(self) -> dict[str, Health]:
        """How each source is doing, by its id."""

    def health_of(self, source: str) -> Health:
        """How one source is doing; one that never ran is well."""

    def documents(self, source: str) -> list[tuple[str, bytes]]:
        """What was kept of a source, newest first: description and bytes."""

    def tokens(self) -> list[Token]:
        """All tokens, by creation."""

    def add_token(self, token: Token) -> None:
        """Keep a token's digest."""

    def use_token(self, digest: str, at: datetime) -> None:
        """Note when a token was used last."""

    def drop_token(self, digest: str) -> None:
        """Forget it. Raises `NotFound`."""


class KeptAnswer(NamedTuple):
    """An answer as it was given; `request` is a digest of what was asked, `at` seconds, `about` its headers as JSON.

    `status` 0: it is not given yet; then `about` is that of the `Request` once it was met, and empty before.
    """

    request: str
    at: int
    status: int
    about: str
    body: bytes


class Answers(Protocol):
    """Answers to writes, kept for a day: who asks again under the same key is answered the same."""

    def claim_answer(self, key: str, request: str, at: datetime) -> KeptAnswer | None:
        """What is kept under the key; where that is nothing, the key is taken for this request from now on."""

    def keep_answer(self, key: str, status: int, about: str, body: bytes) -> None:
        """Keep the answer to the request that the key was taken for."""

    def drop_answer(self, key: str) -> bool:
        """Let go of the key, if its request was not met; whether that was so."""


class Fragment(NamedTuple):
    """An entry in bytes. `scope` names the format and everything else that decides the bytes besides the entry itself,
    `name` the entry, `state` its revision."""

    scope: str
    name: str
    state: str
    data: bytes


class Fragments(Protocol):
    """A cache of rendered entries, bounded, that other processes and later ones share."""

    def fragments(self, scope: str, states: Mapping[str, str]) -> dict[str, bytes]:
        """What is kept of a scope, by name, of the names that are kept in the state given."""

    def keep_fragments(self, rules: str, rendered: Iterable[Fragment]) -> None:
        """Keep them in the place of other states of the same names; all that other `rules` rendered is forgotten."""


class Lease(Protocol):
    """What one process on a database holds as long as it lives: it runs the sources."""

    def acquire(self) -> bool:
        """Whether this process holds it, taking it if it is free; quick, from any thread. Raises `StoreUnavailable`."""

    def release(self) -> None:
        """Let another process lead."""


class StandbyState(NamedTuple):
    """How a standby is doing that is read from: how many positions, and how long, it is behind what was given out; or
    what keeps it from being asked."""

    positions: int | None = None
    seconds: float | None = None
    problem: str = ""


class Readiness(NamedTuple):
    """What works of a database that answers: what does not, if anything, and the standby where there is one."""

    problem: str = ""
    standby: StandbyState | None = None


class Store(Bounds, Events, Changes, Feeds, Evidence, Answers, Fragments, Protocol):
    """All of it; opened by `timeline.store.open_store(url)`, which creates and migrates."""

    def check(self) -> Readiness:
        """Raises `StoreUnavailable` where the database can be seen to be unable to answer, or to take what is new
        while no standby answers in its place."""

    def follow(self, lost: Callable[[], None] = ...) -> None:
        """From now on be told of what others write, where that is cheaper than to ask at each request. `lost` is called
        when changes that were read here are not in the log any more, as another server goes on with it that never had
        them: whatever was made of them is wrong."""

    def is_shared(self) -> bool:
        """Whether others, on whichever machine, serve the same database beside this process, as far as is known."""

    def lease(self) -> Lease:
        """What decides which of several processes on this database runs its sources."""

    def close(self) -> None:
        """Let go of the database."""
