"""A claim with a person's words in place of the source's, asked for field by field."""

from __future__ import annotations

from typing import Any

import rich_click as click

from timeline import review
from timeline.dates import EDTFError, Reading, When, explain
from timeline.dates.writing import wording
from timeline.errors import visible
from timeline.model.chronology import Chronology
from timeline.model.event import GONE, STATUSES, TAG, Claim, Place


def prompt_edit(claim: Claim, chronology: Chronology) -> Claim:
    """The claim with what is typed; an empty answer leaves a field as it is."""
    mention = claim.mention
    title = click.prompt("title", default=mention.title)
    when = _prompt_date(claim, chronology)
    summary = click.prompt("summary", default=mention.summary, show_default=bool(mention.summary))
    said: dict[str, Any] = {"title": title, "summary": summary, "status": _prompt_status(mention.status)}
    said |= _prompt_names("tags", mention.tags)
    places = _prompt_names("places", tuple(place.name for place in mention.places))["places"]
    if places != tuple(place.name for place in mention.places):
        said["places"] = tuple(Place(name=name) for name in places)
    return review.edit(claim, when, **said)


def _prompt_date(claim: Claim, chronology: Chronology) -> When:
    """EDTF, or words, which are read back before they count."""
    while True:
        typed = click.prompt("date, in EDTF or words", default=claim.when.edtf)
        if typed == claim.when.edtf:
            return claim.when
        when = _read(typed, chronology)
        if isinstance(when, str):
            click.echo(visible(when), err=True)
        elif click.confirm(
            visible(f"{wording.words(when, chronology.language)} ({when.edtf}, {when.precision})"), True
        ):
            return when


def _read(typed: str, chronology: Chronology) -> When | str:
    """The date that was typed, or why it is none."""
    try:
        return When.parse(typed)
    except EDTFError as error:
        reading = explain(typed, None, chronology.language)
        return reading.when if isinstance(reading, Reading) else f"{error}; as words: {reading.reason}"


def _prompt_status(given: str) -> str:
    standing = sorted(STATUSES.keys() - GONE)
    return str(click.prompt("status", default=given or "as the date says", type=_Status(standing, given)))


class _Status(click.Choice[str]):
    """One of the statuses, or what was given, which may be none."""

    def __init__(self, standing: list[str], given: str) -> None:
        super().__init__(standing)
        self._given = given

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return self._given if value in (self._given, "as the date says") else super().convert(value, param, ctx)


def _prompt_names(what: str, given: tuple[str, ...]) -> dict[str, Any]:
    while True:
        typed = click.prompt(f"{what}, with a ; between", default="; ".join(given), show_default=bool(given))
        names = tuple(dict.fromkeys(name.strip() for name in typed.split(";") if name.strip()))
        wrong = [name for name in names if what == "tags" and not TAG.fullmatch(name)]
        if not wrong:
            return {what: names}
        click.echo(visible(f"{wrong[0]} is no tag: small letters, digits and hyphens"), err=True)
