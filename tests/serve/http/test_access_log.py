"""Facts about the access log: off unless it is asked for, in a format that tools read, and without secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.serve.conftest import Small
from timeline import config
from timeline.errors import InvalidSettings
from timeline.serve.http.access_log import AccessLog, shown_client, shown_target

COMBINED = re.compile(r'(\S+) - - \[(.+?)\] "(\S+ \S+ HTTP/[\d.]+)" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)"\n')
SECRET = "tl_" + "s3cret-_" * 5


def lines(small: Small) -> list[str]:
    """The lines that are written from now on."""
    written: list[str] = []
    small.front.service.access_log = AccessLog(write=written.append)
    return written


def test_there_is_none_unless_it_is_set(small: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert small.front.service.access_log is None
    small.ask("/feeds/all.atom")
    assert capsys.readouterr().out == ""
    (tmp_path / "timeline.toml").write_text('title = "T"\n')
    assert config.read(tmp_path, {}).access_log == "off"
    assert config.read(tmp_path, {"ACCESS_LOG": "anonymous"}).access_log == "anonymous"
    with pytest.raises(InvalidSettings, match="off, anonymous or full"):
        config.read(tmp_path, {"ACCESS_LOG": "yes"})


def test_a_line_has_the_fields_of_the_combined_format(small: Small) -> None:
    written = lines(small)
    small.ask("/feeds/all.atom?tag=nature", user_agent="Newsboat/2.36", referer="https://a.example/page?secret=1#x")
    small.ask("/nowhere", method="HEAD")
    match = COMBINED.fullmatch(written[0])
    assert match is not None
    assert (match[1], match[3], match[4]) == ("127.0.0.0", "GET /feeds/all.atom?tag=nature HTTP/1.1", "200")
    assert int(match[5]) > 500
    assert (match[6], match[7]) == ("https://a.example/page", "Newsboat/2.36")
    other = COMBINED.fullmatch(written[1])
    assert other is not None
    assert other[4] == "404"


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/feeds/all.atom", f"token={SECRET}"), ("/feeds/all.atom", f"q={SECRET}"), (f"/{SECRET}", ""),
        ("/", "key=s3cret-"), ("/", "s3cret-"), ("/", "access%5Ftoken=s3cret-"), ("/", f"{SECRET}=1"),
        ("/oembed", "url=https%3A%2F%2Fa.example%2F%3Fkey%3Ds3cret-"), ("/", "q=%74l_s3cret-"), ("/%74l_s3cret-", ""),
        ("/", "q=%2574l_s3cret-"), ("/", "Password=s3cret-&q=council"),
    ],
)  # fmt: skip
def test_no_secret_of_an_address_is_written(path: str, query: str) -> None:
    assert "s3cret" not in shown_target(path, query.encode())


def test_what_the_api_knows_is_written(small: Small) -> None:
    assert (
        shown_target("/api/v1/events", b"q=council&from=2024&api_key=x")
        == "/api/v1/events?q=council&from=2024&api_key=***"
    )


def test_no_header_is_a_way_in(small: Small) -> None:
    written = lines(small)
    small.ask("/healthz", user_agent=f'a" 200 1 "\x1b[2J {SECRET}', authorization=f"Bearer {SECRET}", referer=SECRET)
    (line,) = written
    assert COMBINED.fullmatch(line)
    assert "s3cret" not in line
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("address", "anonymous", "full"),
    [
        ("203.0.113.77", "203.0.113.0", "203.0.113.77"),
        ("2001:db8:1:2:3::4", "2001:db8:1::", "2001:db8:1:2:3::4"),
        ("::ffff:203.0.113.77", "203.0.113.0", "203.0.113.77"),
        ("", "-", "-"), ("unix", "-", "-"),
    ],
)  # fmt: skip
def test_a_client_is_its_network_unless_the_setting_says_all(address: str, anonymous: str, full: str) -> None:
    assert (shown_client(address), shown_client(address, full=True)) == (anonymous, full)
