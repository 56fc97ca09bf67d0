"""`events.history.jsonl`: what is wrong with a file that was not only appended to, each in one located line."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.factory import event
from tests.files.folder import DAWN
from timeline.files import history, history_writer
from timeline.files.history import History, parse
from timeline.files.history_row import Row
from timeline.model.change import Change, classify

HOUR = timedelta(hours=1)


def chain(*titles: str, id: str = "hatching", start: int = 0) -> list[Change]:
    """The changes of an event that has one title after the other, an hour apart."""
    held, found = None, []
    for n, title in enumerate(titles):
        at = DAWN + (start + n) * HOUR
        change = classify(held, event(id, title=title, published=at), at)
        assert change is not None
        held = change.after
        found.append(change)
    return found


def lines(changes: list[Change], past: History | None = None) -> list[bytes]:
    return [row.line() for row in history.rows_of(past or History(), changes, ())]


def joined(*rows: bytes) -> bytes:
    return b"".join(row + b"\n" for row in rows)


GOOD = lines(chain("One", "Two", "Three"))


def problems(data: bytes) -> list[str]:
    return [str(problem) for problem in parse(data)[1]]


def test_what_was_written_is_read():
    found, wrong = parse(joined(*GOOD))
    assert wrong == []
    assert list(found.changes) == chain("One", "Two", "Three")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (joined(GOOD[0], GOOD[1], GOOD[2][:40], GOOD[0]), ":3:1: this line is cut off: restore"),
        (joined(GOOD[0]) + GOOD[1][:40], ":2:1: the last line is cut off: run `timeline check --fix`"),
        (joined(GOOD[0]) + GOOD[1][:-3], ":2:1: the last line is cut off: run `timeline check --fix`"),
        (joined(GOOD[0], GOOD[1].replace(b"Two", b"Too")), ":2:1: this line was changed after it was written"),
        (joined(GOOD[0], GOOD[1].replace(b'"kind"', b'"kind" ')), ":2:1: this line was changed after it was written"),
        (joined(GOOD[1], GOOD[2]), ":1:1: the line before it in the history of hatching is missing: restore"),
        (joined(GOOD[0], GOOD[2]), ":2:1: the line before it in the history of hatching is missing: restore"),
        (joined(b"<<<<<<< HEAD", *GOOD), ":1:1: a merge was not finished here: keep the lines of both sides"),
        (joined(GOOD[0], b"# a remark"), ":2:1: this is no line of a history"),
        (joined(b'{"event":"hatching"}'), ":1:1: this is no line of a history"),
        (joined(Row(at=DAWN, event="a").line()), ":1:1: this line cannot be understood (it has no event)"),
        (joined(Row(at=DAWN.replace(tzinfo=None), feed="a").line()), "its instant has no zone"),
        (
            joined(Row(at=DAWN, event="hatching", kind="vanished", after=event()).line()),
            "no kind of change is called vanished",
        ),
    ],
    ids=lambda value: value.split(": ")[0].strip() if isinstance(value, str) else "",
)
def test_a_file_that_was_tampered_with_is_one_problem_with_its_line(data, told):
    [problem] = problems(data)
    assert problem.startswith("events.history.jsonl:")
    assert told in problem


def test_each_damaged_line_is_told():
    data = joined(GOOD[0].replace(b"One", b"None"), b"nonsense", GOOD[1])
    assert [line.split(":")[1] for line in problems(data)] == ["1", "2"]


def test_lines_may_stand_in_any_order_twice_and_end_as_in_windows():
    rows = GOOD * 2
    random.Random(1).shuffle(rows)
    found, wrong = parse(b"".join(row + b"\r\n" for row in rows))
    assert wrong == []
    assert list(found.changes) == chain("One", "Two", "Three")


def test_a_row_never_comes_before_its_parent():
    first, second = chain("One", "Two")
    past, _ = parse(joined(GOOD[0]))
    row = Row(event="hatching", kind="revised", at=first.at - HOUR, after=second.after, parent=past.rows[0].digest)
    assert "it contradicts line 1" in problems(joined(GOOD[0], row.line()))[0]


def test_a_branch_that_did_not_know_of_the_other_is_counted_on():
    base, ours = chain("One", "Two")
    past, _ = parse(joined(GOOD[0]))
    theirs = classify(base.after, event(title="Zwei", published=DAWN), DAWN + 2 * HOUR)
    assert theirs is not None
    found, wrong = parse(joined(*lines([base]), *lines([theirs], past), *lines([ours], past)))
    assert wrong == []
    assert [(c.after.title, c.after.sequence, c.at - DAWN) for c in found.changes] == [
        ("One", 0, 0 * HOUR),
        ("Two", 1, 1 * HOUR),
        ("Zwei", 2, 2 * HOUR + timedelta(seconds=1)),
    ]
    assert [change.before for change in found.changes] == [None, *(change.after for change in found.changes[:-1])]


def test_two_machines_that_wrote_one_entry_first_keep_the_earlier_publication():
    ours, theirs = chain("One")[0], chain("One", start=5)[0]
    found, _ = parse(joined(*lines([theirs]), *lines([ours])))
    assert {change.after.published for change in found.changes} == {DAWN}


def test_rows_are_appended_after_a_missing_line_break(tmp_path):
    path = tmp_path / history.FILE
    path.write_bytes(GOOD[0])
    past, _ = history.read(path)
    history_writer.append(path, past, history.rows_of(past, chain("One", "Two")[1:], ()))
    assert path.read_bytes() == joined(*GOOD[:2])


def test_a_torn_line_is_removed_and_nothing_else(tmp_path):
    path = tmp_path / history.FILE
    path.write_bytes(joined(GOOD[0]) + GOOD[1][:-1])
    assert history_writer.mend(path)
    assert path.read_bytes() == joined(GOOD[0])
    assert not history_writer.mend(path)
