"""A machine that loses its power at any moment keeps all that was acknowledged, and its database is sound.

The store runs as it is, and a shim records what it does to its files; from the record come the states in which a disk
may be found: what was not synced is gone, torn at sectors, or there in another order than it was written.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.store.power.disk import Operation, lose_power, operations
from tests.store.power.writer import WRITES
from timeline.errors import StoreUnavailable
from timeline.store import DatabaseLimits, checks, open_store

ROOT = Path(__file__).parents[2]
STATES = 24
"""Moments at which the power fails, spread over all that was done."""


@pytest.fixture(scope="module")
def done(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    """What the store did to its files, from the first byte on, and each acknowledgement in its place."""
    folder = tmp_path_factory.mktemp("power")
    shim, record, written = folder / "recorder.so", folder / "record", folder / "files"
    written.mkdir()
    source = ROOT / "tests" / "store" / "power" / "recorder.c"
    subprocess.run([tool("cc"), "-shared", "-fPIC", "-O1", "-o", str(shim), str(source), "-ldl"], check=True)
    recorded = {"LD_PRELOAD": str(shim), "RECORD_FOLDER": str(written), "RECORD_INTO": str(record)}
    command = [sys.executable, "-m", "tests.store.power.writer", str(written)]
    subprocess.run(command, check=True, cwd=ROOT, env=os.environ | recorded)
    return operations(record.read_bytes())


def acknowledged(done: list[Operation]) -> int:
    """How many writes the program said that it keeps."""
    return sum(each.file == "acknowledged" for each in done)


def put(folder: Path, files: dict[str, bytes]) -> Path:
    """The files as they were found; where the database is."""
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder / "events.db"


def is_kept(path: Path, count: int) -> bool:
    """Whether the database opens, holds at least so many events, and is sound."""
    try:
        with closing(open_store(str(path), "g")) as store:
            held = store.position()
            ids = (f"e{number}" for number in range(WRITES))
            events = [event.title for event in store.held(ids).values()]
    except StoreUnavailable:
        return False
    if not (count <= held == len(events)):
        return False
    with checks.opened(str(path), DatabaseLimits()) as kept:
        return list(checks.check(kept, lambda what, number, of: None)) == []


def test_all_of_it_is_recorded(done: list[Operation], tmp_path: Path) -> None:
    assert acknowledged(done) == WRITES
    assert {"S", "T", "U", "W"} >= {each.kind for each in done} >= {"S", "W"}
    assert is_kept(put(tmp_path / "end", lose_power(done, random.Random(0))), WRITES)


@pytest.mark.parametrize("state", range(STATES))
def test_what_was_acknowledged_is_there_after_a_loss_of_power(
    done: list[Operation], tmp_path: Path, state: int
) -> None:
    dice = random.Random(state)
    writes = [number for number, each in enumerate(done) if each.file != "acknowledged"]
    before = done[: writes[len(writes) * state // STATES + dice.randrange(len(writes) // STATES)]]
    path = put(tmp_path / "found", lose_power(before, dice))
    assert is_kept(path, acknowledged(before))


def test_a_disk_that_lies_is_found_out(done: list[Operation], tmp_path: Path) -> None:
    states = [lose_power(done[:-1], random.Random(seed), syncs=False) for seed in range(6)]
    paths = [put(tmp_path / str(number), files) for number, files in enumerate(states)]
    assert not all(is_kept(path, WRITES) for path in paths)
