"""What the value of a query parameter means. Each reader takes the name and the text, and raises `InvalidQuery`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Final

from timeline.dates import EDTFError, NoDate, When
from timeline.dates.reading.date_order import ASK
from timeline.dates.reading.typed import typed
from timeline.errors import InvalidQuery
from timeline.model.chronology import Chronology
from timeline.model.feed import ALARM, PAST
from timeline.model.search_terms import terms
from timeline.model.values import LANGUAGE_TAG

MAX_PAGE: Final = 1000
FURTHEST: Final = 366
"""Days ahead that a coming feed can speak of an event."""
REMEDY: Final = "write 2025, 2025-04 or 2025-04-16"
_NEARLY_EDTF: Final = re.compile(r"Y?-?\d{4,}[-0-9XSYE./,~?%]*|[\[{].*[\]}]")


def one_of(allowed: Sequence[str] | Mapping[str, object]) -> Callable[[str, str], str]:
    """Reads one of several words."""

    def read(name: str, value: str) -> str:
        if value not in allowed:
            raise InvalidQuery(name, f"{name}={value} is not known: use one of {', '.join(allowed)}")
        return value

    return read


def read_date(name: str, value: str, chronology: Chronology | None = None, today: date | None = None) -> str:
    """The date that a value of `from` or `to` names, in EDTF: in any usual way, or in words of the chronology's
    language, else of any. Words count from `today`, and are refused without it. Raises `InvalidQuery`.
    """
    languages = (chronology.language,) if chronology else ()
    hemisphere, order = (chronology.hemisphere, chronology.date_order) if chronology else ("north", ASK)
    answer = typed(value, languages, hemisphere, today, order)
    if isinstance(answer, NoDate):
        raise InvalidQuery(name, f"{name}={value} is no date ({_reason(value, answer)}): {REMEDY}")
    return answer.edtf


def _reason(value: str, answer: NoDate) -> str:
    """Why a value is no date; of what is nearly EDTF what is wrong with that."""
    try:
        When.parse(value.strip())
    except EDTFError as error:
        return str(error) if _NEARLY_EDTF.fullmatch(value.strip()) else answer.reason
    return answer.reason


def place_name(name: str, value: str) -> str:
    """A name of a place, which has letters."""
    if not terms(value):
        raise InvalidQuery(name, f"place={value}: name a place in letters, as /api/v1/places lists them")
    return value


def page_limit(name: str, value: str) -> int:
    """How many events a page has."""
    if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= MAX_PAGE):
        raise InvalidQuery(name, f"limit={value} is not a whole number from 1 to {MAX_PAGE}")
    return int(value)


def instant(name: str, value: str) -> datetime:
    """An instant of RFC 3339; a day alone is its beginning, and without an offset UTC is meant."""
    written = value.strip().upper()
    # A plus sign in a query is a blank unless it is escaped; nothing else can be meant by it here.
    if len(written) > 6 and written[-6] == " ":
        written = f"{written[:-6]}+{written[-5:]}"
    try:
        at = datetime.fromisoformat(written)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidQuery(name, f"{name}={value} is no instant: write 2026-05-01T12:00:00Z") from error


def instant_text(name: str, value: str) -> str:
    """An instant as one address has it."""
    return instant(name, value).isoformat().replace("+00:00", "Z")


def past_period(name: str, value: str) -> str:
    """How much of the past is asked for."""
    if not PAST.fullmatch(value):
        raise InvalidQuery(name, f"past={value} is not known: write all, none, or a period such as P1Y, P6M or P30D")
    return value


def alarm(name: str, value: str) -> str:
    """A duration before the start, empty for none. `+` in an address is a space, so the sign may be left out."""
    if value == "none":
        return ""
    duration = ALARM.fullmatch(value)
    if duration is None:
        raise InvalidQuery(name, f"alarm={value} is no duration: write -PT15M, -PT2H, -P1D, or none")
    return f"-{duration[1]}"


def days_ahead(name: str, value: str) -> tuple[int, ...]:
    """Days ahead, the furthest first."""
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not parts or not all(
        part.isascii() and part.isdigit() and len(part) < 4 and int(part) <= FURTHEST for part in parts
    ):
        raise InvalidQuery(name, f"days={value}: write whole numbers from 0 to {FURTHEST}, such as 7,3,1")
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def language(name: str, value: str) -> str:
    """A tag of a language (RFC 5646)."""
    if not re.fullmatch(LANGUAGE_TAG, value):
        raise InvalidQuery(name, f"lang={value} is no language: write en, de or zh-Hant")
    return value
