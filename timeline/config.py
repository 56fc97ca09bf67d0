"""Settings: `timeline.toml` and the environment that overrides it, with all problems reported at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import ip_address, ip_network
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import msgspec

from timeline.dates import When
from timeline.dates.local_time import FLOATING
from timeline.disk import read_regular
from timeline.errors import ENVIRONMENT, EDTFError, InvalidSettings, Problem, nearest
from timeline.model.chronology import Era
from timeline.model.urls import is_public
from timeline.model.values import Unfit, did_you_mean, language_tag, local_zone, quoted, web_address, zone_name

FILE: Final = "timeline.toml"
HEMISPHERES: Final = ("north", "south")
ACCESS_LOGS: Final = ("off", "anonymous", "full")
PREFIX: Final = "TIMELINE_"
MISSPELT: Final = 3
"""Variables of the environment that differ by fewer letters are misspelt ones of ours; others may be anybody's."""
BASE_URL: Final = "http://127.0.0.1:8000"
SCHEMES: Final = ("sqlite",)
"""Kinds of databases, as `store.BACKENDS` has them."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What `timeline.toml` and the environment say, checked. The first twelve show in what is published.

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
    image_hosts: tuple[str, ...] = ()
    eras: tuple[Era, ...] = ()
    edit_files: bool = False
    show_authors: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    data: str = ""
    database_url: str = ""
    proxies: str = ""
    rate: int = 600
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
    if "title" not in values and not problems:
        problems.append(Problem(FILE, 1, 1, "title is missing", 'give the chronology a name: title = "…"'))
    if problems:
        return None, problems
    values.setdefault("data", str(directory / "data"))
    settings = Settings(**_following_port(values, environ))
    return settings, _sample_authority(settings, text)


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


def _line(longest: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) > longest:
            raise Unfit(f"has {len(text)} characters, more than {longest}", "shorten it")
        if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in text):
            raise Unfit(f"{quoted(text)} has a control character", "leave it out")
        return text.strip()

    return check


def _base_url(text: str) -> str:
    parts = web_address(text)
    if not text.isascii():
        raise Unfit(f"{quoted(text)} is not ASCII", "write the host in its xn-- form and the path with %-escapes")
    if parts.query or parts.fragment or parts.username is not None or "?" in text or "#" in text:
        raise Unfit(f"{quoted(text)} has more than a host and a path", "leave out user, query and fragment")
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path.rstrip("/"), "", ""))


def _authority(text: str) -> str:
    """Name and date of a tag URI (RFC 4151, section 2.1); of the names only the domain, as UIDs end in it."""
    remedy = "write a domain that was yours and the year: example.org,2026"
    found = re.fullmatch(r"([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?),(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
    if not found or not all(re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", part) for part in found[1].split(".")):
        raise Unfit(f"{quoted(text)} is no tag authority", remedy)
    try:
        date(int(found[2]), int(found[3] or 1), int(found[4] or 1))
    except ValueError as error:
        raise Unfit(f"{quoted(text)} names no day ({error})", remedy) from error
    return text


def _hosts(text: str) -> tuple[str, ...]:
    """Names of hosts, each with a port where it has one, separated by blanks or commas."""
    names = tuple(dict.fromkeys(name.lower() for name in re.split(r"[\s,]+", text) if name))
    for name in names:
        if not re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?", name):
            raise Unfit(f"{quoted(name)} is no host", "write its name without https:// and without a path")
    return names


def _hemisphere(text: str) -> str:
    if text not in HEMISPHERES:
        raise Unfit(f"{quoted(text)} is no hemisphere", "write north or south")
    return text


def _host(text: str) -> str:
    """An address or the name of one; whether it is this machine's turns out when it is listened on."""
    remedy = "write an address of this machine alone: 127.0.0.1, or 0.0.0.0 for all that it has"
    bare = text.removeprefix("[").removesuffix("]")
    try:
        return str(ip_address(bare))
    except ValueError:
        if len(text) > 253 or not re.fullmatch(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?", text):
            raise Unfit(f"{quoted(text)} is no address to listen on", remedy) from None
    return text


def _switch(text: str) -> bool:
    if text not in ("true", "false"):
        raise Unfit(f"{quoted(text)} is neither true nor false", "write one of them, without quotes")
    return text == "true"


def _access_log(text: str) -> str:
    if text not in ACCESS_LOGS:
        raise Unfit(
            f"{quoted(text)} is no kind of access log", f"write {', '.join(ACCESS_LOGS[:-1])} or {ACCESS_LOGS[-1]}"
        )
    return text


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise Unfit(f"{quoted(text)} is no port", "write a whole number from 0 (any free one) to 65535")
    return int(text)


def _database(text: str) -> str:
    """A path, or the address of a database; it may hold a password, so nothing of it but its scheme is ever shown."""
    path = _path(text)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):", path)  # one letter is a drive of Windows
    if scheme is not None and scheme[1] not in SCHEMES:
        known = " or ".join(f"{name}:PATH" for name in SCHEMES)
        raise Unfit(f"{scheme[1]}: is no kind of database that is known here", f"write {known}, or the path of a file")
    return path


