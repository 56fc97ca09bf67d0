"""`timeline build OUT/`: the static site."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import rich_click as click

from timeline import files, load
from timeline.cli.opening import database, files_option, now
from timeline.files.comparison import unrecorded_problems
from timeline.model.urls import is_public
from timeline.model.values import counted
from timeline.publish import static_site as site
from timeline.publish.publisher import Publisher

NOT_ONLINE = (
    "warning: the feeds, calendars and search engines' files name {}, which nobody else can reach: set base_url in "
    "timeline.toml (or TIMELINE_BASE_URL) to the address at which readers will find the site, and build again"
)


@click.command("build", epilog="Example: timeline build out/ && python3 -m http.server --directory out")
@files_option
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
def command(directory: Path, out: Path) -> None:
    """Write the same pages and feeds as the server gives, as files that any web server can host.

    Each file has a .gz twin. What did not change is not written again, and of what is in OUT only what was built is
    ever removed. The clock of a file is that of its build: an expected event whose date has passed says so from the
    next build on. A change that the history file does not have yet is refused, so that two machines build the same
    bytes.
    """
    instant = now()
    folder = files.read(directory, os.environ, need_ids=True)
    if problems := unrecorded_problems(folder, instant):
        for problem in problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    store = database(folder)
    try:
        load.load(folder, store, instant, record=False)
        for problem in load.unmatched(folder, store):
            click.echo(str(problem), err=True)
        publisher = Publisher(store, folder.chronology)
        written = site.build(store, publisher, folder.chronology, out, instant, folder.directory)
        publisher.flush()
    except FileExistsError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        reason = f"{error.strerror}: {error.filename or out}"
        raise click.UsageError(f"{out} cannot be written ({reason}): name another folder, or make room") from error
    finally:
        store.close()
    click.echo(f"{counted(written.files, 'file')} in {out}: {written.written:,} written, {written.removed:,} removed")
    if not is_public(folder.chronology.base_url):
        click.echo(NOT_ONLINE.format(folder.chronology.base_url), err=True)
