"""The shape of a language's table of cues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BETWEEN: Final = re.compile(r"\s+\|\s+")


def word_set(text: str) -> frozenset[str]:
    """The words of a text, parted by blanks."""
    return frozenset(text.split())


def any_of(alternatives: str, *more: str, spaced: bool = True) -> re.Pattern[str]:
    """Any of the patterns (parted by " | "), as whole words where the script has spaces; or one of `more`."""
    inner = "|".join(" ".join(each.split()) for each in _BETWEEN.split(alternatives.strip()))
    pattern = rf"(?<!\w)(?:{inner})(?!\w)" if spaced else rf"(?:{inner})"
    return re.compile("|".join([pattern, *more]), re.IGNORECASE)


_NEVER: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue words of one language. Patterns are searched in one clause, so their input is bounded.

    `common`: words that betray the language. `connectors`: what opens a clause after a comma. `expected`,
    `conditional`, `denied`: tense and mood. `reporting`: who says so. `figures`, `comparison`, `habit`: the date is
    that of a quantity, of something to compare with, of no single time. `happening`: nouns of events. `trailing`:
    words a title never ends in. `pointing`: words that none begins with, for they point at what was told before.
    `past`: what has been; `announced`: verbs that announce in the present; `put_off`: what happens to a date rather
    than on it, and `put_off_to` what stands before the new one. `ordinal_dot`: it writes "3. Mai". `particles`: those
    of `trailing` that may end a clause as part of its verb ("kündigte … an"). `coming`: verbs by which a history speaks
    of what is still to come, in forms that no past has. `spaced`: words are parted by spaces.
    """

    code: str
    common: frozenset[str]
    connectors: frozenset[str]
    expected: re.Pattern[str]
    conditional: re.Pattern[str]
    denied: re.Pattern[str]
    reporting: re.Pattern[str]
    figures: re.Pattern[str]
    comparison: re.Pattern[str]
    habit: re.Pattern[str]
    happening: re.Pattern[str]
    trailing: frozenset[str]
    pointing: frozenset[str]
    past: re.Pattern[str] = _NEVER
    announced: re.Pattern[str] = _NEVER
    put_off: re.Pattern[str] = _NEVER
    put_off_to: re.Pattern[str] = _NEVER
    coming: re.Pattern[str] = _NEVER
    ordinal_dot: bool = False
    particles: frozenset[str] = frozenset()
    spaced: bool = True
