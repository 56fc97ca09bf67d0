"""`timeline review` on a terminal: which keys come to what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from timeline.cli.main import main
from timeline.cli.questions import marked

SETTINGS = 'title = "Town"\nauthority = "town.invalid,2026"\nlanguage = "en"\n'
EVENTS = """events:
  - id: bridge
    title: The stone bridge was opened
    when: 1901-05
    added: 2026-01-01T00:00:00Z
"""
MINUTES = """---
publisher: The Courier
published: 2024-04-25
---
# Town news

The library was opened on 3 April 2024. The market hall burned down on 7 April 2024.

The mayor resigned on 9 April 2024.
"""

Sit = Callable[[str], str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    (tmp_path / "timeline.toml").write_text(SETTINGS)
    (tmp_path / "events.yaml").write_text(EVENTS)
    (tmp_path / "minutes.md").write_text(MINUTES)
    monkeypatch.setattr("timeline.cli.review.is_terminal", lambda: True)
    monkeypatch.setenv("DATA", str(tmp_path / "data"))

    def call(*words: str, keys: str = "") -> str:
        result = CliRunner().invoke(main, [*words, "--files", str(tmp_path)], input=keys)
        assert result.exit_code == 0, result.output
        return result.output

    call("import", str(tmp_path / "minutes.md"), "--trust", "review")
    return call


@pytest.fixture
def sit(run: Callable[..., str]) -> Sit:
    """Press keys; what the terminal showed."""
    return lambda keys: run("review", keys=keys)


@pytest.fixture
def titles(run: Callable[..., str]) -> Callable[[], str]:
    return lambda: run("list")


def test_one_key_accepts_a_document(sit: Sit, titles: Callable[[], str]) -> None:
    output = sit("a")
    assert output.count("added ") == 3
    assert "3 of 3 decided, 0 wait." in output
    assert "sources.history.jsonl" in output
    assert "The library was opened" in titles()


def test_what_is_not_chosen_is_asked_about_alone(sit: Sit, titles: Callable[[], str]) -> None:
    output = sit("2ar")
    assert output.count("added ") == 2
    assert "1 of 1" in output
    assert "[7 April 2024]" in output
    assert output.count("rejected ") == 1
    assert "burned" not in titles()


def test_numbers_choose_many(sit: Sit) -> None:
    output = sit("n1, 3\nrq")
    assert output.count("rejected The market hall") == 1
    assert "1 of 3 decided, 2 wait." in output


def test_numbers_that_are_none_choose_nothing(sit: Sit) -> None:
    output = sit("nfirst\nq")
    assert "first is no number of the list" in output
    assert "0 of 3 decided, 3 wait." in output


def test_a_question_mark_explains_and_an_unknown_key_is_named(sit: Sit) -> None:
    output = sit("?xq")
    assert "Nothing is published before you press a key for it." in output
    assert "x is none of the keys above" in output


def test_an_edit_is_read_back_before_it_counts(sit: Sit, run: Callable[..., str]) -> None:
    output = sit("oe" + "The new library was opened\nspring of 2024\ny\n\nhappened\nlibrary\nHigh Street\n" + "q")

    assert "spring of 2024 (2024-21, season) [Y/n]" in output
    assert "The new library was opened" in run("list")


def test_a_wrong_date_asks_again_and_the_rest_is_kept(sit: Sit) -> None:
    output = sit("oe" + "\nthe day after\n2024-04-04\ny\n\n\n\n\n" + "q")
    assert "as words:" in output
    assert "added " in output


def test_a_tag_that_is_none_asks_again(sit: Sit) -> None:
    assert "NO TAG is no tag" in sit("oe" + "\n\n\n\nNO TAG\ntown\n\n" + "q")


def test_an_event_is_found_by_words_and_merged_with(sit: Sit, run: Callable[..., str]) -> None:
    output = sit("of" + "stone bridge\n1" + "q")
    assert "1  1901-05  The stone bridge was opened" in output
    assert "it is a source of bridge now" in output
    assert "The Courier" in run("show", "bridge")


def test_words_that_no_event_has_decide_nothing(sit: Sit) -> None:
    output = sit("of" + "zeppelin\nsq")
    assert "No event has these words." in output
    assert "0 of 3 decided" in output


def test_undo_asks_again_and_withdraws(sit: Sit, titles: Callable[[], str]) -> None:
    output = sit("oaurq")
    assert "withdrawn " in output
    assert "waits again: The library was opened" in output
    assert "rejected The library was opened" in output
    assert "library" not in titles()


def test_undo_before_anything_says_so(sit: Sit) -> None:
    assert "Nothing was decided yet." in sit("uq")


def test_a_decision_is_taken_back_by_its_id(run: Callable[..., str]) -> None:
    id = run("review", "--list").split()[0]
    run("review", "--reject", id)
    assert "waits again" in run("review", "--undo", id)
    assert id in run("review", "--list")


@pytest.mark.parametrize(
    ("sentence", "words", "shown"),
    [
        ("It began on Monday.", "on Monday", "It began [on Monday]."),
        ("It began.", "Monday", "It began. [Monday]"),
        ("", "Monday", "[Monday]"),
        ("It began.", "", "It began."),
    ],
)
def test_the_words_of_a_date_stand_out(sentence: str, words: str, shown: str) -> None:
    assert click.unstyle(marked(sentence, words)) == shown
