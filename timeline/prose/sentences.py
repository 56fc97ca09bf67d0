"""Where sentences begin and end, in prose as it comes: headlines, bullets, datelines, wrapped lines, Chinese.

Every step looks a bounded distance around one place, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from timeline.prose.cues.shape import word_set
from timeline.prose.english import verbs

LONGEST: Final = 1_000
"""Characters; what is longer is cut at a comma or space, so that whatever looks at one sentence stays bounded."""

# Words before a full stop that does not end a sentence; all in lower case, without the last full stop.
TITLES: Final = word_set(
    """
    mr mrs ms messrs dr prof rev hon gen col maj capt lt sgt cpl cmdr adm gov sen rep pres st mt ft sr sra srta mm
    mme mlle hr fr dipl ing bzw z.b d.h u.a vgl s.a p.ej ee.uu
    """
)
NUMBERED: Final = word_set(
    """
    no nos nr núm fig figs p pp vol vols art sec ch c ca approx jan feb mar apr jun jul aug sep sept oct nov dec
    janv févr avr juil déc ene abr ago dic jän okt dez n° art
    """
)
INSIDE: Final = word_set(
    """
    u.s u.k u.n e.u u.s.a u.s.s.r d.c d.c l.a inc ltd co corp bros plc llc jr etc ph.d m.d b.a m.a b.c a.d b.c.e c.e
    vs v cf al e.g i.e est dept univ assn op
    """
)
HOURS: Final = frozenset({"a.m", "p.m", "a.m.", "p.m.", "am", "pm"})
STARTERS: Final = word_set(
    """
    the a an in on at it its he she they we i you his her their our this that these those there here but and or so
    as after before when while since if although though however meanwhile then now also both some many most all no
    for from by with to under over during despite what who how why one two last der die das ein eine in im am es er
    sie wir und aber nach vor als seit le la les un une il elle ils en au dans mais et après avant el los las una se
    pero y tras en
    """
)
_DAYS: Final = re.compile(
    r"(?:Mon|Tues?|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|GMT|UTC|[CEMP][SD]?T\b|BST\b)"
)
_CLOSERS: Final = "\"'”’»)\\]』」）】》*_"
_OPENERS: Final = "\"'“‘«(\\[『「（【《*_¿¡—–-"
_TRAILS: Final = verbs.PREPOSITIONS | verbs.DETERMINERS | verbs.CONJUNCTIONS
"""Words after which a line cannot have ended its sentence."""
_END: Final = re.compile(
    rf"(?<![.!?…])[.!?…]++(?P<closers>[{_CLOSERS}]*+)(?=\s|$)|[。！？｡]++[{_CLOSERS}]*+|(?<=[.!?][”\"])(?=[A-Z“])"
)
_NEXT: Final = re.compile(rf"\s*+[{_OPENERS}]*+\s*+(\w*)")
_WORD_BEFORE: Final = re.compile(r"[\w.°]+$")
_LINE: Final = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BULLET: Final = re.compile(r"\s*(?:[-*+•–—·▪◦‣●■□►✓]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s|#{1,6}\s|[|>=])")
_TERMINAL: Final = re.compile(rf"[.!?…。！？:：;；|][{_CLOSERS}]*\s*$")
_PLACE: Final = r"[A-ZÀ-Þ][\w'’.-]+(?:[ ,/]+(?:de|of|la|el|[A-ZÀ-Þ][\w'’.-]*)){0,5}"
_AGENCY: Final = r"(?:(?: ?\([^()\n]{2,40}\))? ?(?:--|—|–)| ?\([^()\n]{2,40}\) -)(?=\s*[A-ZÀ-Þ“\"‘]|$)"
_DATELINE: Final = re.compile(
    rf"(?:{_PLACE}[,，] ?(?=[^()]{{0,40}}\d)[^()\n—–]{{1,40}}?{_AGENCY}"  # Geneva, 3 March (AFP) –
    rf"|{_PLACE} ?\([A-Za-z/ ]{{2,20}}\) ?(?:--|—|–|-)(?=\s)"  # Berlin (dpa) -
    rf"|[A-ZÀ-Þ]{{2}}[A-ZÀ-Þ'’. /-]{{0,40}}(?:, [^()\n—–]{{2,40}}?)?{_AGENCY}"  # OSLO, Norway —
    r"|[^\s，。：]{0,12}?[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日电(?:[ 　]*（[^（）\n]{1,40}）)?)\s*"
)


class Span(NamedTuple):
    """A part of a text: offsets in code points, end exclusive."""

    start: int
    end: int


def sentences(
    text: str, keep: Sequence[tuple[int, int]] = (), ordinal_dot: bool = False, cuts: Sequence[int] = ()
) -> list[Span]:
    """The sentences of a text in order, without the blanks around them; every other character is in exactly one.

    `keep` are spans in order (the temporal expressions) that no sentence end may cut; at `cuts` one ends in any case.
    `ordinal_dot` says that the language writes "3. Mai". A dateline ("PARIS, May 6 (Xinhua) --") and a list's item are
    sentences of their own.
    """
    spans: list[Span] = []
    uncut = _Uncut(keep)
    for block in _blocks(text):
        start = block.start
        own = {at for at in cuts if block.start < at < block.end}
        for end in sorted(own.union(_ends(text, block, ordinal_dot))):
            if end in own or not uncut.holds(end):
                spans.extend(_pieces(text, start, end, uncut))
                start = end
    return spans


def is_dateline(sentence: str) -> bool:
    """Whether it is only where and when a report was filed: "PARIS, May 6 (Xinhua) --"."""
    dateline = _DATELINE.match(sentence, 0, 160)
    return dateline is not None and dateline.end() == len(sentence)


class _Uncut:
    """Answers whether a place is inside one of the spans that must stay whole."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def holds(self, at: int) -> bool:
        before = bisect_right(self._starts, at - 1) - 1
        return before >= 0 and at < self._ends[before]


