"""Where English clauses begin: "after", "who", ", and … did", ", opened in", ", the minister said".

Each rule looks at a word and its neighbours; what is no opener by any rule belongs to the clause before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from timeline.prose.cues.shape import word_set
from timeline.prose.english import verbs

SUBORDINATORS: Final = word_set(
    """
    after before when while whereas because although though since until till once if unless as where whereby
    """
)
RELATIVES: Final = word_set("who which whose whom that where")
_QUOTES: Final = frozenset('"“”«»„')


_Test = Callable[[list[str], int, set[int]], bool]

_CITED: Final = word_set("reported noted quoted cited")
_SURE: Final = verbs.AUXILIARIES | verbs.PAST
_NO_SUBJECT: Final = verbs.CONJUNCTIONS | SUBORDINATORS | RELATIVES | _SURE
_BEFORE_RELATIVE: Final = verbs.PREPOSITIONS | verbs.CONJUNCTIONS
_FUNCTION_WORDS: Final = frozenset().union(
    verbs.BE,
    verbs.HAVE,
    verbs.DO,
    verbs.MODALS,
    verbs.ADVERBS,
    verbs.PREPOSITIONS,
    verbs.PRONOUNS,
    verbs.DETERMINERS,
    verbs.CONJUNCTIONS,
)


def openers(words: list[str], dated: set[int]) -> Iterator[tuple[int, str]]:
    """Where clauses begin, and their kinds; `dated` are the words that belong to temporal expressions."""
    tail, tail_kind = _reporting_tail(words), "reporting"
    if tail is None:
        tail, tail_kind = _announcing_tail(words, dated), "announcing"
    begin, leading, last, opened, begun = 0, False, "", 0, 0
    for at in range(len(words) if tail is None else tail + 1):
        kind = _opens(words, at, dated)
        if not at or words[at - 1] in {":", ";", "“", '"'}:
            begin, leading = at, kind == "subordinate" or _fronts(words[at].lower())
            kind = "reporting" if words[at].lower() == "according" else kind
        elif leading and words[begin].lower() == "according" and not _main_follows(words[begin:], at - begin):
            kind = None
        elif leading and kind in {None, "resume"} and _main_follows(words[begin:], at - begin):
            kind, leading = "main", False
        elif _is_resumed(words, at, begin, kind, last) or (
            kind is None and at not in dated and _goes_on(words, at, begun, opened, last)
        ):
            kind = "resume"
        elif kind in {"relative", "subordinate", "participle"} and verbs.first_finite(words[begin:at]) is None:
            leading = True
        if kind:
            begun = at if kind in {"main", "coordinate"} else begun
            last, opened = kind, at
            yield (at - 1 if at and words[at - 1] == "," else at), kind
    if tail is not None:
        yield tail, tail_kind


def _fronts(word: str) -> bool:
    """Whether a sentence that begins so has its subject after a comma: "According to …", "Built in …"."""
    return word == "according" or verbs.is_ing(word) or word == "having" or verbs.is_past_form(word)


def _is_resumed(words: list[str], at: int, begin: int, kind: str | None, last: str) -> bool:
    """Whether the main clause goes on here with its verb."""
    if words[at - 1] != "," or kind not in {None, "participle"}:
        return False
    check = _resumes if kind is None else _is_main
    return (kind is None or last == "relative") and check(words[begin:], at - begin)


def _goes_on(words: list[str], at: int, begun: int, opened: int, last: str) -> bool:
    """ "A fire that broke out on Tuesday has destroyed …": a second sure verb is that of the noun the clause describes.

    Not after a subject of its own ("that he said was"), nor where a conjunction or a comma joins it to the first.
    """
    before = words[at - 1].lower()
    if last != "relative" or not verbs.finite(words, at) or words[at].lower() not in _SURE:
        return False
    if (
        before in verbs.CONJUNCTIONS
        or (before in verbs.PRONOUNS - {"it"})
        or (before == "it" and words[at - 2] in SAYS)
    ):
        return False
    if "," in words[opened:at] or any(word.lower() in verbs.CONJUNCTIONS for word in words[opened + 1 : at]):
        return False
    verb = verbs.first_finite(words[:at], opened + 1)
    return verb is not None and verb < at - 1 and verbs.first_finite(words[begun:opened]) is None


def _resumes(words: list[str], at: int) -> bool:
    """ ", signed the treaty": the main verb at last, after what stood between commas behind its subject."""
    if at < 3 or words[at - 1] != "," or not verbs.is_past_form(words[at]) or words[at] in verbs.REPORTING:
        return False
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    comma = words.index(",")
    return comma < at - 1 and after not in verbs.PREPOSITIONS and verbs.first_finite(words[:comma]) is None


def _is_main(words: list[str], at: int) -> bool:
    """ "The clerk, who would later rule, arrived in 1911": nothing else is left to be the main verb."""
    past = words[at - 1] == "," and verbs.is_past_form(words[at]) and "," in words[: at - 1]
    return (
        past and verbs.first_finite(words[: words.index(",")]) is None and verbs.first_finite(words[at + 1 :]) is None
    )


def _main_follows(words: list[str], at: int) -> bool:
    """Whether the main clause begins here, after the comma that ends an opening "When …" or "According to …"."""
    if at < 3 or words[at - 1] != "," or words[at].lower() in _NO_SUBJECT:
        return False
    ahead = [words[at], *_ahead(words, at)]
    described = words[at + len(ahead) : at + len(ahead) + 2]
    verb = 1 if len(described) == 2 and described[1] in {"which", "who"} else verbs.first_finite([",", *ahead], 1)
    opened = _fronts(words[0].lower()) or any(verbs.is_ing(w) or verbs.is_past_form(w) for w in words[: at - 1])
    opened = opened or verbs.first_finite(words[: at - 1]) is not None
    return opened and verb is not None and not verbs.is_ing(words[at])


class _Opener(NamedTuple):
    """One way in which a clause begins: `stands` knows its word by its neighbours, `agrees` looks at what follows."""

    kind: str
    stands: _Test
    agrees: _Test


def _opens(words: list[str], at: int, dated: set[int]) -> str | None:
    """The kind of clause that begins at this word, if one does. The first row whose word stands here decides."""
    if at + 1 >= len(words) or at in dated:
        return None
    for opener in _OPENERS:
        if opener.stands(words, at, dated):
            return opener.kind if opener.agrees(words, at, dated) else None
    return None


def _always(words: list[str], at: int, dated: set[int]) -> bool:
    return True


def _is_conjunction(words: list[str], at: int, dated: set[int]) -> bool:
    return words[at].lower() in verbs.CONJUNCTIONS


def _is_that_said(words: list[str], at: int, dated: set[int]) -> bool:
    """ "said that", "told the paper on Tuesday that"."""
    if words[at].lower() != "that":
        return False
    return _before(words, at).lower() in SAYS or _says_before(words, at, dated)


def _is_in_which(words: list[str], at: int, dated: set[int]) -> bool:
    """ "in which", "with whom": the preposition goes with the relative, or the clause before would end in it."""
    return at > 0 and words[at].lower() in verbs.PREPOSITIONS and words[at + 1].lower() in {"which", "whom"}


def _is_relative_word(words: list[str], at: int, dated: set[int]) -> bool:
    # After a preposition the clause has begun already; after "and" it is a second one of the same kind.
    return at > 0 and words[at].lower() in RELATIVES and _before(words, at).lower() not in _BEFORE_RELATIVE


def _is_as_reported(words: list[str], at: int, dated: set[int]) -> bool:
    after = words[at + 1].lower()
    return words[at].lower() == "as" and _before(words, at) in {",", "("} and after in _CITED


def _is_cut_off_by_date(words: list[str], at: int, dated: set[int]) -> bool:
    """ "when, on 3 May, …": the date between commas is the clause's own."""
    return words[at].lower() in SUBORDINATORS and words[at + 1] == "," and at + 2 in dated


