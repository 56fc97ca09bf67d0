"""Facts about the log."""

from __future__ import annotations

import logging

import pytest
import structlog

from timeline.serve.process.logs import KINDS, Sparing, SparingProcessor


def record(message: str, at: float) -> logging.LogRecord:
    made = logging.LogRecord("uvicorn.error", logging.WARNING, "", 0, message, (), None)
    made.created = at
    return made


def test_a_message_of_one_kind_is_written_once_a_minute_with_how_many_were_left_out() -> None:
    sparing = Sparing(60)
    records = [record("Invalid HTTP request received.", 1_000 + second) for second in range(0, 150, 10)]
    written = [each for each in records if sparing.filter(each)]
    assert [(each.created, each.getMessage()) for each in written] == [
        (1_000, "Invalid HTTP request received."),
        (1_060, "Invalid HTTP request received. (5 more since the last)"),
        (1_120, "Invalid HTTP request received. (5 more since the last)"),
    ]


def test_messages_of_other_kinds_are_written() -> None:
    sparing = Sparing(60)
    assert all(sparing.filter(record(f"kind {n}", 1_000)) for n in range(3 * KINDS))
    assert len(sparing._passed) <= KINDS


def test_an_error_of_ours_of_one_kind_is_written_once_a_minute_with_how_many_were_left_out() -> None:
    now = [0.0]
    spare = SparingProcessor(60, lambda: now[0])
    written = []
    for second in range(0, 150, 10):
        now[0] = float(second)
        try:
            written.append(spare(None, "error", {"event": "request failed", "exc_info": ValueError()})["event"])
        except structlog.DropEvent:
            continue
    assert written == ["request failed", *["request failed (5 more since the last)"] * 2]
    # What is of another kind, or no problem, is written.
    assert spare(None, "error", {"event": "request failed", "exc_info": KeyError()})["event"] == "request failed"
    assert [spare(None, "info", {"event": "done"})["event"] for _ in range(3)] == ["done"] * 3
    with pytest.raises(structlog.DropEvent):
        spare(None, "error", {"event": "request failed", "exc_info": KeyError()})
