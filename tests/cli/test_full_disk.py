"""A full disk, a limit on files and a copy that was cut: one sentence, and nothing half done."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_data import Run, database, run

__all__ = ["database", "run"]


@contextmanager
def limited(size: int) -> Iterator[None]:
    """No file grows past a size within the block: what the system says then is what it says of a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files(folder: Path) -> dict[str, bytes]:
    """All files, but for what a connection leaves that could not write, and which holds nothing."""
    found = {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    return {name: data for name, data in found.items() if not name.endswith("-shm") and (data or "-wal" not in name)}


def is_one_sentence(output: str) -> bool:
    words = ("SELECT", "INSERT", "Traceback", "sqlite", "no such table", "disk image", "Errno")
    return len(output.splitlines()) == 1 and not any(word in output for word in words)


@pytest.mark.parametrize("words", [("backup", "new.db"), ("backup", "older.db", "--replace"), ("restore", "copy.db")])
@pytest.mark.parametrize("size", [0, 4096, 100_000, 500_000])
def test_a_copy_that_finds_no_room_leaves_nothing_half(
    run: Run, database: Path, tmp_path: Path, words: tuple[str, ...], size: int
) -> None:
    assert run("backup", "copy.db").exit_code == 0
    Path("older.db").write_bytes(b"an older one")
    before = files(tmp_path)
    with limited(size):
        done = run(*words)
    assert done.exit_code == 1
    assert "the disk" in done.output
    assert is_one_sentence(done.output), done.output
    assert files(tmp_path) == before


@pytest.mark.parametrize("missing", [1, 100, 4096, 100_000, 300_000])
def test_a_backup_that_was_cut_is_refused(run: Run, database: Path, tmp_path: Path, missing: int) -> None:
    assert run("backup", "copy.db").exit_code == 0
    copy = Path("copy.db")
    copy.write_bytes(copy.read_bytes()[:-missing])
    before = files(tmp_path)
    done = run("restore", "copy.db")
    assert (done.exit_code, "take another backup" in done.output) == (1, True)
    assert is_one_sentence(done.output), done.output
    assert files(tmp_path) == before


def test_there_is_a_database_whenever_a_restore_is_stopped(
    run: Run, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("backup", "copy.db").exit_code == 0
    real = os.replace

    def stop(old: Any, new: Any) -> None:
        if new == database:
            raise OSError(28, "No space left on device")
        real(old, new)

    monkeypatch.setattr(os, "replace", stop)
    done = run("restore", "copy.db")
    assert (done.exit_code, is_one_sentence(done.output)) == (1, True)
    monkeypatch.setattr(os, "replace", real)
    assert run("verify").exit_code == 0


@pytest.mark.parametrize("words", [("check", "--fix"), ("fetch",), ("review",), ("import", "--bulk", "dump.ndjson")])
def test_the_terminal_says_one_sentence_of_a_full_disk(run: Run, database: Path, words: tuple[str, ...]) -> None:
    assert run("export", "-o", "dump.ndjson").exit_code == 0
    Path("events.yaml").write_text(Path("events.yaml").read_text().replace("title: ", "title: New ", 1))
    with limited(0):
        done = run(*words)
    assert done.exit_code == 1
    assert is_one_sentence(done.output), done.output
