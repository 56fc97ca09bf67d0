"""The bytes of a folder's files, each read once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from timeline import config
from timeline.disk import read_regular
from timeline.errors import Problem
from timeline.files import events, feeds, history, sources
from timeline.files.located import Located

FILES: Final = (config.FILE, events.FILE, sources.FILE, history.FILE)
FOLDERS: Final = (events.FOLDER, feeds.FOLDER)
_PREFIXES: Final = tuple(f"{folder}/" for folder in FOLDERS)


class Contents(NamedTuple):
    """What the files hold, by their names in the folder, why others cannot be read, and SHA-256 of each."""

    data: Mapping[str, bytes]
    errors: Mapping[str, OSError]
    hashes: Mapping[str, str]

    def located(self, name: str) -> Located:
        """A file's text and tree; its problems say if it could not be read."""
        return Located.parse(self.data[name], name) if name in self.data else self._missing(name)

    def text(self, name: str) -> Located:
        """A file's text, without its tree."""
        return Located.decode(self.data[name], name) if name in self.data else self._missing(name)

    def _missing(self, name: str) -> Located:
        return Located.missing(name, self.errors[name])

    def within(self, folder: str) -> list[str]:
        """The names of the files of a folder that are read, in order."""
        return sorted(name for name in {*self.data, *self.errors} if _is_read(name, folder))


def look(directory: Path) -> Contents:
    """Read each of the folder's files."""
    data: dict[str, bytes] = {}
    errors: dict[str, OSError] = {}
    for path in _paths(directory):
        name = path.relative_to(directory).as_posix()
        try:
            data[name] = read_regular(path)
        except OSError as error:
            errors[name] = error
    return Contents(data, errors, {name: hashlib.sha256(read).hexdigest() for name, read in data.items()})


def misnamed(found: Contents) -> list[Problem]:
    """A file with another ending than .yaml is a problem, not silently left out."""
    return [
        Problem(name, 0, 0, "is not read", f"rename it to {Path(name).stem}.yaml")
        for name in sorted({*found.data, *found.errors})
        if name.startswith(_PREFIXES) and not name.endswith(".yaml")
    ]


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder by name, with the right ending or another."""
    return sorted(p for p in folder.glob("*") if p.suffix.lower() in (".yaml", ".yml") and not p.name.startswith("."))


def _is_read(name: str, folder: str) -> bool:
    return name.startswith(f"{folder}/") and name.endswith(".yaml")


def _paths(directory: Path) -> Iterator[Path]:
    yield from (directory / name for name in FILES)
    for folder in FOLDERS:
        yield from yaml_files(directory / folder)
