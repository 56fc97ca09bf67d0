"""A source's documents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from timeline.errors import SourceRefused
from timeline.fetch.client import Client, Reply
from timeline.fetch.fetcher import Fetcher, retry_after
from timeline.model.source import Source, Validators

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
FEED = Source(id="feed", name="Feed", url="https://paper.example/feed.xml")


class Web(Client):
    """A web of fixed answers; remembers what it was asked."""

    def __init__(self, **answers: Reply) -> None:
        super().__init__()
        self.answers, self.asked = answers, []

    def get(self, url: str, headers: dict[str, str] | None = None, *, local: bool = False) -> Reply:  # type: ignore[override]
        self.asked.append((url, dict(headers or {})))
        name = "robots" if url.endswith("robots.txt") else "feed"
        return self.answers.get(name, Reply(status=404, headers={}, body=b"", url=url))


def reply(status: int = 200, body: bytes = b"<rss/>", **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=named, body=body, url=FEED.url)


def test_a_document_comes_with_its_type_and_what_to_ask_with_next_time(tmp_path: Path) -> None:
    web = Web(
        feed=reply(etag='"v1"', last_modified="yesterday", content_type="Application/RSS+XML; charset=ISO-8859-1")
    )
    fetched = Fetcher(tmp_path, web, lambda: NOON)(FEED, Validators())
    assert fetched is not None
    assert fetched.validators == Validators(etag='"v1"', modified="yesterday")
    (document,) = fetched.documents
    assert (document.media_type, document.charset, document.retrieved) == ("application/rss+xml", "iso-8859-1", NOON)


def test_what_did_not_change_is_not_sent_again(tmp_path: Path) -> None:
    web = Web(feed=reply(304))
    assert Fetcher(tmp_path, web, lambda: NOON)(FEED, Validators(etag='"v1"', modified="then")) is None
    assert web.asked[-1][1] == {"If-None-Match": '"v1"', "If-Modified-Since": "then"}


@pytest.mark.parametrize(
    "modified",
    ["Tue, 01 Jul 2025 12:10:00 +9999", "Tue, 01 Jul 20252025202520252025 12:10:00 GMT", "9" * 20, "\xc3\xa9"],
)
def test_an_impossible_last_modified_goes_back_as_it_came(tmp_path: Path, modified: str) -> None:
    web = Web(feed=reply(last_modified=modified))
    fetcher = Fetcher(tmp_path, web, lambda: NOON)
    fetched = fetcher(FEED, Validators())
    assert fetched is not None
    fetcher(FEED, fetched.validators)
    assert web.asked[-1][1] == {"If-Modified-Since": modified}


def test_what_another_host_said_of_its_answer_is_not_kept(tmp_path: Path) -> None:
    elsewhere = Reply(status=200, headers={"etag": '"theirs"'}, body=b"<rss/>", url="https://cdn.example/feed.xml")
    fetched = Fetcher(tmp_path, Web(feed=elsewhere), lambda: NOON)(FEED, Validators())
    assert fetched is not None
    assert fetched.validators == Validators()


def test_nothing_is_unchanged_that_was_never_seen(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="304"):
        Fetcher(tmp_path, Web(feed=reply(304)), lambda: NOON)(FEED, Validators())


def test_robots_are_obeyed_and_asked_once_a_day(tmp_path: Path) -> None:
    web = Web(robots=reply(body=b"User-agent: *\nDisallow: /feed"), feed=reply())
    now = [NOON]
    fetcher = Fetcher(tmp_path, web, lambda: now[0])
    for _ in range(2):
        with pytest.raises(SourceRefused, match=r"robots\.txt"):
            fetcher(FEED, Validators())
    assert len(web.asked) == 1
    now[0] += timedelta(hours=25)
    web.answers["robots"] = reply(body=b"")
    assert fetcher(FEED, Validators()) is not None


def test_rules_that_cannot_be_asked_for_anew_still_hold(tmp_path: Path) -> None:
    web = Web(robots=reply(body=b"User-agent: *\nDisallow: /private"), feed=reply())
    now = [NOON]
    fetcher = Fetcher(tmp_path, web, lambda: now[0])
    assert fetcher(FEED, Validators()) is not None
    now[0] += timedelta(hours=25)
    web.answers["robots"] = reply(503)
    assert fetcher(FEED, Validators()) is not None


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_peace_is_left_alone(tmp_path: Path, status: int) -> None:
    web = Web(feed=reply(status, retry_after="120"))
    now = [NOON]
    fetcher = Fetcher(tmp_path, web, lambda: now[0])
    with pytest.raises(SourceRefused) as raised:
        fetcher(FEED, Validators())
    assert raised.value.until == NOON + timedelta(seconds=120)
    asked = len(web.asked)
    with pytest.raises(SourceRefused):
        fetcher(FEED, Validators())
    assert len(web.asked) == asked
    now[0] += timedelta(seconds=121)
    web.answers["feed"] = reply()
    assert fetcher(FEED, Validators()) is not None


SIBLING = Source(id="sibling", name="Sibling", url="https://paper.example/other.xml")


def test_one_address_that_is_out_of_service_does_not_silence_its_siblings(tmp_path: Path) -> None:
    web = Web(feed=reply(503, retry_after="86400"))
    fetcher = Fetcher(tmp_path, web, lambda: NOON)
    with pytest.raises(SourceRefused):
        fetcher(FEED, Validators())
    web.answers["feed"] = reply()
    assert fetcher(SIBLING, Validators()) is not None
    with pytest.raises(SourceRefused, match="left alone"):
        fetcher(FEED, Validators())


def test_a_host_that_is_asked_too_often_rests_an_hour_at_most(tmp_path: Path) -> None:
    web = Web(feed=reply(429, retry_after="86400"))
    now = [NOON]
    fetcher = Fetcher(tmp_path, web, lambda: now[0])
    with pytest.raises(SourceRefused) as raised:
        fetcher(FEED, Validators())
    assert raised.value.until == NOON + timedelta(days=1)
    web.answers["feed"] = reply()
    with pytest.raises(SourceRefused, match="left alone"):
        fetcher(SIBLING, Validators())
    now[0] += timedelta(minutes=61)
    assert fetcher(SIBLING, Validators()) is not None
    with pytest.raises(SourceRefused, match="left alone"):
        fetcher(FEED, Validators())


# header, seconds from noon
WAITS = [
    ("60", 60), (" 5 ", 5), ("999999999", 86_400), ("Tue, 01 Jul 2025 12:10:00 GMT", 600),
    ("Tue, 01 Jul 2025 12:10:00 +9999", None), ("Tue, 01 Jul 2025 12:10:00 +99999999999999999999", None),
    ("Tue, 01 Jul 20252025202520252025 12:10:00 GMT", None), ("12345678901234567890 Jul 2025 12:10:00 GMT", None),
    ("Tue, 01 Jul 2025 99999999999999999999:10:00 GMT", None), ("9" * 20, 86_400), ("9" * 5000, 86_400),
    ("Fri, 31 Dec 9999 23:59:00 -2300", 86_400), ("Mon, 01 Jan 0101 00:00:00 +2300", None),
    ("Tue, 01 Jul 2025 11:00:00 GMT", None), ("soon", None), ("", None), ("-5", None), ("1.5", None),
]  # fmt: skip


@pytest.mark.parametrize(("header", "seconds"), WAITS)
def test_retry_after_is_a_number_or_a_date(header: str, seconds: int | None) -> None:
    assert retry_after(header, NOON) == (None if seconds is None else NOON + timedelta(seconds=seconds))


def test_a_folder_gives_its_files_by_name_and_nothing_while_they_stay(tmp_path: Path) -> None:
    (tmp_path / "minutes").mkdir()
    for name in ("b.md", "a.ics", ".hidden"):
        (tmp_path / "minutes" / name).write_text(name, encoding="utf-8")
    source = Source(id="m", name="Minutes", path="minutes")
    fetcher = Fetcher(tmp_path, Web(), lambda: NOON)
    fetched = fetcher(source, Validators())
    assert fetched is not None
    assert [d.data for d in fetched.documents] == [b"a.ics", b"b.md"]
    assert fetcher(source, fetched.validators) is None
    (tmp_path / "minutes" / "b.md").write_text("changed", encoding="utf-8")
    assert fetcher(source, fetched.validators) is not None


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"nowhere\.ics"):
        Fetcher(tmp_path, Web(), lambda: NOON)(Source(id="m", name="M", path="nowhere.ics"), Validators())
