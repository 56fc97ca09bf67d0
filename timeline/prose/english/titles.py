"""A title's words out of an English clause: with its subject and verb, wherever in the sentence they stand."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from timeline.prose.adverbials import PREPOSITION, Spans
from timeline.prose.clause_words import ClauseWords
from timeline.prose.cues.shape import word_set
from timeline.prose.english import verbs
from timeline.prose.english.openers import SAYS
from timeline.prose.english.shortening import SUBJECT
from timeline.prose.english.subjects import (
    LIMIT,
    antecedent,
    before_verb,
    begins_with_verb,
    has_verb,
    head,
    with_verb,
    without_fronting,
    without_having,
)
from timeline.prose.words import Clause, Word, tokens
from timeline.prose.words import words as words_of

_SINCE_ITS: Final = re.compile(r"(?:since|after|following|before) (?:its|his|her|their) ", re.IGNORECASE)
_SPAN: Final = re.compile(
    r"(?:,| just| only)? (?:an?|a few|some|\w+) (?:hour|day|week|month|year|decade)s?(?: later)?$"
)
"""What "…, five years after he was arrested" leaves where the clause after it is left out."""
_APPOSED: Final = re.compile(r", (?:an?|the) [^,]*$")
_WORD: Final = re.compile(r"\w+")
_OF: Final = re.compile(r"[A-Z][\w’'-]+ of $")
_PASSIVE: Final = re.compile(
    r"\b(?:was|were|been) (?:\w+ly )?(?:\w+ed|built|rebuilt|begun|laid|torn|driven|shot|burnt|led|brought|bought|cut"
    r"|set|lost|won|drawn|written|thrown|made|held|sold|sent|taken|given|put|found)\b"
)
_DONE_TO: Final = word_set(
    """
    released charged bailed remanded sentenced convicted jailed imprisoned fined freed handed deported executed hanged
    shot buried renamed rebuilt restored demolished destroyed enlarged extended replaced sold used put given taken
    """
)
"""Participles that share the passive before them: "arrested and released"; most others are verbs of their own."""
_PERSON_OF: Final = re.compile(r"^(?:the |an? )[^A-Z]* of (?=(?:[a-z-]+ )?[A-Z][\w’'-]+ [A-Z][\w’'-]+$)")
"""The murder of (shopkeeper Ahmed Khan), who …: a person is meant."""
_AMONG: Final = re.compile(r"^(?:along with|together with|as well as|and|including) ")
_COPULAS: Final = word_set(
    "is was are were marks marked demonstrates demonstrated represents remains became reflects means"
)
_JUDGES: Final = _COPULAS | {"has", "have", "had", "will"}
_JUDGED: Final = re.compile(rf"\b(?:{'|'.join(sorted(_JUDGES))})\b")
_NO_SUBJECT: Final = verbs.PREPOSITIONS | {"there", "it"}
_NEEDY: Final = frozenset({"relative", "participle", "coordinate", "subordinate", "aside", "resume"})


class EnglishClauseWords(ClauseWords):
    """An English sentence, asked for the words of one clause with the subject and verb that belong to them."""

    attributes: ClassVar[bool] = True

    def _told_at(self, at: int) -> Spans:
        """All dates: English tells by its clauses what belongs to which."""
        return self.dates

    def _own(self, at: int) -> int:
        """ ", the club announced on Monday": what was announced is told by the clause before."""
        place = super()._own(at)
        if self._is_label(place):
            return place + 1
        return place - 1 if place and self.parts[place].kind == "announcing" else place

    def _is_label(self, place: int) -> bool:
        """ "Brussels, 3 May 2024: the mayor opened …": a few words without a verb, and what happened behind a colon."""
        if self.parts[place].kind != "label" or place + 1 >= len(self.parts) or not self._has_own_verb(place + 1):
            return False
        words = self._plain(self.parts[place].body, self.parts[place].end)
        return len(words.split()) < 4 and not self.cues.happening.search(words)

    def _with_verb(self, place: int, text: str) -> str:
        """With the verb that resumes later ("Germany, with others, invaded …"), or the object two verbs share."""
        after = self.parts[place + 1] if place + 1 < len(self.parts) else None
        if after is None:
            return text
        if _is_noun(text) and self.parts[place].kind == "main":
            resumed = next((p for p in self.parts[place + 1 :] if p.kind == "resume"), None)
            rest = self._plain(resumed.start, resumed.end) if resumed else ""
            return f"{_unapposed(head(text) or text)} {rest}" if begins_with_verb(rest) else text
        last, rest = text.rsplit(" ", 1)[-1], self._plain(after.body, after.end)
        shared = verbs.is_past_form(last) and self.text[: after.start].rstrip().endswith(last)
        if after.kind == "coordinate" and shared and begins_with_verb(rest):
            return f"{text} {self._plain(after.start, after.end)}"
        return text

    def _clause(self, place: int, at: int) -> str:
        """The clause's words, with what they lack taken from the clauses before, or with what was announced."""
        clause = self.parts[place]
        text = self._joined(place, at)
        if self._opener(place + 1) in {"after", "before"}:
            text = _SPAN.sub("", text)
        if clause.kind == "relative" and not begins_with_verb(text):
            return text
        fronted = place == 0 or clause.kind not in _NEEDY
        special = fronted and (self._fronted_participle(place, at) or self._fronted_noun(place, at))
        if special or (special := self._dated_subject(clause, at)):
            return special
        text = without_fronting(text)
        if clause.kind in _NEEDY and begins_with_verb(text):
            subject = self._subject(place)
            passive = clause.kind == "participle" or (clause.kind == "coordinate" and self._shares_passive(place))
            finite = with_verb(text, subject) if passive else without_having(text)
            text = f"{subject} {finite}" if subject or not place else self._whole(place)
        else:
            text = self._without_pronoun(place, text)
        return self._with_content(place, text)

    def _shares_passive(self, place: int) -> bool:
        """ "was arrested on … and released on bail": the second participle has the first one's verb."""
        word = _WORD.match(self.text, self.parts[place].body)
        before = self._plain(self.parts[place - 1].body, self.parts[place - 1].end) if place else ""
        return bool(word and _PASSIVE.search(before) and word[0].lower() in _DONE_TO)

    def _opener(self, place: int) -> str:
        """The first word of a subordinate clause, in small letters."""
        if place >= len(self.parts) or self.parts[place].kind != "subordinate":
            return ""
        word = _WORD.search(self.text, self.parts[place].start)
        return word[0].lower() if word else ""

    def _whole(self, place: int) -> str:
        """The clause with the one before, where no subject could be told apart."""
        return without_fronting(self._plain(self.parts[place - 1].body, self.parts[place].end))

    def _fronted_participle(self, place: int, at: int) -> str:
        """ "Established in 1913, the plant …", "Having banned … by 2021, China …": the subject follows the comma."""
        word = _WORD.match(self.text, self.parts[place].body)
        first = word[0].lower() if word else ""
        if not (verbs.is_past_form(first) or verbs.is_ing(first) or first == "having"):
            return ""
        said, rest = self._halves(place, at)
        if not rest or _has_sure_verb(said):
            return ""
        subject = before_verb(rest) if has_verb(rest) else rest
        return f"{subject} {with_verb(said[:1].lower() + said[1:], subject)}" if subject else ""

    def _halves(self, place: int, at: int) -> tuple[str, str]:
        """What the clause opens with, the date within, and what follows its comma; empty where there is no comma."""
        clause, end = self.parts[place], self.parts[place].end
        after = max((stop for start, stop in self.dates if start <= at < stop), default=at)
        comma = self.text.find(", ", max(after, clause.body), end + 2)
        if comma < 0 or not clause.body <= at < comma:
            return "", ""
        if comma == end and place + 1 < len(self.parts) and self.parts[place + 1].kind == "main":
            end = self.parts[place + 1].end
        return self._plain(clause.body, comma), self._plain(comma + 2, end)

    def _fronted_noun(self, place: int, at: int) -> str:
        """ "Since its official start in May, the railway has …": what is dated is the railway’s official start."""
        if not _SINCE_ITS.match(self.text, self.parts[place].body):
            return ""
        said, rest = self._halves(place, at)
        opening = _SINCE_ITS.match(said)
        if not opening or not rest or has_verb(noun := said[opening.end() :]):
            return ""
        subject = before_verb(rest)
        return f"{subject}’s {noun}" if subject and not subject.endswith("s") and len(subject) < 40 else ""

    def _dated_subject(self, clause: Clause, at: int) -> str:
        """ "The decision to recognise Beijing in 1964 is historic": what is dated is the subject, not the judgement."""
        verb = self._judging_verb(clause, at)
        if verb and _OF.search(self.text, clause.body, at) and self._is_passive(clause, verb):
            return ""  # "The Prague Spring of 1968 was crushed": the year is that of the name, and of what became of it
        introduced = PREPOSITION.sub("", self.text[clause.body : at])
        if verb is None or len(introduced) == at - clause.body:
            return ""
        before = without_fronting(self._plain(clause.body, clause.body + len(introduced)))
        if not without_fronting(self._plain(clause.body, clause.end)).startswith(before[:20]):
            return ""  # the date stands in what is fronted, so it dates the whole clause
        participle = verbs.is_past_form(before.rsplit(" ", 1)[-1])
        # "The treaty in 1964 has …" goes on to tell; after "has" only "the treaty signed in 1964" is dated itself.
        if not (verb.text in _COPULAS or participle) or not _is_subject(before, participle):
            return ""
        if ", " in before:
            subject = before.rsplit(", ", 1)[-1]
        elif participle:
            subject = before
        else:
            subject = without_fronting(self._plain(clause.body, clause.body + verb.start)).split(", ")[0]
        return head(_AMONG.sub("", subject)) or before

    def _is_passive(self, clause: Clause, verb: Word) -> bool:
        after = words_of(self.text[clause.body + verb.end : clause.end])
        return verb.text in {"was", "were"} and bool(after) and verbs.is_past_form(after[0])

    def _judging_verb(self, clause: Clause, at: int) -> Word | None:
        """The verb after the date that judges its subject, its offsets in the clause's own words."""
        if not clause.body <= at < clause.end or not _JUDGED.search(self.text, at, clause.end):
            return None
        units = tokens(self.text[clause.body : clause.end])
        first = units[0].text if units else ""
        # A preposition, "there" or "it" in front: the subject is elsewhere, or stands for nothing.
        if first.lower() in _NO_SUBJECT or not first[:1].isalnum():
            return None
        return next((unit for unit in units if unit.text in _JUDGES and clause.body + unit.start > at), None)

    def _subject(self, place: int) -> str:
        """The noun that a clause without a subject speaks of: the noun before it, or the main clause's subject."""
        clause = self.parts[place]
        active = verbs.is_ing(self.text[clause.body : clause.body + 30].split(" ", 1)[0])
        if active and self.text[clause.start] == "," and (subject := self._main_subject(place)):
            return subject
        if clause.kind in {"relative", "participle", "aside"} and place:
            before = self.parts[place - 1]
            if before.kind == "aside" and place >= 2 and before.end - before.start < 3:
                before = self.parts[place - 2]
            text = self._plain(before.body, before.end)
            if _is_noun(text) and before.kind not in _NEEDY and len(text) <= LIMIT:
                return without_fronting(text)
            who = clause.kind == "relative" and re.match(r"\W*who\b", self.text[clause.start :])
            noun = antecedent(_APPOSED.sub("", text) if who else text)
            noun = _PERSON_OF.sub("", noun) if who else noun
            passive = verbs.is_past_form(self.text[clause.body : clause.body + 30].split(" ", 1)[0])
            if " " in noun or noun[:1].isupper() or (noun and passive and clause.kind == "participle"):
                return noun
        return self._main_subject(place)

    def _main_subject(self, place: int) -> str:
        for earlier in range(place - 1, -1, -1):
            part = self.parts[earlier]
            if part.kind in {"label", "aside", "reporting", "participle", "relative", "resume"}:
                continue
            text = without_fronting(self._plain(part.body, part.end))
            parted = earlier + 1 < place or self.parts[place].kind == "resume"
            if parted and part.kind in {"main", "coordinate"} and _is_noun(text) and (noun := head(text)):
                return self._described(_unapposed(noun), earlier, place)
            if not begins_with_verb(text) and (subject := before_verb(text)):
                return subject
        return ""

    def _described(self, noun: str, at: int, place: int) -> str:
        """ "The man who had started it was sentenced": a clause that no comma parts says which man is meant."""
        between = self.parts[at + 1]
        if at + 2 != place or between.kind != "relative" or self.text[between.start] == ",":
            return noun
        whole = f"{noun} {self._plain(between.start, between.end)}"
        return whole if len(whole) <= SUBJECT else noun

    def _without_pronoun(self, place: int, text: str) -> str:
        """ "… announced that it will adopt …": within a sentence the pronoun is the subject of the clause before."""
        pronoun = re.match(r"(?:it|he|she|they)\b(?= )", text, re.IGNORECASE)
        if pronoun and self.parts[place].kind in {"content", "coordinate"}:
            subject = self._main_subject(place)
            plural = " and " in subject or subject.endswith("s")
            agrees = plural == (pronoun[0].lower() == "they")
            if subject and agrees and len(subject) <= 45 and subject.lower() not in verbs.PRONOUNS:
                return subject + text[pronoun.end() :]
        return text

    def _with_content(self, place: int, text: str) -> str:
        """ "The government announced" asks for what it announced."""
        last = text.rsplit(" ", 1)[-1].lower()
        if last in SAYS and place + 1 < len(self.parts) and self.parts[place + 1].kind == "content":
            after = self.parts[place + 1]
            if re.fullmatch(r"(?:I|we|experts|officials|analysts) \w+", re.sub(r"^\W+", "", text), re.IGNORECASE):
                return self._plain(after.body, after.end)
            return f"{text} {self._plain(after.start, after.end)}"
        return text


def _unapposed(noun: str) -> str:
    """ "Tavares, 61", "his widow, Anne": the noun without what a comma adds to it; a list of three stays whole."""
    first, comma, added = noun.partition(", ")
    return first if comma and "," not in added and not re.search(r"\b(?:and|or)\b", added) else noun


def _is_noun(text: str) -> bool:
    return bool(text) and not has_verb(text) and not begins_with_verb(text)


def _is_subject(text: str, participle: bool) -> bool:
    """Whether the words are a noun phrase; the participle at its end may look like a finite verb."""
    spoken = words_of(text)
    verb = verbs.first_finite(spoken)
    return bool(spoken) and (verb is None or (participle and verb == len(spoken) - 1))


def _has_sure_verb(text: str) -> bool:
    """Whether the words hold a sure verb of their own, not just a form that may be a plural ("imports")."""
    words = words_of(text)
    return any(verbs.finite(words, at) and not verbs.is_third(word) for at, word in enumerate(words))
