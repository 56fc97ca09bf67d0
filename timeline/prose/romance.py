"""French and Spanish titles: a participle in front, or of a noun, becomes a clause of its own; "il" gets its name.

"Inauguré en 1991, il avait été fermé en 2021" dates an opening and a closing; "un puente construido en 1924" dates the
bridge and not what happened to it since.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from timeline.prose.clause_words import ClauseWords
from timeline.prose.tidy import LONGEST, tidy_text


@dataclass(frozen=True, slots=True)
class Forms:
    """What a language's verbs and nouns look like: `finite` verbs, `participle`s, a `noun` with its article, the
    passive's verb in the past (`singular`, `plural`), pronouns that point back with the articles they agree with, and
    where a `phrase` begins that a long title can do without.
    """

    finite: re.Pattern[str]
    participle: re.Pattern[str]
    noun: re.Pattern[str]
    singular: str
    plural: str
    pronouns: dict[str, frozenset[str]]
    phrase: re.Pattern[str]
    drops_subject: bool = False
    """Whether a verb alone says who is meant: "inauguró el campo"."""


FRENCH: Final = Forms(
    finite=re.compile(
        r"(?<![\w’'])(?:a|ont|avait|avaient|aura|auront|est|sont|était|étaient|fut|furent|sera|seront|va|vont|doit|doivent|peut"
        r"|\w{2,}(?:era|eront|ira|iront|rait|èrent|irent|urent)|\w{3,}ait|\w{3,}aient"
        r"|(?!cinéma|opéra|caméra|agenda|panorama)[a-zéèêàûôîïç]{3,}a)(?=[ .,;]|$)"
    ),
    participle=re.compile(r"(?:\w+(?:é|ée|és|ées)|\w{3,}(?:ie|is|it|ite|ue?|us)|morte?|ouverte?s?)$"),
    noun=re.compile(
        r"(?:^|(?<= ))((?:un|une|le|la|des|les|l[’'])[ ]?[\w-]+(?: [\w-]+)?)"
        r" ((?:\w{2,}é|construit|détruit|écrit|ouvert)(?:e|s|es)?)$"
    ),
    singular="a été",
    plural="ont été",
    pronouns={
        "il": frozenset({"le", "un", "l’", "l'"}),
        "elle": frozenset({"la", "une", "l’", "l'"}),
        "ils": frozenset({"les", "des"}),
        "elles": frozenset({"les", "des"}),
    },
    phrase=re.compile(
        r",| (?:après|avant|pour|dans|sur|avec|sans|lors|pendant|selon|afin|contre|malgré|à la suite|au cours)\b"
    ),
)
SPANISH: Final = Forms(
    finite=re.compile(
        r"(?<!\w)(?:ha|han|había|habían|habrá|es|son|era|eran|fue|fueron|será|serán|está|están|va|van|debe|deben|puede|pueden"
        r"|\w{3,}(?:ó|aron|ieron|ará|arán|erá|erán|irá|irán|aba|aban))(?=[ .,;]|$)"
    ),
    participle=re.compile(r"\w{2,}(?:ad|id)(?:o|a|os|as)$|(?:muert|abiert|rot|escrit|hech)(?:o|a|os|as)$"),
    noun=re.compile(
        r"(?:^|(?<= ))((?:un|una|el|la|unos|unas|los|las) [\w-]+(?: [\w-]+)?)"
        r" ((?:\w{2,}(?:ad|id)|abiert|escrit)(?:o|a|os|as))$"
    ),
    singular="fue",
    plural="fueron",
    pronouns={"él": frozenset({"el", "un"}), "ella": frozenset({"la", "una"})},
    phrase=re.compile(r",| (?:tras|después|antes|para|con|sin|por|durante|sobre|contra|según|ante|debido)\b"),
    drops_subject=True,
)
_NOUN: Final = re.compile(r"(?:(?:le|la|les|el|los|las) |l[’'])\w+", re.IGNORECASE)
_OF_BEING: Final = re.compile(r"(?:né|mort)e?s?\b", re.IGNORECASE)
"""French participles that go with "être"."""
BACK: Final = 4
"""Sentences that a pronoun looks back."""


class RomanceClauseWords(ClauseWords):
    """A French or Spanish sentence, asked for the words of one clause."""

    forms: Forms

    def _clause(self, place: int, at: int) -> str:
        clause = self.parts[place]
        if clause.kind == "relative" and place:
            return self._related(place, at)
        apart = self._fronted(clause.body, clause.end, at) or self._described(clause.body, at)
        return apart or super()._clause(place, at)

    def _fronted(self, start: int, end: int, at: int) -> str:
        """ "Inauguré en 1991 …, il avait été fermé": what stands before the comma, or what follows it."""
        said, comma, rest = self.text[start:end].partition(", ")
        first = said.split(" ", 1)[0]
        if not comma or not first[:1].isupper() or not self.forms.participle.match(first.lower()):
            return ""
        after = start + len(said) + len(comma)
        if at >= after:
            return self._plain(after, end)
        subject = self._subject(rest)
        return self._passive(subject, self._plain(start, start + len(said))) if subject else ""

    def _subject(self, text: str) -> str:
        """What stands before the first verb; the first noun with its article where no verb is known."""
        if verb := self.forms.finite.search(text):
            return text[: verb.start()].strip()
        noun = _NOUN.match(text)
        return noun[0] if noun else ""

    def _described(self, start: int, at: int) -> str:
        """ "… un puente construido en 1924": the noun and its participle right before the date."""
        before = self._plain(start, next((right for left, right in self.dates if left <= at < right), at))
        described = self.forms.noun.search(before)
        if described is None or described.start() == 0 or not self.forms.finite.search(before[: described.start()]):
            return ""
        return self._passive(described[1], described[2])

    def _related(self, place: int, at: int) -> str:
        """ "…, qui a été élu": the noun is the subject; "où il doit …" is a clause of its own."""
        text = self._joined(place, at)
        opener, _, rest = text.partition(" ")
        if opener.lower() in {"où", "donde"}:
            return rest
        noun = self._plain(self.parts[place - 1].body, self.parts[place - 1].end)
        is_subject = opener.lower() in {"qui", "que"} and self.forms.finite.match(rest)
        return f"{noun} {rest}" if is_subject and len(noun) <= LONGEST // 2 else self._with_head(place, text)

    def _passive(self, subject: str, said: str) -> str:
        several = re.match(r"(?:les|des|los|las|unos|unas|ils|elles)\b", subject, re.IGNORECASE)
        verb = self.forms.plural if several else self.forms.singular
        if _OF_BEING.match(said):
            verb = "sont" if several else "est"
        return f"{subject} {verb} {said[:1].lower()}{said[1:]}"


class FrenchClauseWords(RomanceClauseWords):
    """A French sentence, asked for the words of one clause."""

    forms = FRENCH


class SpanishClauseWords(RomanceClauseWords):
    """A Spanish sentence, asked for the words of one clause."""

    forms = SPANISH


_ARTICLES: Final = frozenset("le la les un une des l’ l' el los las una unos unas".split())


def name_subject(forms: Forms, title: str, before: Sequence[str]) -> str:
    """The title with the subject of a sentence before in place of its pronoun; as it is where none agrees."""
    pronoun, _, rest = title.partition(" ")
    articles = forms.pronouns.get(pronoun.lower())
    if articles is None and forms.drops_subject and forms.finite.fullmatch(pronoun.lower()):
        articles, rest = _ARTICLES, f"{pronoun.lower()} {rest}"
    if articles is None:
        return title
    for sentence in reversed(before[-BACK:]):
        verb = forms.finite.search(sentence)
        subject = tidy_text(sentence[: verb.start()]) if verb else ""
        first = re.match(r"l[’']|\w+", subject, re.IGNORECASE)
        named = subject[:1].isupper() and first is not None and first[0].lower() not in _ARTICLES and subject.istitle()
        if first and (named or first[0].lower() in articles) and ", " not in subject and len(subject) <= LONGEST // 2:
            return f"{subject} {rest}"
    return title


def fit(forms: Forms, text: str) -> str:
    """Without what stands between two commas, then without its last phrases, until it fits: so none is torn."""
    parts = text.split(", ")
    if len(text) > LONGEST and len(parts) == 3 and forms.finite.search(parts[2]):
        text = f"{parts[0]} {parts[2]}"
    while len(text) > LONGEST:
        starts = [match.start() for match in forms.phrase.finditer(text) if match.start() >= LONGEST // 3]
        if not starts:
            return text
        text = text[: starts[-1]]
    return text
