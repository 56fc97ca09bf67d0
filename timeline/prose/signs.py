"""The signs by which a date is known to date an event or not: a table on one screen, the tests below and above it.

Weights are rounded log-odds (`confidence`).
"""

from __future__ import annotations

import re
from typing import Final

from timeline.prose.bare_times import is_bare_time
from timeline.prose.cues import FURNITURE, STAMP
from timeline.prose.cues.shape import word_set
from timeline.prose.english import verbs
from timeline.prose.grammar import grammar
from timeline.prose.no_events import is_age, is_credit, is_sample, is_vintage
from timeline.prose.surroundings import WINDOW, Sign, Surroundings

_FINE: Final = frozenset({"time", "day"})
_BARE_YEAR: Final = re.compile(r"\d{3,4}s?$")
_ARTICLE: Final = re.compile(r"(?:\b(?:the|a|an|its|his|her|their|this|that)|[’']s)\s+$", re.IGNORECASE)
_NO_NOUN_AFTER: Final = (
    verbs.PREPOSITIONS | verbs.CONJUNCTIONS | verbs.AUXILIARIES | verbs.DETERMINERS | verbs.PRONOUNS
) | word_set("when while because if not also due more less")
_NOUN_AFTER: Final = re.compile(rf"[ \u00a0-](?!(?:{'|'.join(sorted(_NO_NOUN_AFTER))})\b)[a-z]{{3,}}(?<!ed)\b")
_QUALITY: Final = re.compile(
    r"\b(?:lowest|highest|first|worst|best|biggest|largest|smallest|slowest|fastest|lows?|highs?|not seen|record|only"
    r"|last)\b[^.;]{0,60}\b(?:since|of)\s*$",
    re.IGNORECASE,
)
_QUANTITY: Final = re.compile(r"\d|illion|percent|per cent|double|half|record|Prozent|pour cent|por ciento|[亿万]")
_LARGE: Final = re.compile(
    r"\d{1,3}(?:[.,]\d{3})+\b|\d (?:m|b|tr)illion|\d\s?(?:%|percent|per cent|Prozent|pour cent|por ciento)|\d[亿万]"
)
_CHANGE: Final = re.compile(
    r"\b(?:increase|decrease|improvement|rise|drop|decline|fall|gain|growth|up|down|change)\b"
    r"[^,;]{0,30}\b(?:from|over|against)\s*$",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(
    r"(?:the )?(?:entire |whole )?(?:year|month|week|day|morning|afternoon|evening|night|time|date)s?$|its date$"
    r"|(?:the )?same (?:time|period)",
    re.IGNORECASE,
)
_SAID_ON: Final = re.compile(
    r"(?<!\bwas )(?<!\bwere )(?<!\bbeen )\b(?:said|told|reported|stated|noted|added|wrote|says|commented)\b"
    r"(?: \w+’?\w*| the [A-Z]\w+(?: [A-Z]\w+)*){0,3}?(?: on)?\s*$"
)
_MEDIA: Final = re.compile(
    r"\b(?:told|reported|interview|according|quoted|cited|sent to|posted|Reuters|Xinhua|AFP|AP|BBC|CNN|Times"
    r"|Post|Daily|News|Agency|Television)\b"
)


_EVENT_NAME: Final = re.compile(
    r"(?: [A-Z][\w’'-]+){0,3} (?:Battle|Siege|Treaty|Massacre|Agreement|Accords?|Uprising|Revolution|Revolt|War"
    r"|Earthquake|Tsunami|Flood|Fire|Election|Elections|Coup|Convention|Declaration|Pact|Conference|Crisis|Riots?"
    r"|Spring|Autumn|Offensive|Rising|Rebellion|Mutiny|Olympics|Games|Movement|Famine)\b"
)
"""What is named after its year, and happened in it: "the 1784 Treaty of Mangalore"."""
_EVENT_BEFORE: Final = re.compile(
    r"\b(?:Battle|Siege|Massacre|Uprising|Revolution|Revolt|War|Earthquake|Tsunami|Flood|Fire|Elections?|Coup|Crisis"
    r"|Riots?|Spring|Autumn|Offensive|Rising|Rebellion|Mutiny|Olympics|Games|Famine|(?:Mon|Tues|Wednes|Thurs|Fri|Sun)day"
    r"|Summer of Love|Frühling|Herbst|Krieg|Aufstand|Putsch) $"
)
"""The same before its year: "the Winter War 1939", "Black Monday 1987"."""
_NAME_AFTER: Final = re.compile(r"[ \u00a0](?:[A-Z]\w+ )?[A-Z]\w+")
_YEAR_OF_ITS_OWN: Final = re.compile(r"\b(?:in|since|by|from|until|after|before|to)\s$", re.IGNORECASE)
_NAME_BEFORE: Final = re.compile(
    r"(?<![.!?:] )(?<!^)\b(?!(?:In|By|Since|Until|Before|After|From|During|The|Early|Late|Mid|Spring|Summer|Autumn|Fall"
    r"|Winter|Circa|Around|About|To|And|Of)\b)[A-Z][\w-]*[ -]$"
)


_WORK: Final = re.compile(
    r"\b(?:film|movie|novel|album|book|song|single|series|play|opera|game|musical|Roman|Buch|Lied|Spiel|roman|livre|jeu"
    r"|película|novela|libro|canción|disco|romanzo)\s+[“\"‘«]?$|(?:电影|小说|专辑|歌曲|游戏)[《“]?$"
)
"""A year after the word for a work is its title: "the album 1989"."""


_POSSESSIVE: Final = re.compile(r"\b[A-Z]\w+['’]s $")
"""Orwell's 1984."""


def _is_named(context: Surroundings) -> bool:
    """ "the 2024 Beijing Exhibition", "WWDC 2005", "Agenda 2030": a bare year that is part of a name."""
    if _WORK.search(context.before) and not context.words[:1].islower():
        return True
    if not _BARE_YEAR.match(context.words) or _EVENT_NAME.match(context.after) or _EVENT_BEFORE.search(context.before):
        return False
    if (
        _POSSESSIVE.search(context.before)
        and not re.match(r" [A-Z]|-", context.after)
        and not _NOUN_AFTER.match(context.after)
    ):
        return True
    if _NAME_AFTER.match(context.after) and not _YEAR_OF_ITS_OWN.search(context.before):
        return True
    return bool(_NAME_BEFORE.search(context.before))


def _is_attribute(context: Surroundings) -> bool:
    """ "the 2021 sanctions", "2023’s debates", "a June 3 hearing": the date stands before the noun it describes."""
    if re.match(r"[’']s? \w|-\w", context.after):
        return True
    return bool(_ARTICLE.search(context.before) and _NOUN_AFTER.match(context.after))


def _reports(context: Surroundings) -> bool:
    """The date is that of the report: ", she told the paper on Monday"; "According to a report on Sunday"."""
    if context.clause.kind == "reporting":
        return True
    said = bool(_SAID_ON.search(context.before[-45:]))
    return (said and bool(re.search(r"\btold\b", context.before))) or (said and bool(_MEDIA.search(context.own)))


def _says(context: Surroundings) -> bool:
    """ "The company said on Tuesday that …": the words are dated, not what they are about.

    An announcement, a warning, a promise or a denial is an event of its own.
    """
    if _reports(context):
        return False
    return grammar(context.cues).speaks(context.own, context.left, context.cues)


def _gives_figures(context: Surroundings) -> bool:
    """The clause gives a quantity for a period: "trade rose 5 percent in 2023"."""
    if context.precision in _FINE:
        return False
    cue = context.cues.figures.search(context.own) and _QUANTITY.search(context.own)
    return bool(cue or _LARGE.search(context.near))


def _counts(context: Surroundings) -> bool:
    """Two or more cues of a figure around the date."""
    return _gives_figures(context) and len(set(context.cues.figures.findall(context.near))) > 1


def _compares(context: Surroundings) -> bool:
    """Another period to compare with: "than in 2008", "lowest since 1992", "the same period last year"."""
    if re.search(r"\b(?:later|ago)$", context.words):
        return False
    near = context.sentence[max(0, context.start - 30) : context.end]
    compared = bool(context.cues.comparison.search(near)) and "since" not in near.lower()
    return compared or bool(_QUALITY.search(context.before) or _CHANGE.search(context.before))


def _is_milestone(context: Surroundings) -> bool:
    """A mark passed within a month or less: "exceeded half of the market in early April"; not a year's total."""
    return context.precision in {"week", "month"} and bool(_PASSED.search(context.own))


_PASSED: Final = re.compile(r"\b(?:exceeded|surpassed|overtook|crossed|passed the|topped)\b")


def _has_verb(context: Surroundings) -> bool:
    return grammar(context.cues).has_verb_form(context.own)


def _is_alone(context: Surroundings) -> bool:
    left, right = max(0, context.start - WINDOW), context.end + WINDOW
    return not re.search(
        r"[^\W\d_]{3}|[\u4e00-\u9fff]{2}",
        context.sentence[left : context.start] + " " + context.sentence[context.end : right],
    )


def _is_quoted(context: Surroundings) -> bool:
    """Inside a short quotation: the title of a work."""
    near = max(0, context.start - 61)
    left = max(context.sentence.rfind(mark, near, context.start) for mark in '“«《「"‘')
    if left < 0:
        return False
    closing = {"“": "”", "«": "»", "《": "》", "「": "」", '"': '"', "‘": "’"}[context.sentence[left]]
    right = context.sentence.find(closing, context.end, context.end + 60)
    return (
        right > 0
        and closing not in context.sentence[left + 1 : context.start]
        and right - left < 70
        and context.sentence[right - 1] not in ",.?!"
    )


_BYLINE: Final = re.compile(r"\W*[Bb]y [A-ZÀ-Þ][\w.]+(?: [A-ZÀ-Þ][\w.-]+){1,3}\W*$")


def _is_furniture(context: Surroundings) -> bool:
    """A copyright line, a line with the author, or "Published: …" and "Last updated on …"."""
    # A notice says "Date: … Time: …" of what it invites to; a page's own stamp comes without hours.
    is_short = len(context.sentence) < 80 and context.precision != "time"
    stamped = is_short and STAMP.match(context.sentence)
    return bool(stamped or FURNITURE.search(context.near) or _BYLINE.match(context.sentence[: min(context.start, 80)]))


SIGNS: Final = (
    # name          weight  what it says
    Sign("day", 0.2, lambda c: c.precision in _FINE),
    Sign("coarse", -0.8, lambda c: c.precision in {"decade", "century", "millennium"}),
    Sign("verb", 0.3, _has_verb),
    Sign("happening", 1.5, lambda c: bool(c.cues.happening.search(c.own))),
    Sign("caption", 1.0, lambda c: c.caption),
    Sign("report", -6.0, _reports),
    Sign("loose", -4.0, lambda c: bool(_LOOSE.match(c.words))),
    Sign("says", -4.0, _says),
    Sign("figures", -2.0, _gives_figures),
    Sign("counts", -2.2, _counts),
    Sign("compares", -5.5, _compares),
    Sign("named", -5.0, _is_named),
    Sign("age", -6.0, is_age),
    Sign("vintage", -5.0, is_vintage),
    Sign("sample", -6.0, is_sample),
    Sign("credit", -6.0, is_credit),
    Sign("bare time", -8.0, is_bare_time),
    Sign("attribute", -1.0, _is_attribute),
    Sign("milestone", 2.0, _is_milestone),
    Sign("habit", -4.0, lambda c: bool(c.cues.habit.search(c.own))),
    Sign("question", -4.0, lambda c: c.sentence[-4:].rstrip(' ”"’').endswith(("?", "？"))),
    Sign("repeated", -2.0, lambda c: c.others > 0),
    Sign("quoted", -4.0, _is_quoted),
    Sign("alone", -4.0, _is_alone),
    Sign("of its subject", -5.0, lambda c: c.of_subject),
    Sign("dateline", -6.0, lambda c: c.dateline),
    Sign("furniture", -6.0, _is_furniture),
    Sign("doubtful lean", -1.6, lambda c: c.doubtful),
    Sign("conditional", -0.3, lambda c: bool(c.cues.conditional.search(c.own))),
    Sign("denied", -0.3, lambda c: bool(c.cues.denied.search(c.own))),
)
