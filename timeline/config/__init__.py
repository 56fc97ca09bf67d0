"""Settings: `timeline.toml` and the environment that overrides it, with all problems reported at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import msgspec

from timeline.config import checks
from timeline.config.checks import ACCESS_LOGS, HEMISPHERES, SCHEMES
from timeline.dates import When
from timeline.dates.local_time import FLOATING
from timeline.dates.reading.date_order import ASK, DATE_ORDERS
from timeline.disk import read_regular
from timeline.errors import ENVIRONMENT, EDTFError, InvalidSettings, Problem, nearest
from timeline.model.chronology import Era
from timeline.model.urls import is_public
from timeline.model.values import Unfit, did_you_mean, language_tag, local_zone, quoted, zone_name

__all__ = ["ACCESS_LOGS", "HEMISPHERES", "SCHEMES", "Setting", "Settings", "examine", "read", "strangers"]

FILE: Final = "timeline.toml"
PREFIX: Final = "TIMELINE_"
MISSPELT: Final = 3
"""Variables of the environment that differ by fewer letters are misspelt ones of ours; others may be anybody's."""
BASE_URL: Final = "http://127.0.0.1:8000"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `timeline.toml` and the environment say, checked. The first thirteen, and
    `show_authors`, show in what is published.

    `edit_files` lets what is written over the API and on pages be written into the files of entries; `show_authors`
    shows readers who changed what. `data` is the folder of the database; `database` is what to open: `DATABASE_URL`,
    else `timeline.db` in `data`.
    """

    title: str
    description: str = ""
    language: str = "en"
    contact: str = ""
    licence: str = ""
    authority: str = "timeline.example,2026"
    base_url: str = BASE_URL
    timezone: str = "UTC"
    local_times: str = FLOATING
    hemisphere: str = "north"
    date_order: str = ASK
    image_hosts: tuple[str, ...] = ()
    eras: tuple[Era, ...] = ()
    edit_files: bool = False
    show_authors: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    data: str = ""
    database_url: str = ""
    read_url: str = ""
    proxies: str = ""
    rate: int = 600
    schedule: bool = True
    database_pool: int = 10
    statement_timeout: float = 30
    lock_timeout: float = 15
    access_log: str = "off"

    @property
    def database(self) -> str:
        """The URL of the database, or the path of its file."""
        return self.database_url or str(Path(self.data) / "timeline.db")


class Setting(NamedTuple):
    """One row of the table: what it means, `check`, which gives the value kept or raises `Unfit`, and the same as far
    as JSON Schema can say it (`shown`)."""

    about: str
    check: Callable[[str], Any]
    shown: Mapping[str, Any] = MappingProxyType({})


def read(directory: Path, environ: Mapping[str, str]) -> Settings:
    """The settings of the chronology in `directory`. Raises `InvalidSettings` with every problem."""
    settings, problems = examine(directory, environ)
    if settings is None or problems:
        raise InvalidSettings(problems)
    return settings


def examine(directory: Path, environ: Mapping[str, str]) -> tuple[Settings | None, list[Problem]]:
    """The settings, or None where they cannot be used, and every problem of the file and of the environment."""
    text, problems = _text(directory / FILE)
    written = _parsed(text, problems)
    values: dict[str, Any] = {}
    for name, value in written.items():
        _take(values, problems, name, value, _place(text, name))
    values |= _overrides(environ, problems)
    problems += _lone_standby(values)
    if "title" not in values and not problems:
        problems.append(Problem(FILE, 1, 1, "title is missing", 'give the chronology a name: title = "…"'))
    if problems:
        return None, problems
    values.setdefault("data", str(directory / "data"))
    settings = Settings(**_following_port(values, environ))
    return settings, _sample_authority(settings, text)


def _lone_standby(values: Mapping[str, Any]) -> list[Problem]:
    """A standby of a database that has none."""
    if "read_url" not in values or checks.is_postgresql(values.get("database_url", "")):
        return []
    what = "READ_URL names a standby, and DATABASE_URL no PostgreSQL that it could be one of"
    return [Problem(ENVIRONMENT, 0, 0, what, "leave READ_URL out, or set DATABASE_URL to the server that writes")]


def _sample_authority(settings: Settings, text: str) -> list[Problem]:
    """A sample authority beside an address that readers reach: every sample has it, so ids could meet another's."""
    host = urlsplit(settings.base_url).hostname or ""
    if not is_public(settings.base_url) or is_public(f"//{settings.authority.partition(',')[0]}"):
        return []
    what = f"authority is {quoted(settings.authority)}, a sample, and readers reach the chronology at {host}"
    remedy = (
        "every id that subscribers see is made of it: write a domain of yours and a year in which it was, such as "
        f'authority = "{host.removeprefix("www.")},{settings.authority.partition(",")[2][:4]}"'
    )
    return [Problem(FILE, *_place(text, "authority"), what, remedy)]