def _is_subordinator(words: list[str], at: int, dated: set[int]) -> bool:
    # "since 2003", "after May": before a date the same word is a preposition and opens nothing.
    return words[at].lower() in SUBORDINATORS and at + 1 not in dated


def _is_after_comma(words: list[str], at: int, dated: set[int]) -> bool:
    return at > 1 and _before(words, at) == ","


def _is_verb_after_comma(words: list[str], at: int, dated: set[int]) -> bool:
    """ ", was": no subject stands between, so the clause before the aside goes on. ", said" tells who reports."""
    word = words[at].lower()
    return _is_after_comma(words, at, dated) and word in _SURE and word not in verbs.REPORTING


def _is_amid_words(words: list[str], at: int, dated: set[int]) -> bool:
    return at > 1 and words[at].islower() and _before(words, at) not in {",", "("}


def _before(words: list[str], at: int) -> str:
    return words[at - 1] if at else ""


SAYS: Final = frozenset(
    verbs.REPORTING
    | word_set(
        """
    announced announces declared confirmed warned claimed believe believes believed argued argue showed shows show
    found revealed suggest suggested suggests insisted indicated hope hopes expected expects think thinks agreed
    denied denies saying noting adding stressed emphasized emphasised learned knew know pledged promised ruled
    estimated predicted stating stress so it is admitted admits acknowledged conceded
    """
    )
) - {"is"}
_STOP: Final = frozenset({",", ";", ":", "–", "—", "--", "(", ")", "“", "”", '"'})


