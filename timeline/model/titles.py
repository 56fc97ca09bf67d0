"""What titles say, apart from how they say it: their words without endings, fillers and case."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

from timeline.dates import When
from timeline.model.moments import moment_key
from timeline.model.search_terms import folded, terms

FILLER: Final = frozenset(
    "a an the of in on at to for and or with by from as its his her their is are was were be been has have had will "
    "le la les un une des du de et en au aux der die das den dem ein eine und im am zu el los las una y del al".split()
)
ORDINALS: Final = {
    word: str(number)
    for number, word in enumerate(
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
    )
}


@lru_cache(maxsize=20_000)
def words(title: str) -> tuple[str, ...]:
    """The words that tell titles apart, in their order."""
    return tuple(_stem(ORDINALS.get(word, word)) for word in terms(title) if word not in FILLER)


def _stem(word: str) -> str:
    """Plurals and the commonest verb endings off, so that "hatches" and "hatching" are near "hatch"."""
    for ending in ("ing", "ies", "es", "ed", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def title_key(title: str) -> str:
    """What two titles have in common that say the same."""
    return " ".join(words(title)) or folded(title)


def listing(title: str, when: When) -> str:
    """A short name for a title at a moment: equal for entries that say the same, however they write it."""
    return hashlib.blake2b(f"{title_key(title)} {moment_key(when)}".encode(), digest_size=10).hexdigest()
