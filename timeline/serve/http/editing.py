"""How an editing page is declared: who may see it, what its form sends, and how it answers.

Handlers are plain functions that run in a thread. What was typed is never lost: whoever is not signed in any more, or
meets something that fails, is shown it again and sends it with one press.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from litestar import route
from litestar.enums import HttpMethod
from litestar.exceptions import PermissionDeniedException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.middleware.csrf import generate_csrf_token
from litestar.utils.scope.state import ScopeState

from timeline.errors import TimelineError
from timeline.render.html.editing import edit_page
from timeline.serve.http import sessions
from timeline.serve.http.conditional import Answer
from timeline.serve.http.problems import kind_of
from timeline.serve.http.routing import HTML, READS, Request, Response
from timeline.serve.http.service import NamedService, Service
from timeline.serve.http.sessions import COOKIE, EDIT, Visitor

CSRF_FIELD: Final = "_csrf_token"
"""The field of every form that litestar compares with its cookie."""
FORM_BYTES: Final = 4_194_304
"""Of a form: far more than is taken, so that what is too long is said beside it, and not lost."""
TOO_LARGE: Final = "The form has more than 4 MiB. It was not read, and nothing was done: send less at once."
NO_STORE: Final = ((b"cache-control", b"no-store"), (b"x-robots-tag", b"noindex"))
_LOCAL: Final = re.compile(rf"{EDIT}(?:/[A-Za-z0-9/_.-]*)?(?:\?[!-~]*)?")
Pairs = tuple[tuple[str, str], ...]


class Asked:
    """One request for an editing page, and by whom; `pairs` are the fields of its form in order."""

    def __init__(self, request: Request, service: Service, visitor: Visitor | None, pairs: Pairs = ()) -> None:
        self.request, self.service, self._visitor, self.pairs = request, service, visitor, pairs

    @property
    def visitor(self) -> Visitor:
        """Who is signed in."""
        assert self._visitor is not None
        return self._visitor

    @property
    def path(self) -> str:
        """The address that was asked, below the chronology's, with its query."""
        query = self.request.scope["query_string"].decode("latin-1")
        path = quote(self.service.local_path(self.request.scope["asked"]))  # type: ignore[typeddict-item]
        return f"{path}?{query}" if query else path

    def part(self, name: str) -> str:
        """A part of the path that varies."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str:
        """A parameter of the address, empty where it is not there."""
        return str(self.request.query_params.get(name, ""))

    def field(self, name: str) -> str:
        """A field of the form, empty where it is not there."""
        return next((value for key, value in self.pairs if key == name), "")

    def fields(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return tuple(value for key, value in self.pairs if key == name)

    def page(self, template: str, status: int = 200, cookies: Iterable[str] = (), **values: Any) -> Response:
        """A page by its template."""
        token = values.pop("csrf", "") or ScopeState.from_scope(self.request.scope).csrf_token or ""
        body = edit_page(
            template,
            self.service.chronology,
            visitor=self._visitor,
            csrf=token,
            here=self.path,
            **values,
        )
        headers = [(b"content-type", HTML.encode()), (b"content-length", b"%d" % len(body)), *NO_STORE]
        headers += [(b"set-cookie", each.encode("latin-1")) for each in cookies]
        return Response(Answer(status, headers, b"" if self.request.method == "HEAD" else body))

    def go(self, path: str, cookies: Iterable[str] = ()) -> Response:
        """Lead to another editing page (303), by a path without a host."""
        location = f"{self.service.urls.path}{path}"
        headers = [(b"location", location.encode("latin-1")), (b"content-length", b"0"), *NO_STORE]
        headers += [(b"set-cookie", each.encode("latin-1")) for each in cookies]
        return Response(Answer(303, headers, b""))

    def new_key(self) -> str:
        """What makes a form one of its own: sent twice, it is the same."""
        return secrets.token_urlsafe(16)

    def cookie(self, value: str) -> str:
        """The header that sets the session's cookie, or takes it away."""
        secure = self.request.scope["scheme"] == "https"
        return sessions.cookie(value, self.service.chronology.base_url, secure=secure)

    def again(self, message: str, then: str, kept: Pairs, status: int, **values: Any) -> Response:
        """The page that shows what was typed, and sends it again."""
        shown = [(name, value) for name, value in kept if name != CSRF_FIELD]
        return self.page("again.html", status, message=message, then=then, kept=shown, **values)

    def signing_in(self, message: str = "", status: int = 401, then: str = "", kept: Pairs = ()) -> Response:
        """The page to sign in on; it leads back to `then`, with what was typed there."""
        pairs = [pair for pair in kept if pair[0] != CSRF_FIELD]
        packed = json.dumps(pairs, ensure_ascii=False) if pairs else ""
        return self.page("sign_in.html", status, message=message, then=then, kept=packed)


