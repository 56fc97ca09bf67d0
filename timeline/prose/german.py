"""German titles: the subject first and the verb second, and both halves of a verb kept.

A date that stood first leaves its verb there ("Am 3. Mai wurde die Brücke eröffnet"), a relative clause has its verb
last ("die Brücke, die 1953 gebaut wurde"): a headline has the order of a main clause. Words are moved, never changed.
"""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.clause_words import ClauseWords
from timeline.prose.cues.shape import word_set
from timeline.prose.tidy import LONGEST

_FINITE: Final = word_set(
    """
    ist sind war waren wird werden wurde wurden hat haben hatte hatten soll sollen sollte sollten will wollen wollte
    wollten kann können konnte konnten muss müssen musste mussten darf dürfen durfte durften bleibt bleiben blieb kam
    kamen ging gingen gab gaben fand fanden begann begannen starb starben trat traten stand standen zog zogen hielt
    hielten schloss schlossen ließ ließen nahm nahmen fiel fielen brach brachen verließ erhielt erhielten entstand
    entstanden gewann verlor übernahm beschloss unterschrieb lädt findet finden beginnt beginnen endet öffnet eröffnet
    schließt tritt kommt kommen geht gehen gibt feiert plant bekommt erhält startet
    """
)
_PRETERITE: Final = re.compile(r"[a-zäöüß]{3,}(?:te|ten)$")
_ARTICLE: Final = (
    r"(?:[Dd](?:er|ie|as|en|em|es)|[Ee]in(?:e|em|en|er|es)?|[Kk]eine?|[Ii]hre?|[Ss]eine?|[Vv]iele|[Mm]ehrere|[Zz]wei|[Dd]rei"
    r"|\d+)"
)
_NOUN: Final = r"(?:„[^“]{1,40}“|[A-ZÄÖÜ][\wäöüß-]*\w)"
_GENITIVE: Final = rf"(?: (?:der|des) (?:[a-zäöüß-]+(?:en|er) )?{_NOUN}| (?:von|vom) {_NOUN})?"
_SUBJECT: Final = re.compile(
    rf"(?:er|sie|es|man|wir|ich)(?= )|"
    rf"(?:{_ARTICLE} )?(?:[a-zäöüß-]+(?:e|er|es|en) ){{0,2}}{_NOUN}(?: {_NOUN}){{0,3}}{_GENITIVE}(?= |$)"
)
_LOOSE: Final = re.compile(r"(?:bereits|schon|erst|noch|dann|danach|zuletzt|zudem|dort|auch|jedoch) ", re.IGNORECASE)
_PHRASE: Final = re.compile(
    r" (?:in|im|ins|am|auf|über|unter|vor|nach|mit|für|bei|beim|durch|gegen|um|wegen|zu|zum|zur|aus|seit|ohne|trotz)"
    rf"(?: {_ARTICLE})?(?: [a-zäöüß-]+(?:en|er|em|es))?(?: {_NOUN}){{1,3}}{_GENITIVE}(?= |$)"
)


def is_finite(word: str) -> bool:
    """Whether a form is a finite verb that stands in reports: an auxiliary, a common strong verb, a weak past."""
    return word.lower() in _FINITE or bool(_PRETERITE.match(word))


class GermanClauseWords(ClauseWords):
    """A German sentence, asked for the words of one clause in the order of a main clause."""

    def _clause(self, place: int, at: int) -> str:
        if self.parts[place].kind == "relative" and place:
            return self._related(place, self._joined(place, at))
        return self._subject_first(self._joined(place, at)) or super()._clause(place, at)

    def _related(self, place: int, text: str) -> str:
        """ "die alte Brücke, die gebaut wurde": the noun is the subject, and the verb comes second."""
        noun = self._plain(self.parts[place - 1].body, self.parts[place - 1].end)
        pronoun, _, rest = text.partition(" ")
        said, _, verb = rest.rpartition(" ")
        if pronoun.lower() not in {"der", "die", "das"} or not is_finite(verb) or not _SUBJECT.fullmatch(noun):
            return self._with_head(place, text)
        return f"{noun} {verb} {said}".strip()

    def _subject_first(self, text: str) -> str:
        """Where the date or "bereits" stood first, its verb would: then the subject changes places with it."""
        begun = _LOOSE.sub("", text) if _LOOSE.match(text) else text
        verb, _, rest = begun.partition(" ")
        if not is_finite(verb) or (verb[:1].isupper() and begun is text and not self._led_by_date(text)):
            return ""
        subject = _SUBJECT.match(rest)
        return f"{subject[0]} {verb.lower()} {rest[subject.end() :].strip()}".strip() if subject else ""

    def _led_by_date(self, text: str) -> bool:
        return any(start < 12 for start, _ in self.dates)


def fit(text: str) -> str:
    """Without its last phrases ("über die Donau") until it fits; the verb's second half at the end stays."""
    while len(text) > LONGEST:
        phrases = [match.span() for match in _PHRASE.finditer(text) if match.start() >= LONGEST // 4]
        if not phrases:
            return text
        start, end = phrases[-1]
        text = text[:start] + text[end:]
    return text
