"""`timeline extract`: the dated events of news articles and other prose, as a table, lines of JSON, or file entries."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Final

import rich_click as click

from timeline.cli.days import PublicationDay
from timeline.cli.findings import as_jsonl, as_table, as_yaml
from timeline.errors import SourceRefused, TimelineError
from timeline.prose import Article, findings, from_bytes, from_line
from timeline.prose.document import READ

LIMIT: Final = 64 * 2**20
"""Bytes of one document or one line; more is refused rather than read."""

EXAMPLES: Final = (
    "timeline extract article.md --published 2024-05-07",
    "timeline extract news/*.md --format jsonl",
    "timeline extract --docs corpus.jsonl --format jsonl",
    "timeline extract article.md --as yaml >> events.yaml",
)


@click.command("extract", epilog="Examples:\n\n" + "\n\n".join(EXAMPLES))
@click.argument("docs", nargs=-1, type=click.Path(path_type=str), metavar="DOC…")
@click.option(
    "--published", type=PublicationDay(), help="The day relative words count from, where a document does not say."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    help="table: for people; jsonl: one expression a line.",
)
@click.option("--as", "entries", type=click.Choice(["yaml"]), help="yaml: entries for events.yaml, one for each event.")
@click.option(
    "--docs",
    "corpus",
    type=click.Path(path_type=str, allow_dash=True),
    metavar="FILE.jsonl",
    help='Many documents, one {"doc", "published", "text"} a line; - is standard input.',
)
@click.option(
    "--language",
    type=click.Choice(sorted(READ)),
    help="The language; by default what front matter says, else what the words look like.",
)
def command(
    docs: tuple[str, ...],
    published: dt.date | None,
    form: str,
    entries: str | None,
    corpus: str | None,
    language: str | None,
) -> None:
    """Find the dates in documents, and which of them date events.

    Each DOC is a text file in UTF-8; `published`, `language`, `title`, `publisher` and `url` are read from YAML front
    matter where it has one. Relative words count from the publication date, or else from the text's own
    dateline; without either they are not resolved.
    """
    if not docs and not corpus:
        raise click.UsageError("name at least one document, or --docs FILE.jsonl")
    if entries and form == "jsonl":
        raise click.UsageError("choose one of --format jsonl and --as yaml")
    show = as_yaml if entries else {"jsonl": as_jsonl, "table": as_table}[form]
    problems = 0
    for article in _articles(docs, corpus, published, language):
        if isinstance(article, Article):
            show(article, findings(article))
        else:
            problems += 1
            click.echo(str(article), err=True)
    sys.exit(1 if problems else 0)


def _articles(
    docs: tuple[str, ...], corpus: str | None, published: dt.date | None, language: str | None
) -> Iterator[Article | TimelineError]:
    """The documents in order, or why one could not be read; one bad document never costs the rest."""
    for name in docs:
        yield _attempt(lambda: from_bytes(name, _bytes(name), published, language))  # noqa: B023
    if corpus is not None:
        for place, line in _lines(corpus):
            yield (
                line
                if isinstance(line, TimelineError)
                else _attempt(
                    lambda: from_line(place, line, published, language)  # noqa: B023
                )
            )


def _attempt(read: Callable[[], Article]) -> Article | TimelineError:
    try:
        return read()
    except TimelineError as error:
        return error


def _bytes(name: str) -> bytes:
    """What the file holds. Raises `SourceRefused` naming it where it cannot be read, or is too long."""
    try:
        with Path(name).open("rb") as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise SourceRefused(f"{name}: {error.strerror or error}") from None
    if len(data) > LIMIT:
        raise SourceRefused(f"{name}: more than {LIMIT:,} bytes; split it")
    return data


def _lines(name: str) -> Iterator[tuple[str, bytes | TimelineError]]:
    """The lines of a file, or of standard input for `-`, each with its place; blank ones are left out."""
    try:
        with Path(name).open("rb") if name != "-" else nullcontext(sys.stdin.buffer) as file:
            number = 0
            while line := file.readline(LIMIT + 1):
                number += 1
                if len(line) > LIMIT:
                    raise SourceRefused(f"{name}:{number}: a line of more than {LIMIT:,} bytes; split it")
                if line.strip():
                    yield f"{name}:{number}", line
    except OSError as error:
        yield name, SourceRefused(f"{name}: {error.strerror or error}")
    except SourceRefused as error:
        yield name, error
