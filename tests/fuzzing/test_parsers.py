"""Whatever a parser is given, it gives a result that holds or an error of ours, after work that its input explains."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzzing import LONG
from tests.fuzzing.__main__ import SEEDS
from tests.fuzzing.mutation import mutated
from tests.fuzzing.parsers import PARSERS, Parser, make_ready
from tests.fuzzing.work import TooMuchWork, within_bounds

BY_NAME = {parser.name: parser for parser in PARSERS}
KEPT = sorted(path for path in SEEDS.rglob("*") if path.is_file())


@pytest.fixture(scope="module", autouse=True)
def ready() -> None:
    make_ready()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_a_parser_reads_or_refuses_what_is_like_its_samples(parser: Parser) -> None:
    @settings(max_examples=5_000 if LONG else 12, print_blob=True)
    @given(random=st.randoms(use_true_random=False))
    def attempt(random: Random) -> None:
        data = mutated(random, parser.samples, parser.words)
        within_bounds(lambda: parser.read(data), len(data))

    attempt()


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_was_found_once_is_read_or_refused(path) -> None:
    data = path.read_bytes()
    within_bounds(lambda: BY_NAME[path.parent.name].read(data), len(data))


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_every_sample_is_read_or_refused(parser: Parser) -> None:
    for sample in parser.samples[:40]:
        within_bounds(lambda sample=sample: parser.read(sample), len(sample))  # type: ignore[misc]  # bound at once


def test_a_parser_that_goes_on_is_stopped() -> None:
    def forever(data: bytes) -> None:
        while True:
            len(data)

    with pytest.raises(TooMuchWork):
        within_bounds(lambda: forever(b"x"), 1)
