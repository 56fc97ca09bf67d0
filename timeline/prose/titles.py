"""A title out of a clause: its subject and verb, without the date's words, asides and who reported it.

Words are left out, never changed, but for the first letter and a subject taken from the clause before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from timeline.prose import verbs
from timeline.prose.clauses import SAYS, Clause, Token, governing, tokens
from timeline.prose.cues import Cues
from timeline.prose.shorten import EDGE, shortened, tidied

Spans = Sequence[tuple[int, int]]

_BULLET: Final = re.compile(r"^\W*(?:\d{1,3}[.)]\s+|[-*+•–—·▪◦#>|]+\s*)+")
_ASIDE: Final = re.compile(r"\s*(?:\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|（[^（）]{0,200}）)")
_FRONTED: Final = re.compile(
    r"^(?:however|meanwhile|moreover|furthermore|additionally|also|besides|then|later|later on|earlier|previously|finally"
    r"|simultaneously|in addition|as a result|at that time|at the time|at the same time|on the other hand|for example"
    r"|for instance|in fact|of course|indeed|similarly|subsequently|eventually|first of all|prior to this|shortly after"
    r"|soon after|after that|by then|and|but|so|yet|or)\b,?\s+",
    re.IGNORECASE,
)
_NEEDY: Final = frozenset({"relative", "participle", "coordinate", "subordinate", "aside", "resume"})
_SUBJECT_LIMIT: Final = 70


def title(sentence: str, parts: Sequence[Clause], at: int, dates: Spans, cues: Cues) -> str:
    """A title of at most 80 characters for what happened at the date that begins at offset `at` of `sentence`.

    `parts` are its clauses, `dates` the offsets of its temporal expressions. Empty only where there are no words.
    """
    words = _Sentence(sentence, parts, dates, cues).words(at)
    return shortened(words if re.search(r"\w", words) else sentence, cues)


class _Sentence:
    """One sentence with its clauses and dates, asked for the words of one clause."""

    def __init__(self, text: str, parts: Sequence[Clause], dates: Spans, cues: Cues) -> None:
        self.text, self.parts, self.dates, self.cues = text, parts, dates, cues

    def words(self, at: int) -> str:
        place = self._own(at)
        text = self._clause(place, at)
        for other in (place - 1, place + 1):
            if len(text) < 4 and 0 <= other < len(self.parts):
                text = self._clause(other, at) or text
        return text

    def _own(self, at: int) -> int:
        """The clause that tells the event; brackets with nothing but a date belong to what stands before them."""
        place = governing(self.parts, at)
        clause = self.parts[place]
        if clause.kind == "aside" and place and not re.search(r"\w", _lone(self._plain(clause.body, clause.end))):
            place -= 1
        if clause.kind == "resume" and place >= 2 and self.parts[place - 1].kind == "aside":
            if not (_has_verb(self._plain(clause.body, clause.end)) and self._has_own_verb(place - 2)):
                place -= 2
        if clause.kind in {"relative", "participle"} and place and self._is_apart(clause, at):
            place -= 1
        return place

    def _has_own_verb(self, place: int) -> bool:
        return _has_verb(self._plain(self.parts[place].body, self.parts[place].end))

    def _is_apart(self, clause: Clause, at: int) -> bool:
        """ "… billboards that read “Belgrade”, Serbia, on 4 May": a last date after a comma is the whole sentence's."""
        tail = re.search(r",\s+(?:on|in)?\s*$", self.text[clause.start : at])
        date = next((end for start, end in self.dates if start <= at < end), at)
        return bool(tail) and self.text[clause.start] != "," and len(self.text) - date < 3

    def _clause(self, place: int, at: int) -> str:
        """The clause's words, with what they lack taken from the clauses before, or with what was announced."""
        clause = self.parts[place]
        text = self._joined(place, at)
        if self.cues.code != "en":
            return text
        if clause.kind == "relative" and not _begins_with_verb(text):
            return text
        if place == 0 or clause.kind not in _NEEDY:
            if special := self._fronted_participle(clause, at) or self._fronted_noun(clause, at):
                return special
        if subject := self._dated_subject(clause, at):
            return subject
        text = _unfronted(text)
        if clause.kind in _NEEDY and _begins_with_verb(text):
            return f"{self._subject(place)} {_without_having(text)}"
        text = self._without_pronoun(place, text)
        return self._with_content(place, text)

    def _joined(self, place: int, at: int) -> str:
        """The clause and what resumes it after an aside; and the rest of the sentence where the date stands apart."""
        clause = self.parts[place]
        texts = [self._plain(clause.body, clause.end)]
        here = governing(self.parts, at)
        if here == place + 1 and self.parts[here].kind in {"relative", "participle"}:
            return self._plain(clause.body, self.parts[here].end)
        while place + 2 < len(self.parts) and [p.kind for p in self.parts[place + 1 : place + 3]] == ["aside", "resume"]:
            place += 2
            after = self._plain(self.parts[place].start, self.parts[place].end)
            if _has_verb(texts[0]) and _has_verb(after):
                break
            texts.append(after)
        return " ".join(texts)

    def _plain(self, start: int, end: int) -> str:
        """The words from `start` to `end` without brackets and adverbial dates."""
        kept, at = [], start
        for left, right in self.dates:
            if start <= left and right <= end and left >= at and _is_adverbial(self.text, start, left, right):
                kept.append(_PREPOSITION.sub("", self.text[at:left]))
                at = right
        kept.append(self.text[at:end])
        return tidied(_BULLET.sub("", _ASIDE.sub("", " ".join(kept))))

    def _fronted_participle(self, clause: Clause, at: int) -> str:
        """ "Established in 1913, the plant …" and "Having banned … by 2021, China …": the subject stands after the comma."""
        comma = self._comma(clause, at)
        first = tokens(self.text[clause.body : clause.body + 40])
        if not clause.body <= at < comma or not first:
            return ""
        word = first[0].text.lower()
        if not (verbs.is_past_form(word) or (verbs.is_ing(word) or word == "having")):
            return ""
        subject = _before_verb(self._plain(comma + 2, clause.end))
        said = self._plain(clause.body, comma)
        return f"{subject} {_without_having(said[:1].lower() + said[1:])}" if subject else ""

    def _comma(self, clause: Clause, at: int) -> int:
        """Where the comma stands that ends what the clause opens with, the date within; -1 where there is none."""
        after = max((end for start, end in self.dates if start <= at < end), default=at)
        return self.text.find(", ", max(after, clause.body), clause.end)

    def _fronted_noun(self, clause: Clause, at: int) -> str:
        """ "Since its official start in May, the railway has …": what is dated is the railway’s official start."""
        opening = _SINCE_ITS.match(self.text, clause.body, clause.end)
        comma = self._comma(clause, at)
        if not opening or not opening.end() <= at < comma or _has_verb(noun := self._plain(opening.end(), comma)):
            return ""
        subject = _before_verb(self._plain(comma + 2, clause.end))
        return f"{subject}’s {noun}" if subject and not subject.endswith("s") and len(subject) < 40 else ""

    def _dated_subject(self, clause: Clause, at: int) -> str:
        """ "The decision to recognise Beijing in 1964 is historic": what is dated is the subject, not the judgement."""
        if not clause.body <= at < clause.end:
            return ""
        found = tokens(self.text[clause.body : clause.end])
        words = [t.text for t in found]
        verb = next((n for n, t in enumerate(found) if t.text in _JUDGES and clause.body + t.start > at), None)
        if not verb or words[0].lower() in verbs.PREPOSITIONS | {"there", "it"} or not words[0][0].isalnum():
            return ""
        introduced = _PREPOSITION.sub("", self.text[clause.body : at])
        before = _unfronted(self._plain(clause.body, clause.body + len(introduced)))
        if len(introduced) == at - clause.body:
            return ""
        participle = verbs.is_past_form(before.rsplit(" ", 1)[-1])
        if words[verb] not in _COPULAS and not participle:
            return ""
        if _has_verb(before) and not participle or not re.search(r"\w", before):
            return ""
        segment = before if participle else _unfronted(self._plain(clause.body, clause.body + found[verb].start))
        return _head(_AMONG.sub("", before.rsplit(", ", 1)[-1] if ", " in before else segment.split(", ")[0])) or before

    def _subject(self, place: int) -> str:
        """The noun that a clause without a subject speaks of: the noun before it, or the main clause's subject."""
        clause = self.parts[place]
        if clause.kind in {"relative", "participle", "aside"} and place:
            before = self.parts[place - 1]
            text = self._plain(before.body, before.end)
            if not _has_verb(text) and len(text) <= _SUBJECT_LIMIT and before.kind not in _NEEDY:
                return _unfronted(text)
            noun = _antecedent(tokens(text))
            if " " in noun or noun[:1].isupper():
                return noun
        return self._main_subject(place)

    def _main_subject(self, place: int) -> str:
        for earlier in range(place - 1, -1, -1):
            part = self.parts[earlier]
            if part.kind in {"label", "aside", "reporting", "participle", "relative", "resume"}:
                continue
            text = _unfronted(self._plain(part.body, part.end))
            if not _has_verb(text) and earlier + 1 < place and len(text) <= _SUBJECT_LIMIT and part.kind == "main":
                return _head(text)
            if not _begins_with_verb(text) and (subject := _before_verb(text)):
                return subject
        return ""

    def _without_pronoun(self, place: int, text: str) -> str:
        """ "… announced that it will adopt …": within a sentence the pronoun is the subject of the clause before."""
        pronoun = re.match(r"(?:it|he|she|they)\b(?= )", text, re.IGNORECASE)
        if pronoun and self.parts[place].kind in {"content", "coordinate"}:
            subject = self._main_subject(place)
            if subject and len(subject) <= 45 and subject.lower() not in verbs.PRONOUNS:
                return subject + text[pronoun.end() :]
        return text

    def _with_content(self, place: int, text: str) -> str:
        """ "The government announced" asks for what it announced."""
        last = text.rsplit(" ", 1)[-1].lower()
        if last in SAYS and place + 1 < len(self.parts) and self.parts[place + 1].kind == "content":
            after = self.parts[place + 1]
            if re.fullmatch(r"(?:I|we|experts|officials|analysts) \w+", text, re.IGNORECASE):
                return self._plain(after.body, after.end)
            return f"{text} {self._plain(after.start, after.end)}"
        return text


