"""What surrounds one temporal expression, and the shape of a reason for or against its dating an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from timeline.prose.cues import Cues
from timeline.prose.words import Clause

WINDOW: Final = 300
"""Characters on either side of a date that are looked at, so that a sentence full of dates stays cheap."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What surrounds one expression: offsets `start` and `end` in `sentence`, and the `clause` that governs it.

    `precision` is that of its date; `others` counts closer dates within it in the same clause; `dateline` and
    `caption` say what kind of line it stands in; `of_subject` that it stands in brackets behind the subject of a
    sentence that has other dates; `doubtful` that what the date leans on is. The rest follows:
    `words` are its own, `before` and `after` up to 60 characters beside it, `own` the clause without the date,
    `left` what of that comes first, `near` it and 30 more on either side.
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
    of_subject: bool = False
    doubtful: bool = False
    words: str = field(init=False)
    before: str = field(init=False)
    after: str = field(init=False)
    left: str = field(init=False)
    own: str = field(init=False)
    near: str = field(init=False)

    def __post_init__(self) -> None:
        text, start, end = self.sentence, self.start, self.end
        first = max(self.clause.start, start - WINDOW)
        last = min(max(end, self.clause.end), end + WINDOW)
        known = {
            "words": text[start:end],
            "before": text[max(0, start - 60) : start],
            "after": text[end : end + 60],
            "left": text[first:start],
            "own": f"{text[first:start]} {text[end:last]}",
            "near": text[max(0, first - 30) : start] + text[end : last + 30],
        }
        for name, value in known.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True)
class Sign:
    """One named reason for or against; `weight` in log-odds."""

    name: str
    weight: float
    holds: Callable[[Surroundings], bool]
