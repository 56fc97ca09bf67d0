"""Which side of the publication a date without its year lies on: told by the verb that governs it.

English is read word by word, the nearest verb first; other languages by the cues of what is past and what is to come.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from timeline.prose.cues import CUES, Cues
from timeline.prose.cues.shape import word_set
from timeline.prose.english import verbs

REACH: Final = 240
"""Characters of the sentence that are looked at before a date, and half as many after."""

_WORD: Final = re.compile(r"[A-Za-z]+(?:['’][a-z]{1,2})?")
_STOP: Final = re.compile(r"(?<!\d)[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-ZÀ-Þ])|[。！？]|\n\s*\n|\n(?=[A-ZÀ-Þ•*-])")
_AHEAD: Final = word_set(
    """
    will won't shall would 'll ’ll expected scheduled due slated plans plan planned planning hopes hope aims aim
    intends intend deadline upcoming forthcoming expects expect until proposed projected going anticipated targeted
    must should can could may might ahead tentatively pending seeks wants needs forecast forecasts predicts
    """
)
_NOUNS: Final = word_set("plan plans hope hopes aim aims need needs forecast forecasts must will")
"""Words for what is to come that are nouns behind a determiner: "approved the plan on Tuesday"."""
_LASTING: Final = word_set("is are runs lasts continues remains")
_NOW: Final = word_set("is are has have am say says said been being be")
_ANNOUNCING: Final = word_set(
    """
    open begin start launch kick meet vote visit host return resume celebrate mark face appear perform play tour
    close end finish expire arrive leave depart go come take hold run stage air premiere screen reopen strike march
    gather retire step join travel head move fly sail compete race debut present welcome teach speak unveil
    """
)
"""Verbs that announce in the present: "The trial opens on Monday", "Polls close in June"."""
_PUT_OFF: Final = word_set(
    """
    postponed cancelled canceled adjourned rescheduled moved delayed deferred suspended scrapped shelved brought put
    called pushed shifted
    """
)
"""What happens to a date rather than on it; three of them only with "off", "forward" or "back"."""
_WITH: Final = {"called": {"off"}, "put": {"off", "back"}, "brought": {"forward"}, "pushed": {"back"}}
_SPOKEN: Final = word_set(
    "on in at late early a an the this reporters journalists statement interview news press conference"
)
"""Words between "said" and the day on which it was said."""
_ORIGINALLY: Final = word_set("originally initially")
_DETERMINERS: Final = word_set("a an the this")
_DATING: Final = word_set("at on from the am pm a m p noon midnight between to this")
_TO: Final = word_set("to until till for")
_INVITING: Final = word_set(
    "join stop come visit meet see register save book enjoy bring discover explore celebrate don't"
)
NEAREST: Final = 0


def tense(text: str, start: int, end: int, *, language: str = "en", bounds: bool = False) -> int:
    """-1 for what has been, 1 for what is to come, 0 where no verb tells.

    `bounds`: the date says until when, so what is said in the present lasts up to it ("is open through Thursday").
    """
    before, after = _sentence_before(text, start), _sentence_after(text, end)
    if language != "en":
        return _by_cues(before, after, CUES[language])
    return _by_verbs(_WORD.findall(before), _WORD.findall(after), bounds)


def _by_verbs(before: list[str], after: list[str], bounds: bool) -> int:
    if _ORIGINALLY.intersection(before[-4:]):
        return NEAREST
    for at in range(len(before) - 1, -1, -1):
        if before[at] in {"said", "told"} and _SPOKEN.issuperset(before[at + 1 :]):
            return -1
        if _puts_off(before, at):
            return _put_off_to(before[at + 1 :])
        if side := _side(before, at):
            return side
        if bounds and before[at].lower() in _LASTING:
            return 1
    for at in range(len(after)):
        if _puts_off(after, at):
            return 1 if {"has", "have", "is", "are"} & set(after[max(0, at - 3) : at]) else NEAREST
        if side := _side(after, at):
            return side
    return 1 if _invites(before) or _is_then(before) or _is_headline(before) else NEAREST


def _puts_off(words: list[str], at: int) -> bool:
    lower = words[at].lower()
    if lower == "off" and at and words[at - 1].lower() in {"is", "are"}:
        return True
    return lower in _PUT_OFF and (lower not in _WITH or bool(_WITH[lower] & set(words[at + 1 : at + 4])))


def _put_off_to(words: list[str]) -> int:
    """Where a date stands after "postponed": the new one lies ahead ("to", "until"), the old may be either side."""
    if any(word.lower() in _TO for word in words[-4:]):
        return 1
    return -1 if not words or words[-1].lower() in _SPOKEN - _DETERMINERS else NEAREST


def _side(words: list[str], at: int) -> int:
    """The side that one word tells, by its form and the words before it ("to be held")."""
    lower = words[at].lower().replace("’", "'")
    if words[at] == "May" or (lower in _NOUNS and at and words[at - 1].lower() in verbs.DETERMINERS):
        return 0
    if lower in _AHEAD or lower.endswith("'ll") or _announces(words, at):
        return 1
    if lower == "set" and set(words[at + 1 : at + 3]) & {"for", "to"}:
        return 1
    if lower in _NOW or not words[at].islower() or not verbs.is_past_form(lower):
        return 0
    if at and words[at - 1].lower() == "be":
        return 1 if at > 1 and words[at - 2].lower() in {"to", "will", "would", "may", "could", "can"} else 0
    return -1


def _announces(words: list[str], at: int) -> bool:
    """ "Opens", "polls close", "are meeting", "is to visit"."""
    word, previous = words[at], words[at - 1].lower() if at else ""
    if not word.islower():
        return False
    if previous in {"is", "are", "am"}:
        return word == "to" or _base_of_ing(word) in _ANNOUNCING
    if word in _ANNOUNCING:
        return _is_plural(previous) or previous in {"they", "we", "who"} or (previous == "and" and at > 1)
    return any(
        word == base + ending for base in (word[:-1], word[:-2]) if base in _ANNOUNCING for ending in ("s", "es")
    )


def _base_of_ing(word: str) -> str:
    """Open of opening, come of coming, begin of beginning; nothing of what is no such form."""
    stem = word[:-3] if word.endswith("ing") else ""
    return next((base for base in (stem, f"{stem}e", stem[:-1]) if base in _ANNOUNCING), "")


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "'s", "’s", "us", "is")) and len(word) > 3


def _is_then(before: list[str]) -> bool:
    """ "Kick-off is at 3pm on Saturday": what is said to be on a day still lies ahead."""
    place = next((at for at in range(len(before) - 1, -1, -1) if before[at] in {"is", "are"}), None)
    return place is not None and _DATING.issuperset(before[place + 1 :])


def _invites(before: list[str]) -> bool:
    """ "Join us on Sunday": the sentence begins with what the reader is asked to do."""
    return bool(before) and before[0].lower() in _INVITING


def _is_headline(before: list[str]) -> bool:
    """ "Teachers to strike on Thursday": an infinitive, and no verb that is finite."""
    if any(verbs.finite(before, at) for at in range(len(before))):
        return False
    return any(word == "to" and after in verbs.BASES for word, after in pairwise(before))


_CLAUSE: Final = re.compile(r"[,;:，；：（(]|\s[–—-]\s")


def _by_cues(before: str, after: str, cues: Cues) -> int:
    """By the clause that the date stands in; by the rest of the sentence where that tells nothing."""
    left = [match.end() for match in _CLAUSE.finditer(before)]
    right = _CLAUSE.search(after)
    own = before[left[-1] :] if left else before, after[: right.start()] if right else after
    for clause in (own, (before, after)):
        if (side := _nearest_cue(*clause, cues)) is not None:
            return side
    return 1 if cues.announced.search(f"{own[0]}\x00{own[1]}") else NEAREST


def _nearest_cue(before: str, after: str, cues: Cues) -> int | None:
    """What the nearest verb says; of a date put off, that it may be either side."""
    words = f"{before}\x00{after}"
    here = len(before)
    if cues.put_off.search(words):
        return 1 if cues.put_off_to.search(before) else NEAREST
    sides = [
        (abs(match.start() - here), side)
        for side, cue in ((1, cues.expected), (-1, cues.past))
        for match in cue.finditer(words)
    ]
    return min(sides)[1] if sides else None


def _sentence_before(text: str, at: int) -> str:
    piece = text[max(0, at - REACH) : at]
    cut = 0
    for match in _STOP.finditer(piece):
        cut = match.end()
    return piece[cut:]


def _sentence_after(text: str, at: int) -> str:
    piece = text[at : at + REACH // 2]
    match = _STOP.search(piece)
    return piece[: match.start()] if match else piece
