"""`timeline export`: everything that is published, and the position it stands at."""

from __future__ import annotations

from pathlib import Path

import msgspec
import rich_click as click

from timeline.cli.opening import files_option, published
from timeline.event import STATUSES
from timeline.query import MAX_PAGE, Filter, Query
from timeline.render.api import event_object
from timeline.serve.following import token


@click.command("export", epilog="Example: timeline export > dump.ndjson")
@files_option
def command(directory: Path) -> None:
    """Write every event, withdrawn and merged ones too, one JSON object a line; the same as /api/v1/dump.ndjson.

    The first line names the position: go on with /api/v1/changes from there.
    """
    with published(directory) as (folder, store):
        first = {"position": token(store, store.position()), "title": folder.chronology.title}
        click.echo(msgspec.json.encode(first))
        query = Query(filter=Filter(statuses=tuple(STATUSES)), limit=MAX_PAGE)
        while True:
            page = store.page(query)
            for event in page.events:
                click.echo(msgspec.json.encode(event_object(event, folder.chronology)))
            if not page.next:
                return
            query = msgspec.structs.replace(query, cursor=page.next)
