"""The verbs as values: what one asks for, as the API, the pages and the terminal say it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

Id = Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,64}$")]
Reason = Annotated[str, msgspec.Meta(max_length=1000)]


class _Step(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="verb"
):
    reason: Reason = ""


class Create(_Step, frozen=True, kw_only=True, tag="create"):
    """A new event. `key` makes its id: the same key is the same event, asked for again."""

    event: dict[str, Any]
    key: str = ""


class _OfEvent(_Step, frozen=True, kw_only=True):
    """`revision` is the one that was seen; empty: whichever it is by now."""

    id: Id
    revision: str = ""


class Edit(_OfEvent, frozen=True, kw_only=True, tag="edit"):
    """Other values for some fields; null takes one away (RFC 7396)."""

    changes: dict[str, Any]


class Confirm(_OfEvent, frozen=True, kw_only=True, tag="confirm"):
    """It took place."""


class Cancel(_OfEvent, frozen=True, kw_only=True, tag="cancel"):
    """It is called off."""


class Postpone(_OfEvent, frozen=True, kw_only=True, tag="postpone"):
    """It is put off; `successor` is the id of the event that takes its place, `event` a new one that does."""

    successor: str = ""
    event: dict[str, Any] | None = None


class Withdraw(_OfEvent, frozen=True, kw_only=True, tag="withdraw"):
    """We no longer say it. It needs a reason."""


class Reinstate(_OfEvent, frozen=True, kw_only=True, tag="reinstate"):
    """It is on again, or said again: as it was before it was called off, put off or withdrawn."""


class Merge(_OfEvent, frozen=True, kw_only=True, tag="merge"):
    """It is the same as `into`, which speaks for both from now on."""

    into: Id


class Unmerge(_OfEvent, frozen=True, kw_only=True, tag="unmerge"):
    """It is an event of its own after all."""


class Undo(_OfEvent, frozen=True, kw_only=True, tag="undo"):
    """Take back the change at `position`, or the latest. What was changed since stays."""

    position: int = 0


Step = Create | Edit | Confirm | Cancel | Postpone | Withdraw | Reinstate | Merge | Unmerge | Undo