def _says_before(words: list[str], at: int, dated: set[int]) -> bool:
    """ "told the paper on Tuesday that …": the verb stands a few words before, its object or a date between."""
    near = [word.lower() for word in words[max(0, at - 7) : at]]
    return ((at - 1 in dated or "told" in near) and any(word in SAYS for word in near)) or "told" in near


def _ahead(words: list[str], at: int, limit: int = 14) -> list[str]:
    """The words after `at`, as far as the next mark."""
    end = at + 1
    while end < len(words) and end - at <= limit and words[end] not in _STOP:
        end += 1
    return words[at + 1 : end]


def _coordinates(words: list[str], at: int, dated: set[int]) -> bool:
    """ "and demanded …" or ", and critics argue …": a verb follows, not just another noun."""
    if not at or verbs.first_finite(words[:at]) is None:
        return False
    follows = words[at + 1 :]
    while len(follows) > 1 and follows[0].lower() in verbs.ADVERBS:
        follows = follows[1:]
    after = follows[0].lower()
    if after in _SURE or verbs.is_third(follows[0]):
        return True
    if verbs.is_past_form(follows[0]) and words[at - 1] != "both":
        return after not in verbs.PARTICIPLE
    opened = words[at - 1] == "," or words[at].lower() in {"but", "yet"} or after in _SUBJECTS
    return (opened and verbs.first_finite(_ahead(words, at)) is not None) or _after_date(words, at, dated)


def _after_date(words: list[str], at: int, dated: set[int]) -> bool:
    """ "and by September the plans were dropped": a date, then a subject and its verb."""
    end = at + 1 + (words[at + 1].lower() in verbs.PREPOSITIONS)
    if end not in dated:
        return False
    while end < len(words) and (end in dated or words[end] == ","):
        end += 1
    return end < len(words) and verbs.first_finite([words[end], *_ahead(words, end)]) not in {None, 0}


_SUBJECTS: Final = word_set("he she it they we i there")


def _is_relative(words: list[str], at: int, dated: set[int]) -> bool:
    word = words[at].lower()
    if word == "that" and (words[at - 1] in _STOP or words[at + 1].lower() in {"time", "year", "day", "is"}):
        return words[at + 1].lower() == "is" and words[at - 1] not in _STOP
    return verbs.first_finite([words[at], *_ahead(words, at)], 1) is not None


