"""A title's words made to fit: tidy_text, and cut where a reader would pause.

Nothing is reworded. English gives up, in this order, what stands between commas before the verb, what follows the
subject's noun, and the last phrases; other languages the last phrases.
"""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.clauses import Word, tokens
from timeline.prose.cues import Cues
from timeline.prose.english import verbs
from timeline.prose.names import people

LONGEST: Final = 80
"""Characters of a title."""
SUBJECT: Final = 48
"""Characters of its subject, where the title is too long."""
EDGE: Final = " \t\n,.;:–—-―…，。；：、/|\u00a0\u3000*_#>"
_SPACES: Final = re.compile(r"\s+")
_LOOSE: Final = re.compile(r"\s+([,.;:!?)，。；：！？])|([,，])(?:\s*[,，])+|(\()\s+")
_HAN_GAP: Final = re.compile(r"(?<=[\u3001-\u9fff\uff00-\uffef])[ \t]+(?=[\u3001-\u9fff\uff00-\uffef])")
_OPENERS: Final = (
    verbs.PREPOSITIONS | verbs.CONJUNCTIONS | {"that", "which", "who", "where", "when", "while", "because"}
)
_PAIRS: Final = (("“", "”"), ("(", ")"), ("「", "」"), ("《", "》"), ("«", "»"), ("（", "）"), ("[", "]"))


def shorten(text: str, cues: Cues) -> str:
    """The text tidy_text, at most 80 characters, ending in no loose word, with a capital first."""
    tidy = tidy_text(text)
    if len(tidy) > LONGEST and cues.code == "en":
        tidy = _fit(tidy)
    if len(tidy) > LONGEST:
        tidy = _cut(tidy, cues)
    tidy = _balance(_trim(tidy, cues))
    return tidy if re.match(r"[a-z]+[A-Z]", tidy) else tidy[:1].upper() + tidy[1:]


def tidy_text(text: str) -> str:
    """Single spaces, none before a comma or between Chinese characters, nothing loose at the edges."""
    text = _HAN_GAP.sub("", text)
    return _LOOSE.sub(lambda m: m[1] or m[2] or m[3], _SPACES.sub(" ", text)).strip(EDGE)


def _fit(text: str) -> str:
    """With a shorter subject: the verb is worth more than what stands before it."""
    text = _without_adverbs(_DESCRIBED.sub("", text))
    units = tokens(text)
    verb = verbs.first_finite([t.text for t in units])
    if not verb or units[verb].start <= SUBJECT or len(text) <= LONGEST:
        return text
    subject, rest = text[: units[verb].start].strip(EDGE), text[units[verb].start :]
    for shorter in (_without_asides, _first_of_two, _name_only, _without_modifiers):
        if len(subject) > SUBJECT:
            subject = shorter(subject)
    if len(subject) + len(_PHRASE.split(rest, maxsplit=1)[0]) >= LONGEST:
        subject = _OF.split(subject, maxsplit=1)[0]
    return f"{subject} {rest}"


_DESCRIBED: Final = re.compile(
    r"\bwhat (?:is|was|are|were|has been|is being) (?:described|called|known|billed|seen) as "
)
_KEPT: Final = frozenset(
    {"not", "never", "no", "now", "first", "once", "only", "again", "ever", "even", "mainly", "largely"}
)
_ADVERB: Final = re.compile(rf"\b(?:{'|'.join(sorted(verbs.ADVERBS - _KEPT))}) (?=\w)")


def _without_adverbs(text: str) -> str:
    return _ADVERB.sub("", text)


def _without_asides(subject: str) -> str:
    """Without what stands between two commas: "the envoy, a lawyer from Lyon, …"."""
    parts = subject.split(", ")
    if len(parts) == 2:
        return parts[0]
    if len(parts) == 3 and not re.match(r"(?:and|or)\b", parts[2]):
        return f"{parts[0]} {parts[2]}"
    return subject


def _without_modifiers(subject: str) -> str:
    """Up to the first participle, relative or preposition other than "of" after its noun."""
    units = tokens(subject)
    for at in range(2, len(units)):
        word, lower = units[at].text, units[at].text.lower()
        after = units[at + 1].text.lower() if at + 1 < len(units) else ""
        opens = (lower in verbs.PREPOSITIONS and lower != "of") or lower in {"that", "which", "who"}
        opens = opens or verbs.is_ing(word) or (verbs.is_past_form(word) and after in verbs.PREPOSITIONS)
        if opens and not _in_quotes(subject, units[at]):
            return subject[: units[at].start].strip(EDGE)
    return subject


_OF: Final = re.compile(r" of (?!.{0,12}$)")
_PHRASE: Final = re.compile(rf",| (?:{'|'.join(sorted(_OPENERS))})\b")


def _in_quotes(text: str, token: Word) -> bool:
    before = text[: token.start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _first_of_two(subject: str) -> str:
    """ "Prime Minister John Howard and minister Ian MacDonald": the first, where it names somebody."""
    first, both, _ = subject.partition(" and ")
    return first if both and people(first) else subject


def _name_only(subject: str) -> str:
    """ "Minister of Ecology and … Mukhtar Babayev": a name of two words or more at its end stands for all of it."""
    name = re.search(r"(?:(?<=\s)[A-ZÀ-Þ][^\W\d_]+\s){1,3}[A-ZÀ-Þ][^\W\d_]+$", subject)
    if not name or len(name[0]) < 8 or _BY.search(subject[: name.start()]):
        return subject
    return name[0]


_BY: Final = re.compile(r"\b(?:by|with|in|at|from|on|under|against|between)\s")


def _cut(text: str, cues: Cues) -> str:
    """Before the last phrase that does not fit; in Chinese at a mark, else anywhere."""
    head = text[: LONGEST + 1]
    if not cues.spaced or " " not in head:
        at = max(head.rfind(mark) for mark in "，；。;,")
        return head[:at] if at >= LONGEST // 4 else text[:LONGEST]
    at = head.rfind(" ")
    following = text[at + 1 :].split(" ", 1)[0].lower()
    if text[at - 1] in ",;" or following.strip(EDGE) in _OPENERS or cues.code != "en":
        return head[:at]
    return _before_phrase(head[:at])


def _before_phrase(head: str) -> str:
    """Without the phrase that was cut in its middle, as long as enough remains, the verb included."""
    units = tokens(head)
    verb = verbs.first_finite([t.text for t in units])
    least = max(LONGEST * 2 // 5, units[verb].end + 3 if verb is not None else 0)
    if (comma := head.rfind(", ")) >= least + 8:
        return head[:comma]
    for token in reversed(units):
        if token.start >= least and (token.text.lower() in _OPENERS or token.text == ","):
            return head[: token.start]
    return head


def _trim(text: str, cues: Cues) -> str:
    """Without a last word that asks for another: "between", "the", "and"."""
    words = text.strip(EDGE).split(" ")
    while len(words) > 2 and (words[-1].lower().strip(EDGE) in cues.trailing or not words[-1].strip(EDGE)):
        words.pop()
    return " ".join(words).strip(EDGE)


def _balance(text: str) -> str:
    """Without a quotation mark or bracket whose partner was cut off."""
    for left, right in _PAIRS:
        if text.count(left) > text.count(right):
            at = text.rfind(left)
            text = text[:at] + text[at + 1 :]
        elif text.count(right) > text.count(left):
            text = text.replace(right, "", 1)
    if text.count('"') % 2:
        at = text.rfind('"')
        text = text[:at] + text[at + 1 :]
    return text.strip(EDGE)