CHRONOLOGY: Final = {
    # timeline.toml, or TIMELINE_… in the environment
    "title": Setting("The chronology's name.", checks.line(300), {"minLength": 1, "maxLength": 300}),
    "description": Setting("One or two sentences on what it covers.", checks.line(2000)),
    "language": Setting("Language of the entries, as in RFC 5646: en, fr, zh-Hans.", language_tag),
    "contact": Setting("Whom readers may write to: an e-mail address or a page.", checks.line(300)),
    "licence": Setting("Under which licence others may use it.", checks.line(300)),
    "authority": Setting("A domain and a year in which it was yours (RFC 4151). It never changes.", checks.authority),
    "base_url": Setting(
        "Where readers reach the chronology; it may have a path. All links begin with it.",
        checks.base_url,
        {"format": "uri"},
    ),
    "timezone": Setting("IANA zone in which its days begin: Europe/Paris.", zone_name),
    "local_times": Setting(
        "IANA zone of times that name none, where neither their calendar nor their source has one; floating: of none.",
        local_zone,
    ),
    "hemisphere": Setting(
        "Which half of the earth its seasons belong to: north or south.", checks.hemisphere, {"enum": HEMISPHERES}
    ),
    "date_order": Setting(
        "Which figure is the day where a date may be read either way (03/04/2024): day-first, month-first, or ask.",
        checks.date_order,
        {"enum": DATE_ORDERS},
    ),
    "image_hosts": Setting(
        "Hosts from which readers may load pictures, and which learn of each reader: upload.wikimedia.org.",
        checks.hosts,
    ),
    "edit_files": Setting(
        "Whether what is written over the API and on pages is written into events.yaml and events/*.yaml: true.",
        checks.switch,
        {"type": "boolean"},
    ),
    "show_authors": Setting(
        "Whether readers see who changed what, by the names given to tokens: true.", checks.switch, {"type": "boolean"}
    ),
}
MACHINE: Final = {
    # the environment only (PORT, or TIMELINE_PORT): they belong to the machine, not to the chronology
    "host": Setting(
        "Address to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for all its networks.", checks.host
    ),
    "port": Setting("Port to listen on.", checks.port),
    "data": Setting("Folder of the database.", checks.line(4000)),
    "database_url": Setting(
        "A database instead of timeline.db in DATA: postgresql://USER:PASSWORD@HOST/NAME, or a path.", checks.database
    ),
    "read_url": Setting(
        "A hot standby of that PostgreSQL, which `timeline serve` reads from while it is not behind.", checks.standby
    ),
    "proxies": Setting(
        "Addresses of the proxies whose X-Forwarded headers count: 127.0.0.1,10.0.0.0/8.", checks.proxies
    ),
    "access_log": Setting(
        "A line a request on standard output: off; anonymous: without the last part of the client's address; full.",
        checks.access_log,
    ),
    "database_pool": Setting("Connections of one process to PostgreSQL at once.", checks.pool),
    "statement_timeout": Setting("Seconds that PostgreSQL may take for one statement.", checks.seconds),
    "lock_timeout": Setting("Seconds that one waits for another process that writes to PostgreSQL.", checks.seconds),
    "schedule": Setting(
        "Whether `timeline serve` fetches sources where no other process does: true, or false for workers alone.",
        checks.switch,
    ),
    "rate": Setting("Requests a minute from one address for what is not kept; 0 for any number.", checks.rate),
}


def _text(path: Path) -> tuple[str, list[Problem]]:
    try:
        return read_regular(path).decode("utf-8-sig"), []
    except FileNotFoundError:
        remedy = "make a new chronology with `timeline init DIR`, or name its folder with --files"
        return "", [Problem(FILE, 0, 0, "is missing", remedy)]
    except OSError as error:
        return "", [Problem(FILE, 0, 0, f"cannot be read ({error.strerror})", "make it a readable file")]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return "", [Problem(FILE, line, 1, "is not UTF-8", "save it as UTF-8")]


def _parsed(text: str, problems: list[Problem]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error), re.DOTALL)
        line, column = (int(found[2]), int(found[3])) if found and found[2] else (text.count("\n") + 1, 1)
        what = str(error).split(" (at ")[0]
        problems.append(Problem(FILE, line, column, f"is no TOML ({what})", 'write lines such as title = "…"'))
        return {}


def _place(text: str, name: str) -> tuple[int, int]:
    """Where a key stands; tomllib does not say."""
    found = re.search(rf"^[ \t]*\[{{0,2}}[ \t]*[\"']?({re.escape(name)})[\"']?[ \t]*[=.\]]", text, re.MULTILINE)
    if not found:
        return 1, 1
    return text.count("\n", 0, found.start(1)) + 1, found.start(1) - text.rfind("\n", 0, found.start(1))


