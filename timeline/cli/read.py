"""`timeline read WORDS`: the date that words say, or why they say none."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import asdict

import msgspec
import rich_click as click

from timeline.cli.days import PublicationDay
from timeline.cli.facts import facts
from timeline.dates import Reading, explain
from timeline.dates.reading import LANGUAGES
from timeline.dates.writing import wording
from timeline.errors import visible

EXAMPLES = ('timeline read "around mid-October 2023"', 'timeline read "last Friday" --reference 2024-05-07')


@click.command("read", epilog="Examples:\n\n" + "\n\n".join(EXAMPLES))
@click.argument("words", nargs=-1, required=True)
@click.option("--reference", type=PublicationDay(), help="The day relative words count from; never today by itself.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), help="Language of the words. Default: any.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(words: tuple[str, ...], reference: dt.date | None, language: str | None, as_json: bool) -> None:
    """Say which date words name, as EDTF, and the rule that read them."""
    phrase = " ".join(words)
    answer = explain(phrase, reference, language)
    if as_json:
        click.echo(msgspec.json.encode(asdict(answer)).decode())
    elif isinstance(answer, Reading):
        lines = [*facts(answer.when), f"{'rule':12}{answer.rule}", f"{'TIMEX3':12}{answer.type} {answer.value}"]
        click.echo("\n".join([wording.words(answer.when), *lines]))
    else:
        click.echo(visible(answer.reason), err=True)
    sys.exit(0 if isinstance(answer, Reading) else 1)
