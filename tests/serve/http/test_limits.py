"""Facts about how often one address may ask for what has to be made."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from tests.serve.conftest import Small
from timeline.serve.http.limits import ADDRESSES, Limits, TooManyRequests


class Timer:
    """A timer that stands until it is moved."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def refusals(limits: Limits, address: str, times: int) -> list[TooManyRequests]:
    errors = []
    for _ in range(times):
        try:
            limits.count(address)
        except TooManyRequests as error:
            errors.append(error)
    return errors


def test_an_address_may_ask_so_often_in_a_minute_and_gets_it_back_evenly() -> None:
    timer = Timer()
    limits = Limits(60, timer)
    assert refusals(limits, "192.0.2.1", 60) == []
    (error,) = refusals(limits, "192.0.2.1", 1)
    assert error.headers == {"Retry-After": "1", "RateLimit-Policy": '"made";q=60;w=60', "RateLimit": '"made";r=0;t=1'}
    timer.now += 10
    assert len(refusals(limits, "192.0.2.1", 12)) == 2
    timer.now += 3_600
    assert len(refusals(limits, "192.0.2.1", 70)) == 10


def test_a_refusal_costs_nothing_more() -> None:
    timer = Timer()
    limits = Limits(60, timer)
    refusals(limits, "192.0.2.1", 1_000)
    timer.now += 1
    assert refusals(limits, "192.0.2.1", 1) == []


def test_retry_after_is_when_one_is_taken_again() -> None:
    timer = Timer()
    limits = Limits(7, timer)
    error = refusals(limits, "192.0.2.1", 8)[0]
    timer.now += error.seconds
    assert refusals(limits, "192.0.2.1", 1) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False), ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False), ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("", "192.0.2.1", False),
    ],
)  # fmt: skip
def test_who_shares_an_allowance(one: str, other: str, same: bool) -> None:
    limits = Limits(1, Timer())
    limits.count(one)
    assert len(refusals(limits, other, 1)) == same


def test_no_number_is_no_limit() -> None:
    assert refusals(Limits(0, Timer()), "192.0.2.1", 10_000) == []


def test_so_many_addresses_are_remembered() -> None:
    limits = Limits(1, Timer())
    for n in range(ADDRESSES + 500):
        limits.count(f"2001:db8:{n:x}::1")
    assert len(limits._full) == ADDRESSES


async def asked(small: Small, paths: list[str], client: str = "192.0.2.1", **headers: str) -> list[httpx.Response]:
    transport = httpx.ASGITransport(app=small.front, client=(client, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://small.example", headers=headers) as asking:
        return [await asking.get(path) for path in paths]


def test_what_is_made_is_counted_and_what_is_kept_is_not(small: Small) -> None:
    small.front.service.limits = Limits(3, Timer())
    tags = [f"/feeds/all.atom?tag=t{n}" for n in range(4)]
    first = asyncio.run(asked(small, [*tags, *tags, "/feeds/all.json", "/healthz", "/readyz", "/metrics"]))
    assert [answer.status_code for answer in first] == [200] * 3 + [429] + [200] * 3 + [429] * 2 + [200] * 3
    refused = first[3]
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "20"
    assert refused.headers["cache-control"] == "no-cache"
    assert refused.json()["type"] == "http://small.example/problems/too-many-requests"
    told: Any = {"retry-after", "ratelimit", "ratelimit-policy"}
    assert [told & set(answer.headers) for answer in first if answer.status_code == 200] == [set()] * 9
    assert asyncio.run(asked(small, ["/feeds/all.json"], "192.0.2.2"))[0].status_code == 200


def test_what_is_kept_is_the_same_for_whoever_asks(small: Small) -> None:
    small.front.service.limits = Limits(1, Timer())
    one, *_ = asyncio.run(asked(small, ["/feeds/all.atom", "/feeds/all.rss"]))
    other = asyncio.run(asked(small, ["/feeds/all.atom"]))[0]
    assert (one.content, one.headers) == (other.content, other.headers)
