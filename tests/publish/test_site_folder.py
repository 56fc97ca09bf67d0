"""The folder of a static site: what did not change stays, what is gone goes, what is others' is theirs."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from timeline.publish.site_folder import MARKER, STAGING, Written, site_folder

LONG = b"The same words again and again. " * 40
PAST = 1_000_000_000


def build(out: Path, **files: bytes) -> Written:
    with site_folder(out) as folder:
        for name, data in files.items():
            folder.put(name.replace("__", "/"), data)
        return folder.finish()


def fail(out: Path) -> None:
    with site_folder(out) as folder:
        folder.put("a", b"new")
        raise RuntimeError


def age(out: Path) -> None:
    for path in out.rglob("*"):
        os.utime(path, (PAST, PAST))


def rewritten(out: Path) -> set[str]:
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file() and path.stat().st_mtime > PAST}


def test_a_second_build_of_the_same_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(out, a=LONG, b__c=b"short") == Written(3, 3, 0)
    assert gzip.decompress((out / "a.gz").read_bytes()) == LONG
    age(out)
    assert build(out, a=LONG, b__c=b"short") == Written(3, 0, 0)
    assert rewritten(out) == set()


def test_only_what_differs_is_written_and_only_what_we_wrote_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(out, a=LONG, old__page=LONG, b=b"b")
    (out / "CNAME").write_text("rivers.example")
    (out / "old" / "own.txt").write_text("by hand")
    age(out)
    assert build(out, a=LONG + b"!", b=b"b") == Written(3, 2, 2)
    assert rewritten(out) == {"a", "a.gz", MARKER}
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()) == [
        MARKER, "CNAME", "a", "a.gz", "b", "old/own.txt",
    ]  # fmt: skip


def test_a_file_that_somebody_damaged_is_written_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(out, a=LONG, b=b"b")
    (out / "a").write_bytes(LONG.swapcase())
    (out / "b").unlink()
    assert build(out, a=LONG, b=b"b").written == 3
    (out / "a.gz").write_bytes(b"")
    assert build(out, a=LONG, b=b"b").written == 1
    assert gzip.decompress((out / "a.gz").read_bytes()) == LONG


def test_a_failure_leaves_the_old_site(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(out, a=b"old")
    with pytest.raises(RuntimeError):
        fail(out)
    assert (out / "a").read_bytes() == b"old"
    assert not (out / STAGING).exists()
    with pytest.raises(RuntimeError):
        fail(tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_a_build_that_was_killed_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of putting files in place; nothing tidies up, and the next build finds all that is ours."""
    out = tmp_path / "out"
    build(out, a=b"old", gone=b"old")
    with site_folder(out) as folder:
        for name in ("a", "b", "c"):
            folder.put(name, b"new")
        (out / STAGING / "b").unlink()  # as if it had ended there
        with pytest.raises(FileNotFoundError):
            folder.finish()
        (out / STAGING).mkdir(exist_ok=True)
    assert (out / "a").read_bytes() == b"new"
    assert build(out, c=b"last") == Written(1, 1, 3)
    assert {path.name for path in out.iterdir()} == {MARKER, "c"}


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(FileExistsError, match="was not made by"):
        build(tmp_path, a=b"a")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_site_of_before_files_were_listed_is_ours_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("Made by `timeline build`; replaced as a whole by the next.\n")
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "old").write_text("old")
    assert build(tmp_path, a=b"a") == Written(1, 1, 1)
    assert not (tmp_path / "tags").exists()


def test_two_builds_do_not_write_into_one_folder_at_once(tmp_path: Path) -> None:
    with site_folder(tmp_path / "out") as folder:
        folder.put("a", b"a")
        with pytest.raises(FileExistsError, match="is being built by another"):
            build(tmp_path / "out", b=b"b")
        folder.finish()
    assert build(tmp_path / "out", b=b"b") == Written(1, 1, 1)
