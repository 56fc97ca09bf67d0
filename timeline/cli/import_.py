"""`timeline import FILE…`: once what a source does on schedule."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

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
@click.option("--source", "id", help="Id of the source it counts as. Default: made from the file's name.")
@click.option("--name", help="What people call the source. Default: the file's name, or its host.")
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
    others = (kind, id, name, link, timezone, tags, local, trust != DEFAULT_TRUST)
    if forget is not None:
        _forget(directory, forget, reason, any((names, bulk, *others)), dry)
        return
    _check_names(names)
    if bulk:
        if any(others):
            raise click.UsageError("--bulk takes events as they are: it goes with --dry-run and --files only")
        if not dumps.take_in(directory, names, dry=dry):
            sys.exit(1)
        return
    failed = 0
    try:
        zone = local_zone(timezone) if timezone else ""
    except Unfit as error:
        raise click.UsageError(f"--timezone: {error}") from error
    with open_current(directory, dry=dry) as (folder, store):
        fetcher, chronology = Fetcher(Path("/"), Client(), now), folder.chronology
        for given in map(over_https, names):
            web = given.startswith(("http://", "https://"))
            try:
                source = Source(
                    id=id or source_id(given),
                    name=name or (str(urlsplit(given).hostname or "") if web else Path(given).name),
                    url=given if web else "",
                    link=link if web else "",
                    path="" if web else str(Path(given).resolve()),
                    kind=kind or "",
                    tags=tags,
                    trust=trust,
                    timezone=zone,
                    local=local,
                )
            except (ValueError, OSError) as error:
                failed += 1
                click.echo(visible(f"{given}: it is no address and no file: {error}"), err=True)
                continue
            report = ingest(
                source,
                store,
                fetcher,
                extract_bounded,
                now(),
                settings=DateSettings(chronology.local_times, chronology.hemisphere),
                dry=dry,
            )
            failed += bool(report.health.error)
            for line in report_lines(report, dry=dry):
                click.echo(line, err=bool(report.health.error))
    if failed:
        sys.exit(1)


def _check_names(names: tuple[str, ...]) -> None:
    if not names:
        raise click.UsageError("give a FILE or a URL, or --forget SOURCE")


def _forget(directory: Path, source: str, reason: str, has_others: bool, dry: bool) -> None:
    if has_others or not reason.strip():
        raise click.UsageError("--forget SOURCE goes with --reason, --dry-run and --files only, and needs a reason")
    forgetting.forget(directory, source, reason, dry=dry)


def source_id(name: str) -> str:
    """A source's id made from a file's name, or from an address: its host and a digest, as the rest may be a secret."""
    if name.startswith(("http://", "https://")):
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        return source_id(f"{str(urlsplit(name).hostname or '')[:50].replace('.', '-')}-{digest}")
    words = re.findall(r"[a-z0-9]+", name.rpartition("/")[2].lower() or name.lower())
    return "-".join(words)[:60].strip("-") or "import"
