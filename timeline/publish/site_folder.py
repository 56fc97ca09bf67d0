"""The folder of a static site: what did not change stays as it is, and only what was written here is ever removed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from timeline.publish.body import compressed

try:
    import fcntl
except ImportError:  # Windows locks no folder
    fcntl = None  # type: ignore[assignment]

MARKER: Final = ".timeline-site"
"""Lists the files that we wrote; a folder without it is another's."""
STAGING: Final = ".timeline-new"
"""Where new files wait until all of them are there."""
SMALL: Final = 200
"""Bytes below which a compressed twin would save nothing."""


class Written(NamedTuple):
    """How many files a site has, how many of them were written now, and how many that it had are removed."""

    files: int
    written: int
    removed: int


class SiteFolder:
    """One site while it is built: `put` each of its files; those that differ are put in place by `finish`, one after
    the other and each as a whole, and those that the site no longer has are removed.

    Until then nothing has changed, so a failure leaves the old site. What others put into the folder stays.
    """

    def __init__(self, out: Path) -> None:
        self._out, self._new = out, out / STAGING
        self._names: set[str] = set()
        self._made: dict[str, str] = {}
        self._changed: list[str] = []
        self._marker = _read(out / MARKER)

    def keep(self, name: str, inputs: str) -> bool:
        """Leave a file as it is, with its twin: whether the last build made it of the same and nobody touched it
        since. Else it has to be put."""
        known = self._marker.made.get(name)
        if not inputs or known != (inputs, _stamp(self._out, name)):
            return False
        self._made[name] = inputs
        self._names |= {name, f"{name}.gz"} & self._marker.files
        return True

    def put(self, name: str, data: bytes, inputs: str = "") -> None:
        """A file by its path below the site's root, with its gzip twin where that saves anything; `inputs` stands for
        all that it was made of."""
        if inputs:
            self._made[name] = inputs
        unchanged = self._has(name, data)
        if not unchanged:
            self._stage(name, data)
        self._names.add(name)
        if len(data) < SMALL:
            return
        twin = f"{name}.gz"
        if not (unchanged and self._has_twin(twin, data)):
            small = compressed(data)
            if len(small) >= len(data):
                return
            self._stage(twin, small)
        self._names.add(twin)

    def is_made_of(self, inputs: str) -> bool:
        """Whether the last build came to its end, was made of the same, and every file is there as it was left."""
        known = (self._marker.inputs, self._marker.stamps)
        return bool(inputs) and known == (inputs, _stamps(self._out, self._marker.files))

    def as_it_is(self) -> Written:
        """The site that is there, of which nothing is written."""
        return Written(len(self._marker.files), 0, 0)

    def finish(self, inputs: str = "") -> Written:
        """Put what is new in place, and remove what is no longer of the site; `inputs` stands for all that it was made
        of."""
        old = self._listed()
        gone = sorted(old - self._names)
        if self._changed or gone or old != self._names:
            # Whoever stops us from here on leaves a list that has both: the next build finds all that is ours.
            self._list(old | self._names)
            for name in self._changed:
                (self._out / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(self._new / name, self._out / name)
            for name in gone:
                self._remove(name)
            self._list(self._names)
        stamps = _stamps(self._out, self._names) if inputs else ""
        made = {name: (digest, _stamp(self._out, name)) for name, digest in self._made.items()}
        if self._marker != Marker(frozenset(self._names), inputs, stamps, made, is_list=True):
            self._list(self._names, inputs, stamps, made)
        return Written(len(self._names), len(self._changed), len(gone))

    def _has(self, name: str, data: bytes) -> bool:
        try:
            path = self._out / name
            return path.stat().st_size == len(data) and path.read_bytes() == data
        except OSError:
            return False

    def _has_twin(self, name: str, data: bytes) -> bool:
        """Whether a twin that is there is of the data: its end has their checksum and length (RFC 1952, 2.3.1)."""
        try:
            with (self._out / name).open("rb") as file:
                file.seek(-8, os.SEEK_END)
                return file.read() == struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
        except OSError:
            return False

    def _stage(self, name: str, data: bytes) -> None:
        path = self._new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self._changed.append(name)

    def _listed(self) -> set[str]:
        """The files that the last build wrote. One before this list was kept owned all of the folder."""
        if self._marker.is_list:
            return set(self._marker.files)
        there = (path.relative_to(self._out) for path in self._out.rglob("*") if path.is_file())
        return {str(path) for path in there if path.parts[0] not in (MARKER, STAGING)}

    def _list(
        self, names: Iterable[str], inputs: str = "", stamps: str = "", made: Mapping[str, Made] | None = None
    ) -> None:
        about = "Made by `timeline build`, which replaces and removes the files below and no others."
        known = {"about": about, "inputs": inputs, "stamps": stamps, "files": sorted(names), "made": made or {}}
        text = json.dumps(known, indent=0, ensure_ascii=False)
        (self._new / MARKER).parent.mkdir(exist_ok=True)
        (self._new / MARKER).write_text(text, encoding="utf-8")
        os.replace(self._new / MARKER, self._out / MARKER)

    def _remove(self, name: str) -> None:
        """Remove a file, and the folders that are empty without it."""
        path = self._out / name
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self._out or not folder.is_dir() or any(folder.iterdir()):
                return
            folder.rmdir()


Made = tuple[str, str]
"""What a file was made of, and how it was left, with its twin."""


class Marker(NamedTuple):
    """What the last build left written: its files, what they were made of, a digest of how they were left, and the same
    of single files."""

    files: frozenset[str] = frozenset()
    inputs: str = ""
    stamps: str = ""
    made: Mapping[str, Made] = MappingProxyType({})
    is_list: bool = False


def _read(path: Path) -> Marker:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        inputs, stamps = str(known.get("inputs", "")), str(known.get("stamps", ""))
        made = {name: (str(digest), str(stamp)) for name, (digest, stamp) in known.get("made", {}).items()}
        return Marker(frozenset(map(str, known["files"])), inputs, stamps, made, is_list=True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Marker()


def _stamps(out: Path, names: Iterable[str]) -> str:
    """A digest of the sizes and times of files; whoever edits, removes or copies one changes it."""
    digest = hashlib.sha256()
    for name in sorted(names):
        try:
            found = os.stat(out / name)
        except OSError:
            return ""
        digest.update(f"{name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}\n".encode())
    return digest.hexdigest()


def _stamp(out: Path, name: str) -> str:
    """The same of one file and its twin; empty where the file is not there."""
    stamps = []
    for each in (name, f"{name}.gz"):
        try:
            found = os.stat(out / each)
            stamps.append(f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}")
        except OSError:
            stamps.append("")
    return "|".join(stamps) if stamps[0] else ""


@contextmanager
def site_folder(out: Path) -> Iterator[SiteFolder]:
    """The folder of a site. Raises `FileExistsError` where it holds something that was not built here, and leaves
    nothing half made where the block raises."""
    if out.exists() and any(out.iterdir()) and not (out / MARKER).exists():
        raise FileExistsError(f"{out} is not empty, and was not made by `timeline build`: name another folder")
    is_new = not out.exists()
    out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        shutil.rmtree(out / STAGING, ignore_errors=True)  # of a build that was stopped
        if not (out / MARKER).exists():
            (out / MARKER).write_text('{"files": []}', encoding="utf-8")
        try:
            yield SiteFolder(out)
        except BaseException:
            shutil.rmtree(out if is_new else out / STAGING, ignore_errors=True)
            raise
        shutil.rmtree(out / STAGING, ignore_errors=True)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Nobody else builds there meanwhile; a process that ends in whatever way lets go of it."""
    with ExitStack() as held:
        if fcntl is not None:
            handle = os.open(out, os.O_RDONLY)
            held.callback(os.close, handle)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                remedy = "wait until that is done"
                raise FileExistsError(f"{out} is being built by another `timeline build`: {remedy}") from error
        yield