_SINCE_ITS: Final = re.compile(r"(?:since|after|following|before) (?:its|his|her|their) ", re.IGNORECASE)
_AMONG: Final = re.compile(r"^(?:along with|together with|as well as|and|including) ")
_COPULAS: Final = frozenset("is was are were marks marked demonstrates demonstrated represents remains became reflects means".split())
_JUDGES: Final = _COPULAS | {"has", "have", "had", "will"}


def _lone(text: str) -> str:
    """The text without words that only introduce a date."""
    return re.sub(r"(?i)\b(?:in|on|at|since|from|by|until|around|about|circa|as|of|the|and|to|early|late|mid)\b", "", text)


_PREPOSITION: Final = re.compile(
    r"(?:\s|^)(?:(?:shortly |soon |just |as |no |not )?(?:on|in|at|since|from|by|until|till|before|after|during|around|about|"
    r"circa|through|throughout|following|of|late|later than|early as|starting from|starting in|starting|beginning in|effective|"
    r"back in|for|over|this|and|to|am|im|ab|vom|seit|bis|en|le|au|depuis|el|desde|hasta)\s+(?:the\s+)?)+$",
    re.IGNORECASE,
)
_AFTER_ADVERBIAL: Final = frozenset(
    verbs.PREPOSITIONS | verbs.CONJUNCTIONS | verbs.AUXILIARIES | verbs.DETERMINERS | verbs.PRONOUNS
    | set("when while what because if not also due alongside along near whether how why where".split())
)
_COPULA: Final = re.compile(
    r"\b(?:is|was|are|were|be|year|mark|marks|marked|of|than|like|the|a|an|this|its|his|her|their)\s+$", re.IGNORECASE
)


