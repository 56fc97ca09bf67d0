"""The day that a document or a person names as that of publication, from which relative words count."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from timeline.dates.reading import read
from timeline.errors import SourceRefused

_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$", re.DOTALL)


def day(words: str, what: str) -> dt.date:
    """A publication date as ISO 8601 (a time after it is left out) or in words that name one day.

    Raises `SourceRefused` beginning with `what` for anything else: no date is ever taken from the clock instead.
    """
    if iso := _ISO.match(words.strip()):
        try:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        except ValueError:
            raise SourceRefused(f"{what}: there is no day {words!r}; write it as 2024-05-07") from None
    reading = read(words[:100])
    when = reading.when if reading else None
    if when is None or not when.is_exact or when.earliest is None or not 1 <= when.earliest.year <= dt.MAXYEAR:
        raise SourceRefused(f"{what}: {words[:40]!r} names no single day; write it as 2024-05-07")
    return dt.date(when.earliest.year, when.earliest.month, when.earliest.day)
