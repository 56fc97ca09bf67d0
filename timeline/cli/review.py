"""`timeline review`: decide on candidates, on the terminal."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

import rich_click as click

from timeline import load, review
from timeline.cli.opening import files_option, now, open_current
from timeline.dates import EDTFError, When
from timeline.dates.writing import wording
from timeline.errors import TimelineError, visible
from timeline.files import new_entry
from timeline.model.event import AHEAD, Claim
from timeline.model.source import Candidate
from timeline.store import Store

HELP = "accept, edit, merge with an event, reject, skip, quit"


@click.command("review", epilog="Example: timeline review --accept 4kq2m7x9pd --to-file")
@files_option
@click.option("--list", "only_list", is_flag=True, help="List what waits, and decide nothing.")
@click.option("--accept", metavar="ID", help="Publish this candidate as an event of its own.")
@click.option("--merge", "pair", nargs=2, metavar="ID EVENT", help="Let a candidate speak of this event.")
@click.option("--reject", metavar="ID", help="Do not publish this candidate, now or when it comes again.")
@click.option("--unmerge", nargs=2, metavar="SOURCE KEY", help="Take a claim out of its event, for good.")
@click.option("--to-file", is_flag=True, help="Write what is accepted into events.yaml as well, which must be there.")
def command(
    directory: Path,
    only_list: bool,
    accept: str | None,
    pair: tuple[str, str] | None,
    reject: str | None,
    unmerge: tuple[str, str] | None,
    to_file: bool,
) -> None:
    """Go through what waits for a person. Each decision is remembered: the same claim never asks again."""
    with open_current(directory) as (folder, store):
        desk = Desk(store, directory, to_file, folder.chronology.language)
        if accept:
            desk.accept(store.candidate(accept))
        elif pair:
            review.merge_with(store, pair[0], pair[1], now(), by=desk.by)
        elif reject:
            review.reject(store, reject, now(), by=desk.by)
        elif unmerge:
            review.unmerge(store, unmerge[0], unmerge[1], now(), by=desk.by)
        elif only_list:
            for candidate in store.candidates():
                click.echo(describe(candidate, folder.chronology.language) + "\n")
        else:
            desk.go_through()


class Desk:
    """One sitting: the store, whose decisions they are, and whether accepted ones go into the file."""

    def __init__(self, store: Store, directory: Path, to_file: bool, language: str) -> None:
        self.store, self.directory, self.to_file, self.language = store, directory, to_file, language
        self.by = getpass.getuser()

    def go_through(self) -> None:
        """Ask about each candidate that waits, oldest first."""
        waiting = self.store.candidates()
        if not waiting:
            click.echo("Nothing waits.")
            return
        if not sys.stdin.isatty():
            raise click.UsageError("review asks questions on a terminal: elsewhere use --list, --accept, --reject")
        for number, candidate in enumerate(waiting, 1):
            click.echo(f"\n{number} of {len(waiting)}\n{describe(candidate, self.language)}")
            try:
                if not self._ask(candidate):
                    return
            except TimelineError as error:
                click.echo(str(error), err=True)

    def _ask(self, candidate: Candidate) -> bool:
        """One decision; False to stop."""
        answer = click.prompt(f"{HELP} [a/e/m/r/s/q]", type=click.Choice(list("aemrsq")), show_choices=False)
        if answer == "a":
            self.accept(candidate)
        elif answer == "e":
            self.accept(candidate, prompt_edit(candidate.claim))
        elif answer == "m":
            event = click.prompt("id of the event", default=candidate.like or None)
            review.merge_with(self.store, candidate.id, event, now(), by=self.by)
        elif answer == "r":
            review.reject(self.store, candidate.id, now(), by=self.by)
        return answer != "q"

    def accept(self, candidate: Candidate, claim: Claim | None = None) -> None:
        """Publish it; with --to-file as an entry of the file, which then is the curator's word."""
        changes = review.accept(self.store, candidate.id, now(), by=self.by, claim=claim)
        for change in changes:
            click.echo(f"{change.kind} {change.event}: {visible(change.after.title)}")
            if self.to_file:
                new_entry.add(self.directory, change.after, self.language)
        if self.to_file and changes:  # recorded at once, so that `timeline check` finds nothing to do
            load.load_directory(self.directory, os.environ, self.store, now(), record=True)


def describe(candidate: Candidate, language: str) -> str:
    """A candidate in lines for people: what is claimed, in which words, and why we ask."""
    mention = candidate.claim.mention
    words = wording.words(candidate.claim.when, language, ahead=mention.status in AHEAD)
    lines = [
        f"{candidate.id}  {mention.title}",
        f"  {words}  ({candidate.claim.when.edtf})",
        f"  {mention.citation.publisher}: “{mention.citation.words}” {mention.citation.url} {mention.citation.place}",
    ]
    like = f"like {candidate.like} ({candidate.score:.2f}): " if candidate.like else ""
    lines.append(f"  {like}{', '.join(candidate.reasons)}")
    return "\n".join(map(visible, lines))


def prompt_edit(claim: Claim) -> Claim:
    """The claim with another title or date, as typed."""
    title = click.prompt("title", default=claim.mention.title)
    while True:
        typed = click.prompt("date (EDTF)", default=claim.when.edtf)
        try:
            when = claim.when if typed == claim.when.edtf else When.parse(typed)
            break
        except EDTFError as error:
            click.echo(str(error), err=True)
    return review.edit(claim, when, title=title)
