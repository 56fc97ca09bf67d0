"""`sources.yaml`: its table, and what can be wrong with one source or between sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from yaml import MappingNode, SequenceNode

from timeline.files.located import Located, kind
from timeline.files.shapes import Field, Listed, Raw, Record, Scalar, choice, language, link, pattern, text
from timeline.model.event import TAG
from timeline.model.source import EVERY, TRUST, Source
from timeline.model.urls import over_https
from timeline.model.values import Unfit, local_zone, quoted

FILE: Final = "sources.yaml"
ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST: Final = 2000
UNITS: Final = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
SHORTEST, LONGEST = 60, 31 * 86_400
KIND: Final = 900
"""Seconds between two fetches of an address of others: what readers keep to, and hosts put up with. A file, or what
`local` names as our own, may be read each minute."""
_EVERY: Final = re.compile(r"([0-9]{1,5})\s*(m|h|d|w)[a-z]*")


def _every(value: str) -> int:
    found = _EVERY.fullmatch(value.strip().lower())
    seconds = int(found[1]) * UNITS[found[2]] if found else 0
    if not SHORTEST <= seconds <= LONGEST:
        raise Unfit(f"{quoted(value)} is no interval from 1m to 31d", "write 15m, 6h, 1d or 1w")
    return seconds


def _path(value: str) -> str:
    value = value.strip()
    if value.startswith(("/", "~")) or ".." in value.split("/"):
        raise Unfit(f"{quoted(value)} leads out of the folder", "name a file or folder beside sources.yaml")
    return value


def _flag(value: str) -> bool:
    if value not in ("true", "false"):
        raise Unfit(f"{quoted(value)} is neither true nor false", "write true or false")
    return value == "true"


def _url(value: str) -> str:
    """An address, or `${NAME}`, which stands for one that the environment has."""
    if _VARIABLE.fullmatch(value.strip()):
        return value.strip()
    if "${" in value:
        raise Unfit(f"{quoted(value)} is only in part from the environment", "write ${NAME} alone, the whole address")
    address: str = link().check(over_https(value))
    return address


_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
ADDRESS: Final = {
    **link().shown,
    "pattern": "^\\s*(?:\\$\\{|(?:[Hh][Tt][Tt][Pp][Ss]?|[Ww][Ee][Bb][Cc][Aa][Ll][Ss]?|feed):)",
}
FLAG: Final = Scalar(_flag, {"type": "boolean"})
SOURCE: Final = Record(
    {
        "id": Field("Its short name in `source=` and in commands; never changes.", pattern(ID, "id", "write"), True),
        "name": Field("What people call it; the publisher of what it says.", text(200), required=True),
        "url": Field(
            "Where it is fetched from (http, https; webcal is read as https), or ${NAME}: the environment has the "
            "address. It is never shown.",
            Scalar(_url, ADDRESS),
        ),
        "link": Field("The address of it that may be shown, beside its name.", link()),
        "path": Field("A file or folder beside this file, instead of a url.", Scalar(_path, {"type": "string"})),
        "kind": Field("How it is read (`timeline import --help` lists the kinds), if not recognised.", text(40)),
        "every": Field(
            "How often it is fetched: 15m, 6h, 1d. Default: 1h; at least 15m, for what is our own 1m.",
            Scalar(_every, {"type": "string"}),
        ),
        "tags": Field(
            "Tags that everything from it gets.", Listed(pattern(TAG, "tag", "write"), "tag", 20, distinct=True)
        ),
        "trust": Field(
            "publish (default): at once unless unsure; review: a person looks first.", choice(TRUST, "trust")
        ),
        "language": Field("Language of its texts, where they do not say.", language()),
        "timezone": Field(
            "IANA zone of its times that name none, unless its calendar does; floating: of none.",
            Scalar(local_zone, {"type": "string"}),
        ),
        "local": Field("Allow private and loopback addresses for it.", FLAG),
        "paused": Field("Do not fetch it for now.", FLAG),
    }
)
FILE_TABLE: Final = Record({"sources": Field("The sources.", Listed(SOURCE, "source", MOST), required=True)})


def read(located: Located, environ: Mapping[str, str], kinds: Collection[str] = ()) -> tuple[Source, ...]:
    """The sources in their order; everything wrong is told to `located`. A file that is not there has none.

    `environ` has the addresses that the file names. `kinds` are those that can be read; empty means that the kind is
    not checked here.
    """
    root = located.root
    if root is None:
        return ()
    if not isinstance(root, MappingNode):
        located.wrong(root, f"the file is {kind(root)}", "begin with `sources:` and list them below")
        return ()
    entries = next((value for key, value in root.value if key.value == "sources"), None)
    if isinstance(entries, SequenceNode) and not entries.value:
        return ()
    found: tuple[Raw, ...] = FILE_TABLE.read(root, located, "file").values.get("sources", ())
    seen: dict[str, int] = {}
    return tuple(source for raw in found if (source := _source(raw, located, environ, seen, kinds)) is not None)


def _source(
    raw: Raw, located: Located, environ: Mapping[str, str], seen: dict[str, int], kinds: Collection[str]
) -> Source | None:
    values: dict[str, Any] = raw.values
    line, _ = located.place(raw.node.start_mark.index)
    id = values.get("id")
    if id in seen:
        located.wrong(raw.at("id"), f"the id {id} is that of the source in line {seen[id]}", "give each its own")
    if ("url" in raw.nodes) == ("path" in raw.nodes):
        what = "both url and path are given" if "url" in raw.nodes else "neither url nor path is given"
        located.wrong(raw.at("path"), what, "give one of them")
    if kinds and values.get("kind", "") and values["kind"] not in kinds:
        what = f"{quoted(values['kind'])} is no kind of source"
        located.wrong(raw.at("kind"), what, f"use one of {', '.join(kinds)}, or leave it out")
    if values.get("every", EVERY) < KIND and "url" in values and not values.get("local", False):
        what = "it is fetched more often than is kind to a host that is not yours"
        remedy = "write 15m or more (a source with `path`, or `local: true`, may be read each minute)"
        located.wrong(raw.at("every"), what, remedy)
    if id is None or "name" not in values:
        return None
    seen.setdefault(id, line)
    if "url" in values:
        values = values | {"url": _address(values["url"], raw, located, environ)}
    return Source(**{"every": EVERY, **values})


def _address(said: str, raw: Raw, located: Located, environ: Mapping[str, str]) -> str:
    """The address itself; one of the environment is checked like the others, but never written into a message."""
    variable = _VARIABLE.fullmatch(said)
    if variable is None:
        return said
    value = environ.get(variable[1], "").strip()
    if not value:
        located.wrong(raw.at("url"), f"the environment has no {variable[1]}", "set it to the address of the source")
        return ""
    try:
        return _url(value) if not _VARIABLE.fullmatch(value) else ""
    except Unfit:
        what = f"what the environment has as {variable[1]} is no web address"
        located.wrong(raw.at("url"), what, "set it to an address like https://example.org/calendar.ics")
        return ""