def _take(values: dict[str, Any], problems: list[Problem], name: str, value: object, place: tuple[int, int]) -> None:
    """Check one row of the file into `values`, or say what is wrong with it."""
    if name in MACHINE:
        remedy = f"set {name.upper()} in the environment instead"
        problems.append(Problem(FILE, *place, f"{name} belongs to the machine, not to the chronology", remedy))
    elif name == "eras":
        values[name] = _eras(value, problems, place)
    elif name not in CHRONOLOGY:
        problems.append(Problem(FILE, *place, f"unknown key {quoted(name)}", did_you_mean(name, {*CHRONOLOGY, "eras"})))
    elif CHRONOLOGY[name].check is checks.switch:
        _take_switch(values, problems, name, value, place)
    elif not isinstance(value, str):
        kind = {dict: "a table", list: "a list", bool: "true or false"}.get(type(value), "a number or a date")
        problems.append(Problem(FILE, *place, f"{name} is {kind}", f'put it in double quotes: {name} = "…"'))
    elif not value.strip() and name == "title":
        problems.append(Problem(FILE, *place, "title is empty", "give the chronology a name"))
    elif value.strip():
        try:
            values[name] = CHRONOLOGY[name].check(value.strip())
        except Unfit as error:
            problems.append(Problem(FILE, *place, f"{name}: {error.what}", error.remedy))


def _take_switch(
    values: dict[str, Any], problems: list[Problem], name: str, value: object, place: tuple[int, int]
) -> None:
    if isinstance(value, bool):
        values[name] = value
    else:
        what = f"{name} is neither true nor false"
        problems.append(Problem(FILE, *place, what, f"write one of them, without quotes: {name} = true"))


def _eras(written: object, problems: list[Problem], place: tuple[int, int]) -> tuple[Era, ...]:
    """The table `[eras]`: a name and an interval in EDTF a line."""
    remedy = 'write a table, a line an era: "Weimar Republic" = "1918-11-09/1933-01-30"'
    if not isinstance(written, dict):
        problems.append(Problem(FILE, *place, "eras is no table", remedy))
        return ()
    found = []
    for name, edtf in written.items():
        try:
            found.append(Era(checks.line(100)(name), _interval(edtf)))
        except (Unfit, EDTFError) as error:
            said = f"{error.what}: {error.remedy}" if isinstance(error, Unfit) else str(error)
            problems.append(Problem(FILE, *place, f"the era {quoted(name)}: {said}", remedy))
    return tuple(sorted(found, key=lambda era: When.parse(era.edtf).sort_key))


def _interval(edtf: object) -> str:
    when = When.parse(edtf) if isinstance(edtf, str) else None
    if when is None or when.shape != "interval":
        raise Unfit(f"{quoted(str(edtf))} is no interval", "write its start and its end with a slash between them")
    return when.edtf


def _overrides(environ: Mapping[str, str], problems: list[Problem]) -> dict[str, Any]:
    """What the environment sets; an empty variable counts as none."""
    values = {}
    for name, setting in (CHRONOLOGY | MACHINE).items():
        for variable in (f"TIMELINE_{name.upper()}", *([name.upper()] if name in MACHINE else [])):
            if value := environ.get(variable, "").strip():
                try:
                    values[name] = setting.check(value)
                except Unfit as error:
                    problems.append(Problem(ENVIRONMENT, 0, 0, f"{variable}: {error.what}", error.remedy))
                break
    for variable, close in unknown_variables(environ).items():
        if _is_misspelt(variable, close):
            problems.append(Problem(ENVIRONMENT, 0, 0, f"unknown variable {variable}", f"did you mean {close}?"))
    return values


def unknown_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that begin like ours and are none, each with the setting that is most like it, or nothing."""
    known = {f"TIMELINE_{name.upper()}" for name in CHRONOLOGY | MACHINE}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    return {name: nearest(name, known, likeness=0.75) for name in unknown}


def strangers(environ: Mapping[str, str]) -> list[str]:
    """A line for each variable that begins like ours, is none, and is too different from all to be a misspelt one:
    it may be another program's, so it is named and does no harm."""
    lines = []
    for variable, close in unknown_variables(environ).items():
        if not _is_misspelt(variable, close):
            meant = f" (the nearest is {close})" if close else ""
            lines.append(f"environment: {variable} is no setting of timeline{meant}, and is left alone")
    return lines


def _is_misspelt(variable: str, close: str) -> bool:
    near = bool(close) and nearest(variable, [close], likeness=0.9) == close
    return near and abs(len(variable) - len(close)) < MISSPELT


def _following_port(values: dict[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    """A `base_url` on this very machine follows PORT, so that `PORT=9000 make run` links to where it listens."""
    if "TIMELINE_BASE_URL" in environ or "port" not in values:
        return values
    parts = urlsplit(values.get("base_url", BASE_URL))
    if parts.hostname in ("127.0.0.1", "localhost") and values["port"]:
        netloc = f"{parts.hostname}:{values['port']}"
        return values | {"base_url": urlunsplit((parts.scheme, netloc, parts.path, "", ""))}
    return values
