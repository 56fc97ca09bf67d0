"""How a route that writes is declared: who may, and what is sent."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, TypeVar

import msgspec
from litestar import route
from litestar.enums import HttpMethod
from litestar.exceptions import ClientException, NotAuthorizedException, PermissionDeniedException
from litestar.openapi.datastructures import ResponseSpec
from litestar.status_codes import HTTP_415_UNSUPPORTED_MEDIA_TYPE

from timeline.errors import StoreUnavailable
from timeline.model import token as tokens
from timeline.model.cursor import seconds
from timeline.model.token import Token
from timeline.serve.http import bodies
from timeline.serve.http.pools import ask_again
from timeline.serve.http.problems import MEDIA_TYPE, Problem, kind_for
from timeline.serve.http.routing import JSON, Request
from timeline.store.contract import Store

T = TypeVar("T")

REALM: Final = "timeline"
SCHEME: Final = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "Made by `timeline token create --scope review`."}
}
SECURITY: Final[list[dict[str, list[str]]]] = [{"bearer": []}]
USED_SECONDS: Final = 60
"""How exactly it is known when a token was used last: not every request need be written down."""
_BEARER: Final = re.compile(r"bearer +(\S+) *", re.IGNORECASE)


def writes(
    path: str,
    name: str,
    *,
    gives: Any,
    takes: type | Mapping[str, Any] | None = None,
    needed: bool = False,
    errors: Sequence[int] = (),
    method: HttpMethod = HttpMethod.POST,
    tag: str = "review",
    query: Sequence[str] = (),
    created: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """A route that answers one method, for bearers of a token; its handler asks for the scope.

    `name` is what a program calls it, `takes` the shape of the JSON that may be sent, or its schema (and must be sent,
    where it is `needed`), `gives` that of a 200, or of a 201 too where something may be `created`. `query` are the
    parameters that it knows.
    """
    specs = {200: ResponseSpec(gives, media_type=JSON, description="It is done.", generate_examples=False)}
    if created:
        specs[201] = ResponseSpec(gives, media_type=JSON, description="It is there now.", generate_examples=False)
    for status in sorted({*errors, 400, 401, 403, 413, 414, 415, 429, 431, 503}):
        title = f"{kind_for(status).title}."
        specs[status] = ResponseSpec(Problem, media_type=MEDIA_TYPE, description=title, generate_examples=False)
    return route(
        path,
        http_method=method,
        responses=specs,
        status_code=200,
        tags=[tag],
        opt={"name": name, "takes": tuple(query), "media": (JSON,), "blanks": False, "sent": takes, "needed": needed},
    )


def describe(operation: dict[str, Any], opt: dict[str, Any]) -> None:
    """What the description of such a route says beside its answers."""
    operation["security"] = SECURITY
    if isinstance(opt["sent"], Mapping):
        operation["requestBody"] = {"required": opt["needed"], "content": {JSON: {"schema": opt["sent"]}}}
    elif opt["sent"] is not None:
        schema = msgspec.json.schema(opt["sent"], ref_template="#/components/schemas/{name}")
        (_, shape), *_ = sorted(schema["$defs"].items(), key=lambda item: item[0] != opt["sent"].__name__)
        operation["requestBody"] = {
            "required": opt["needed"],
            "content": {JSON: {"schema": _whole(shape, schema["$defs"])}},
        }


def _whole(schema: Any, known: dict[str, Any]) -> Any:
    """A schema with what it refers to written out: the shapes that are sent are small, and used once."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _whole(known[schema["$ref"].rpartition("/")[2]], known)
        return {name: _whole(value, known) for name, value in schema.items()}
    return [_whole(each, known) for each in schema] if isinstance(schema, list) else schema


def authorize(request: Request, store: Store, now: datetime, scope: str) -> Token:
    """The token that the request bears (RFC 6750). Answers 401 where there is none that is known and has not expired,
    403 where it is not good for the scope. What is removed is good for nothing from then on: the store is asked."""
    credentials = _BEARER.fullmatch(request.headers.get("authorization", "").strip())
    if credentials is None:
        raise NotAuthorizedException("send a token as `Authorization: Bearer tl_…`", headers=challenge())
    token = tokens.bearer(credentials[1], present_tokens(store))
    if token is None:
        raise NotAuthorizedException("the token is not known, or was removed", headers=challenge("invalid_token"))
    if token.is_expired(now):
        raise NotAuthorizedException("the token has expired", headers=challenge("invalid_token"))
    # One that is good for something else is told apart: its bearer should ask for more, not for a new one.
    if scope not in token.scopes:
        raise PermissionDeniedException(f"the token lacks the scope {scope}", headers=challenge("insufficient_scope"))
    if seconds(now) - token.used >= USED_SECONDS:
        note_use(store, token, now)
    return token


def present_tokens(store: Store) -> list[Token]:
    """The tokens as they are now: a standby may know one that was removed a moment ago, and lacks what is known to have
    been written since."""
    with suppress(StoreUnavailable):  # then nobody can have removed one
        store.position_now()
    return ask_again(store.tokens)


def note_use(store: Store, token: Token, now: datetime) -> None:
    """Write down when a token was used, if that can be written now."""
    with suppress(StoreUnavailable):
        store.use_token(token.digest, now)


def challenge(error: str = "") -> dict[str, str]:
    """The header that goes with 401 (RFC 6750, section 3)."""
    return {"WWW-Authenticate": f'Bearer realm="{REALM}"' + (f', error="{error}"' if error else "")}


async def read_json(request: Request, shape: type[T], *, needed: bool = False) -> T:
    """The JSON that was sent, as the shape; nothing sent is an empty object, unless it is `needed`."""
    body = await request.body()
    if not body.strip() and not needed:
        return msgspec.json.decode(b"{}", type=shape)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != JSON:
        raise ClientException(f"send {JSON}", status_code=HTTP_415_UNSUPPORTED_MEDIA_TYPE)
    decoded: T = await asyncio.to_thread(bodies.decode, body, shape)
    return decoded