def _path(text: str) -> str:
    if len(text) > 4000 or not text.isprintable():
        raise Unfit("is too long for a path, or has a control character", "write the path of a file")
    return text


def _proxies(text: str) -> str:
    for each in re.split(r"[\s,]+", text):
        try:
            if each not in ("", "*"):
                ip_network(each, strict=False)
        except ValueError:
            remedy = "write addresses or networks with commas between them: 127.0.0.1,10.0.0.0/8"
            raise Unfit(f"{quoted(each)} is no address of a proxy", remedy) from None
    return ",".join(filter(None, re.split(r"[\s,]+", text)))


def _rate(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Unfit(f"{quoted(text)} is no number of requests", "write a whole number, or 0 for any number")
    return int(text)


CHRONOLOGY: Final = {
    # timeline.toml, or TIMELINE_… in the environment
    "title": Setting("The chronology's name.", _line(300), {"minLength": 1, "maxLength": 300}),
    "description": Setting("One or two sentences on what it covers.", _line(2000)),
    "language": Setting("Language of the entries, as in RFC 5646: en, fr, zh-Hans.", language_tag),
    "contact": Setting("Whom readers may write to: an e-mail address or a page.", _line(300)),
    "licence": Setting("Under which licence others may use it.", _line(300)),
    "authority": Setting("A domain and a year in which it was yours (RFC 4151). It never changes.", _authority),
    "base_url": Setting(
        "Where readers reach the chronology; it may have a path. All links begin with it.", _base_url, {"format": "uri"}
    ),
    "timezone": Setting("IANA zone in which its days begin: Europe/Paris.", zone_name),
    "local_times": Setting(
        "IANA zone of times that name none, where neither their calendar nor their source has one; floating: of none.",
        local_zone,
    ),
    "hemisphere": Setting(
        "Which half of the earth its seasons belong to: north or south.", _hemisphere, {"enum": HEMISPHERES}
    ),
    "image_hosts": Setting(
        "Hosts from which readers may load pictures, and which learn of each reader: upload.wikimedia.org.",
        _hosts,
    ),
    "edit_files": Setting(
        "Whether what is written over the API and on pages is written into events.yaml and events/*.yaml: true.",
        _switch,
        {"type": "boolean"},
    ),
    "show_authors": Setting(
        "Whether readers see who changed what, by the names given to tokens: true.", _switch, {"type": "boolean"}
    ),
}
MACHINE: Final = {
    # the environment only (PORT, or TIMELINE_PORT): they belong to the machine, not to the chronology
    "host": Setting("Address to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for all its networks.", _host),
    "port": Setting("Port to listen on.", _port),
    "data": Setting("Folder of the database.", _line(4000)),
    "database_url": Setting(
        "A database instead of timeline.db in DATA: sqlite:/srv/timeline.db, or a path.", _database
    ),
    "proxies": Setting("Addresses of the proxies whose X-Forwarded headers count: 127.0.0.1,10.0.0.0/8.", _proxies),
    "access_log": Setting(
        "A line a request on standard output: off; anonymous: without the last part of the client's address; full.",
        _access_log,
    ),
    "rate": Setting("Requests a minute from one address for what is not kept; 0 for any number.", _rate),
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
    elif CHRONOLOGY[name].check is _switch:
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
            found.append(Era(_line(100)(name), _interval(edtf)))
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
