"""Where sentences begin and end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.prose.marked import rows
from timeline.prose.sentences import LONGEST, is_dateline, sentences

ROWS = rows("sentences.tsv")
HOSTILE = (
    "a. ",
    ".",
    "word ",
    '" ',
    "\n",
    " ",
    "Jan. 5, ",
    "a line of words\n",
    "(",
    "A, ",
    "。",
    "\r\n",
    "May",
    "1.",
    "“.” ",
)


def split(text: str, **options: object) -> list[str]:
    return [text[start:end] for start, end in sentences(text, **options)]


@pytest.mark.parametrize(("what", "text"), ROWS, ids=[what for what, _ in ROWS])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_sentence_ends_where_a_reader_ends_it(what: str, text: str, newline: str) -> None:
    expected = [part.replace("⏎", newline).strip() for part in text.split("‖")]
    whole = text.replace("‖", "").replace("⏎", newline)
    assert split(whole, ordinal_dot=what.startswith("German")) == [part for part in expected if part]


def test_no_end_cuts_a_temporal_expression() -> None:
    text = "It was in 44 B.C. The senate met."
    assert split(text) == ["It was in 44 B.C.", "The senate met."]
    assert split(text, keep=[(7, 21)]) == [text]


def test_a_dateline_alone_is_one() -> None:
    assert is_dateline("PARIS, May 6 (Xinhua) --")
    assert not is_dateline("Paris was quiet.")


@given(st.text(alphabet="ab.A ,!?\n\r\t“”\"'()1。，—-", max_size=300))
def test_every_character_but_blanks_is_in_one_sentence(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert "".join(text[start:end] for start, end in spans).split() == text.split() or (
        "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    )


@pytest.mark.parametrize("part", HOSTILE, ids=[repr(part) for part in HOSTILE])
def test_no_sentence_is_longer_than_the_limit(part: str) -> None:
    text = part * (200_000 // len(part))
    spans = sentences(text)
    assert max((end - start for start, end in spans), default=0) <= LONGEST
    assert sum(end - start for start, end in spans) <= len(text)


def test_the_work_grows_with_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: characters looked at for abbreviations are bounded for each full stop."""
    from timeline.prose import sentences as module

    looked: list[int] = []
    real = module._is_abbreviation

    def counting(text: str, begin: int, at: int, word: str, ordinal_dot: bool) -> bool:
        looked.append(at)
        return real(text, begin, at, word, ordinal_dot)

    monkeypatch.setattr(module, "_is_abbreviation", counting)
    counts = []
    for size in (1_000, 2_000, 4_000):
        looked.clear()
        sentences("The U.S. Army moved. " * size)
        counts.append(len(looked))
    assert counts == [2 * size - 1 for size in (1_000, 2_000, 4_000)]
