"""The words of one clause of a sentence, as a title begins with them, where no grammar of the language is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Final

from timeline.prose.adverbials import Spans, plain, says_nothing_else
from timeline.prose.cues import Cues
from timeline.prose.english.subjects import LIMIT, has_verb
from timeline.prose.words import Clause, governing

BESIDE: Final = 8
"""Characters between two dates that are told as one: "2022 und 2024"."""


class ClauseWords:
    """One sentence with its clauses and dates, asked for the words of one clause."""

    attributes: ClassVar[bool] = False
    """Whether a date that describes a noun ("the 2021 sanctions") is told apart, and stays."""

    def __init__(self, text: str, parts: Sequence[Clause], dates: Spans, cues: Cues) -> None:
        self.text, self.parts, self.dates, self.cues = text, parts, dates, cues

    def words(self, at: int) -> str:
        """The words of the clause that the date at an offset belongs to, with a neighbour's where they are too few."""
        self.dates = self._told_at(at)
        place = self._own(at)
        text = self._clause(place, at)
        later = next((n for n, p in enumerate(self.parts) if n > place and p.kind == "main"), place + 1)
        for other in (later, place - 1):
            if len(text) < (4 if self.cues.spaced else 2) and 0 <= other < len(self.parts):
                text = self._clause(other, at) or text
        return self._with_verb(place, text)

    def _told_at(self, at: int) -> Spans:
        """The date asked about and those beside it; another date of the clause tells what else happened, and stays."""
        own = next((n for n, (start, end) in enumerate(self.dates) if start <= at < end), None)
        if own is None:
            return self.dates
        first = last = own
        while first and self.dates[first][0] - self.dates[first - 1][1] < BESIDE:
            first -= 1
        while last + 1 < len(self.dates) and self.dates[last + 1][0] - self.dates[last][1] < BESIDE:
            last += 1
        return self.dates[first : last + 1]

    def _with_verb(self, place: int, text: str) -> str:
        """The words as they are: where a verb stands is only known of English."""
        return text

    def _own(self, at: int) -> int:
        """The clause that tells the event; brackets with nothing but a date belong to what stands before them."""
        place = governing(self.parts, at)
        clause = self.parts[place]
        if clause.kind == "aside" and place and says_nothing_else(self._plain(clause.body, clause.end)):
            place -= 1
        resumes = clause.kind == "resume" and place >= 2 and self.parts[place - 1].kind == "aside"
        if resumes and not (self._has_own_verb(place) and self._has_own_verb(place - 2)):
            place -= 2
        if clause.kind in {"relative", "participle"} and place and self._is_apart(clause, at):
            place -= 1
        return place

    def _has_own_verb(self, place: int) -> bool:
        return has_verb(self._plain(self.parts[place].body, self.parts[place].end))

    def _is_apart(self, clause: Clause, at: int) -> bool:
        """ "… billboards that read “Belgrade”, Serbia, on 4 May": a last date after a comma is the whole sentence's."""
        tail = re.search(r",\s+(?:on|in)?\s*$", self.text[clause.start : at])
        date = next((end for start, end in self.dates if start <= at < end), at)
        return bool(tail) and self.text[clause.start] != "," and len(self.text) - date < 3

    def _clause(self, place: int, at: int) -> str:
        """The clause's words, with what they lack taken from the clauses before."""
        return self._with_head(place, self._joined(place, at))

    def _with_head(self, place: int, text: str) -> str:
        """In other languages: with the words before a relative clause, or before what resumes after one."""
        kind = self.parts[place].kind
        short = not self.cues.spaced and len(text) < 5
        head_at = place - 1 if kind == "relative" or short else place - 2
        if not (short or kind in {"relative", "resume"}) or head_at < 0:
            return text
        before = self._plain(self.parts[head_at].body, self.parts[head_at].end)
        between = ", " if kind == "relative" else " "
        if short:
            between = "，"
        return f"{before}{between}{text}" if len(before) <= LIMIT else text

    def _joined(self, place: int, at: int) -> str:
        """The clause and what resumes it after an aside; and the rest of the sentence where the date stands apart."""
        clause = self.parts[place]
        texts = [self._plain(clause.body, clause.end)]
        here = governing(self.parts, at)
        if here == place + 1 and self.parts[here].kind in {"relative", "participle"}:
            return self._plain(clause.body, self.parts[here].end)
        while [p.kind for p in self.parts[place + 1 : place + 3]] == ["aside", "resume"]:
            place += 2
            after = self._plain(self.parts[place].start, self.parts[place].end)
            if has_verb(texts[0]) and has_verb(after):
                break
            texts.append(after)
        return " ".join(texts)

    def _plain(self, start: int, end: int) -> str:
        return plain(self.text, start, end, self.dates, attributes=self.attributes)
