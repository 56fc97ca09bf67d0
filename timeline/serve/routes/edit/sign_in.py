"""Signing in with a token, and out: here, or wherever one is signed in with it."""

from __future__ import annotations

import json
from typing import Final

from litestar.enums import HttpMethod

from timeline.serve.http import sessions
from timeline.serve.http.editing import FORM_BYTES, Asked, Pairs, is_local, open_to_all, takes
from timeline.serve.http.routing import READS, Response
from timeline.serve.http.sessions import EDIT, SignInRefused

KEPT_BYTES: Final = 2 * FORM_BYTES + 65_536
"""Of a form that carries what was typed in another, escaped twice."""


@open_to_all(f"{EDIT}/sign-in", *READS)
def show(asked: Asked) -> Response:
    """The page to sign in on."""
    then = asked.query("then")
    return asked.signing_in(status=200, then=then if is_local(then) else "")


@open_to_all(f"{EDIT}/sign-in", HttpMethod.POST, most=KEPT_BYTES)
def sign_in(asked: Asked) -> Response:
    """Sign in, and go on where one was; what was typed there is shown before it is sent."""
    then = asked.field("then")
    then = then if is_local(then) else EDIT
    kept = _unpacked(asked.field("kept"))
    service = asked.service
    try:
        secret, visitor = sessions.sign_in(service.store, asked.field("token"), service.clock())
    except SignInRefused as error:
        return asked.signing_in(str(error), then=then, kept=kept)
    cookies = [asked.cookie(secret)]
    if not kept:
        return asked.go(then, cookies)
    back = Asked(asked.request, service, visitor)
    return back.again("You are signed in again. This is what you had typed.", then, kept, 200, cookies=cookies)


@takes(f"{EDIT}/sign-out")
def sign_out(asked: Asked) -> Response:
    """End the session, or every one of its token."""
    sessions.sign_out(asked.service.store, asked.visitor, everywhere=asked.field("everywhere") == "yes")
    return asked.go(f"{EDIT}/sign-in", [asked.cookie("")])


def _unpacked(kept: str) -> Pairs:
    try:
        pairs = json.loads(kept or "[]")
        return tuple((str(name), str(value)) for name, value in pairs)
    except (ValueError, TypeError, RecursionError):
        return ()


ROUTES: Final = (show, sign_in, sign_out)
