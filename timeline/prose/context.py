"""What surrounds one temporal expression, and the shape of a reason for or against its dating an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from timeline.prose.clauses import Clause
from timeline.prose.cues import Cues


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds one expression: offsets `start` and `end` in `sentence`, and the `clause` that governs it.

    `precision` is that of its date; `others` counts more exact dates in the same clause; `dateline` and `caption` say
    what kind of line it stands in.
    """

    sentence: str
    start: int
    end: int
    clause: Clause
    precision: str
    cues: Cues
    others: int = 0
    dateline: bool = False
    caption: bool = False

    @property
    def words(self) -> str:
        return self.sentence[self.start : self.end]

    @property
    def before(self) -> str:
        """Up to 60 characters before the expression."""
        return self.sentence[max(0, self.start - 60) : self.start]

    @property
    def after(self) -> str:
        """Up to 60 characters after the expression."""
        return self.sentence[self.end : self.end + 60]

    @property
    def own(self) -> str:
        """The clause's words, the date's left out."""
        inside = self.clause.start <= self.start < self.clause.end
        left = self.sentence[self.clause.start : self.start] if inside else ""
        return left + " " + self.sentence[self.end if inside else self.clause.start : max(self.end, self.clause.end)]

    @property
    def near(self) -> str:
        """The clause's words, and up to 30 characters on either side of it."""
        return (
            self.sentence[max(0, self.clause.start - 30) : self.start] + self.sentence[self.end : self.clause.end + 30]
        )


@dataclass(frozen=True, slots=True)
class Sign:
    """One named reason for or against; `weight` in log-odds."""

    name: str
    weight: float
    holds: Callable[[Context], bool]