def _is_adverbial(sentence: str, start: int, left: int, right: int) -> bool:
    """Whether the date only says when; one that is subject, predicate or attribute ("the 2021 sanctions") stays."""
    before, after = sentence[max(start, left - 30) : left], sentence[right : right + 24]
    preposed = _PREPOSITION.search(before)
    if re.match(r"[’']s?\b|-\w", after):
        return False
    follows = re.match(r"[ \u00a0]+([^\W\d_]+)", after)
    names = bool(follows) and follows[1].lower() not in _AFTER_ADVERBIAL  # type: ignore[index]
    if names and (not preposed or preposed[0].rstrip().lower().endswith("the")):
        return not before.strip() and bool(re.search(r"[a-z]", sentence[left:right])) and not follows[1][0].isupper()  # type: ignore[index]
    if preposed:
        return True
    if _COPULA.search(before):
        return False
    subject = re.match(r"\s+(?:is|was|marks?|marked|saw|sees|will|has|had|brought)\b", after)
    return bool(before.strip()) or not subject


def _unfronted(text: str) -> str:
    """Without "However," and without an opening "In Serbia’s capital Belgrade," that has no verb of its own."""
    before = ""
    while before != text:
        before, text = text, _FRONTED.sub("", text)
    first, comma, rest = text.partition(", ")
    opens = first.split(" ", 1)[0].lower()
    if not comma or opens not in verbs.PREPOSITIONS | {"as", "amid", "upon"} or _has_verb(first) or not _has_verb(rest):
        return text
    apposed, comma, after = rest.partition(", ")
    if comma and re.match(r"(?:or|the|an?|capital)\b", apposed) and not _has_verb(apposed) and _has_verb(after):
        return after
    return rest


