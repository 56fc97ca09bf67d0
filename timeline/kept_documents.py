"""The documents of a source that the store keeps, and what tells whether new ones bring anything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version

import msgspec

from timeline.dates.reading.date_order import ASK
from timeline.model.default_status import READING
from timeline.model.source import Document, Source
from timeline.store.contract import KeptDocument, Store


def documents(store: Store, source: Source) -> Iterator[Document]:
    """What was kept of a source, as it came."""
    for about, data in store.documents(source.id):
        document = msgspec.json.decode(about, type=Document)
        # What an older version kept has the address that it was fetched from.
        yield msgspec.structs.replace(document, data=data, url=source.shown if source.url else document.url)


def where_cut(store: Store, source: Source, fetched: Sequence[Document]) -> str:
    """Where a document is only the beginning of an earlier copy: what it lacks may have been cut off, and its last line
    may be half a line.

    A table, or a dump of lines, has no end that could be missed. What comes a second time as it is is believed. The
    copy before it may have been cut itself, so those before that count too.
    """
    # The address of what is kept is not the one it was fetched from, which is a secret: the newest comes first.
    kept = [document.data for document in documents(store, source)]
    latest = kept[: len(fetched)]
    for document in fetched:
        for whole in kept if document.data and document.data not in latest else ():
            if len(document.data) < len(whole) and whole.startswith(document.data):
                return f"it ends after {len(document.data):,} bytes, where the copy before went on to {len(whole):,}"
    return ""


def to_keep(source: Source, documents: Sequence[Document]) -> tuple[KeptDocument, ...]:
    """The documents as the store keeps them."""
    kept = []
    for document in documents:
        about = msgspec.json.encode(msgspec.structs.replace(document, data=b"")).decode()
        kept.append(KeptDocument(source.id, document.digest, about, document.data, document.retrieved))
    return tuple(kept)


def digest(documents: Sequence[Document], date_order: str = ASK) -> str:
    """What stands for all that came and the program that reads it: the same again brings nothing new."""
    digests = (document.digest for document in documents)
    return hashlib.sha256("\n".join((reader(date_order), *digests)).encode()).hexdigest()


@cache
def reader(date_order: str = ASK) -> str:
    """The program that reads: its version, and how that understands what it reads."""
    order = "" if date_order == ASK else f"/{date_order}"
    return f"{version('timeline')}/{READING}{order}"