Handler = Callable[[Asked], Response]


def shows(path: str, scope: str = "") -> Callable[[Handler], Any]:
    """A page for those whose token has a scope; empty: for whoever is signed in."""
    return lambda handler: _declared(path, list(READS), scope, handler)


def takes(path: str, scope: str = "") -> Callable[[Handler], Any]:
    """The same of a form that is sent."""
    return lambda handler: _declared(path, [HttpMethod.POST], scope, handler)


def open_to_all(path: str, *methods: HttpMethod, most: int | None = None) -> Callable[[Handler], Any]:
    """A page for those who are not signed in; it takes a form of at most so many bytes."""

    def declare(handler: Handler) -> Any:
        async def answer(request: Request, service: NamedService) -> Response:
            return await asyncio.to_thread(handler, Asked(request, service, None, await _pairs(request)))

        return _route(path, list(methods), answer, **({} if most is None else {"request_max_body_size": most}))

    return declare


def is_local(path: str) -> bool:
    """Whether an address is one of an editing page of ours, so that one may be led there."""
    return _LOCAL.fullmatch(path) is not None and "//" not in path


def _declared(path: str, methods: list[HttpMethod], scope: str, handler: Handler) -> Any:
    async def answer(request: Request, service: NamedService) -> Response:
        pairs = await _pairs(request)
        return await asyncio.to_thread(_answer, request, service, pairs, scope, handler)

    return _route(path, methods, answer, request_max_body_size=FORM_BYTES)


def _route(path: str, methods: list[HttpMethod], answer: Any, **options: Any) -> Any:
    return route(
        path,
        http_method=methods,
        status_code=200,
        include_in_schema=False,
        before_request=_unchecked,
        exception_handlers={PermissionDeniedException: _forged, RequestEntityTooLarge: _too_large},
        opt={"for_programs": False, "name": "", "takes": (), "media": ("text/html",)},
        **options,
    )(answer)


async def _unchecked(request: Request) -> None:
    """Editing pages are reached by their own links and forms: a parameter that one does not know is let be."""


async def _pairs(request: Request) -> Pairs:
    if request.method != "POST":
        return ()
    form = await request.form()
    return tuple((name, _text(value)) for name, value in form.multi_items() if isinstance(value, str))


def _text(value: str) -> str:
    """As it was typed; browsers send CRLF for the end of a line, and no database takes a NUL."""
    return value.replace("\r\n", "\n").replace("\x00", "")


def _answer(request: Request, service: Service, pairs: Pairs, scope: str, handler: Handler) -> Response:
    visitor = sessions.visitor(service.store, request.cookies.get(COOKIE, ""), service.clock())
    asked = Asked(request, service, visitor, pairs)
    if visitor is None:
        ended = COOKIE in request.cookies
        message = "You are signed out: the session has ended, or its token was removed or expired." if ended else ""
        return asked.signing_in(message, then=asked.path, kept=pairs)
    if scope and not visitor.may(scope):
        message = f"Your token lacks the scope {scope}. Sign out, and in with one that has it."
        return asked.page("refused.html", 403, message=message)
    if request.method != "POST":
        return handler(asked)
    try:
        return handler(asked)
    except TimelineError as error:
        status = kind_of(error).status
        return asked.again(str(error), asked.path, pairs, status if status >= 400 else 409)


def _forged(request: Request, error: Exception) -> Response:
    """A form that does not carry what its page carried. What it says is shown only where it came from a page of ours:
    another's words are not offered to be sent."""
    service: Service = request.app.state.service
    config = request.app.csrf_config
    assert config is not None
    token = generate_csrf_token(config.secret)
    flags = "; Secure" if config.cookie_secure else ""
    fresh = f"{config.cookie_name}={token}; Path={config.cookie_path}; HttpOnly; SameSite=Lax{flags}"
    form = ScopeState.from_scope(request.scope).form
    own = request.headers.get("sec-fetch-site") == "same-origin"
    pairs = _kept(form) if own else ()
    asked = Asked(request, service, None, pairs)
    message = "This form was not opened in this browser, or its cookie is gone. Nothing was done."
    return asked.again(message, asked.path, pairs, 403, csrf=token, cookies=[fresh])


def _too_large(request: Request, error: Exception) -> Response:
    asked = Asked(request, request.app.state.service, None)
    return asked.page("too_large.html", 413, message=TOO_LARGE)


def _kept(form: Any) -> Pairs:
    if not isinstance(form, Mapping):
        return ()
    values = ((name, value if isinstance(value, list) else [value]) for name, value in form.items())
    return tuple((name, _text(each)) for name, several in values for each in several if isinstance(each, str))
