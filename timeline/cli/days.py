"""Days as options name them."""

from __future__ import annotations

import datetime as dt

import rich_click as click

from timeline.dates.publication import day
from timeline.errors import SourceRefused


class PublicationDay(click.ParamType[dt.date]):
    """A day, as 2024-05-07 or in words that name one."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day that the option names; anything else is wrong use."""
        try:
            return value if isinstance(value, dt.date) else day(str(value), "the publication date")
        except SourceRefused as error:
            self.fail(str(error), param, ctx)
