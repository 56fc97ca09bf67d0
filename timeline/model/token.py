"""API tokens: shown once, kept as a digest, good for what their scopes say until they expire or are removed.

Whoever signs in to the editing pages with one gets a session: a token that is good for nothing by itself, and stands
for the one that was shown as long as that is good.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from timeline.model.cursor import seconds

SCOPES: Final = {
    # scope            what its bearer may do
    "read:candidates": "read what waits for review",
    "review": "read it, decide on it, and run the sources",
    "write:events": "add and change events",
    "admin": "all of these",
}
_INCLUDED: Final = {"review": frozenset({"read:candidates"}), "admin": frozenset(SCOPES)}
PREFIX: Final = "tl_"
SESSION: Final = "session:"
"""What the scope of a session begins with; the digest of the token follows that it stands for."""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token, of which only the SHA-256 is kept. `scope` names one scope or several, with spaces between.

    Instants are seconds; `expires` 0 is never, `used` 0 is not yet.
    """

    digest: str
    name: str
    scope: str
    created: int
    expires: int = 0
    used: int = 0

    @property
    def scopes(self) -> frozenset[str]:
        """All that it is good for, what its scopes include too."""
        named = self.scope.split()
        return frozenset(named).union(*(_INCLUDED.get(scope, ()) for scope in named))

    @property
    def session_of(self) -> str:
        """The digest of the token that it stands for, where it is a session."""
        return self.scope.removeprefix(SESSION) if self.scope.startswith(SESSION) else ""

    @property
    def bearer_name(self) -> str:
        """Who bears it, as histories say it."""
        return self.name or f"token {self.digest[:12]}"

    def is_expired(self, now: datetime) -> bool:
        """Whether it is good for nothing any more."""
        return 0 < self.expires <= seconds(now)


def issue(
    secret: str, name: str, scopes: Iterable[str], now: datetime, expires: datetime | None = None
) -> tuple[str, Token]:
    """The token as its bearer keeps it, made from `secret` (32 random bytes or more as text), and what we keep."""
    token = PREFIX + secret
    end = 0 if expires is None else seconds(expires)
    scope = " ".join(dict.fromkeys(scopes))
    return token, Token(digest=digest(token), name=name, scope=scope, created=seconds(now), expires=end)


def bearer(token: str, known: Iterable[Token]) -> Token | None:
    """Which of those that are known it is. Every one is compared, in constant time."""
    mine = digest(token)
    match = None
    for candidate in known:
        if hmac.compare_digest(candidate.digest, mine):
            match = candidate
    return match


def digest(token: str) -> str:
    """SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
