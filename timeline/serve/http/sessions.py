"""Who is signed in to the editing pages: a cookie that stands for the token that was shown.

A session is kept beside the tokens (`model/token.py`), so that it outlives a restart, holds in every process, and is
good for nothing once its token is removed or has expired.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from litestar.config.csrf import CSRFConfig

from timeline.errors import NotFound, TimelineError
from timeline.model import token as tokens
from timeline.model.cursor import seconds
from timeline.model.token import Token
from timeline.model.urls import Urls
from timeline.serve.http.authorization import USED_SECONDS, note_use, present_tokens
from timeline.store.contract import Store

COOKIE: Final = "timeline_session"
LASTS: Final = timedelta(days=7)
EDIT: Final = "/edit"
"""Below it, and nowhere else, the cookies are sent."""
SIGNING_KEY: Final = "csrf_secret"
"""The setting of the store that signs what forms carry: every process has the same, and a restart changes nothing."""


class Visitor(NamedTuple):
    """Who is signed in: the token that was shown, and the session that stands for it."""

    token: Token
    session: Token

    @property
    def name(self) -> str:
        """Who it is, as histories say it."""
        return self.token.bearer_name

    def may(self, scope: str) -> bool:
        """Whether the token is good for a scope."""
        return scope in self.token.scopes


class SignInRefused(TimelineError):
    """What was typed is no token that is good for anything; the message says which way."""


def sign_in(store: Store, said: str, now: datetime) -> tuple[str, Visitor]:
    """A new session for the bearer of a token: what its cookie holds, and who it is. Raises `SignInRefused`."""
    known = present_tokens(store)
    token = tokens.bearer(said.strip(), known)
    if token is None or token.session_of:
        raise SignInRefused("This token is not known: it was mistyped, or was removed.")
    if token.is_expired(now):
        raise SignInRefused("This token has expired: ask for a new one.")
    for old in known:  # nobody signs in so often that it must be done elsewhere
        if old.session_of and old.is_expired(now):
            _drop(store, old)
    ends = seconds(now + LASTS)
    secret = secrets.token_urlsafe(32)
    session = Token(
        digest=tokens.digest(secret),
        name=token.name,
        scope=tokens.SESSION + token.digest,
        created=seconds(now),
        expires=min(ends, token.expires or ends),
    )
    store.add_token(session)
    return secret, Visitor(token, session)


def visitor(store: Store, cookie: str, now: datetime) -> Visitor | None:
    """Who is signed in by a cookie; None for nobody, or no more."""
    if not cookie:
        return None
    known = present_tokens(store)
    session = tokens.bearer(cookie, known)
    if session is None or not session.session_of or session.is_expired(now):
        return None
    token = next((each for each in known if each.digest == session.session_of), None)
    if token is None or token.is_expired(now):
        return None
    if seconds(now) - token.used >= USED_SECONDS:
        note_use(store, token, now)
    return Visitor(token, session)


def sign_out(store: Store, visitor: Visitor, *, everywhere: bool = False) -> None:
    """End a session, or all of its token."""
    for session in present_tokens(store) if everywhere else [visitor.session]:
        if session.session_of == visitor.token.digest:
            _drop(store, session)


def _drop(store: Store, session: Token) -> None:
    with suppress(NotFound):  # another request may be faster
        store.drop_token(session.digest)


def csrf_config(store: Store, base_url: str) -> CSRFConfig:
    """How litestar keeps other sites from sending our forms; every other route is left alone."""
    return CSRFConfig(
        secret=_secret(store),
        cookie_name="timeline_csrf",
        cookie_path=f"{Urls(base_url).path}{EDIT}",
        cookie_secure=base_url.startswith("https:"),
        cookie_httponly=True,
        cookie_samesite="lax",
        # Programs send a token with each request; what is theirs says so, and the answers to OPTIONS as well.
        exclude_from_csrf_key="for_programs",
    )


def _secret(store: Store) -> str:
    try:
        if not store.setting(SIGNING_KEY):
            store.set_setting(SIGNING_KEY, secrets.token_hex(32))
        return store.setting(SIGNING_KEY)
    except TimelineError:
        return secrets.token_hex(32)  # a store that cannot be asked now is said to be so by every answer


def cookie(value: str, base_url: str, *, secure: bool, lasts: timedelta = LASTS) -> str:
    """The header that sets the session's cookie; without a value it takes it away."""
    seconds = int(lasts.total_seconds()) if value else 0
    path = f"{Urls(base_url).path}{EDIT}"
    flags = "; Secure" if secure or base_url.startswith("https:") else ""
    return f"{COOKIE}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{flags}"