def _subordinates(words: list[str], at: int, dated: set[int]) -> bool:
    word, ahead = words[at].lower(), _ahead(words, at)
    if 0 < len(ahead) <= 3 and ahead[0][:1].isupper() and len(words) > at + len(ahead) + 2:
        ahead = [w for w in words[at + 1 : at + 15] if w != ","]  # "when Hungary, Slovakia and Romania joined"
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


def _is_participle(words: list[str], at: int, dated: set[int]) -> bool:
    """ ", opened in November 2002", ", embarking on …": a participle after a comma, not a list of adjectives."""
    word, after = words[at], words[at + 1].lower()
    if verbs.is_ing(word):
        return after not in {"and", ","}
    follows = after in verbs.PREPOSITIONS or at + 1 in dated
    return follows and word.islower() and verbs.is_past_form(word) and word not in verbs.PAST


def _is_reduced(words: list[str], at: int, dated: set[int]) -> bool:
    """ "parliamentarians sanctioned by China", "plans announced in January": a participle right after its noun."""
    word, after, before = words[at], words[at + 1].lower(), words[at - 1].lower()
    if not verbs.is_past_form(word) or word in verbs.PAST:
        return False
    if before in _FUNCTION_WORDS or verbs.is_past_form(before):
        return False
    if after == "by":
        return True
    if after not in {"in", "on", "at", "during", "from", "to", "under", "since", "earlier"} and at + 1 not in dated:
        return False
    main = verbs.first_finite(words)
    return main is not None and main < at and word not in verbs.PAST_OR_PARTICIPLE - {"held", "made", "sent"}


_OPENERS: Final = (
    # kind                  its word               and what must follow
    _Opener("coordinate", _is_conjunction, _coordinates),
    _Opener("content", _is_that_said, _always),
    _Opener("relative", _is_in_which, _always),
    _Opener("relative", _is_relative_word, _is_relative),
    _Opener("reporting", _is_as_reported, _always),
    _Opener("subordinate", _is_cut_off_by_date, _always),
    _Opener("subordinate", _is_subordinator, _subordinates),
    _Opener("resume", _is_verb_after_comma, _always),
    _Opener("participle", _is_after_comma, _is_participle),
    _Opener("participle", _is_amid_words, _is_reduced),
)
"""The order counts: "that" after a verb of saying opens what was said, and only elsewhere a relative clause."""


def _reporting_tail(words: list[str]) -> int | None:
    """Where ", Zhang Hong, a fellow at the institute, told the paper on Thursday" begins, if the sentence ends so."""
    for at in range(len(words) - 1, max(0, len(words) - 26), -1):
        word = words[at].lower()
        if word in {"according", "citing"} and at and words[at - 1] == ",":
            return at - 1 if verbs.first_finite(words[at:]) is None else None
        if (
            word in verbs.REPORTING
            and words[at + 1 : at + 2] != ["that"]
            and words[at - 1].lower() not in verbs.BE
            and (words[at - 1] in {",", "as"} or verbs.finite(words, at) or word == "said")
        ):
            return _reporting_start(words, at)
        if verbs.finite(words, at) and word not in {"had", "is", "was"}:
            return None
    return None


_ANNOUNCES: Final = word_set("announced announces confirmed warned revealed ruled decided pledged promised admitted")


def _announcing_tail(words: list[str], dated: set[int]) -> int | None:
    """Where ", the club announced on Monday" begins, if the sentence ends so: what it announced stands before."""
    end = len(words) - (words[-1] in {".", "!"})
    while end > 1 and (end - 1 in dated or words[end - 1].lower() in verbs.PREPOSITIONS or words[end - 1] == ","):
        end -= 1
    if words[end - 1] not in _ANNOUNCES:
        return None
    commas = [at for at in range(max(0, end - 9), end - 1) if words[at] == ","]
    if not commas or verbs.first_finite(words[: commas[-1]]) is None:
        return None
    return commas[-1] if verbs.first_finite(words[commas[-1] + 1 : end - 1]) is None else None


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
