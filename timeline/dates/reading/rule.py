"""A rule: a pattern of one language, and what it makes of the words that fit.

A pattern is a regular expression, whatever the case, in which

* a blank is one or two blanks or a line end;
* `{month}` is a word of the vocabulary's table of that name, and `match["month"]` what that table says it means; a
  second one in the same pattern is `{month2}`;
* `{date}`, `{date2}` is a date phrase that any other rule of the table reads: `match.dates[0]` is what it says;
* `{dash}` is a hyphen or dash with or without blanks, `{hyphen}` one that joins words, or a blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from timeline.dates.reading.heads import heads
from timeline.dates.reading.statement import Ends, Statement

Vocabulary = Mapping[str, "Mapping[str, Any] | Words"]
Make = Callable[["RuleMatch"], "Statement | Ends | None"]


@dataclass(frozen=True, slots=True)
class Words:
    """Words too many to list: a pattern without groups, and what a match means."""

    pattern: str
    means: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to say a time.

    `make` gives what it says, or None where the words fit but say no time. `left` must match just before it in prose,
    `not_left` must not. `signal`: the words around `{date}` belong to the sentence and not to the expression ("by
    June"). `where` is "both", "phrase" (only what a curator types) or "prose". `ranges`: its `{date}` may be a range,
    which is then `match.range`. `first` tells the date that it may begin with from one after which it is not tried.
    """

    name: str
    pattern: str
    make: Make
    left: str = ""
    not_left: str = ""
    signal: bool = False
    where: str = "both"
    ranges: bool = False
    first: Callable[[Statement], bool] | None = None


@dataclass(frozen=True, slots=True)
class Language:
    """The table of one language. `proper` names the vocabularies whose words are capitalised in prose.

    `common` are words that are rarely a date when alone ("may", "sat"): alone, they need their capital. `spaced`:
    words are parted by blanks, so an expression begins and ends with a word.
    """

    code: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    proper: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()
    spaced: bool = True


class RuleMatch:
    """The words that fitted a rule."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._groups: dict[str, tuple[str, int, int]] = {}
        self.dates: list[Statement] = []
        self.range: Ends | None = None
        self.spans: list[tuple[int, int]] = []
        self.prose = False
        self._supplied: dict[str, Any] = {}

    def add(self, match: re.Match[str]) -> None:
        """Take in the named groups of one match."""
        for name, text in match.groupdict().items():
            if text is not None:
                self._groups[name] = (text, *match.span(name))

    def supply(self, **values: Any) -> RuleMatch:
        """The same with these meanings, which no word carries: the "one" of "a year later"."""
        self._supplied.update(values)
        return self

    def __contains__(self, name: str) -> bool:
        return name in self._groups or name in self._supplied

    def __getitem__(self, name: str) -> Any:
        """What the word means."""
        if name in self._supplied:
            return self._supplied[name]
        table = self._vocabulary.get(name.rstrip("0123456789"))
        text = self._groups[name][0]
        if table is None:
            return text
        if isinstance(table, Words):
            return table.means(text)
        return table[plain(text)]

    def get(self, name: str, default: Any = None) -> Any:
        """What the word means, or the default where it is absent."""
        return self[name] if name in self else default  # noqa: SIM401 - it is no dict

    def text(self, name: str) -> str:
        """The word itself, empty where it is absent."""
        return self._groups[name][0] if name in self._groups else ""

    def span(self, name: str) -> tuple[int, int]:
        """Where the word stands in the text."""
        return self._groups[name][1:]

    def proper(self, names: frozenset[str]) -> bool:
        """Whether every word of those tables has its capital, or none of them is cased."""
        return all(
            not text[:1].islower() for name, (text, _, _) in self._groups.items() if name.rstrip("0123456789") in names
        )


BLANK: Final = r"(?:[ \t\u00a0\u2002-\u200b\u202f]{1,2}(?:\r?\n)?|\r?\n)"
_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_MACROS: Final = {"dash": rf" ?[{_DASHES}]{{1,2}} ?", "hyphen": "[ \u00a0\u2010\u2011-]"}
_NAME: Final = re.compile(r"\{([a-z_]+)(\d*)\}")
_DATE: Final = re.compile(r"\{date\d*\}")
_IN_CLASS: Final = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.| ")


def plain(text: str) -> str:
    """A word as the vocabulary lists it: lower case, single blanks, straight apostrophes, plain hyphens."""
    text = text.lower().replace("’", "'")
    return re.sub(rf"[{_DASHES}]", "-", re.sub(r"\s+", " ", text))


class CompiledRule:
    """A rule ready to be tried: the pieces between its dates, and the heads it can begin with.

    `follows`: it begins with a date. Its patterns are compiled when first tried: a phrase needs few of them.
    """

    def __init__(self, rule: Rule, order: int, raw: list[str], opening: frozenset[str], *, follows: bool) -> None:
        self.rule = rule
        self.order = order
        self.heads = opening
        self.follows = follows
        self._raw = raw

    @cached_property
    def pieces(self) -> tuple[re.Pattern[str], ...]:
        """The patterns between its dates, in order."""
        return tuple(re.compile(_blanks(piece), re.IGNORECASE) for piece in self._raw)

    @cached_property
    def left(self) -> re.Pattern[str] | None:
        """What must stand just before it in prose."""
        return _before(self.rule.left)

    @cached_property
    def not_left(self) -> re.Pattern[str] | None:
        """What must not stand just before it in prose."""
        return _before(self.rule.not_left)


def _before(pattern: str) -> re.Pattern[str] | None:
    return re.compile(f"(?:{_blanks(pattern)})$", re.IGNORECASE) if pattern else None


def compile_rule(rule: Rule, order: int, vocabulary: Vocabulary, spaced: bool = True) -> Iterator[CompiledRule]:
    """The rule, with its pattern's names filled in; twice where words before its first date may be left out.

    Where words are not `spaced`, anything may follow a rule's last letter.

    Raises KeyError for a name that no table has.
    """
    raw = [_filled(piece, vocabulary) for piece in _DATE.split(rule.pattern)]
    opening = heads(raw[0], whole=spaced and len(raw) == 1)
    if raw[0] and opening != {""}:
        yield CompiledRule(rule, order, raw, opening - {""}, follows=False)
    if len(raw) > 1 and "" in opening:
        yield CompiledRule(rule, order, ["", *raw[1:]], heads(raw[1], whole=spaced and len(raw) == 2), follows=True)


def _filled(pattern: str, vocabulary: Vocabulary) -> str:
    def named(match: re.Match[str]) -> str:
        name, number = match[1], match[2]
        if name in _MACROS:
            return f"(?:{_MACROS[name]})" if name == "dash" else _MACROS[name]
        return f"(?P<{name}{number}>{alternatives(vocabulary[name])})"

    return _NAME.sub(named, pattern)


def alternatives(table: Mapping[str, Any] | Words) -> str:
    """The words of a table as a pattern, the longest first."""
    if isinstance(table, Words):
        return table.pattern
    words = sorted(table, key=lambda word: (-len(word), word))
    return "|".join(map(_escaped, words))


def _escaped(word: str) -> str:
    """The word with any blank, hyphen and apostrophe in the place of its own."""
    return re.escape(word).replace("\\ ", " ").replace("\\-", "[-\u2010\u2011]").replace("'", "['’]")


def _blanks(pattern: str) -> str:
    """Every blank outside a character class stands for any blank."""
    return _IN_CLASS.sub(lambda m: BLANK if m[0] == " " else m[0], pattern)
