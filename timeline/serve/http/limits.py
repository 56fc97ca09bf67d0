"""How much one client address may ask for of what has to be made.

What is kept is not counted: to answer it costs no more than to refuse it, and it is the same for everyone.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from timeline.errors import TimelineError
from timeline.publish.cache import Lru

SECONDS: Final = 60
"""In which an address may ask so often as the setting says."""
ADDRESSES: Final = 10_000
"""That are remembered; one that is forgotten begins anew."""
NETWORK: Final = 64
"""Bits of an IPv6 address that one client has to itself; it may choose the others."""


class TooManyRequests(TimelineError):
    """One address asks too often; `seconds` from now it may ask again, and `most` is what it may ask in a minute."""

    def __init__(self, message: str, seconds: int, most: int) -> None:
        self.seconds, self.most = seconds, most
        super().__init__(message)

    @property
    def headers(self) -> dict[str, str]:
        """Retry-After, and the limit in the words of draft-ietf-httpapi-ratelimit-headers."""
        return {
            "Retry-After": str(self.seconds),
            "RateLimit-Policy": f'"made";q={self.most};w={SECONDS}',
            "RateLimit": f'"made";r=0;t={self.seconds}',
        }


class Limits:
    """Requests by client address, used by one thread. An address has `most` of them, which come back evenly within a
    minute; `most` 0 is no limit."""

    def __init__(self, most: int = 0, timer: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._timer = timer
        # When each address will have all of them back: one number says how many it has.
        self._full: Lru[str, float] = Lru(ADDRESSES)

    def count(self, address: str) -> None:
        """Count one request. Raises `TooManyRequests`."""
        if not self.most:
            return
        now, client = self._timer(), _client(address)
        each = SECONDS / self.most
        full = max(now, self._full.get(client) or now) + each
        if full > now + SECONDS + each / 2:
            seconds = math.ceil(full - now - SECONDS)
            raise TooManyRequests(
                f"more than {self.most} requests in {SECONDS} seconds came from this address for what has to be made: "
                "ask for less at once, keep answers as long as they say, or come back after Retry-After",
                max(1, seconds),
                self.most,
            )
        self._full.put(client, full)


@lru_cache(maxsize=1024)
def _client(address: str) -> str:
    """Whom an address stands for."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address  # a socket of the machine has no address
    if isinstance(ip, ipaddress.IPv6Address):
        mapped = ip.ipv4_mapped
        return str(mapped or ipaddress.ip_network((ip, NETWORK), strict=False))
    return address