def _without_having(text: str) -> str:
    return re.sub(r"^having (?=\w)", "", text, flags=re.IGNORECASE)


def _has_verb(text: str) -> bool:
    return verbs.first_finite([t.text for t in tokens(text)]) is not None


def _begins_with_verb(text: str) -> bool:
    """Whether the subject is missing: "opened the gate"; not "fertilised eggs were found"."""
    words = [t.text for t in tokens(text[:120])]
    while words and words[0].lower() in verbs.ADVERBS | {"not"}:
        words = words[1:]
    if not words:
        return False
    first, after = words[0].lower(), words[1].lower() if len(words) > 1 else ""
    if first in verbs.AUXILIARIES | verbs.PAST | verbs.PAST_OR_PARTICIPLE or verbs.is_third(first):
        return True
    if not (verbs.is_past_form(first) or verbs.is_ing(first)):
        return False
    adjective = after not in verbs.PREPOSITIONS | verbs.DETERMINERS | {"", ",", "to"}
    end = words.index(",") if "," in words else len(words)
    return not (adjective and verbs.first_finite(words[:end], 1) is not None)


def _before_verb(text: str) -> str:
    """The subject of the clause: what stands before its verb, without asides and adverbs."""
    found = tokens(text)
    verb = verbs.first_finite([t.text for t in found])
    return _head(text[: found[verb].start]) if verb else ""


def _head(text: str) -> str:
    subject = re.split(r", (?:who|which|an?|the|under|including|along|with|led|senior|director)\b", text.strip(EDGE))[0]
    words = subject.strip(EDGE).split(" ")
    while words and words[-1].lower() in verbs.ADVERBS:
        words.pop()
    subject = " ".join(words)
    return subject if len(subject) <= _SUBJECT_LIMIT else ""


def _antecedent(found: Sequence[Token]) -> str:
    """The noun phrase that ends the words: back to its article, or to a preposition, a verb or a mark."""
    at = len(found)
    while at > 0 and len(found) - at < 10:
        word = found[at - 1].text
        lower = word.lower()
        if lower in verbs.DETERMINERS:
            at -= 1
            break
        if not (word[0].isalnum() or word in "&’'“”\"") or (lower in verbs.PREPOSITIONS and lower != "of"):
            break
        if lower in verbs.AUXILIARIES | verbs.PAST | verbs.CONJUNCTIONS | verbs.PRONOUNS or verbs.is_past_form(word):
            break
        at -= 1
    return re.sub(r"“ | ”", lambda m: m[0].strip(), " ".join(t.text for t in found[at:]).removeprefix("of "))
