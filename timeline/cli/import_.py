"""`timeline import FILE…`: once what a source does on schedule."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import rich_click as click

from timeline.cli import dumps, forgetting
from timeline.cli.opening import files_option, now, open_current
from timeline.cli.reports import report_lines
from timeline.errors import visible
from timeline.extract.bounded import extract_bounded
from timeline.extract.kinds import KINDS
from timeline.fetch.client import Client
from timeline.fetch.fetcher import Fetcher
from timeline.ingest import ingest
from timeline.merge.normalise import DateSettings
from timeline.model.source import DEFAULT_TRUST, TRUST, Source
from timeline.model.urls import over_https
from timeline.model.values import Unfit, local_zone


@click.command(
    "import",
    epilog="Examples: timeline import calendar.ics minutes.md --tag council · timeline import --bulk dump.ndjson",
)
@files_option
@click.argument("names", nargs=-1, metavar="FILE|URL…")
@click.option("--kind", type=click.Choice(list(KINDS)), help="How to read it, if it is not recognised.")
@click.option("--source", "id", default="", help="Id of the source it counts as. Default: made from the file's name.")
@click.option("--name", default="", help="What people call the source. Default: the file's name, or its host.")
@click.option("--link", default="", help="Address of it that may be shown. The one it is fetched from is not.")
@click.option("--timezone", default="", help="IANA zone of its times that name none; `floating`: of none.")
@click.option("--tag", "tags", multiple=True, help="Tags that everything from it gets.")
@click.option("--trust", type=click.Choice(list(TRUST)), default=DEFAULT_TRUST, show_default=True)
@click.option("--local", is_flag=True, help="Allow private and loopback addresses.")
@click.option("--bulk", is_flag=True, help="They are dumps (ndjson), or folders of dumps: keep each event as it is.")
@click.option("--forget", metavar="SOURCE", help="Withdraw what only this source tells of; give a --reason with it.")
@click.option("--reason", default="", help="Why what is forgotten is withdrawn: subscribers are told.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would change, and change nothing.")
def command(
    directory: Path, names: tuple[str, ...], kind: str, id: str, name: str, link: str, tags: tuple[str, ...],
    trust: str, timezone: str, local: bool, bulk: bool, forget: str | None, reason: str, dry: bool,
) -> None:  # fmt: skip
    """Take in calendars, feeds, tables, pages and texts, from files or the web.

    What was taken in before under the same source is recognised: a second import changes only what differs.

    With --bulk they are dumps, as `timeline export` and /api/v1/dump.ndjson write them: every event comes in with its
    id, instants and sequence, merged with nothing. Of an event that is held, what is later counts. An import that was
    stopped goes on where it ended when it is called again; every line that is left out is named.

    With --forget a source that was taken in is: each event that it alone tells of is withdrawn, and no row is removed.
    """
    others = any((kind, id, name, link, timezone, tags, local, trust != DEFAULT_TRUST))
    if forget is not None:
        _forget(directory, forget, reason, bool(names) or bulk or others, dry)
        return
    if not names:
        raise click.UsageError("give a FILE or a URL, or --forget SOURCE")
    if bulk:
        succeeded = _take_in_dumps(directory, names, others, dry)
    else:
        asked = Source(
            id=id, name=name, link=link, kind=kind or "", tags=tags, trust=trust, timezone=_zone(timezone), local=local
        )
        succeeded = _take_in(directory, names, asked, dry)
    if not succeeded:
        sys.exit(1)


def _forget(directory: Path, source: str, reason: str, has_others: bool, dry: bool) -> None:
    if has_others or not reason.strip():
        raise click.UsageError("--forget SOURCE goes with --reason, --dry-run and --files only, and needs a reason")
    forgetting.forget(directory, source, reason, dry=dry)


def _take_in_dumps(directory: Path, names: tuple[str, ...], has_others: bool, dry: bool) -> bool:
    if has_others:
        raise click.UsageError("--bulk takes events as they are: it goes with --dry-run and --files only")
    return dumps.take_in(directory, names, dry=dry)


def _zone(timezone: str) -> str:
    try:
        return local_zone(timezone) if timezone else ""
    except Unfit as error:
        raise click.UsageError(f"--timezone: {error}") from error


def _take_in(directory: Path, names: tuple[str, ...], asked: Source, dry: bool) -> bool:
    """Read each of the names as a source; whether all could be."""
    has_failed = False
    with open_current(directory, dry=dry) as (folder, store):
        fetcher = Fetcher(Path("/"), Client(), now)
        settings = DateSettings.of(folder.chronology)
        for given in map(over_https, names):
            try:
                source = _source(asked, given)
            except (ValueError, OSError) as error:
                has_failed = True
                click.echo(visible(f"{given}: it is no address and no file: {error}"), err=True)
                continue
            report = ingest(source, store, fetcher, extract_bounded, now(), settings=settings, dry=dry)
            has_failed |= bool(report.health.error)
            for line in report_lines(report, dry=dry):
                click.echo(line, err=bool(report.health.error))
    return not has_failed


def _source(asked: Source, given: str) -> Source:
    """What an address or a file counts as: as it was asked for, the rest made from its own name."""
    id = asked.id or source_id(given)
    if given.startswith(("http://", "https://")):
        name = asked.name or str(urlsplit(given).hostname or "")
        return msgspec.structs.replace(asked, id=id, name=name, url=given)
    name = asked.name or Path(given).name
    return msgspec.structs.replace(asked, id=id, name=name, path=str(Path(given).resolve()), link="")


def source_id(name: str) -> str:
    """A source's id made from a file's name, or from an address: its host and a digest, as the rest may be a secret."""
    if name.startswith(("http://", "https://")):
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        return source_id(f"{str(urlsplit(name).hostname or '')[:50].replace('.', '-')}-{digest}")
    words = re.findall(r"[a-z0-9]+", name.rpartition("/")[2].lower() or name.lower())
    return "-".join(words)[:60].strip("-") or "import"
