"""How likely two tellings speak of the same event: one readable score, with its reasons."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from timeline.dates import Day, When
from timeline.model.event import Place
from timeline.model.moments import instant, is_same_moment, start_day
from timeline.model.search_terms import folded, terms
from timeline.model.titles import FILLER, ORDINALS, title_key, words

SAME: Final = 0.80
"""From here on two tellings are merged without asking."""
UNSURE: Final = 0.62
"""From here up to `SAME` a person is asked; below, they are two events."""
NEAR: Final = 30.0
FAR: Final = 100.0
"""Kilometres between two places that may be one, and that cannot be."""
DOUBTFUL: Final = SAME - 0.01
"""The most that a pair with a caution scores: it is asked, never merged."""

WEIGHTS: Final = {
    # what is found                          added to the score
    "titles alike": 0.62,  # times their likeness, 0 to 1
    "same day": 0.22,
    "dates meet, one or both vague": 0.12,
    "a place in common": 0.16,
    "places not given by both": 0.06,
    "a tag in common": 0.04,
    "names differ": -0.22,  # each title has a name the other has not
    "each has a word of its own": -0.12,
    "other places": -0.25,  # both name places, none in common, of unknown distance
    "places far apart": -0.40,
    "times of day differ": -0.12,
    "a day apart": 0.02,
}
CAUTIONS: Final = frozenset({"times of day differ", "a day apart"})
"""What leaves a doubt that no likeness of the rest removes: with one of them a person is asked."""

LEAST_ALIKE: Final = (
    UNSURE - 0.001 - WEIGHTS["same day"] - WEIGHTS["a place in common"] - WEIGHTS["a tag in common"]
) / WEIGHTS["titles alike"]
"""Likeness of titles below which not even all else brings a pair to where a person is asked; scores are rounded."""

RESEMBLES: Final = 80
"""Likeness of two words (per cent) from which they count as one: inflections, transliterations."""
ENOUGH_WORDS: Final = 3
"""Words in common from which the rest of a longer title does not count against it."""

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*(?:[A-Ha-h](?![A-Za-z]))?")
_ROMAN: Final = {name: str(n) for n, name in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV".split(), 1)}
_NUMERAL: Final = re.compile(rf"(?<=\s)(?:{'|'.join(sorted(_ROMAN, key=len, reverse=True))})(?=\s*(?:$|[:.,;()–-]))")
"""A Roman numeral where the title, or a part of it, ends: "Part II: the return"."""
_LETTER: Final = re.compile(r"(?<=[\s(,])[A-Z](?![\w.'’&-])")
_NAME: Final = re.compile(r"(?<!^)\b[A-ZÀ-ÖØ-ÞΑ-ΩА-Я][\w’'-]+")

_GROUP_NAMES: Final = (
    "red blue green yellow white black orange purple",
    "rot blau grun gelb weiss schwarz",
    "rouge bleu vert jaune blanc noir",
    "rojo azul verde amarillo blanco negro",
    "men women mens womens boys girls",
    "herren damen manner frauen jungen madchen",
    "hommes femmes garcons filles",
    "hombres mujeres ninos ninas",
    "beginners intermediate advanced",
    "anfanger fortgeschrittene",
    "debutants avances",
    "principiantes avanzados",
    "juniors seniors junior senior",
    "morning afternoon evening",
    "north south east west",
    "one two three four five six seven eight nine ten",
    "monday tuesday wednesday thursday friday saturday sunday",
)
GROUPS: Final = tuple(frozenset(names.split()) for names in _GROUP_NAMES)
"""Words of which an event has one: titles that name different ones are two events, as with numbers."""


class Comparable(NamedTuple):
    """What is compared: a claim's words, or an event's."""

    title: str
    when: When
    places: tuple[Place, ...] = ()
    tags: tuple[str, ...] = ()


class Likeness(NamedTuple):
    """The score, 0 to 1, and what it was made of, in the words of `WEIGHTS`."""

    score: float
    reasons: tuple[str, ...]


def likeness(one: Comparable, other: Comparable) -> Likeness:
    """How likely both are the same event. 0 where their dates cannot meet or their numbers contradict each other."""
    meeting = can_meet(one.when, other.when) or is_same_moment(one.when, other.when)
    is_near = title_key(one.title) == title_key(other.title) and _is_day_apart(one.when, other.when)
    if not meeting and not is_near:
        return Likeness(0.0, ("dates cannot meet",))
    if veto := _numbers_differ(one, other) or _marks_differ(one.title, other.title):
        return Likeness(0.0, (veto,))
    alike = titles_alike(one.title, other.title)
    dates = _dates(one.when, other.when) if meeting else "a day apart"
    reasons = [dates, *_places(one.places, other.places)]
    if set(one.tags) & set(other.tags):
        reasons.append("a tag in common")
    reasons += _differences(one.title, other.title)
    if meeting and _times_differ(one.when, other.when):
        reasons.append("times of day differ")
    score = WEIGHTS["titles alike"] * alike + sum(WEIGHTS[reason] for reason in reasons)
    most = DOUBTFUL if CAUTIONS.intersection(reasons) else 1.0
    return Likeness(round(min(most, max(0.0, score)), 3), (f"titles {alike:.0%} alike", *reasons))


def _is_day_apart(one: When, other: When) -> bool:
    here, there = start_day(one), start_day(other)
    return here is not None and there is not None and abs(here.ordinal - there.ordinal) == 1


def can_meet(one: When, other: When) -> bool:
    """Whether some day may be meant by both, by their wider bounds."""
    for first, last in one.possible_spans:
        for start, end in other.possible_spans:
            if _not_after(first, end) and _not_after(start, last):
                return True
    return False


def _not_after(start: Day | None, end: Day | None) -> bool:
    """Whether a span may begin on or before the day on which another ends; a bound that is not known allows all."""
    return start is None or end is None or start <= end


@lru_cache(maxsize=50_000)
def titles_alike(one: str, other: str) -> float:
    """Likeness of two titles, whatever the order of their words; a title within the other counts almost fully."""
    a, b = words(one), words(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    ordered = fuzz.token_sort_ratio(" ".join(a), " ".join(b)) / 100
    shared = len(_shared(a, b)) if len(a) >= ENOUGH_WORDS else 0
    contained = shared / min(len(set(a)), len(set(b))) if shared >= ENOUGH_WORDS else 0.0
    return float(max(ordered, 0.92 * contained))


def _shared(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """The words of one title that something in the other resembles."""
    return [word for word in dict.fromkeys(one) if _resembles_any(word, other)]


def _resembles_any(word: str, others: Iterable[str]) -> bool:
    return any(fuzz.ratio(word, other) >= RESEMBLES for other in others)


def _dates(one: When, other: When) -> str:
    same = (start_day(one) is not None and start_day(one) == start_day(other)) or is_same_moment(one, other)
    return "same day" if same else "dates meet, one or both vague"


def _times_differ(one: When, other: When) -> bool:
    """Whether both say the hour, and not the same: as instants where both name a zone, else by the clock."""
    if not one.start_time or not other.start_time or is_same_moment(one, other):
        return False
    if one.timezone and other.timezone and one.timezone != other.timezone:
        return instant(one) is not None and instant(other) is not None
    return one.start_time != other.start_time


def _numbers_differ(one: Comparable, other: Comparable) -> str:
    """Why the numbers veto: editions, versions and counts must agree where both titles give them."""
    a, b = _numbers(one), _numbers(other)
    if not a or not b or a == b:
        return ""
    return f"numbers differ: {', '.join(sorted(a ^ b))}"


def _marks_differ(one: str, other: str) -> str:
    """Why letters or groups veto: "Committee A" is not "Committee B", nor the women's final the men's."""
    here, there = _letters(one), _letters(other)
    if here and there and here != there:
        return f"letters differ: {', '.join(sorted(here ^ there))}"
    a, b = set(terms(one)), set(terms(other))
    for group in GROUPS:
        if (a & group) and (b & group) and not a & b & group:
            return f"groups differ: {', '.join(sorted((a | b) & group))}"
    return ""


def _letters(title: str) -> frozenset[str]:
    """Capital letters that stand alone, but for the article that opens a title."""
    return frozenset(_LETTER.findall(title))


def _numbers(comparable: Comparable) -> frozenset[str]:
    """The numbers of a title, but for the year of its own date."""
    numbers = {number.lower() for number in _NUMBER.findall(comparable.title)}
    numbers |= {_ROMAN[numeral] for numeral in _NUMERAL.findall(comparable.title)}
    numbers |= {ORDINALS[word] for word in terms(comparable.title) if word in ORDINALS}
    years = {str(day.year) for day in (comparable.when.earliest, comparable.when.latest) if day is not None}
    return frozenset(numbers - years)


def _differences(one: str, other: str) -> list[str]:
    """What each title has that nothing in the other resembles: a name, or at least some word."""
    if _has_own(_names(one), other) and _has_own(_names(other), one):
        return ["names differ"]
    # Titles that share many words are one told at more length, whatever else each adds.
    if len(_shared(words(one), words(other))) > ENOUGH_WORDS:
        return []
    if _has_own(words(one), other) and _has_own(words(other), one):
        return ["each has a word of its own"]
    return []


def _names(title: str) -> list[str]:
    """Capitalised words after the first."""
    return [name for match in _NAME.findall(title) if (name := folded(match)) not in FILLER]


def _has_own(own: Iterable[str], other: str) -> bool:
    """Whether one of the words resembles none of a title's."""
    there = (*terms(other), *words(other))
    return any(not _resembles_any(word, there) for word in own)


def _places(one: Iterable[Place], other: Iterable[Place]) -> list[str]:
    pairs = list(product(one, other))
    if not pairs:
        return ["places not given by both"]
    if any(_same_place(here, there) for here, there in pairs):
        return ["a place in common"]
    distances = [_kilometres(here, there) for here, there in pairs]
    known = [distance for distance in distances if distance is not None]
    if len(known) < len(distances):
        return ["other places"]
    # Between NEAR and FAR nothing is said for or against: a parade crosses a city.
    return ["places far apart"] if min(known) > FAR else []


def _same_place(one: Place, other: Place) -> bool:
    distance = _kilometres(one, other)
    if distance is not None:
        return distance <= NEAR
    a, b = terms(one.name), terms(other.name)
    return bool(a and b) and (set(a) <= set(b) or set(b) <= set(a))


def _kilometres(one: Place, other: Place) -> float | None:
    """Great-circle distance (haversine, mean radius 6371 km); None where either has no coordinates."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    a, b = (math.radians(p.latitude or 0.0) for p in (one, other))
    half = math.radians((other.longitude or 0.0) - (one.longitude or 0.0)) / 2
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(half) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(min(1.0, h)))
