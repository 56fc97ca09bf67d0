"""A sentence's clauses: which words go with one date, and how they hang on the rest.

English is cut at its openers ("after", "who", ", and … did", ", opened in"); other languages at punctuation and at the
connecting words of their table in `cues`. A sentence is bounded (`sentences.LONGEST`), and so is everything here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from timeline.prose import verbs
from timeline.prose.cues import Cues

SUBORDINATORS: Final = frozenset(
    "after before when while whereas because although though since until till once if unless as where whereby".split()
)
RELATIVES: Final = frozenset("who which whose whom that where".split())
_TOKEN: Final = re.compile(r"[^\W_](?:[\w&]|['’.\-‑/](?=\w)|(?<=\d),(?=\d)|(?<=\b[A-Z])\.(?=[A-Z]\b|$))*+(?:(?<=[A-Z]\.[A-Z])\.)?|--|[^\w\s]|_")
_DASHES: Final = frozenset({"–", "—", "--", "―"})
_QUOTES: Final = frozenset("\"“”«»„")
_OPENING: Final = {"(": ")", "[": "]", "（": "）", "【": "】"}


class Token(NamedTuple):
    """A word or a mark, with its offsets in the sentence."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of words of a sentence, with offsets in it. `body` is where the words after the opener begin.

    `kind`: `main`, `label` (before a colon), `aside` (in brackets, between dashes), `relative` ("which was …"),
    `subordinate` ("after … did"), `participle` (", opened in …"), `coordinate` ("and did"), `content` ("that …"),
    `reporting` (", the minister said on Monday").
    """

    start: int
    end: int
    kind: str
    body: int

    def holds(self, at: int) -> bool:
        return self.start <= at < self.end


def tokens(sentence: str) -> list[Token]:
    """Words and marks in order; "U.S.", "Xi’an" and "two-year" are one word each."""
    return [Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(sentence)]


def clauses(sentence: str, cues: Cues, dates: Sequence[tuple[int, int]] = ()) -> list[Clause]:
    """The clauses in order; together they cover the sentence. `dates` are the temporal expressions' offsets in it."""
    found = tokens(sentence)
    if not found:
        return [Clause(0, len(sentence), "main", 0)]
    cuts = dict(_brackets(found))
    cuts.update((at, kind) for at, kind in _marks(found) if at not in cuts)
    openers = _english(found, dates) if cues.code == "en" else _listed(found, cues)
    silent = _undated_brackets(cuts, found, dates)
    for at, kind in openers:
        if at not in silent and cuts.get(at, "main") == "main":
            cuts[at] = kind
    return _assembled(sentence, found, cuts)


def _undated_brackets(cuts: dict[int, str], found: list[Token], dates: Sequence[tuple[int, int]]) -> set[int]:
    """Tokens inside brackets that hold no date: what opens there does not matter to any."""
    inside: set[int] = set()
    ends = sorted(cuts)
    for at, after in zip(ends, ends[1:], strict=False):
        start, end = found[at].start, found[min(after, len(found) - 1)].start
        if cuts[at] == "aside" and not any(start <= left < end for left, _ in dates):
            inside.update(range(at + 1, after))
    return inside


def _assembled(sentence: str, found: list[Token], cuts: dict[int, str]) -> list[Clause]:
    places = sorted({0, *(at for at in cuts if 0 <= at < len(found))})
    starts = [found[at].start for at in places]
    starts[0] = 0
    ends = [*starts[1:], len(sentence)]
    return [
        Clause(start, end, cuts.get(at, "main"), _body(found, at, cuts.get(at, "main")))
        for at, start, end in zip(places, starts, ends, strict=True)
    ]


def _body(found: list[Token], at: int, kind: str) -> int:
    """Where the clause's own words begin: after commas and conjunctions, and after the opener."""
    opener = {
        "relative": RELATIVES,
        "subordinate": SUBORDINATORS | {"even", "just", "shortly", "soon", "ever"},
        "coordinate": verbs.CONJUNCTIONS,
        "content": {"that"},
    }.get(kind, frozenset())
    skip = {",", ";", ":", "(", ")", "[", "]", "（", "）", *_DASHES}
    last = min(at + 5, len(found) - 1)
    while at < last and (found[at].text in skip or found[at].text.lower() in opener):
        at += 1
    return found[at].start


def _brackets(found: list[Token]) -> Iterator[tuple[int, str]]:
    """Brackets and pairs of dashes around something without a verb are asides; what follows resumes."""
    until, closer = -1, ""
    for at, token in enumerate(found):
        if until < 0 and token.text in _OPENING:
            until, closer = at, _OPENING[token.text]
        elif until >= 0 and token.text == closer:
            yield until, "aside"
            yield at + 1, "main" if at + 1 < len(found) and found[at + 1].text in {":", ";"} else "resume"
            until = -1
    dashes = [at for at, token in enumerate(found) if token.text in _DASHES]
    for left, right in zip(dashes, dashes[1:], strict=False):
        if verbs.first_finite([t.text for t in found[left + 1 : right]]) is None:
            yield left, "aside"
            yield right, "resume"