def _blocks(text: str) -> Iterator[Span]:
    """Runs of lines that belong together: one line, or the lines of a paragraph wrapped by its writer."""
    paragraph: list[Span] = []
    for match in _LINE.finditer(text):
        line = _strip(text, match.start(), match.end())
        if paragraph and (line.start == line.end or _gap(text, paragraph[-1].end, line.start) > 1):
            yield from _join(text, paragraph)
            paragraph = []
        if line.start < line.end:
            paragraph.append(line)
    yield from _join(text, paragraph)


def _strip(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _gap(text: str, start: int, end: int) -> int:
    """Line ends between two lines; a carriage return with its line feed is one."""
    between = text[start:end]
    return len(between.replace("\r\n", "\n").translate(_NOT_A_LINE_END)) if len(between) < LONGEST else LONGEST


_NOT_A_LINE_END: Final = {ord(c): None for c in " \t\u00a0\u3000\u200b\ufeff"}


def _join(text: str, lines: list[Span]) -> Iterator[Span]:
    """A paragraph's lines, joined where the writer only ran out of width."""
    if not lines:
        return
    filled = _is_filled(text, lines)
    start, end = lines[0]
    for line in lines[1:]:
        if not _continues(text, Span(start, end), line, filled):
            yield Span(start, end)
            start = line.start
        end = line.end
    yield Span(start, end)


def _is_filled(text: str, lines: list[Span]) -> bool:
    """Whether each line ends because the next word no longer fitted, as an editor wraps a paragraph."""
    width = max(line.end - line.start for line in lines)
    if len(lines) < 3 or not 30 <= width <= 120:
        return False
    return all(
        line.end - line.start + 1 + len(text[after.start : after.end].split(None, 1)[0]) > width
        for line, after in pairwise(lines)
    )


def _continues(text: str, before: Span, line: Span, filled: bool) -> bool:
    head, tail = text[line.start : line.start + 12], text[max(before.start, before.end - 12) : before.end]
    if _BULLET.match(head):
        return False
    if head[0].islower() or head[0] == "(":
        return not _TERMINAL.search(tail)
    return filled or tail[-1] in ",，、" or tail.rsplit(" ", 1)[-1] in _TRAILS


def _ends(text: str, block: Span, ordinal_dot: bool) -> Iterator[int]:
    """Where the sentences of a block end, its own end included."""
    start = block.start
    if dateline := _DATELINE.match(text, block.start, min(block.end, block.start + 160)):
        start = dateline.end()
        if start < block.end:
            yield start
    for match in _END.finditer(text, start, block.end):
        if match.end() < block.end and _is_end(text, start, match, ordinal_dot):
            yield match.end()
    yield block.end


def _is_end(text: str, begin: int, match: re.Match[str], ordinal_dot: bool) -> bool:
    mark = match[0]
    if not mark or mark[0] in "。！？｡":
        return True
    after = _NEXT.match(text, match.end(), match.end() + 40)
    word = after[1] if after else ""
    if word[:1].islower():
        return False
    if not mark.startswith(".") or mark.startswith("..") or match["closers"]:
        return True
    return not _is_abbreviation(text, begin, match.start(), word, ordinal_dot)


def _is_abbreviation(text: str, begin: int, at: int, word: str, ordinal_dot: bool) -> bool:
    """Whether the full stop at `at` belongs to the word before it; `word` is what comes next."""
    token = _WORD_BEFORE.search(text, max(begin, at - 20), at)
    before = token[0] if token else ""
    lower = before.lower()
    if before.isdigit():
        return len(before) <= 2 and (ordinal_dot or at - len(before) == begin)  # "3. Mai"; "1. Trade" begins an item
    if lower in HOURS:
        return not word[:1].isupper() or bool(_DAYS.match(word))
    if lower in TITLES or (len(before) == 1 and before.isupper() and before != "I"):
        return True
    if lower in NUMBERED:
        return word[:1].isdigit()
    return (lower in INSIDE or re.fullmatch(r"(?:[A-Z]\.)+[A-Z]", before) is not None) and (
        word.lower() not in STARTERS or not word[:1].isupper()
    )


def _pieces(text: str, start: int, end: int, uncut: _Uncut) -> Iterator[Span]:
    """The sentence, or its pieces where it is too long to be one."""
    while end - start > LONGEST:
        cut = _cut(text, start, start + LONGEST, uncut)
        yield from _nonempty(_strip(text, start, cut))
        start = cut
    yield from _nonempty(_strip(text, start, end))


def _cut(text: str, start: int, limit: int, uncut: _Uncut) -> int:
    for marks in (";；", ",，:：、", " \t\n\u3000"):
        at = max(text.rfind(mark, start + LONGEST // 2, limit) for mark in marks) + 1
        if at and not uncut.holds(at):
            return at
    return limit


def _nonempty(span: Span) -> Iterator[Span]:
    if span.start < span.end:
        yield span
