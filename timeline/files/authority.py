"""The authority under which events were published: another would make every one of them a new one to subscribers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from timeline import config
from timeline.errors import Problem
from timeline.files import history
from timeline.files.folder import Folder
from timeline.model.event import Event
from timeline.model.values import counted, quoted

COMMAND: Final = "timeline check --fix --new-authority"
RECORD: Final = "run `timeline check --fix` (or `make run`), which records it"


def problems(folder: Folder) -> list[Problem]:
    """What is wrong where the settings name another authority than the history."""
    before, now = folder.history.authority, folder.chronology.authority
    published = folder.history.held()
    if before in ("", now) or not published:
        return []
    return [refusal(now, before, f"{history.FILE}", published.values())]


def unrecorded(folder: Folder) -> list[Problem]:
    """What `check` says of another authority than that of a history in which nothing is published yet."""
    before, now = folder.history.authority, folder.chronology.authority
    if before in ("", now) or folder.history.changes:
        return []
    what = f"authority is {quoted(now)}, and {history.FILE} names {quoted(before)}, under which nothing is published"
    return [Problem(config.FILE, 0, 0, what, RECORD)]


def refusal(now: str, before: str, where: str, published: Iterable[Event], count: int = 0) -> Problem:
    """Why an authority is refused: what was published under the one before it, and how to go on."""
    events = sorted(published, key=lambda event: (event.published, event.id))
    number = count or len(events)
    first = f", the first of them {quoted(events[0].title)} ({events[0].id})" if events else ""
    were = "was" if number == 1 else "were"
    what = f"authority is {quoted(now)}, and {counted(number, 'event')} in {where} {were} published under "
    what += f"{quoted(before)}{first}"
    return Problem(config.FILE, 0, 0, what, remedy(before))


def remedy(before: str) -> str:
    """How to go on where the authority was changed."""
    return (
        f'subscribers would see all of it a second time: write authority = "{before}" (a domain need not stay yours); '
        f"or, where nobody subscribes yet, run `{COMMAND}`"
    )
