"""What the grammar of a language answers: the one place where prose asks which language it reads.

A language without a grammar is cut at its commas and judged by its cues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from timeline.prose import chinese, german, romance
from timeline.prose.clause_words import ClauseWords
from timeline.prose.cues import Cues
from timeline.prose.english.openers import openers
from timeline.prose.english.referents import name_subject
from timeline.prose.english.shortening import fit, without_torn_phrase
from timeline.prose.english.speech import has_verb_form, speaks
from timeline.prose.english.titles import EnglishClauseWords
from timeline.prose.segments import segments


@dataclass(frozen=True, slots=True)
class Grammar:
    """The questions that only a grammar answers.

    `openers`: where clauses begin, of words and those that belong to dates. `speaks`: whether a clause, with its words
    left of the date, only passes on words. `has_verb_form`: whether it may hold a verb. `fit` and `without_torn_phrase`
    shorten a title. `clause_words` finds a clause's words with what they lack. `name_subject` puts the name that the
    sentences before tell in place of a pronoun; empty where none can be told.
    """

    openers: Callable[[list[str], set[int], Cues], Iterator[tuple[int, str]]]
    speaks: Callable[[str, str, Cues], bool]
    has_verb_form: Callable[[str], bool]
    fit: Callable[[str], str]
    without_torn_phrase: Callable[[str, str], str]
    clause_words: type[ClauseWords]
    name_subject: Callable[[str, Sequence[str]], str]


def grammar(cues: Cues) -> Grammar:
    """The grammar of the language of the cues."""
    return _GRAMMARS.get(cues.code, _BY_CUES)


_ENGLISH: Final = Grammar(
    openers=lambda words, dated, cues: openers(words, dated),
    speaks=speaks,
    has_verb_form=has_verb_form,
    fit=fit,
    without_torn_phrase=without_torn_phrase,
    clause_words=EnglishClauseWords,
    name_subject=name_subject,
)
_BY_CUES: Final = Grammar(
    openers=segments,
    speaks=lambda clause, left, cues: bool(cues.reporting.search(clause)),
    # A verb is not known by its form there, so none is missed.
    has_verb_form=lambda clause: True,
    fit=lambda text: text,
    without_torn_phrase=lambda head, following: head,
    clause_words=ClauseWords,
    name_subject=lambda words, before: words,
)
_GERMAN: Final = replace(_BY_CUES, fit=german.fit, clause_words=german.GermanClauseWords)
_FRENCH: Final = replace(
    _BY_CUES,
    fit=partial(romance.fit, romance.FRENCH),
    clause_words=romance.FrenchClauseWords,
    name_subject=partial(romance.name_subject, romance.FRENCH),
)
_SPANISH: Final = replace(
    _BY_CUES,
    fit=partial(romance.fit, romance.SPANISH),
    clause_words=romance.SpanishClauseWords,
    name_subject=partial(romance.name_subject, romance.SPANISH),
)
_CHINESE: Final = replace(_BY_CUES, clause_words=chinese.ChineseClauseWords, name_subject=chinese.name_subject)
_GRAMMARS: Final = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH, "zh": _CHINESE}
