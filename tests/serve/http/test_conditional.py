"""Facts about conditional and encoded answers (RFC 9110, sections 8.8, 12.5.3, 13)."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest

from timeline.serve.http.conditional import (
    Answer,
    BytesContent,
    NotAcceptable,
    PreconditionFailed,
    Representation,
    accepted,
    content,
    read_http_date,
)

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
MODIFIED = datetime(2026, 4, 30, 10, 0, 0, tzinfo=UTC)
DATA = b"a feed, " * 200
BODY = content(DATA, "application/atom+xml; charset=utf-8", MODIFIED)
TAG = BODY.etag


def ask(method: str = "GET", body: BytesContent = BODY, max_age: int = 300, **headers: str) -> Answer:
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Representation(body, max_age).answer(method, raw, NOW)


def header(answer: Answer, name: str) -> str | None:
    found = [value.decode() for key, value in answer.headers if key == name.encode()]
    assert len(found) < 2, f"{name} is there twice"
    return found[0] if found else None


def test_a_whole_answer_has_every_header_that_a_cache_needs() -> None:
    answer = ask()
    assert (answer.status, answer.body) == (200, DATA)
    assert header(answer, "etag") == f'"{TAG}"'
    assert header(answer, "last-modified") == "Thu, 30 Apr 2026 10:00:00 GMT"
    assert header(answer, "cache-control") == "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400"
    assert header(answer, "vary") == "Accept-Encoding"
    assert header(answer, "content-type") == "application/atom+xml; charset=utf-8"
    assert header(answer, "content-length") == str(len(DATA))
    assert header(answer, "accept-ranges") == "none"
    assert header(answer, "content-encoding") is None


def test_gzip_is_another_representation_with_its_own_etag() -> None:
    answer = ask(accept_encoding="gzip")
    assert gzip.decompress(answer.body) == DATA
    assert header(answer, "etag") == f'"{TAG}-gzip"'
    assert header(answer, "content-encoding") == "gzip"
    assert header(answer, "content-length") == str(len(answer.body))


def test_head_has_the_headers_of_get_and_no_body() -> None:
    for headers in ({}, {"accept_encoding": "gzip"}):
        head, get = ask("HEAD", **headers), ask("GET", **headers)
        assert head.headers == get.headers
        assert (head.status, head.body) == (200, b"")


@pytest.mark.parametrize(
    ("accept", "plain", "zipped"),
    [
        (None, True, False),
        (b"", True, False),
        (b"gzip", True, True),
        (b"GZIP", True, True),
        (b"x-gzip", True, True),
        (b"gzip, deflate, br, zstd", True, True),
        (b"br;q=1.0, gzip;q=0.8, *;q=0.1", True, True),
        (b"deflate, br", True, False),
        (b"identity", True, False),
        (b"*", True, True),
        (b"gzip;q=0", True, False),
        (b"gzip;q=0.000", True, False),
        (b"gzip; q=0.5", True, True),
        (b"gzip;q=0.5, identity", True, False),
        (b"gzip;q=0.5,identity;q=0.4", True, True),
        (b"*;q=0", False, False),
        (b"identity;q=0", False, False),
        (b"identity;q=0, *", False, True),
        (b"gzip, identity;q=0", False, True),
        (b"gzip;q=2", True, False),
        (b"gzip;q=abc, ,;;", True, False),
    ],
)
def test_accept_encoding_is_weighed(accept: bytes | None, plain: bool, zipped: bool) -> None:
    assert accepted(accept) == (plain, zipped)


def test_refusing_every_encoding_is_said() -> None:
    with pytest.raises(NotAcceptable):
        ask(accept_encoding="identity;q=0")


@pytest.mark.parametrize(
    "held",
    [
        f'"{TAG}"',
        f'"{TAG}-gzip"',
        f'W/"{TAG}"',
        f'W/"{TAG}-gzip"',
        "*",
        f'"other", "{TAG}"',
        f'"a,b","{TAG}-gzip"',
        f'W/"x" , W/"{TAG}",',
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_matching_etag_is_answered_304(held: str, method: str, encoding: str) -> None:
    answer = ask(method, if_none_match=held, accept_encoding=encoding)
    assert (answer.status, answer.body) == (304, b"")
    for name in ("etag", "cache-control", "vary", "last-modified"):
        assert header(answer, name), name
    for name in ("content-type", "content-length", "content-encoding"):
        assert header(answer, name) is None, name


def test_a_304_repeats_the_etag_that_the_client_holds() -> None:
    assert header(ask(if_none_match=f'"{TAG}"', accept_encoding="gzip"), "etag") == f'"{TAG}"'
    assert header(ask(if_none_match=f'"{TAG}-gzip"'), "etag") == f'"{TAG}-gzip"'
    both = f'"{TAG}", "{TAG}-gzip"'
    assert header(ask(if_none_match=both, accept_encoding="gzip"), "etag") == f'"{TAG}-gzip"'


@pytest.mark.parametrize("held", ['"other"', TAG, f"'{TAG}'", f'"{TAG}-br"', "", '"', f'"{TAG.upper()}x"'])
def test_any_other_etag_is_answered_whole(held: str) -> None:
    assert ask(if_none_match=held).status == 200


def test_if_none_match_in_several_lines_is_one_list() -> None:
    raw = [(b"if-none-match", b'"x"'), (b"if-none-match", f'"{TAG}"'.encode())]
    assert Representation(BODY, 0).answer("GET", raw, NOW).status == 304


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Thu, 30 Apr 2026 10:00:00 GMT", 304),
        ("Thu, 30 Apr 2026 09:59:59 GMT", 200),
        ("Thu, 30 Apr 2026 10:00:01 GMT", 304),
        ("Thursday, 30-Apr-26 10:00:00 GMT", 304),
        ("Thu Apr 30 10:00:00 2026", 304),
        ("yesterday", 200),
        ("", 200),
        ("99999999999999999999999", 200),
        ("Thu, 30 Apr 99999 10:00:00 GMT", 200),
    ],
)
def test_if_modified_since_is_read_in_its_three_forms(since: str, status: int) -> None:
    assert ask(if_modified_since=since).status == status


def test_if_none_match_wins_over_if_modified_since() -> None:
    late = "Fri, 01 May 2026 10:00:00 GMT"
    early = "Fri, 01 May 2020 10:00:00 GMT"
    assert ask(if_none_match='"other"', if_modified_since=late).status == 200
    assert ask(if_none_match=f'"{TAG}"', if_modified_since=early).status == 304


def test_if_match_compares_strongly() -> None:
    assert ask(if_match=f'"{TAG}"').status == 200
    assert ask(if_match="*").status == 200
    for other in ('"other"', f'W/"{TAG}"'):
        with pytest.raises(PreconditionFailed):
            ask(if_match=other)


def test_if_unmodified_since_refuses_what_is_newer() -> None:
    assert ask(if_unmodified_since="Fri, 01 May 2026 10:00:00 GMT").status == 200
    with pytest.raises(PreconditionFailed):
        ask(if_unmodified_since="Fri, 01 May 2020 10:00:00 GMT")


def test_an_instant_within_a_second_is_not_newer_than_its_second() -> None:
    body = content(DATA, "text/plain", MODIFIED + timedelta(milliseconds=400))
    assert ask(body=body, if_modified_since="Thu, 30 Apr 2026 10:00:00 GMT").status == 304


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (30, "public, max-age=30, stale-if-error=86400"),
        (3600, "public, max-age=300, stale-while-revalidate=60, stale-if-error=86400"),
        (-5, "public, no-cache"),
    ],
)
def test_an_expiry_bounds_max_age(left: int, said: str) -> None:
    body = content(DATA, "text/plain", MODIFIED, NOW + timedelta(seconds=left))
    assert header(ask(body=body), "cache-control") == said


def test_without_a_lifetime_the_client_must_ask() -> None:
    assert header(ask(max_age=0), "cache-control") == "public, no-cache"


def test_a_body_without_instant_has_no_last_modified() -> None:
    body = content(DATA, "text/plain")
    assert header(ask(body=body), "last-modified") is None
    assert ask(body=body, if_modified_since="Fri, 01 May 2026 10:00:00 GMT").status == 200


def test_a_small_body_is_never_packed() -> None:
    body = content(b"small", "text/plain")
    answer = ask(body=body, accept_encoding="gzip")
    assert (answer.body, header(answer, "etag")) == (b"small", f'"{body.etag}"')


def test_equal_bytes_have_equal_validators() -> None:
    assert content(DATA, "text/plain").etag == BODY.etag
    assert content(DATA, "text/plain").gzip == BODY.gzip
    assert content(DATA + b"!", "text/plain").etag != BODY.etag


def test_a_hostile_header_is_read_in_linear_time() -> None:
    assert ask(if_none_match='"' * 16_000).status == 200
    assert ask(if_none_match='W/"a",' * 3_000).status == 200
    assert accepted(b"gzip;q=0," * 2_000 + b"gzip") == (True, True)
    assert read_http_date(b"(" * 8_000) is None
