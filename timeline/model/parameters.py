"""Every query parameter there is, a row each: its meaning, the values it takes, and how one of them is read.

Addresses are checked by this table and described from it, and the files of feeds take their keys from it. A row needs
the meaning, the schema of one value, an example that the schema fits, and `read` where the value is not its own text.
A new filter is a row with `field`, that field and a condition in `model/query.py`, and the same condition in
`store/conditions.py`; every route and file that narrows events then takes it. Any other parameter is a row, and its
name in the lists of the routes that take it.
"""

# ruff: noqa: E501 (a row of a table is one line)

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from timeline.dates import MATCHES
from timeline.errors import InvalidQuery
from timeline.model.chronology import Chronology
from timeline.model.cursor import Cursor
from timeline.model.event import STATUSES, TAG
from timeline.model.feed import CANCELLED, FUZZY
from timeline.model.parameter_values import (
    MAX_PAGE,
    alarm,
    days_ahead,
    instant,
    instant_text,
    language,
    one_of,
    page_limit,
    past_period,
    place_name,
    read_date,
)
from timeline.model.query import PAGE, Filter, Query
from timeline.model.source import STATES
from timeline.model.values import LANGUAGE_TAG

Parameters = Mapping[str, Sequence[str]]
"""The values of an address by parameter, as text."""

DATES: Final = ("from", "to")
"""Parameters whose values are dates."""
SORTS: Final = ("when", "-when", "published", "-updated", "relevance")
EXPANSIONS: Final = ("occurrences",)
PRECISIONS: Final = (
    "time", "day", "week", "month", "season", "quarter", "quadrimester", "semester",
    "year", "decade", "century", "millennium",
)  # fmt: skip
LONGEST: Final = 500
"""Characters of one parameter's value."""
ADDRESS: Final = 2000
"""Characters of an address that is asked about."""
_DAY: Final = r"(0[1-9]|1\d|2[0-8])"
_YEAR: Final = r"(\d{4}|-[1-9]\d{3}|Y-?[1-9]\d{4,6}|\d{3}X|\d{2}XX)"
EDTF: Final = rf"^({_YEAR}|\d{{4}}-(0[1-9]|1[0-2]|2[1-9]|3\d|4[01])|\d{{4}}-(0[1-9]|1[0-2])-{_DAY})[?~%]?$"
"""The plain forms of an EDTF date, for tools; sets, intervals and parts qualified one by one are read as well."""
TEXT: Final = r"^[^\x00]*$"
WORDS: Final = r"^[^\x00]*[^\s\x00][^\x00]*$"
SAYING: Final = r"^[^\x00]*[0-9A-Za-z][^\x00]*$"
LANGUAGE: Final = rf"^{LANGUAGE_TAG}$"
POSITION: Final = r"^(0|[0-9A-Za-z]+-\d{1,15})$"
INSTANT: Final = r"^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?)?$"
FIELDS: Final = (
    "id", "url", "title", "summary", "when", "status", "reason", "tags", "places", "links", "language", "translations",
    "sources", "conflicts", "origin", "sequence", "published", "updated",
    "image", "successor", "merged_into", "split_from", "recurrence", "overrides", "next", "series", "unconfirmed",
)  # fmt: skip
"""Those of the second row on are there only where they say something."""


class Parameter(NamedTuple):
    """One parameter: a JSON Schema of one value, and `read`, which makes the value of its name and text.

    Where `loose`, more is read than the pattern says. Of a `repeated` parameter any value will do; `commas` may stand
    between them. `read` raises `InvalidQuery`. `field` is the field of `Filter` that the parameter fills, if any.
    """

    meaning: str
    schema: dict[str, Any]
    example: str
    loose: bool = False
    repeated: bool = False
    commas: bool = False
    read: Callable[[str, str], Any] = lambda name, value: value
    field: str = ""


