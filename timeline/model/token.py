"""API tokens: shown once, kept as a digest, good for one scope."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import msgspec

from timeline.model.cursor import seconds

SCOPES: Final = {
    # scope     what its bearer may do
    "review": "decide on candidates",
}
PREFIX: Final = "tl_"


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A bearer token, of which only the SHA-256 is kept."""

    digest: str
    name: str
    scope: str
    created: int


def issue(secret: str, name: str, scope: str, now: datetime) -> tuple[str, Token]:
    """The token as its bearer keeps it, made from `secret` (32 random bytes or more as text), and what we keep."""
    token = PREFIX + secret
    return token, Token(digest=digest(token), name=name, scope=scope, created=seconds(now))


def bearer(token: str, scope: str, known: Iterable[Token]) -> Token | None:
    """Whose token it is, if it is good for the scope. Every one is compared, in constant time."""
    mine = digest(token)
    found = None
    for candidate in known:
        if hmac.compare_digest(candidate.digest, mine) and candidate.scope == scope:
            found = candidate
    return found


def digest(token: str) -> str:
    """SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()
