"""Whether a document is what it should be: one that says far less than before, or something else, is not believed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rapidfuzz import fuzz

from timeline.merge.edits import keep_edits
from timeline.merge.identity import REWORDED, Identity, is_ahead
from timeline.model.event import Claim
from timeline.model.titles import title_key
from timeline.model.values import counted

SHRINK: Final = 0.5
"""A document that keeps less than this share of what the source said before is not believed."""
FEW: Final = 4
"""Claims held below which a shrinking source is no surprise, unless all of several are gone."""
SEVERAL: Final = 2


@dataclass(frozen=True)
class Comparison:
    """What a source said before beside what its document says now.

    `mine` are the claims that are held, by key; one that is refused is in the document and makes no claim now.
    """

    mine: Mapping[str, Claim]
    identity: Identity
    is_refused: Callable[[Claim], bool]
    at: datetime
    complete: bool

    def suspicion(self) -> str:
        """Why a person has to look before anything of the document is taken, or nothing."""
        now = self._now()
        if self.complete and self.mine and not self.identity.claims:
            return f"it named {counted(len(self.mine), 'event')} before, and none now"
        ahead = [key for key, claim in self.mine.items() if is_ahead(claim.when, self.at)]
        # Of a document that may lack some, only what is in it says anything.
        expected = ahead if self.complete else [key for key in ahead if key in now]
        lost = [key for key in expected if self._is_lost(self.mine[key], now.get(key))]
        if self.complete and len(lost) == len(expected) and self._is_smaller(now, bool(expected)):
            return f"it named {counted(len(self.mine), 'event')} before, and only {len(self.identity.claims)} now"
        all_of_several = len(lost) == len(expected) >= SEVERAL
        most_of_many = len(expected) >= FEW and len(lost) > len(expected) * SHRINK
        if all_of_several or most_of_many:
            left = len(expected) - len(lost)
            return f"of {counted(len(expected), 'event')} to come that it named before, it has {left or 'none'} now"
        return ""

    def _now(self) -> dict[str, Claim]:
        """What the document says now of the claims that are held, by their keys of before."""
        doubtful, former = self.identity.unsure, self.identity.former
        keys = ((doubtful.get(name) or former.get(name, name), claim) for name, claim in _by_key(self.identity.claims))
        return {key: claim for key, claim in keys if key in self.mine}

    def _is_lost(self, old: Claim, new: Claim | None) -> bool:
        """Whether what was to come is not: it is missing, lies in the past, or is another thing under the same id."""
        if new is None:
            return not self.is_refused(old)
        new = keep_edits(new, old)
        return _goes_back(old, new, self.at) or _is_another(old, new)

    def _is_smaller(self, now: Collection[str], was_ahead: bool) -> bool:
        """Whether little is left. Where nothing was to come, only an archive shrinks: what is past may leave."""
        before, present = len(self.mine), len(self.identity.claims)
        is_little = before >= FEW and max(len(now), present) < before * SHRINK
        return is_little and (was_ahead or not any(is_ahead(claim.when, self.at) for claim in self.identity.claims))


def _by_key(claims: Iterable[Claim]) -> Iterable[tuple[str, Claim]]:
    return ((claim.mention.key, claim) for claim in claims)


def _goes_back(old: Claim, new: Claim, at: datetime) -> bool:
    """Whether what was to come begins earlier now, and is over: a copy of last year says so."""
    before, after = old.when.earliest, new.when.earliest
    return not is_ahead(new.when, at) and before is not None and after is not None and after < before


def _is_another(old: Claim, new: Claim) -> bool:
    """Whether neither date nor title is that of before: programs count their entries, each from one."""
    if old.when.edtf == new.when.edtf:
        return False
    return fuzz.ratio(title_key(old.mention.title), title_key(new.mention.title)) < REWORDED
