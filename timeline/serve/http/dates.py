"""Dates in the words of an address: they are answered under the address that says them in EDTF."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from timeline.dates import EDTFError, When
from timeline.errors import DateUnderstood
from timeline.model.parameters import DATES, Parameters, with_dates_in_edtf
from timeline.serve.http.routing import Request, check_parameters, parameters
from timeline.serve.http.service import Service

FIELDS: Final = frozenset({b"q", b"from", b"to"})
SAFE: Final = ":,./[]{}~"


def check_with_dates(service: Service) -> Callable[[Request], Awaitable[None]]:
    """What is done before any handler: the query is read, and a date in words leads to its EDTF.

    Relative words are read of a form alone, and from today: an address that others may keep says the same for ever.
    """

    async def check(request: Request) -> None:
        await check_parameters(request)
        given = parameters(request)
        # Between two revisions `from` and `to` are positions of the log or instants, and no window of dates.
        if request.route_handler.opt.get("takes") == DATES or not any(
            _is_in_words(text) for name in DATES for text in given.get(name, ())
        ):
            return
        today = service.clock().astimezone(service.chronology.zone).date()
        read = await service.pools.ask_to_read(partial(_read, given, service, today if _is_form(request) else None))
        raise DateUnderstood(_query(request.scope["query_string"], read))

    return check


def _is_form(request: Request) -> bool:
    """Whether a form of a page was sent: it has each of its fields, the empty ones as well."""
    sent = {pair.partition(b"=")[0] for pair in request.scope["query_string"].split(b"&")}
    return sent.issuperset(FIELDS) and bool(request.route_handler.opt.get("blanks"))


def _is_in_words(text: str) -> bool:
    try:
        return bool(text.strip()) and not When.parse(text.strip())
    except EDTFError:
        return True


def _read(given: Parameters, service: Service, today: date | None) -> Parameters:
    return with_dates_in_edtf(given, service.chronology, today)


def _query(query: bytes, read: Parameters) -> str:
    """The same query with the dates as read; all else stays as it was sent."""
    parts = []
    for pair in filter(None, query.split(b"&")):
        name = unquote_to_bytes(pair.partition(b"=")[0]).decode("utf-8", "replace")
        if name not in DATES:
            parts.append(pair.decode("latin-1"))
        elif read.get(name):
            parts.append(f"{name}={quote(read[name][0], safe=SAFE)}")
    return "&".join(parts)
