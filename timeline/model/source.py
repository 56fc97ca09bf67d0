"""Where events come from: a source, a document fetched from it, and what is kept of both."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from timeline.dates.reading.date_order import ASK
from timeline.model.event import Claim, Mention

TRUST: Final = {
    # trust     what becomes of a new claim
    "publish": "published at once, unless we are unsure",
    "review": "waits for a person",
}
DEFAULT_TRUST: Final = "publish"
"""Of a source that does not say, in `sources.yaml` as in `import`: who names a source wants to see what it tells."""
STATES: Final = ("waiting", "accepted", "merged", "rejected")
"""What can be the state of a candidate."""
EVERY: Final = 3600
"""Seconds between two fetches where the file does not say."""


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of `sources.yaml`: `url` (http, https) or `path` (a file or folder beside it), never both.

    `url` may be secret, and stands in nothing that is published: `link` is the address that may be shown.

    `kind` names a reader (`extract.KINDS`), or is empty to have it recognised from the document. `every` are
    seconds between two fetches. `timezone` is the zone of its times that name none (empty: the chronology's setting
    counts; `floating`: none). `local` allows private, loopback and link-local addresses.
    """

    id: str
    name: str
    url: str = ""
    path: str = ""
    link: str = ""
    kind: str = ""
    every: int = EVERY
    tags: tuple[str, ...] = ()
    trust: str = DEFAULT_TRUST
    language: str = ""
    timezone: str = ""
    local: bool = False
    paused: bool = False

    @property
    def host(self) -> str:
        """The host that is asked for it, in small letters; nothing for a file."""
        try:
            return (urlsplit(self.url).hostname or "").rstrip(".")
        except ValueError:
            return ""

    @property
    def shown(self) -> str:
        """What its documents are called where anybody may read it: its link, its path or its name."""
        return self.link or self.path or self.name


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What came from a source at one instant, as bytes.

    `url` is the address that may be shown, or the file's or source's name. Where it was fetched from may be secret:
    of that `suffix` is the ending of the name, and `base` what relative addresses may be resolved against, a link or
    only scheme and host (empty: `url` is where it came from). `media_type` and `charset` are what the
    server said, in lower case, or empty. `published` is the document's own date where it is known from outside
    (YYYY-MM-DD); relative words count from it. `date_order` says which of two figures is the day where the document
    itself does not.
    """

    url: str
    data: bytes
    retrieved: datetime
    media_type: str = ""
    charset: str = ""
    published: str = ""
    language: str = ""
    title: str = ""
    base: str = ""
    suffix: str = ""
    date_order: str = ASK

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


class Refusal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item that could not be taken: where it stands in the document, and why.

    `key` is the item's own id and `title` its title, where they are known: what the source said of it before then
    stands, though the item makes no claim. `note` marks what was left out of an item that was taken all the same.
    """

    place: str
    reason: str
    key: str = ""
    title: str = ""
    note: bool = False


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader found in a document, in its order, and what it refused; one bad item never costs the rest.

    `complete` is False where the document is known to hold only some of the source's items (a paged or truncated
    feed, a calendar without its end): what is absent then says nothing.
    """

    mentions: tuple[Mention, ...] = ()
    refused: tuple[Refusal, ...] = ()
    complete: bool = True


BECAME: Final = {
    # what became of a mention   what that means
    "added": "an event of its own",
    "changed": "the source says it otherwise than before",
    "unchanged": "the source says it as before",
    "merged": "it speaks of an event that others tell of",
    "held": "it waits for a person",
    "refused": "it could not be taken",
    "rejected": "a person rejected it before",
}


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one mention (`BECAME`): with which event it was merged, or may be the same, and why."""

    key: str
    title: str
    became: str
    event: str = ""
    reason: str = ""


class Validators(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a server wants to be asked with next time (RFC 9110, section 8.8), as it was sent."""

    etag: str = ""
    modified: str = ""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What a fetch brought: the documents, and what to ask with next time."""

    documents: tuple[Document, ...]
    validators: Validators = Validators()


class Health(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a source is doing. `next_run` is when it is due; `failures` counts failed runs since the last success.

    The counts are those of the last run that brought something: `mentions` is the sum of what was `added`, `changed`,
    `unchanged`, `merged`, held (`candidates`), refused (`refused_items`) and `rejected` before; `withdrawn` counts
    events. `mergers` are some of those that were merged. `reader` names the program that read it, whose `validators`
    they are: another reads all of it again. `flagged` says why a run was not applied and waits for a
    person (a source that suddenly says far less, or something else); `believed` that one looked, and the next is.
    """

    source: str
    next_run: datetime | None = None
    last_run: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    error: str = ""
    flagged: str = ""
    believed: bool = False
    paused: bool = False
    digest: str = ""
    reader: str = ""
    validators: Validators = Validators()
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    candidates: int = 0
    mentions: int = 0
    unchanged: int = 0
    merged: int = 0
    rejected: int = 0
    mergers: tuple[Account, ...] = ()
    refused: tuple[Refusal, ...] = ()

    def succeeded(self, now: datetime) -> Health:
        """The source was reached and read."""
        return msgspec.structs.replace(self, last_run=now, last_success=now, failures=0, error="", believed=False)

    def failed(self, now: datetime, error: str) -> Health:
        """The source could not be reached or read; what it said before still counts. A person believed what it said
        then, not what it says when it is back."""
        return msgspec.structs.replace(self, last_run=now, failures=self.failures + 1, error=error, believed=False)

    def without_news(self) -> Health:
        """Nothing came of this run: what stood stands. What was refused is still refused."""
        known = self.added + self.changed + self.merged + self.unchanged
        return msgspec.structs.replace(
            self, added=0, changed=0, merged=0, unchanged=known, withdrawn=0, mergers=(),
        )  # fmt: skip

    @property
    def refused_items(self) -> int:
        """Items that were not taken; notes of what an item lacks are none."""
        return sum(not refusal.note for refusal in self.refused)


class Candidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A claim that waits for a person. `like` is the event it may be the same as, `reasons` why we are unsure.

    `id` is made from the source and the mention's key, so the same mention never asks twice. `state` is `waiting`,
    `accepted`, `merged` or `rejected`; `digest` is that of what the claim says, so that only a new word asks again.
    `event` is what the claim speaks of already, where an entry of the curator's may be the same.
    """

    id: str
    claim: Claim
    like: str = ""
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    state: str = "waiting"
    digest: str = ""
    event: str = ""
    since: datetime


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person decided of a claim, and when; it outlives the next fetch.

    `verdict` is `same` (the claim speaks of `event`), `different` (never merge it with `event`), `reject` (we do not
    publish it), `accept` (an event of its own) or `open` (what was decided before is taken back).
    """

    source: str
    key: str
    verdict: str
    event: str = ""
    at: datetime
    by: str = ""
