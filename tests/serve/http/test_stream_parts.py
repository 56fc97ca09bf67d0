"""Facts about streams: what many follow is read and written once."""

from __future__ import annotations

import asyncio

import pytest

from tests.serve.conftest import CHRONOLOGY, Small
from timeline.model.query import Filter
from timeline.publish.change_log import Following
from timeline.serve.http import stream_parts
from timeline.serve.http.stream_parts import StreamPart, stream_part

FILTERS = (None, Filter(tags=("nature",)), Filter(tags=("europe",)))


def following(small: Small, filter: Filter | None) -> Following:
    return Following(small.front.service.log, CHRONOLOGY, filter)


def test_a_change_is_read_once_and_written_once_for_each_filter(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, written = [], []
    changes, part = small.store.changes, stream_parts.stream_part
    monkeypatch.setattr(small.store, "changes", lambda *args: reads.append(args) or changes(*args))
    monkeypatch.setattr(stream_parts, "stream_part", lambda *args: written.append(args[0].filter) or part(*args))
    small.change("hatching", title="Sturgeon hatched")

    async def story() -> list[StreamPart]:
        parts = small.front.service.stream_parts
        streams = [(filter, parts.next(following(small, filter), 8)) for filter in FILTERS * 100]
        return await asyncio.gather(*(stream for _, stream in streams))

    answers = asyncio.run(story())
    assert len(written) == len(FILTERS)
    assert len(reads) == 2  # with a filter more of the log is looked through
    assert [len(answer.pieces) for answer in answers] == [1] * 300
    assert b"Sturgeon hatched" in answers[0].pieces[0]
    assert b'"matches":true' in answers[1].pieces[0]
    assert answers[2].pieces == (b"id: gen-9\n\n",)


def test_what_is_shared_is_what_each_would_get(small: Small) -> None:
    async def story() -> None:
        parts = small.front.service.stream_parts
        for after in (0, 3, 8):
            for filter in FILTERS:
                alone = stream_part(Following(small.store, CHRONOLOGY, filter), after)
                assert [await parts.next(following(small, filter), after) for _ in range(2)] == [alone, alone]
        small.change("hatching", title="Sturgeon hatched")
        assert (await parts.next(following(small, None), 8)).position == 9

    asyncio.run(story())
