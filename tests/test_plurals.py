"""One is one: counts have the noun of their number, in every language and on the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from timeline.cli.main import main
from timeline.render.html import texts

FILES = {
    "timeline.toml": 'title = "T"\nauthority = "t.example,2020"\nbase_url = "http://t.example"\n',
    "events.yaml": "events:\n  - {id: a, added: 2025-01-01T00:00:00Z, title: A fair, when: 2025-02-03}\n",
    "one.csv": "title,start\nA swim,2024-06-01\n",
}
MANY_OF_ONE = re.compile(
    r"(?<![\d,.-])1 (?:events|feeds|entries|changes|mentions|files|claims|documents|lines|times)\b"
)


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [
        ("en", "0 events", "1 event", "2 events"),
        ("de", "0 Ereignisse", "1 Ereignis", "2 Ereignisse"),
        ("fr", "0 événement", "1 événement", "2 événements"),
    ],
)
def test_a_count_has_its_noun(language: str, none: str, one: str, two: str) -> None:
    assert [texts.counted("count", number, language) for number in (0, 1, 2)] == [none, one, two]


@pytest.mark.parametrize("language", texts.CATALOGUES)
def test_what_is_counted_has_words_for_one_in_every_language(language: str) -> None:
    for name in ("count", "source-count", "years-ago", "waiting", "failures"):
        assert "{" not in texts.counted(name, 1, language)
        assert "2" in texts.counted(name, 2, language)


@pytest.mark.parametrize(
    "words",
    [["check", "--fix"], ["check"], ["list"], ["import", "one.csv"], ["build", "out"], ["check", "--fix", "--compact"]],
)
def test_the_terminal_has_no_many_of_one(tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(main, ["check", "--fix"])
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert not MANY_OF_ONE.search(result.output), result.output
