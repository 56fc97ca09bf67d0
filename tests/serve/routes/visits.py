"""A browser without a screen: it keeps cookies, and sends the forms of pages as they stand."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlencode

import httpx
from lxml import html

from tests.serve.conftest import Small
from timeline.model import token as tokens
from timeline.model.token import Token


class Visit:
    """One person before a browser."""

    def __init__(self, small: Small, scheme: str = "http") -> None:
        self.small, self.scheme = small, scheme
        self.cookies = httpx.Cookies()

    def request(self, method: str, path: str, fields: Any = None, **headers: str) -> httpx.Response:
        """One request, with the cookies that came before."""

        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.small.front, raise_app_exceptions=False)
            base = f"{self.scheme}://small.example"
            async with httpx.AsyncClient(transport=transport, base_url=base, cookies=self.cookies) as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                content = None
                if fields is not None:
                    named["Content-Type"] = "application/x-www-form-urlencoded"
                    content = urlencode(fields, doseq=True).encode()
                response = await client.request(method, path, headers=named, content=content)
                self.cookies = client.cookies
                return response

        return asyncio.run(once())

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def send(self, page: httpx.Response, form: int | str = 0, press: str = "", **fields: Any) -> httpx.Response:
        """Send a form of a page, by its number or its action, by the button of that name and value (`name=value`)."""
        found = forms(page)[form] if isinstance(form, int) else form_to(page, form)
        pairs = [(name, value) for name, value in values_of(found) if name not in fields]
        for name, value in fields.items():
            pairs += [(name, each) for each in (value if isinstance(value, list) else [value])]
        if press:
            name, _, value = press.partition("=")
            pairs.append((name, value))
        return self.request("POST", found.action, pairs)

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """Where an answer leads."""
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"])

    def sign_in(self, *scopes: str, name: str = "ana") -> str:
        """With a new token, which is given back."""
        token = give_token(self.small, *scopes, name=name)
        answer = self.send(self.get("/edit/sign-in"), token=token)
        assert answer.status_code == 303, answer.text
        return token


def give_token(small: Small, *scopes: str, name: str = "ana", **fields: Any) -> str:
    """A token of the scopes, as its bearer keeps it."""
    secret = f"{name}-{len(small.store.tokens())}-" + "s" * 40
    token, kept = tokens.issue(secret, name, scopes, small.clock.now, **fields)
    small.store.add_token(kept)
    return token


def kept_token(small: Small, token: str) -> Token:
    """What is kept of a token."""
    found = tokens.bearer(token, small.store.tokens())
    assert found is not None
    return found


def parsed(page: httpx.Response) -> Any:
    """The page as a tree."""
    return html.fromstring(page.text)


def forms(page: httpx.Response) -> list[Any]:
    return list(parsed(page).forms)


def values_of(form: Any) -> list[tuple[str, str]]:
    """What stands in a form. The line break that a text area begins with is not part of it (HTML, 13.1.2.5)."""
    areas = {each.name for each in form.iter("textarea")}
    return [(name, value.removeprefix("\n") if name in areas else value) for name, value in form.form_values()]


def form_to(page: httpx.Response, action: str) -> Any:
    return next(form for form in forms(page) if form.action and form.action.startswith(action))


def text_of(page: httpx.Response) -> str:
    """The words of a page, with single spaces."""
    return " ".join(parsed(page).text_content().split())
