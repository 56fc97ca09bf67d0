"""Words of the calendar that are names: Mrs May, May Road, the Winter War, the Prague Spring, Bloody Sunday."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from timeline.dates.reading import periods
from timeline.dates.reading.statement import Ends, Statement, fixed
from timeline.dates.reading.table import Hit
from timeline.prose.cues.shape import word_set

NAME: Final = "name"
"""The rule of an expression that is part of a name: it says when the thing once was, and dates nothing here."""


def with_names(text: str, hits: Iterable[Hit], language: str) -> Iterator[Hit]:
    """The expressions, those that are part of a name by a rule of their own; of "Arab Spring 2011" the year stays.

    Names of people and streets are left out.
    """
    for hit in hits:
        before = text[max(0, hit.start - 30) : hit.start]
        after = text[hit.end : hit.end + 40]
        words = text[hit.start : hit.end]
        if _is_named_season(words, before, language):
            yield _its_year(hit, words) or hit._replace(rule=NAME)
        elif _is_of_a_name(hit, words, before, after, language):
            yield hit._replace(rule=NAME)
        elif not _is_person_or_street(hit, words, before, after):
            yield hit


def _is_named_season(words: str, before: str, language: str) -> bool:
    """ "the Prague Spring", "Hot Autumn 1969", "der Prager Frühling 1968": an adjective or a place makes it a name."""
    named = _BEFORE_A_SEASON.get(language)
    return named is not None and bool(_SEASON.match(words) and named.search(before))


def _its_year(hit: Hit, words: str) -> Hit | None:
    year = _YEAR.search(words)
    statement = fixed(periods.year(int(year[1]))) if year else None
    if year is None or statement is None:
        return None
    return hit._replace(rule="year", start=hit.start + year.start(), statement=statement)


def _is_of_a_name(hit: Hit, words: str, before: str, after: str, language: str) -> bool:
    """ "the October Revolution", "May Fourth Movement", "Bloody Sunday", "la Primavera de Praga": no day of its own."""
    statement = hit.statement
    if isinstance(statement, Ends) or not (statement.yearly or statement.weekday) or not _CAPITAL.match(words):
        return False
    is_lone = words.removeprefix("The ").removeprefix("the ").replace(" ", "").isalpha()
    if language in _SMALL:
        is_date = statement.weekday or _IN.search(before)  # many write "en Mai", "Samedi"
        return is_lone and not is_date and bool(_GOES_ON.search(before) or _ARTICLE_WITHIN.match(words))
    if language != "en":
        return False
    has_article = bool(_ARTICLE.search(before)) or words.startswith(("The ", "the "))
    is_preposed = bool(_TELLS_WHEN.search(before))
    if _HEAD.match(after) and (has_article or not (is_preposed or statement.weekday)):
        return is_lone or bool(_OF_ITS_YEAR.match(after))
    if not is_lone:
        return False
    is_coloured = statement.weekday and _COLOUR.search(before) and not _SURNAME.search(before)
    if (_OF_A_NAME.match(after) and not is_preposed) or is_coloured:
        return True
    return has_article and not is_preposed and bool(_CAPITAL_AFTER.match(after) or _OF_A_YEAR.match(after))


def _is_person_or_street(hit: Hit, words: str, before: str, after: str) -> bool:
    """Whether a month that stands alone is part of a person's or a street's name."""
    statement = hit.statement
    if isinstance(statement, Ends) or not _is_lone_month(statement, words):
        return False
    after = after[:24]
    if before.endswith("& ") or _TITLE.search(before) or _STREET.match(after):
        return True
    if _PREPOSITION.search(before):
        return False
    month = words.lower()
    if month in _SURNAMES and _FORENAME.search(before):
        return True
    return month in _FORENAMES and not _THE.search(before) and bool(_SURNAME_AFTER.match(after))


def _is_lone_month(statement: Statement, words: str) -> bool:
    return statement.grain == "month" and statement.yearly is not None and words.isalpha() and words[:1].isupper()


_SURNAMES: Final = word_set("march may august mai märz janvier abril")
_FORENAMES: Final = word_set("april may june august avril abril julio")
_THE: Final = re.compile(r"\b(?:the|a|an|this|that|his|her|its|their)(?: [\w-]+)? $", re.IGNORECASE)
_TITLE: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lady|Lord|Dame|Prof|Herr|Frau|Herrn|Mme|Mlle|Monsieur|Madame|Señora?|Sra?|Don|Doña"
    r"|Minister|Senator|Judge|Captain|Sergeant|President|Chancellor|Queen|King|Prince|Princess|Saint|St)\.? $"
)
_STREET: Final = re.compile(
    r" (?:Road|Street|Avenue|Lane|Square|Fair|Ball|Hill|River|Islands?|Bank|Company|University|Queen)\b"
)
_PREPOSITION: Final = re.compile(
    r"(?:\b(?:in|by|since|until|till|from|to|of|last|next|this|early|late|mid|through|during|before|after|for|between"
    r"|im|seit|bis|ab|vom|zum|en|de|d['’]|à|depuis|hasta|desde|del)|[-–—/])\s*$",
    re.IGNORECASE,
)
_FORENAME: Final = re.compile(r"\b(?!(?:The|In|On|By|This|Last|Next|Early|Late|Mid)\b)[A-Z][a-zà-ÿ]+ $")
_SURNAME_AFTER: Final = re.compile(
    r" (?!(?:I|The|A|An|In|On|At|He|She|It|They|We|Day|Bank|Holiday)\b)"
    r"[A-ZÀ-Þ][a-zà-ÿ]+(?:-[A-ZÀ-Þ][a-zà-ÿ]+)?(?=[ ,.;:’']|$)"
)

_SEASON: Final = re.compile(
    r"(?:Spring|Summer|Autumn|Winter|Fall|Frühling|Frühjahr|Sommer|Herbst|Juillet|Mai|Octobre|Février|Octubre|Mayo"
    r"|Febrero|Julio|Abril|Marzo)(?: of| de)?(?: \d{4})?$"
)
_YEAR: Final = re.compile(r"(?:de )?(\d{4})$")
_BEFORE_A_SEASON: Final = {
    "en": re.compile(
        r"\b[Tt]he (?!(?:The|In|By|This|That|Last|Next|Late|Early|Mid|Every|Each|Since|Until|Till|During|From|Of|And|Or"
        r"|For|Through|Throughout|To|After|Before|On|At|One|Another|Our|His|Her|Their|Its|My|A|An|All|Over|Around|About"
        r"|Following|Previous|Same|Meteorological|Northern|Southern|Austral|Boreal|Spring|Summer|Autumn|Winter|Fall"
        r"|January|February|March|April|May|June|July|August|September|October|November|December)\b)"
        r"[A-Z][\w'’-]+ $"
    ),
    "de": re.compile(
        r"\b(?:[Dd](?:er|en|em|es)|[IiAa]m|[VvZz][ou]m|[Bb]eim) "
        r"(?!(?:Letzte|Nächste|Später|Spät|Früh|Diese|Jede|Der|Aller|Unser|Einer)[a-z]*\b)"
        r"[A-ZÄÖÜ][\wäöüß-]+e[rnms]? $"
    ),
    "fr": re.compile(r"\b[A-ZÀ-Þ][\wà-ÿ]+ (?:de |d['’])$"),
    "es": re.compile(r"\b[A-ZÀ-Þ][\wà-ÿ]+ de $"),
}
"""What stands before a season whose name it makes; German capitalises each noun, but no plain adjective."""
_CAPITAL: Final = re.compile(r"(?:[Tt]he )?(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?[A-ZÀ-Þ]")
_SMALL: Final = frozenset({"fr", "es"})
"""Languages that write months, weekdays and seasons small, so that a capital within a sentence makes a name."""
_ARTICLE_WITHIN: Final = re.compile(r"(?:[Ll]e |[Ll]a |[Ll]['’]|[Ee]l )[A-ZÀ-Þ]")
_IN: Final = re.compile(r"\b(?:en|au|ce|de ce|dès|depuis|mois de|mes de) $")
_SURNAME: Final = re.compile(
    r"\b(?!(?:The|On|By|In|Since|Until|After|Before|That|This|Of|And)\b)[A-Z][\w.’'-]* [A-Z]\w+ $"
)
_OF_ITS_YEAR: Final = re.compile(r"(?: [A-Z][\w’'-]+){1,2} of \d{4}\b")
_GOES_ON: Final = re.compile(r"[\wà-ÿ,] $")
_ARTICLE: Final = re.compile(r"\b[Tt]he $")
_TELLS_WHEN: Final = re.compile(r"\b(?:on|in|by|since|until|till|from|that|every|each) (?:the )?$", re.IGNORECASE)
_CAPITAL_AFTER: Final = re.compile(r"(?: and [A-Z][a-z]+)? (?!(?:I|Mr|Mrs|Ms|Dr|Sir|Lord|Lady)\b)[A-Z][\w’'-]+")
_HEAD: Final = re.compile(
    r"(?: [A-Z][\w’'-]+)? (?:War|Wars|Revolution|Offensive|Rising|Uprising|Rebellion|Revolt|Insurrection|Mutiny"
    r"|Agreement|Accords?|Treaty|Pact|Declaration|Manifesto|Movement|Crisis|Olympics|Paralympics|Games|Palace|Festival"
    r"|Fair|Statement|Budget|Days|Monarchy|Laws|Theses|Plot|Coup|Putsch|Pogroms?|Massacre|Campaign|Incident|Times|Post"
    r"|Herald|Express|Mirror|Mail|Telegraph|Club|Conference|Congress|Session|School|Cup|League|Series|Classic|Riots"
    r"|Exhibition|Island|Society|Constitution|Storm|Sessions|Party|Committee|Group|Line|Bridge|Square)\b"
)
"""What happened or is, and has a word of the calendar in its name."""
_OF_A_NAME: Final = re.compile(
    r" of (?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)[A-Z][a-z]+"
)
_COLOUR: Final = re.compile(
    r"\b(?:Black|Bloody|Red|White|Blue|Green|Super|Cyber|Holy|Silver|Fat|Big|Giving|Sad|Freaky) $"
)
_OF_A_YEAR: Final = re.compile(r" [a-z]+ of (?:the )?\d{4}\b")
"""The Monday demonstrations of 1989."""
