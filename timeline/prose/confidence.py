"""How likely a temporal expression is to date an event: a sum of a few named signs, turned into a probability.

Each sign is a sentence one can check against the text; its weight is a rounded log-odds, fitted by logistic regression
on the development articles and news (`benchmarks/articles.py` prints how often each tenth is right).
"""

from __future__ import annotations

import math
from typing import Final

from timeline.prose.signs import SIGNS
from timeline.prose.surroundings import Surroundings

BIAS: Final = 3.0
EVENT: Final = 0.5
"""From this confidence on a mention is called an event."""


def confidence(context: Surroundings) -> tuple[float, tuple[str, ...]]:
    """The probability that the expression dates an event, to hundredths, and the names of the signs that hold."""
    reasons = [sign for sign in SIGNS if sign.holds(context)]
    odds = BIAS + sum(sign.weight for sign in reasons)
    return round(1 / (1 + math.exp(-odds)), 2), tuple(sign.name for sign in reasons)