def _choice(values: Iterable[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _text(pattern: str, longest: int = LONGEST) -> dict[str, Any]:
    return {"type": "string", "pattern": pattern, "maxLength": longest}


def _number(least: int, most: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def with_dates_in_edtf(parameters: Parameters, chronology: Chronology, today: date | None = None) -> Parameters:
    """The parameters with their dates in EDTF. Raises `InvalidQuery`."""
    dates: dict[str, list[str]] = {}
    for name in DATES:
        if texts := values(parameters, name):
            dates[name] = [read_date(name, text, chronology, today) for text in texts]
    return {**parameters, **dates}


THEMES: Final = ("light", "dark")
FORMATS: Final = ("atom", "rss", "json", "ics", "csv", "timelinejs", "mw")
"""Formats that can be subscribed to; `render.FORMATS` says how each is written."""
VIEWS: Final = ("changes", "coming", "on-this-day")
"""Views beside the feed itself; `publish.views` says what each holds."""
LANES: Final = ("tag", "place", "source")


# fmt: off
PARAMETERS: Final[dict[str, Parameter]] = {
    "from": Parameter("First day of the window, in EDTF (`2024`, `2024-05`, `2024-05-07`, `198X`); words (`spring of 2013`, `500 BC`) lead to the address that says it so.", _text(EDTF), "2024", loose=True, read=read_date, field="since"),
    "to": Parameter("Last day of the window, in EDTF, inclusive: `2024` ends on 31 December.", _text(EDTF), "2025-06", loose=True, read=read_date, field="until"),
    "match": Parameter("Whether an event's span touches the window, lies within it, or possibly touches it.", _choice(MATCHES), "overlaps", read=one_of(MATCHES), field="match"),
    "q": Parameter("Words to be found in title, summary, tags, places and date; each is the beginning of a word, and words in double quotes stand together. Of more than 2,000 matches the pages of an answer hold the 2,000 that were changed last: narrow it by a window or a tag.", _text(TEXT), "sturgeon", field="q"),
    "tag": Parameter("A tag; of several, any will do.", _text(f"^{TAG.pattern}$", 64), "nature", repeated=True, commas=True, field="tags"),
    "place": Parameter("Words of a place's name; of several places, any will do.", _text(SAYING), "Paris", loose=True, repeated=True, read=place_name, field="places"),
    "status": Parameter("What became of the event; withdrawn and merged ones are left out unless named.", _choice(STATUSES), "expected", repeated=True, commas=True, read=one_of(STATUSES), field="statuses"),
    "feed": Parameter("A feed whose events are meant; /api/v1/feeds lists them.", _text(f"^{TAG.pattern}$", 64), "all", repeated=True, commas=True, field="feeds"),
    "source": Parameter("The id or publisher of a source.", _text(SAYING), "Global Times", loose=True, repeated=True, field="sources"),
    "updated_since": Parameter("An instant (RFC 3339): events that were published or changed then or later; a day is its beginning.", {"type": "string", "format": "date-time", "maxLength": 40}, "2026-01-01T00:00:00Z", loose=True, read=instant_text, field="updated_since"),
    "state": Parameter("What became of the candidate.", _choice(STATES) | {"default": "waiting"}, "waiting"),
    "precision": Parameter("How exactly the date is known.", _choice(PRECISIONS), "day", repeated=True, commas=True, read=one_of(PRECISIONS), field="precisions"),
    "expand": Parameter("A row an occurrence, for series too: `from` and `to` are then needed, and the order is by date.", _choice(EXPANSIONS), "occurrences", read=one_of(EXPANSIONS)),
    "sort": Parameter("The order; `-` is backwards, `relevance` puts first what answers `q` best (BM25; a word of a title counts ten times).", _choice(SORTS) | {"default": "when"}, "when", read=one_of(SORTS)),
    "limit": Parameter("The most events of one page.", _number(1, MAX_PAGE, PAGE), "10", read=page_limit),
    "cursor": Parameter("Where the page begins: `next` of the page before, unchanged.", _text(r"^[0-9A-Za-z_-]+$"), "", loose=True),
    "fields": Parameter("The fields to be sent; all where it is left out.", _choice(FIELDS), "title", repeated=True, commas=True),
    "lang": Parameter("The language of titles and summaries where they are translated, and of our own words.", _text(LANGUAGE, 35), "en", read=language),
    "as_of": Parameter("An instant (RFC 3339): the answer as it would have been then.", {"type": "string", "format": "date-time", "maxLength": 40}, "2026-01-01T00:00:00Z", loose=True, read=instant),
    "since": Parameter("A position in the log of changes, from `position` or `id` of an earlier answer; `0` is the beginning.", _text(POSITION, 80), "0"),
    "wait": Parameter("Seconds to wait for a change where there is none yet.", _number(0, 60, 0), "0"),
    "text": Parameter("Words that may name a date.", _text(WORDS), "the spring of 2013"),
    "reference": Parameter("The day from which relative words count (`last Friday`); without it they are not resolved.", {"type": "string", "format": "date", "maxLength": 10}, "2025-06-20", loose=True),
    "language": Parameter("The language of the words, where it is known.", _text(LANGUAGE, 35), "en"),
    "fuzzy": Parameter("A vague date in a calendar: one mark, its whole span, or left out.", _choice(FUZZY), "mark", read=one_of(FUZZY)),
    "cancelled": Parameter("A cancelled event: its title is prefixed, kept, or the event is dropped.", _choice(CANCELLED), "prefix", read=one_of(CANCELLED)),
    "past": Parameter("What is over: `all`, `none`, or as far back as an ISO 8601 period.", _text(r"^(all|none|P\d{1,4}[YMWD])$", 20), "P1Y", loose=True, read=past_period),
    "alarm": Parameter("A reminder that long before an exact date, as an ISO 8601 period, or `none`.", _text(r"^(none|-P(\d{1,3}[DW]|T\d{1,4}[HM]))$", 20), "-P1D", loose=True, read=alarm),
    "days": Parameter("How many days ahead an event is announced, from 0 to 366; several with commas.", _text(r"^([1-9]?\d|[12]\d\d)(,([1-9]?\d|[12]\d\d)){0,9}$", 60), "7,1", loose=True, read=days_ahead),
    "format": Parameter("The format: of what is subscribed to; `json` or `xml` of oEmbed.", _text(rf"^({'|'.join((*FORMATS, 'xml'))})$", 20), "json", loose=True, read=one_of(FORMATS)),
    "view": Parameter("What of a feed to subscribe to: `changes`, `coming` or `on-this-day`; all of it where it is left out.", _choice(VIEWS), "changes", read=one_of(VIEWS)),
    "lanes": Parameter("Of what the lanes of a drawing are; one lane of all where it is left out.", _choice(LANES), "tag", read=one_of(LANES)),
    "url": Parameter("The address of a page of ours.", _text(r"^\S+$", ADDRESS), "https://example.org/feeds/all", loose=True),
    "maxwidth": Parameter("The most pixels that what is embedded may be wide.", _number(1, 10_000, 800), "640"),
    "maxheight": Parameter("The most pixels that it may be high.", _number(1, 10_000, 600), "480"),
    "dry_run": Parameter("`true`: say what would come of it, and write nothing.", _choice(("true", "false")), "true", read=one_of(("true", "false"))),
    "reason": Parameter("Why: subscribers are told.", {"type": "string", "maxLength": 1000}, "It was never planned.", loose=True),
    "theme": Parameter("The colours of a drawing.", _choice(THEMES) | {"default": "light"}, "dark", read=one_of(THEMES)),
}  # fmt: skip
# fmt: on

REPEATED: Final = frozenset(name for name, row in PARAMETERS.items() if row.repeated)
"""Parameters that may be given several times: any of the values will do."""
FILTERS: Final = tuple(name for name, row in PARAMETERS.items() if row.field)
"""Parameters that say which events match, in the order of the table."""
COMMAS: Final = frozenset(name for name, row in PARAMETERS.items() if row.commas)
LISTED: Final = (*FILTERS, "expand", "sort", "limit", "cursor", "fields", "lang", "as_of")
CHOICES: Final = ("cancelled", "past", "fuzzy", "alarm", "lang")
WAITING: Final = ("wait",)
"""Parameters that hold an answer back: described beside the others, so that tools which try everything do not hang."""
FOLLOWED: Final = ("since", "limit", *FILTERS)


def parse_filter(parameters: Parameters, feeds: Mapping[str, Filter] | None = None) -> Filter:
    """The filter that parameters of the API's names say. Raises `InvalidQuery` for the first that cannot be meant.

    `feeds` are the filters of the feeds that `feed=` may name. Parameters of other names are not looked at.
    """
    for name in FILTERS:
        values(parameters, name)
    fields = {PARAMETERS[name].field: _field_value(parameters, name) for name in FILTERS if values(parameters, name)}
    if "feeds" in fields:
        fields["feeds"] = _named_feeds(fields["feeds"], feeds or {})
    result = Filter(**fields)
    first, last = result.window
    if first is not None and last is not None and last < first:
        raise InvalidQuery("to", f"to={result.until} ends before from={result.since} begins: exchange them")
    return result


def _field_value(parameters: Parameters, name: str) -> Any:
    return all_values(parameters, name) if name in REPEATED else value(parameters, name, "")


def _named_feeds(slugs: Iterable[str], known: Mapping[str, Filter]) -> tuple[tuple[str, Filter], ...]:
    for slug in slugs:
        if slug not in known:
            raise InvalidQuery("feed", f"feed={slug}: there is no such feed; /api/v1/feeds lists them")
    return tuple((slug, known[slug]) for slug in slugs)


def filter_pairs(filter: Filter) -> list[tuple[str, str]]:
    """The filter as parameters of its one canonical address: sorted, defaults left out."""
    pairs = []
    for name in FILTERS:
        for text in _texts(filter, name):
            pairs.append((name, text))
    return sorted(pairs)


def _texts(filter: Filter, name: str) -> set[str]:
    """What an address says of one parameter: nothing where the filter has its default."""
    field = PARAMETERS[name].field
    wanted = getattr(filter, field)
    if wanted == getattr(Filter(), field):
        return set()
    if name == "feed":
        return {slug for slug, _ in wanted}
    return set(wanted) if name in REPEATED else {wanted}


def parse_query(parameters: Parameters, feeds: Mapping[str, Filter] | None = None) -> Query:
    """The query that parameters of the API's names say. Raises `InvalidQuery`."""
    filter = parse_filter(parameters, feeds)
    sort = value(parameters, "sort", "when")
    if sort == "relevance" and not filter.q:
        raise InvalidQuery("sort", "sort=relevance ranks the words of a search: give q as well, or sort=when")
    query = Query(
        filter=filter,
        sort=sort,
        limit=value(parameters, "limit", PAGE),
        cursor=value(parameters, "cursor", ""),
        fields=all_values(parameters, "fields"),
        language=value(parameters, "lang", ""),
        expand=value(parameters, "expand", ""),
    )
    if query.expand:
        _check_expansion(query)
    if query.cursor:
        Cursor.decode(query.cursor, query.order)
    return query


def _check_expansion(query: Query) -> None:
    """A series may go on for ever, so its occurrences are told of a window only."""
    for name, day in zip(("from", "to"), query.filter.window, strict=True):
        if day is None:
            raise InvalidQuery(name, f"expand=occurrences needs from and to, each with a day: give {name}=2026-11")
    if query.sort not in ("when", "-when"):
        raise InvalidQuery("sort", f"sort={query.sort} is no order of occurrences: use when or -when")


def value(parameters: Parameters, name: str, default: Any) -> Any:
    """The value of a parameter that stands once, read as its row says. Raises `InvalidQuery`."""
    given = values(parameters, name)
    return PARAMETERS[name].read(name, given[0].strip()) if given else default


def all_values(parameters: Parameters, name: str) -> tuple[Any, ...]:
    """All values of a repeated parameter, read as its row says. Raises `InvalidQuery`."""
    return tuple(PARAMETERS[name].read(name, text) for text in values(parameters, name))


def values(parameters: Parameters, name: str) -> list[str]:
    """The values of one parameter as text, checked for number and length."""
    given = [text for text in parameters.get(name, ()) if text.strip()]
    if name not in REPEATED and len(given) > 1:
        raise InvalidQuery(name, f"{name} is given {len(given)} times: give it once")
    if any(len(text) > LONGEST for text in given):
        raise InvalidQuery(name, f"{name} is longer than {LONGEST} characters")
    if name in COMMAS:
        given = [part.strip() for text in given for part in text.split(",") if part.strip()]
    return list(dict.fromkeys(given))
