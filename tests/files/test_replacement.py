"""What an editor saves while a file is replaced is not lost, whenever it does and however it saves."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from timeline.errors import Conflict, DiskUnavailable
from timeline.files import edits, replacement
from timeline.files.located import Located

OLD, OURS, THEIRS = "events: []\n", "events: [ours]\n", "events: [a]\n"
Save = Callable[[Path], None]


def save_into(path: Path) -> None:
    path.write_text(THEIRS)


def save_over(path: Path) -> None:
    """As vim does: a new file takes the place of the old one."""
    new = path.with_name("events.yaml~")
    new.write_text(THEIRS)
    os.replace(new, path)


def save_by_moving(path: Path) -> None:
    """As some do: the old file becomes the backup, and a new one is made."""
    os.replace(path, path.with_name("events.yaml~"))
    path.write_text(THEIRS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "events.yaml"
    path.write_text(OLD)
    return path


STEPS = [
    # whose function, its name, and which of its calls: a save comes before it, or right after
    (replacement, "read_regular", 1),
    (Path, "write_bytes", 1),
    (os, "fsync", 1),
    (os, "link", 1),
    (replacement, "read_regular", 2),
    (os, "replace", 1),
]
SAVES = [save_into, save_over, save_by_moving]
MOMENTS = [
    (step, when, save)
    for step in STEPS
    for when in ("before", "after")
    for save in SAVES
    # A new file between the last look and the rename is what the docstring says remains.
    if (step[1], when) != ("replace", "before") or save is save_into
]


def interrupt(
    monkeypatch: pytest.MonkeyPatch, step: tuple[object, str, int], when: str, save: Callable[[], None]
) -> None:
    """Have a save come before or after a call of a function, of which it is the so-manieth."""
    owner, name, number = step
    real = getattr(owner, name)
    calls = 0

    def called(*args: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        its_turn = calls == number
        if its_turn and when == "before":
            save()
        answer = real(*args, **named)
        if its_turn and when == "after":
            save()
        return answer

    monkeypatch.setattr(owner, name, called)


@pytest.mark.parametrize(("step", "when", "save"), MOMENTS)
def test_what_an_editor_saves_meanwhile_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[object, str, int], when: str, save: Save
) -> None:
    located = Located.open(path, "events.yaml")
    saved: list[bool] = []

    def save_once() -> None:
        if not saved:
            saved.append(True)
            monkeypatch.undo()  # the editor's own calls are none of the steps
            save(path)

    interrupt(monkeypatch, step, when, save_once)
    if (step[1], when) == ("replace", "after"):
        edits.write(path, located, OURS)  # it was saved over what is written already
    else:
        with pytest.raises(Conflict, match=r"^events\.yaml was changed by another program meanwhile: try again$"):
            edits.write(path, located, OURS)
    assert saved
    assert path.read_text() == THEIRS
    assert {each.name for each in path.parent.iterdir()} <= {"events.yaml", "events.yaml~"}


def fail_after(path: Path, save: Save | None, *, may_undo: bool = True) -> str:
    """What the file holds after what goes with its replacement failed, before which somebody may have saved it."""
    located = Located.open(path, "events.yaml")

    def fail() -> None:
        with edits.written(path, located, OURS, lambda: may_undo):
            assert path.read_text() == OURS
            if save is not None:
                save(path)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    return path.read_text()


def test_what_fails_with_it_puts_the_old_file_back(path: Path) -> None:
    assert fail_after(path, None) == OLD
    assert list(path.parent.iterdir()) == [path]


def test_what_must_not_be_undone_stays(path: Path) -> None:
    assert fail_after(path, None, may_undo=False) == OURS


@pytest.mark.parametrize("save", SAVES)
def test_what_was_saved_since_is_not_put_back(path: Path, save: Save) -> None:
    assert fail_after(path, save) == THEIRS


def test_where_no_file_has_two_names_the_old_one_is_copied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert fail_after(path, None) == OLD
    edits.write(path, Located.open(path, "events.yaml"), OURS)
    assert path.read_text() == OURS
    assert list(path.parent.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file_and_one_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:3])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill)
    with pytest.raises(DiskUnavailable, match="No space left on device"):
        edits.write(path, Located.open(path, "events.yaml"), OURS)
    assert path.read_text() == OLD
    assert list(path.parent.iterdir()) == [path]


def test_of_several_writers_none_loses_what_another_wrote(path: Path) -> None:
    def add(name: str) -> None:
        while True:
            located = Located.open(path, "events.yaml")
            try:
                edits.write(path, located, f"{located.text}# {name}\n")
            except Conflict:
                continue
            return

    names = [f"{writer}-{number}" for writer in range(4) for number in range(5)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, names))
    lines = path.read_text().splitlines()
    assert sorted(lines[1:]) == sorted(f"# {name}" for name in names)
    assert list(path.parent.iterdir()) == [path]
