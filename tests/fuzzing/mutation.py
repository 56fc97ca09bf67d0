"""New documents out of samples: tokens left out, doubled, moved, exchanged for what is known to be difficult."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

LONGEST: Final = 20_000
"""Bytes of a document that is tried; what is longer is cut."""
_TOKEN: Final = re.compile(rb"\w+|\s+|.", re.DOTALL)
ANYWHERE: Final = tuple(
    """0|-1|00|99|9999|10000|-0001|1e999|NaN|null|true|""|[]|{}|'|"|\\|\\u0000|\\ud800|%00|%ff|&|&amp;|&#0;|&#x110000;|<|>|]]>|
    <!--|:|;|=|,|,,|/|..|../|~|?|X|T|Z|+14:00|-99:99|24:00|23:59:60|2024-02-30|0000-00-00|99999999999999999999|Ⅷ|²|٣|𝟚|"""
    """ı|İ|ß|é|日|年|\u2028|\u202e|\ufeff|\u00a0|\u200b|\U0001f600|-|–|—|\t|\r|\n|\r\n|\n\n|\x00|\x0b|\x1b[2J|\x85|\x7f""".split(
        "|"
    )
)
Mutation = Callable[[Random, list[bytes], Sequence[bytes]], None]


def mutated(random: Random, samples: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """A sample after a few mutations; `words` are what its grammar makes something of."""
    tokens = _TOKEN.findall(random.choice(samples))
    for _ in range(random.randrange(1, 7)):
        random.choice(MUTATIONS)(random, tokens, words)
        del tokens[LONGEST:]
    return b"".join(tokens)[:LONGEST]


def span(random: Random, tokens: list[bytes]) -> slice:
    """Some tokens in a row, mostly few."""
    start = random.randrange(len(tokens) + 1)
    return slice(start, min(len(tokens), start + random.choice((1, 1, 1, 2, 3, 8, 30))))


def remove(random: Random, tokens: list[bytes], words: Sequence[bytes]) -> None:
    """Leave some out."""
    del tokens[span(random, tokens)]


def double(random: Random, tokens: list[bytes], words: Sequence[bytes]) -> None:
    """Say some again, once or often."""
    part = span(random, tokens)
    tokens[part] = tokens[part] * random.choice((2, 2, 3, 50))


def move(random: Random, tokens: list[bytes], words: Sequence[bytes]) -> None:
    """Put some elsewhere."""
    part = span(random, tokens)
    moved = tokens[part]
    del tokens[part]
    place = random.randrange(len(tokens) + 1)
    tokens[place:place] = moved


def exchange(random: Random, tokens: list[bytes], words: Sequence[bytes]) -> None:
    """Put something else in the place of one."""
    if tokens:
        tokens[random.randrange(len(tokens))] = another(random, words)


def insert(random: Random, tokens: list[bytes], words: Sequence[bytes]) -> None:
    """Put something between two."""
    tokens.insert(random.randrange(len(tokens) + 1), another(random, words))


def cut(random: Random, tokens: list[bytes], words: Sequence[bytes]) -> None:
    """End early, or begin late."""
    place = random.randrange(len(tokens) + 1)
    tokens[:] = tokens[place:] if random.random() < 0.3 else tokens[:place]


def flip(random: Random, tokens: list[bytes], words: Sequence[bytes]) -> None:
    """Change one byte."""
    if not tokens:
        return
    place = random.randrange(len(tokens))
    data = bytearray(tokens[place])
    if data:
        data[random.randrange(len(data))] = random.randrange(256)
        tokens[place] = bytes(data)


def another(random: Random, words: Sequence[bytes]) -> bytes:
    """A token of the grammar, or one that is difficult everywhere."""
    if words and random.random() < 0.6:
        return random.choice(words)
    return random.choice(ANYWHERE).strip(" ").encode("utf-8", "surrogatepass")


MUTATIONS: Final[tuple[Mutation, ...]] = (remove, double, move, exchange, exchange, insert, insert, cut, flip)


def vocabulary(samples: Sequence[bytes], most: int = 400) -> tuple[bytes, ...]:
    """The tokens of samples, each once, of at most so many."""
    found = dict.fromkeys(token for sample in samples for token in _TOKEN.findall(sample) if token.strip())
    return tuple(found)[:most]
