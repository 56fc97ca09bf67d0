"""Reading in a process that can be stopped: a bomb costs its budget and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from timeline.errors import SourceRefused
from timeline.extract import bounded as module
from timeline.extract.bounded import extract_bounded
from timeline.extract.kinds import extract
from timeline.model.source import Document

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def document(data: bytes, url: str = "a") -> Document:
    return Document(url=url, data=data, retrieved=NOW)


GOOD = document(b"Date,Title\n2024-05-05,One\nsoon,Two\n", "good.csv")
SLOW = document(b"On 3 May 2024 the bridge was opened. " * 5_000)


def test_it_says_what_extract_says() -> None:
    assert extract_bounded(GOOD) == extract(GOOD)


def test_a_refusal_comes_back_as_one() -> None:
    with pytest.raises(SourceRefused, match="a PDF"):
        extract_bounded(document(b"%PDF-1.4"))


def test_what_takes_too_long_is_stopped_and_the_next_document_is_read() -> None:
    extract_bounded(GOOD)
    with pytest.raises(SourceRefused, match=r"a: reading it took more than 0\.01 seconds"):
        extract_bounded(SLOW, seconds=0.01)
    assert len(extract_bounded(GOOD).mentions) == 1


def test_what_needs_too_much_memory_is_stopped_and_the_next_document_is_read() -> None:
    large = document(b"Date,Title\n" + b"2024-05-05,x\n" * 400_000, "large.csv")
    with pytest.raises(SourceRefused, match="needs more than 20 MB"):
        extract_bounded(large, seconds=30, megabytes=20)
    assert len(extract_bounded(GOOD).mentions) == 1


def test_a_worker_is_used_again() -> None:
    extract_bounded(GOOD)
    (worker,) = module._idle[-1:]
    uses = worker.uses
    extract_bounded(GOOD)
    assert worker.uses == uses + 1


def test_a_worker_that_died_is_replaced() -> None:
    extract_bounded(GOOD)
    module._idle[-1].stop()
    assert len(extract_bounded(GOOD).mentions) == 1


def test_threads_do_not_mix_up_their_answers() -> None:
    documents = [document(b"Date,Title\n2024-05-05,Title %d\n" % n, f"{n}.csv") for n in range(20)]
    with ThreadPoolExecutor(3) as pool:
        titles = [found.mentions[0].title for found in pool.map(extract_bounded, documents)]
    assert titles == [f"Title {n}" for n in range(20)]


def test_no_process_is_left() -> None:
    extract_bounded(GOOD)
    workers = list(module._idle)
    module.stop_all()
    assert not any(worker.alive for worker in workers)
    assert not module._idle
