"""IANA time zones, from the `tzdata` package and never from the machine: two machines write the same bytes, and an
instant is counted by the very rules that a calendar states beside it.

Morocco's clocks of autumn 2026 were an hour apart between a machine's files and the package's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final
from zoneinfo import ZoneInfo

_NAME: Final = re.compile(r"[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*")
NOWHERE: Final = frozenset({"localtime", "posixrules", "Factory"})
"""Files of zones that name no place."""


@lru_cache(maxsize=1024)
def named_zone(name: str) -> ZoneInfo | None:
    """The zone of that name, or None."""
    data = _file(name)
    if data is None:
        return None
    with data.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The names of all zones."""
    listed = resources.files("tzdata").joinpath("zones").read_text("ascii")
    return frozenset(listed.split()) - NOWHERE


@lru_cache(maxsize=1024)
def zone_footer(name: str) -> str:
    """A zone's rule for the years after those that its file lists (RFC 8536, section 3.3); nothing for no zone."""
    data = _file(name)
    return "" if data is None else data.read_bytes().rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace")


def _file(name: str) -> Traversable | None:
    if len(name) > 64 or name in NOWHERE or not _NAME.fullmatch(name):
        return None
    found = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    return found if found.is_file() and found.read_bytes()[:4] == b"TZif" else None
