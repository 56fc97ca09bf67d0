"""Chinese titles: a clause with its subject, which stands in the clause before or in the sentence before.

"老图书馆建于1958年，去年12月31日闭馆" dates two events of one subject; 该馆 is whatever with 馆 was told last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from timeline.prose.clause_words import ClauseWords

_SUBJECT: Final = re.compile(
    r"^[^，。；]{0,6}?([\u4e00-\u9fff·“”《》A-Za-z]{2,14}?)(?:正式|已|曾|将|于|由|在|被|建于|建成|成立|设立|位于|是|为|有|从|自|宣布|表示|决定|开始|\d)"
)
_COMPLETED: Final = re.compile(r"[\u4e00-\u9fff](?:于|至|到|自)$")
"""What asks for the date after it: 建于, 成立于, 延至."""
_LEADING: Final = re.compile(r"^(?:起|以来|以前|以后|之后|之前|期间|前后|当天|当日|晚|上午|下午|凌晨)+[，,]?")
_POINTING: Final = re.compile(r"^(?:该([\u4e00-\u9fff])|[他她它]们?|其)(?!余|他|中)")
BACK: Final = 3
"""Sentences that a pronoun looks back."""


class ChineseClauseWords(ClauseWords):
    """A Chinese sentence, asked for the words of one clause."""

    def _clause(self, place: int, at: int) -> str:
        clause = self.parts[place]
        end = next((right for left, right in self.dates if left <= at < right), at)
        completed = _COMPLETED.search(self.text[clause.body : at]) and not re.search(r"\w", self.text[end : clause.end])
        text = self.text[clause.body : clause.end].strip() if completed else self._plain(clause.body, clause.end)
        text = _LEADING.sub("", text)
        return f"{self._subject(place)}{text.removeprefix('后')}" if place and _needs_subject(text) else text

    def _subject(self, place: int) -> str:
        """The subject of the nearest clause before that has one."""
        named = (subject(self.text[part.body : part.end]) for part in reversed(self.parts[:place]))
        return next((noun for noun in named if noun), "")


def _needs_subject(text: str) -> bool:
    return len(text) < 5 or text[0] in "在于后并再被曾已又将至"


def subject(sentence: str) -> str:
    """What a sentence begins to speak of: the words before its first verb or date; empty where none is known."""
    found = _SUBJECT.match(sentence.strip())
    return found[1] if found else ""


def name_subject(title: str, before: Sequence[str]) -> str:
    """The title with the subject of a sentence before in place of 该馆, 他 or 其; empty where none is known."""
    pointing = _POINTING.match(title)
    if pointing is None:
        return title
    for sentence in reversed(before[-BACK:]):
        noun = subject(sentence)
        if noun and not _POINTING.match(noun) and (not pointing[1] or noun.endswith(pointing[1])):
            particle = "的" if pointing[0] == "其" else ""
            return f"{noun}{particle}{title[pointing.end() :]}"
    return ""