def _marks(found: list[Token]) -> Iterator[tuple[int, str]]:
    """Semicolons, single dashes and colons part clauses; a short head before a colon is a label."""
    for at, token in enumerate(found[:-1]):
        if at and (token.text in {";", "；"} or token.text in _DASHES):
            yield at, "main"
        elif token.text in {":", "："} and found[at + 1].start > token.end - (token.text == "："):
            if at <= 14 and verbs.first_finite([t.text for t in found[:at]]) is None:
                yield 0, "label"
            yield at, "main"


def _listed(found: list[Token], cues: Cues) -> Iterator[tuple[int, str]]:
    """A comma before one of the language's connecting words; in Chinese any comma."""
    for at, token in enumerate(found[:-1]):
        if token.text == "，" or (token.text == "," and found[at + 1].text.lower() in cues.connectors):
            yield at, "main"


def _english(found: list[Token], dates: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    words = [t.text for t in found]
    dated = _Dated(found, dates)
    tail = _reporting_tail(words)
    begin, leading = 0, False
    for at in range(len(words) if tail is None else tail + 1):
        kind = _opens(words, at, dated)
        if not at or words[at - 1] in {":", ";", "“", '"'}:
            begin, leading = at, kind == "subordinate" or words[at].lower() == "according"
            kind = "reporting" if words[at].lower() == "according" else kind
        elif leading and kind in {None, "resume"} and _main_follows(words[begin:], at - begin):
            kind, leading = "main", False
        elif kind == "relative" and words[at - 1] != "," and verbs.first_finite(words[begin:at]) is None:
            leading = True
        if kind:
            yield (at - 1 if at and words[at - 1] == "," else at), kind
    if tail is not None:
        yield tail, "reporting"


def _main_follows(words: list[str], at: int) -> bool:
    """Whether the main clause begins here, after the comma that ends an opening "When …" or "According to …"."""
    if at < 3 or words[at - 1] != "," or words[at].lower() in verbs.CONJUNCTIONS | SUBORDINATORS | RELATIVES:
        return False
    verb = verbs.first_finite([",", words[at], *_ahead(words, at)], 1)
    opened = words[0].lower() == "according" or verbs.first_finite(words[: at - 1]) is not None
    return opened and verb is not None and not verbs.is_ing(words[at])


class _Dated:
    """Which tokens belong to a temporal expression."""

    def __init__(self, found: list[Token], dates: Sequence[tuple[int, int]]) -> None:
        starts = [t.start for t in found]
        self._tokens = {
            at
            for start, end in dates
            for at in range(max(0, bisect_right(starts, start) - 1), bisect_right(starts, end - 1))
        }

    def __contains__(self, at: int) -> bool:
        return at in self._tokens


def _opens(words: list[str], at: int, dated: _Dated) -> str | None:
    """The kind of clause that begins at this word, if one does."""
    word, before = words[at].lower(), words[at - 1] if at else ""
    if at + 1 >= len(words) or at in dated:
        return None
    if word in verbs.CONJUNCTIONS:
        return "coordinate" if at and _coordinates(words, at) else None
    if word == "that" and (before.lower() in SAYS or _says_before(words, at, dated)):
        return "content"
    if word in RELATIVES and at and before.lower() not in verbs.PREPOSITIONS | verbs.CONJUNCTIONS:
        return "relative" if _is_relative(words, at) else None
    if word == "as" and before in {",", "("} and words[at + 1].lower() in {"reported", "noted", "quoted", "cited"}:
        return "reporting"
    if word in SUBORDINATORS and at + 1 not in dated:
        return "subordinate" if _subordinates(words, at) else None
    if before == "," and at > 1:
        if word in verbs.AUXILIARIES | verbs.PAST and word not in verbs.REPORTING:
            return "resume"
        return "participle" if _is_participle(words, at, dated) else None
    if at > 1 and words[at].islower() and before not in {",", "("} and _is_reduced(words, at, dated):
        return "participle"
    return None


SAYS: Final = frozenset(
    verbs.REPORTING
    | set("announced announces declared confirmed warned claimed believe believes believed argued argue showed shows show "
          "found revealed suggest suggested suggests insisted indicated hope hopes expected expects think thinks agreed "
          "denied denies saying noting adding stressed emphasized emphasised learned knew know pledged promised ruled "
          "estimated predicted stating stress so it is".split())
) - {"is"}
_STOP: Final = frozenset({",", ";", ":", "–", "—", "--", "(", ")", "“", "”", '"'})


def _says_before(words: list[str], at: int, dated: _Dated) -> bool:
    """"told the paper on Tuesday that …": the verb stands a few words before, its object or a date between."""
    near = [word.lower() for word in words[max(0, at - 7) : at]]
    return (at - 1 in dated or "told" in near) and any(word in SAYS for word in near) or "told" in near


def _ahead(words: list[str], at: int, limit: int = 14) -> list[str]:
    """The words after `at`, as far as the next mark."""
    end = at + 1
    while end < len(words) and end - at <= limit and words[end] not in _STOP:
        end += 1
    return words[at + 1 : end]


def _coordinates(words: list[str], at: int) -> bool:
    """"and demanded …" or ", and critics argue …": a verb follows, not just another noun."""
    after = words[at + 1]
    if after.lower() in verbs.ADVERBS and at + 2 < len(words):
        after = words[at + 2]
    if after.lower() in verbs.AUXILIARIES | verbs.PAST or (verbs.is_past_form(after) and words[at - 1] != "both"):
        return after.lower() not in verbs.PARTICIPLE and verbs.first_finite(words[:at]) is not None
    if verbs.is_third(after):
        return verbs.first_finite(words[:at]) is not None
    opened = words[at - 1] == "," or words[at].lower() in {"but", "yet"} or after.lower() in _SUBJECTS
    return opened and verbs.first_finite(_ahead(words, at)) is not None


_SUBJECTS: Final = frozenset("he she it they we i there".split())


def _is_relative(words: list[str], at: int) -> bool:
    word = words[at].lower()
    if word == "that" and (words[at - 1] in _STOP or words[at + 1].lower() in {"time", "year", "day", "is"}):
        return words[at + 1].lower() == "is" and words[at - 1] not in _STOP
    return verbs.first_finite([words[at], *_ahead(words, at)], 1) is not None


def _subordinates(words: list[str], at: int) -> bool:
    word, ahead = words[at].lower(), _ahead(words, at)
    if not ahead or (word == "as" and at and words[at - 1] not in _STOP):
        return False
    if word == "once" and at and words[at - 1] != ",":
        return False
    if verbs.is_ing(ahead[0]):
        return word != "as"
    if word in {"when", "while", "once", "if", "as", "though", "although"} and verbs.is_past_form(ahead[0]):
        return True
    verb = verbs.first_finite(ahead)
    return verb is not None and verb > 0


def _is_participle(words: list[str], at: int, dated: _Dated) -> bool:
    """", opened in November 2002", ", embarking on …": a participle after a comma, not a list of adjectives."""
    word, after = words[at], words[at + 1].lower()
    if verbs.is_ing(word):
        return after not in {"and", ","}
    follows = after in verbs.PREPOSITIONS or at + 1 in dated
    return follows and word.islower() and verbs.is_past_form(word) and word not in verbs.PAST


def _is_reduced(words: list[str], at: int, dated: _Dated) -> bool:
    """"parliamentarians sanctioned by China", "plans announced in January": a participle right after its noun."""
    word, after, before = words[at], words[at + 1].lower(), words[at - 1].lower()
    if not verbs.is_past_form(word) or word in verbs.PAST:
        return False
    if before in verbs.BE | verbs.HAVE | verbs.ADVERBS | verbs.PREPOSITIONS | verbs.PRONOUNS | verbs.DETERMINERS:
        return False
    if before in verbs.CONJUNCTIONS or verbs.is_past_form(before) or before in verbs.MODALS | verbs.DO:
        return False
    if after == "by":
        return True
    if after not in {"in", "on", "at", "during", "from", "to", "under", "since", "earlier"} and at + 1 not in dated:
        return False
    return verbs.first_finite(words[:at]) is not None and word not in verbs.PAST_OR_PARTICIPLE - {"held", "made", "sent"}


def _reporting_tail(words: list[str]) -> int | None:
    """Where ", Zhang Hong, a fellow at the institute, told the paper on Thursday" begins, if the sentence ends so."""
    for at in range(len(words) - 1, max(0, len(words) - 26), -1):
        word = words[at].lower()
        if word in {"according", "citing"} and at and words[at - 1] == ",":
            return at - 1 if verbs.first_finite(words[at:]) is None else None
        if word in verbs.REPORTING and words[at + 1 : at + 2] != ["that"] and (words[at - 1] in {",", "as"} or verbs.finite(words, at) or word == "said"):
            return _reporting_start(words, at)
        if verbs.finite(words, at) and word not in {"had", "is", "was"}:
            return None
    return None


def _reporting_start(words: list[str], verb: int) -> int | None:
    """The comma or closing quote after which the one who reports is named; None where that opens the sentence."""
    start, at = None, verb
    after = words[verb + 1].lower() if verb + 1 < len(words) else "."
    if words[verb - 1] in {",", "”", '"', "as"} and words[verb] != "told" and after not in verbs.PREPOSITIONS | {"."}:
        return verb - 1 - (words[verb - 1] == "as")
    while at > 0 and not (at < verb and verbs.finite(words, at)):
        at -= 1
        if words[at] == "," or words[at] in _QUOTES:
            start = at
            if words[at] in _QUOTES and at != verb - 1:
                break
    if at == 0 and start is not None and verbs.first_finite(words[:start]) is None:
        return None
    return start


def governing(found: Sequence[Clause], at: int) -> int:
    """The place in `found` of the clause that holds offset `at`."""
    for place, clause in enumerate(found):
        if clause.holds(at):
            return place
    return len(found) - 1
