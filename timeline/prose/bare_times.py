"""Lines that are a time and no more: "A busy spring", "Ein heißer Sommer 2018", "忙碌的春天". They name no event."""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.cues.shape import word_set
from timeline.prose.surroundings import Surroundings

LONGEST: Final = 60
"""Characters of such a line; a longer one says more than a time."""


def is_bare_time(context: Surroundings) -> bool:
    """Whether the sentence is such a line."""
    return is_only_a_time(context.sentence)


def is_only_a_time(text: str) -> bool:
    """Whether a line has nothing but the noun of a time with its article, its adjectives and its year."""
    line = _MARKUP.sub("", text[: LONGEST + 20])
    if len(line) > LONGEST or _NAMED.search(line):
        return False
    if _CHINESE.fullmatch(line) or _AFTER.fullmatch(line):
        return True
    found = _BEFORE.fullmatch(line)
    return found is not None and _are_adjectives(found)


def _are_adjectives(found: re.Match[str]) -> bool:
    """Whether the words between article and noun say only how the time was.

    Without an article known words alone do: "Ferry summer 2025" and "Shop reopens spring 2025" are of something else.
    Behind one a single word does; in German any, since there every noun has a capital.
    """
    article, words = found["article"] or "", found["words"].replace(",", " ").split()
    if all(word.lower() in ADJECTIVES for word in words):
        return True
    is_possible = bool(article) and _LONG.match(found[0], found.end("words")) and all(map(str.islower, words))
    return bool(is_possible) and (len(words) == 1 or _GERMAN_ARTICLE.match(article) is not None)


_MARKUP: Final = re.compile(
    r"^[\s#*_>\"“„«=-]+(?:tit(?:le|el|re|ulo)\s*[:：]\s*)?|^tit(?:le|el|re|ulo)\s*[:：]\s*|[\s#*_.:!…\"”»=-]+$",
    re.IGNORECASE,
)
"""What is no word of a heading: signs of Markdown, quotes, the mark at its end."""
_NOUNS: Final = "|".join(
    """
    springs? springtime summers? autumns? falls? winters? seasons? days? nights? weeks? weekends? fortnights? months?
    quarters? half-year years? decades? century centuries era
    January February March April May June July August September October November December
    frühling frühjahr sommer herbst winter tage? wochen? wochenenden? monate? quartal jahre? jahrzehnte? jahrhundert
    januar jänner februar märz april mai juni juli august september oktober november dezember saison
    """.split()
)
_NOUNS_BEHIND_WHICH: Final = "|".join(
    """
    printemps étés? automnes? hivers? saisons? jours? semaines? mois années? décennies? siècles? primaveras? veranos?
    otoños? inviernos? temporadas? días? semanas? mes meses años? décadas? siglos?
    """.split()
)
"""Of French and Spanish, where adjectives stand behind their noun, or before it."""
_YEAR: Final = r"(?:,?\s+(?:(?:of|in|for|from|im Jahre?|des Jahres|von|de|del|du|en)\s+)?(?:the\s+year\s+)?\d{3,4})?"
_LONG: Final = re.compile(
    r"(?:springs?|springtime|summers?|autumns?|falls?|winters?|years?|decades?"
    r"|frühling|frühjahr|sommer|herbst|winter|jahre?|jahrzehnte?)\b",
    re.IGNORECASE,
)
"""What a word that is not known may qualify; before less it names what takes place: "an open day", "a hunger march"."""
_ARTICLE: Final = (
    r"(?:the|an?|this|that|our|my|their|his|her|its|another|one|such an?|what an?"
    r"|der|die|das|eine?r?|dieser?|dieses|unsere?r?|mein|noch ein|was für ein|welch ein"
    r"|les?|la|une?|cette?|cet|notre|nos|mon|quel(?:le)?|el|los|las|una?|esta|este|nuestr[ao]|otr[ao]|qué)"
)
_GERMAN_ARTICLE: Final = re.compile(r"d(?:er|ie|as|ies)|eine?|unser|mein|noch|was f|welch", re.IGNORECASE)
_BEFORE: Final = re.compile(
    rf"(?:(?P<article>{_ARTICLE})\s+)?(?P<words>(?:[^\W\d_][\w’'-]*,?\s+){{0,4}}?)"
    rf"(?:(?:\d{{4}}\s+)?(?:{_NOUNS}|{_NOUNS_BEHIND_WHICH}){_YEAR}"
    r"|\d{3}0s|\d{2}er[- ]Jahre|(?P<number>\d{4}))",
    re.IGNORECASE,
)
"""Adjectives before the noun. A bare year may as well be that of a thing: "The flood 1953"."""
_AFTER: Final = re.compile(
    rf"(?:{_ARTICLE}\s+)?(?:{_NOUNS_BEHIND_WHICH})\s+(?:(?:bien|très|plutôt|assez|muy|más|bastante)\s+)?"
    rf"(?!(?:de|du|des|del|en)\b)[^\W\d_]{{3,}}(?:\s+(?:et|y)\s+[^\W\d_]{{3,}})?{_YEAR}",
    re.IGNORECASE,
)
"""Adjectives behind the noun: "Un printemps chargé 2025", "Una primavera ajetreada de 2025"."""
_CHINESE: Final = re.compile(r"[^\s，。、的]{1,6}的(?:\d{4}年?的?)?(?:[春夏秋冬][天季]|一年|一月|一周)")
_NAMED: Final = re.compile(
    r"\b[Aa]rab|\bárabe|\bérable|\b[Mm]aple\b|\b(?:Prague|Prag(?:er)?|Praga|Croatian)\b|\b(?:heure|hora)s?\b"
    r"|\bberbère|^[Mm]es\b"
)
"""Springs that are events themselves: the Arab one, that of Prague; and the clocks' ("l'heure d'été")."""
ADJECTIVES: Final = word_set(
    """
    busy quiet long short hot cold warm cool wet dry rainy snowy sunny stormy windy foggy icy mild harsh hard severe
    early late good bad great terrible awful horrible dreadful wonderful beautiful lovely glorious golden dark bright
    strange odd weird eventful uneventful memorable unforgettable turbulent restless tense troubled difficult tough
    rough bitter sweet slow fast lazy crazy wild fateful decisive historic record exceptional unusual extraordinary
    remarkable special perfect lost last first second third next new old past recent big small full empty bleak grim
    gloomy roaring swinging very rather most exciting boring calm peaceful lively hectic frantic and but yet so too
    sehr und aber recht ziemlich
    """
)
"""Words that say how a time was."""
