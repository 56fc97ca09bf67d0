"""How a route is declared, and what it answers with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import litestar
from litestar import route
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.enums import HttpMethod
from litestar.openapi.datastructures import ResponseSpec
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from timeline.model.parameters import DATES, Parameters
from timeline.serve.http.conditional import Answer
from timeline.serve.http.parameters import parse
from timeline.serve.http.problems import MEDIA_TYPE, Problem, kind_for

Request = litestar.Request[Any, Any, State]
READS: Final = (HttpMethod.GET, HttpMethod.HEAD)
AS: Final = "/.as/{format:str}"
"""How a suffix stands in a route: litestar's parameters are whole segments of a path (see `routed_path`)."""
HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
ALLOWED: Final = "GET, HEAD, OPTIONS"
IN_WORDS: Final = "A date is in words: the same address with the date in EDTF."


class Response(litestar.Response[bytes]):
    """An answer whose headers and bytes are settled; litestar adds nothing to it."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body, status_code=answer.status)
        self.answer = answer

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:
        """The answer itself, as litestar sends it."""
        return _Bare(self.answer)


class _Bare(ASGIResponse):
    def __init__(self, answer: Answer) -> None:
        super().__init__(status_code=answer.status)
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await deliver(self.answer, send)


async def deliver(answer: Answer, send: Callable[[Any], Any]) -> None:
    """Send an answer whole."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


def reads(
    path: str | list[str],
    name: str,
    *,
    takes: Sequence[str] = (),
    gives: Any = dict,
    media: Sequence[str] = (JSON,),
    errors: Sequence[int] = (),
    tag: str = "api",
    blanks: bool = False,
    token: bool = False,
    documented: bool = True,
    extra: Mapping[int, str] | None = None,
    described: Mapping[str, Mapping[str, Any]] | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """A route that answers GET and HEAD.

    `name` is what a program calls it (CONTRIBUTING.md has the convention). `takes` are the query parameters it knows,
    `gives` the shape of a 200 in JSON, `media` the types it comes in, `errors` the problems that may come instead,
    `extra` other answers without a body, `described` what OpenAPI says of parameters that mean
    something else here. `blanks` lets a form send empty fields. `token` says that its handler asks for a token.
    """
    specs = {200: ResponseSpec(gives, media_type=media[0], description="As asked for.", generate_examples=False)}
    for status in sorted({*errors, *((401, 403) if token else ()), 400, 414, 429, 431, 503}):
        title = f"{kind_for(status).title}."
        specs[status] = ResponseSpec(Problem, media_type=MEDIA_TYPE, description=title, generate_examples=False)
    others = {304: "What the client holds is still right."} | dict(extra or {})
    if set(DATES) < set(takes):
        others[302] = " ".join(filter(None, (others.get(302, ""), IN_WORDS)))
    for status, meaning in others.items():
        specs[status] = ResponseSpec(None, description=meaning)
    return route(
        path,
        http_method=READS,
        responses=specs,
        status_code=200,
        tags=[tag],
        include_in_schema=documented,
        opt={
            "name": name,
            "takes": tuple(takes),
            "media": tuple(media),
            "blanks": blanks,
            "token": token,
            "described": described or {},
        },
    )


_SUFFIXED: Final = re.compile(r"(/(?:events|feeds)/.+)\.([0-9A-Za-z]+)")


def routed_path(path: str) -> str:
    """The path as routed: "/feeds/all.atom" is "/feeds/all/.as/atom". What was typed with "/." leads nowhere."""
    if "/." in path:
        return "/.nowhere"
    match = _SUFFIXED.fullmatch(path)
    return f"{match[1]}/.as/{match[2]}" if match else path


def answer_by_address(method: str, path: str, query: bytes, base_url: str) -> Answer | None:
    """The answer that an address has whatever is held: one for `OPTIONS *`, which asks for no resource (RFC 9110,
    9.3.7), and where a path with an empty segment leads. None for any other."""
    if method == "OPTIONS" and path == "*":
        return Answer(204, [(b"allow", ALLOWED.encode())], b"")
    # litestar takes "//feeds" for "/feeds" but "//feeds/all.atom" for a feed called "all.atom". What is typed with an
    # empty segment is therefore led to where it leads without, always below `base_url` and never to another host.
    if "//" not in path or "/." in path:
        return None
    location = base_url + quote(re.sub("/{2,}", "/", path)) + (f"?{query.decode('latin-1')}" if query else "")
    headers = [(b"location", location.encode("latin-1")), (b"content-length", b"0"), (b"cache-control", b"no-cache")]
    return Answer(308, headers, b"")


async def check_parameters(request: Request) -> None:
    """Before any handler: the query is read by the route's own list. Raises `InvalidQuery`.

    It is a coroutine so that litestar calls it on the loop: a thread costs more than reading, and may be taken.
    """
    opt = request.route_handler.opt
    request.scope["state"]["parameters"] = parse(
        request.scope["query_string"], opt.get("takes", ()), blanks=opt.get("blanks", False)
    )


def parameters(request: ASGIConnection[Any, Any, Any, Any]) -> Parameters:
    """The query as read before the handler."""
    read: Parameters = request.scope["state"]["parameters"]
    return read


def first_value(parameters: Parameters, name: str, default: str = "") -> str:
    """The value of a parameter that is given once."""
    values = parameters.get(name, ())
    return values[0] if values else default
