"""Single values that are right or wrong in themselves: addresses, zones, languages; and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from timeline.dates.local_time import FLOATING
from timeline.dates.zones import zone_names
from timeline.errors import nearest

LANGUAGE_TAG: Final = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}"
"""A well-formed language tag (RFC 5646, section 2.1), as far as anybody writes one."""


class Unfit(ValueError):
    """A value that cannot be meant: what is wrong with it, and what to write instead."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what, self.remedy = what, remedy
        super().__init__(f"{what}: {remedy}")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The remedy for an unknown word: the nearest known one, else all of them."""
    names = sorted(known)
    if close := nearest(word, names):
        return f"did you mean {close}?"
    return f"use one of {', '.join(names[:30])}" if names else "leave it out"


def language_tag(text: str) -> str:
    """A language tag in its usual case ("pt-BR", "zh-Hans"). Raises `Unfit` unless well formed (RFC 5646, 2.1)."""
    if not re.fullmatch(LANGUAGE_TAG, text):
        raise Unfit(f"{quoted(text)} is no language tag", 'write a code such as "en", "fr" or "zh-Hans" (RFC 5646)')
    first, *rest = text.split("-")
    return "-".join([first.lower(), *map(_cased, rest)])


def _cased(subtag: str) -> str:
    """Scripts in title case, regions in capitals, the rest in small letters (RFC 5646, section 2.1.1)."""
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag.lower()


def web_address(text: str) -> SplitResult:
    """An http or https address with a host, taken apart. Raises `Unfit`."""
    if re.search(r"[\s\x00-\x20\x7f\"<>\\^`{|}]", text):
        raise Unfit(f"{quoted(text)} has a character that no address has", "write a space as %20, and the like")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise Unfit(f"{quoted(text)} is no web address ({error})", "write it as https://example.org/page") from error
    if not usable:
        raise Unfit(f"{quoted(text)} is no http or https address", "write it as https://example.org/page")
    return parts


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 feed, 2 feeds, 1,200 entries."""
    noun = one if number == 1 else many or one + "s"
    return f"{number:,} {noun}"


def quoted(text: str, longest: int = 60) -> str:
    """The text in double quotes, shortened, for a message."""
    shown = text if len(text) <= longest else text[: longest - 1] + "…"
    return f'"{shown}"'


@cache
def zones() -> frozenset[str]:
    """Names of all IANA time zones."""
    return zone_names()


def zone_name(text: str) -> str:
    """An IANA time zone's name. Raises `Unfit`."""
    if text not in zones():
        close = nearest(text, zones())
        remedy = f"did you mean {close}?" if close else "write one such as Europe/Paris"
        raise Unfit(f"{quoted(text)} is no IANA time zone", remedy)
    return text


def local_zone(text: str) -> str:
    """The zone of times that name none: an IANA name, or `floating` for none. Raises `Unfit`."""
    if text == FLOATING:
        return text
    try:
        return zone_name(text)
    except Unfit as error:
        raise Unfit(error.what, f"{error.remedy}, or {FLOATING} for times of no zone") from None
