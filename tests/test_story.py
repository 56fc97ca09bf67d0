"""The story, cell by cell; and the same bytes from a database made anew, and from another process."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.story import SOURCE_STEPS, STEPS, Row, Seen, Stage, body, staged
from timeline import files, load
from timeline.publish.publisher import Publisher
from timeline.store import open_store

FORMATS = ("atom", "rss", "json", "ics", "csv", "timelinejs", "mw")
EXPECTED = (
    # kind, in the calendar, in feed readers
    ("added", "2013-03-01 TENTATIVE Kerry in Beijing (spring of 2013)", "Kerry in Beijing (spring of 2013)"),
    ("refined", "2013-04-16 TENTATIVE Kerry in Beijing", "Kerry in Beijing (16 April 2013)"),
    ("moved", "2013-04-20 TENTATIVE Kerry in Beijing", "Kerry in Beijing (20 April 2013)"),
    (
        "postponed",
        "2013-04-20 CANCELLED Postponed: Kerry in Beijing (was 20 April 2013)",
        "Postponed: Kerry in Beijing (was 20 April 2013)",
    ),
    ("cancelled", "2013-04-20 CANCELLED Cancelled: Kerry in Beijing", "Cancelled: Kerry in Beijing (20 April 2013)"),
    ("reinstated", "2013-04-20 TENTATIVE Kerry in Beijing", "Kerry in Beijing (20 April 2013)"),
    (
        "merged",
        "2013-04-20 CANCELLED Kerry in Beijing: merged into “Talks on the new Silk Road”",
        "Kerry in Beijing: merged into “Talks on the new Silk Road”",
    ),
    ("split", "2013-04-20 TENTATIVE Kerry in Beijing", "Kerry in Beijing (20 April 2013)"),
    ("withdrawn", "2013-04-20 CANCELLED Withdrawn: Kerry in Beijing", "Withdrawn: Kerry in Beijing (20 April 2013)"),
)
REBUILT = "rebuilt"
BY_SOURCE = (
    ("added", "2013-06-01 CONFIRMED Spring regata", "Spring regata (1 June 2013)"),
    ("revised", "2013-06-01 CONFIRMED Spring regatta", "Spring regatta (1 June 2013)"),
    ("moved", "2013-06-08 CONFIRMED Spring regatta", "Spring regatta (8 June 2013)"),
    ("withdrawn", "2013-06-08 CANCELLED Withdrawn: Spring regatta", "Withdrawn: Spring regatta (8 June 2013)"),
)
ELSEWHERE = """
import hashlib, sys
from datetime import datetime
from pathlib import Path
from timeline import files, load
from timeline.publish import static_site
from timeline.store import open_store
folder = files.read(Path(sys.argv[1]), {})
store, now = open_store(":memory:"), datetime.fromisoformat(sys.argv[2])
load.load(folder, store, now, record=False)
for name, data in static_site.files(store, folder.chronology, now):
    slug, _, format = name.rpartition(".")
    if slug == "feeds/all" and format in sys.argv[3:]:
        print(format, hashlib.sha256(data).hexdigest())
"""


@pytest.mark.clients
def test_every_client_shows_each_step_once(tmp_path: Path, tool: Callable[[str], str]) -> None:
    for name in ("vdirsyncer", "newsboat"):
        tool(name)
    with staged(tmp_path) as stage:
        for step, (kind, calendar, feed) in zip(STEPS, EXPECTED, strict=True):
            stage.play(step)
            shown = stage.look(kind)
            assert shown == Row(kind, Seen(1, calendar), Seen(1, feed), Seen(1, feed), (kind,), (kind,))
        for said, (kind, calendar, feed) in zip(SOURCE_STEPS, BY_SOURCE, strict=True):
            stage.fetch(said)
            shown = stage.look(kind, stage.regatta)
            assert shown == Row(kind, Seen(1, calendar), Seen(1, feed), Seen(1, feed), (kind,), (kind,))
        stage.rebuild()
        for id, (_, calendar, feed) in (("visit", EXPECTED[-1]), (stage.regatta, BY_SOURCE[-1])):
            # Whoever follows the log takes the full copy, which has nothing that was not known.
            assert stage.look(REBUILT, id) == Row(REBUILT, Seen(1, calendar), Seen(1, feed), Seen(1, feed), (), ())


def test_a_database_rebuilt_from_the_folder_publishes_the_same_bytes_and_the_source_says_nothing_new(
    tmp_path: Path,
) -> None:
    with staged(tmp_path) as stage:
        for step in STEPS:
            stage.play(step)
        for said in SOURCE_STEPS:
            stage.fetch(said)
            before = published(stage)
            stage.rebuild()
            assert published(stage) == before
            report = stage.ask_source()
            assert not report.changes
            assert not report.candidates
            assert published(stage) == before


def published(stage: Stage) -> dict[str, bytes]:
    """The bytes of every feed, and of every view of it that no clock decides."""
    return {
        f"{view}.{format}": body(stage.publisher, format, stage.now, view)
        for format in FORMATS
        for view in ("", "changes")
    }


def test_a_database_made_anew_and_another_process_publish_the_same_bytes(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        for step in STEPS:
            stage.play(step)
            here = {format: body(stage.publisher, format, stage.now) for format in FORMATS}
            again = open_store(":memory:", "another")
            load.load(files.read(tmp_path, {}), again, stage.now, record=False)
            anew = Publisher(again, files.read(tmp_path, {}).chronology)
            assert {format: body(anew, format, stage.now) for format in FORMATS} == here
            again.close()
        digests = {format: hashlib.sha256(data).hexdigest() for format, data in here.items()}
        clone = tmp_path / "clone"
        shutil.copytree(tmp_path, clone, ignore=shutil.ignore_patterns("*.db*", "clients", "clone"))
        command = [sys.executable, "-c", ELSEWHERE, str(clone), stage.now.isoformat(), *FORMATS]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert dict(line.split() for line in told.splitlines()) == digests
