"""What sources say of the files' entries outlives the database: store → `events.history.jsonl`.

That an entry was changed is for whoever curates to record (`check --fix`); that a source tells of it needs no decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from timeline.errors import Conflict
from timeline.files import history, history_writer
from timeline.loaded_folder import evidence_rows, known_rows, remember_rows, short
from timeline.model.change import EVIDENCE, Change
from timeline.store.contract import Store

TRIES: Final = 5


def record(directory: Path, authority: str, store: Store) -> int:
    """Append what sources changed of entries, and the history lacks; how many changes that were.

    What comes after a change of the entry itself that is not recorded waits for it. So does everything while the file
    is not the one that the store knows: it is loaded first. A folder that cannot be written to keeps no such history.
    """
    for _ in range(TRIES):
        try:
            return _record(directory / history.FILE, authority, store)
        except Conflict:  # another program wrote to it meanwhile: look again
            continue
        except OSError:
            return 0
    return 0


def _record(path: Path, authority: str, store: Store) -> int:
    changes = list(of_sources(store.unrecorded()))
    if not changes:
        return 0
    past, problems = history.read(path)
    known = known_rows(store)
    if problems or past.authority != authority or {short(row.digest) for row in past.rows} != known:
        return 0
    rows = history.rows_of(past, changes, ())
    written = {short(row.digest) for row in rows}
    store.set_setting("history.evidence", " ".join(sorted(evidence_rows(store) | written)))
    history_writer.append(path, past, rows)
    store.mark_recorded(changes)
    remember_rows(store, known | written)
    return len(rows)


def of_sources(pending: Iterable[Change]) -> Iterator[Change]:
    """The changes that sources alone made, of each entry as far as nothing else came before them."""
    others: set[str] = set()
    for change in pending:
        if change.before is None or not EVIDENCE.issuperset(change.fields):
            others.add(change.event)
        if change.event not in others:
            yield change
