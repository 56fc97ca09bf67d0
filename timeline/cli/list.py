"""`timeline list`: the chronology by date, on the terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import rich_click as click
from rich.console import Console
from rich.table import Table

from timeline.cli.opening import files_option, now, open_published
from timeline.dates import When
from timeline.dates.writing import wording
from timeline.errors import InvalidQuery, visible
from timeline.model.parameter_values import MAX_PAGE
from timeline.model.parameters import DATES, Parameters, parse_query, with_dates_in_edtf
from timeline.model.pattern import event_words
from timeline.model.values import counted

OPTIONS: Final = {"q": "search"}
"""The options that are not called as the parameters of the API are."""
LISTS: Final = {
    "/api/v1/feeds": "the files of feeds/ are named so",
    "/api/v1/places": "`timeline show ID` tells those of an event",
}
"""Where a terminal finds what the API lists."""
_NAMED: Final = re.compile(r"(?:^|(?<= before ))([a-z_]+)=")


@click.command("list", epilog="Example: timeline list --from 2013 --to 2014 --tag diplomacy")
@files_option
@click.option("--from", "since", metavar="DATE", help="No earlier than this: 2013-04, spring of 2013, last week.")
@click.option("--to", "until", metavar="DATE", help="No later than this, inclusive.")
@click.option("--match", metavar="KIND", help="overlaps (default), within or possibly.")
@click.option("--tag", multiple=True, help="Has any of these tags.")
@click.option("--place", multiple=True, help="Is at any of these places.")
@click.option("--status", multiple=True, help="Has any of these statuses.")
@click.option("--feed", multiple=True, help="Is in any of these feeds.")
@click.option("--precision", multiple=True, help="Is dated to the day, month, season, year …")
@click.option("-q", "--search", "q", help="Has these words.")
@click.option("--limit", type=click.IntRange(1, MAX_PAGE), default=MAX_PAGE, show_default=True)
def command(directory: Path, **options: str | tuple[str, ...] | int | None) -> None:
    """List events by date: id, date, title."""
    parameters: Parameters = _parameters(options)
    typed = {name: parameters[name][0] for name in DATES if name in parameters}
    with open_published(directory) as (folder, store):
        chronology = folder.chronology
        try:
            parameters = with_dates_in_edtf(parameters, chronology, now().astimezone(chronology.zone).date())
            query = parse_query(parameters, {feed.slug: feed.filter for feed in store.feeds()})
        except InvalidQuery as error:
            raise click.UsageError(_as_options(str(error))) from error
        page = store.page(query)
        total = store.count(query.filter)
    for name, words in typed.items():
        read = parameters[name][0]
        if read != words.strip():
            shown = wording.words(When.parse(read), chronology.language)
            click.echo(visible(f"{name} {words}: {shown} ({read})"), err=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("id", "date", "title", "status"):
        table.add_column(heading, no_wrap=heading == "id", overflow="fold")
    for event in page.events:
        when = event_words(event, folder.chronology.language)
        status = "" if event.status == "happened" else event.status
        table.add_row(event.id, when, visible(event.title), status, style="strike" if event.is_gone else None)
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(table)
    console.print(f"{len(page.events)} of {counted(total, 'event')}")


def _as_options(message: str) -> str:
    """What is wrong with a query, said of the options that the command has."""
    named = _NAMED.sub(lambda match: f"--{OPTIONS.get(match[1], match[1])} ", message)
    for address, place in LISTS.items():
        named = named.replace(f"{address} lists them", place)
    return named


def _parameters(options: Mapping[str, str | tuple[str, ...] | int | None]) -> dict[str, list[str]]:
    """The options as the API's query parameters, so that a word means the same here and in an address."""
    parameters = {}
    for option, value in options.items():
        if value is None or value == ():
            continue
        # `from` is a keyword of Python, so the option has another name within.
        name = {"since": "from", "until": "to"}.get(option, option)
        values = value if isinstance(value, tuple) else (value,)
        parameters[name] = [str(each) for each in values]
    return parameters
