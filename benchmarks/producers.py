"""Feeds and calendars as their producers write them; every choice comes from the dice that are handed in."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from html import escape
from typing import Final

import msgspec

WORDS: Final = (
    "harbour bridge sturgeon council opens festival lecture river museum signed launch visit meeting café Straße "
    "長江 праздник l'été niño; comma, \\backslash “quoted” <b>bold</b> & 50% 🎉 to of the and"
).split()
SENTENCES: Final = (
    "The {a} {b} was opened on {day}.",
    "On {day}, visitors saw the {a}.",
    "The {a} will close by {year}.",
    "It was founded in {year} by friends of the {b}.",
    "Last Friday the {a} {b} signed an agreement.",
    "Tickets cost 20 euros.",
    "When: {iso}",
)
ZONES: Final = ("Europe/Berlin", "W. Europe Standard Time", "/mozilla.org/20050126_1/America/New_York",
         "Nowhere/At all",
                "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "GMT+0200", "")  # fmt: skip
RULES: Final = ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10", "FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20301231T000000Z",
                "FREQ=SECONDLY", "FREQ=DAILY;COUNT=99999999", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
                "FREQ=WEEKLY;BYDAY=0TH",
                "rubbish")  # fmt: skip


def words(dice: random.Random, most: int = 6) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(1, most)))


def day(dice: random.Random) -> date:
    return date(1990, 1, 1) + timedelta(days=dice.randrange(15_000))


def prose(dice: random.Random) -> str:
    """A few sentences, some of which tell of dated events."""
    said = []
    for _ in range(dice.randint(0, 6)):
        when = day(dice)
        said.append(
            dice.choice(SENTENCES).format(
                a=dice.choice(WORDS),
                b=dice.choice(WORDS),
                day=f"{when.day} {when:%B} {when.year}",
                year=when.year,
                iso=when,
            )
        )
    return " ".join(said)


def ics_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line folded at 75 characters."""
    return "\r\n ".join(line[at : at + 74] for at in range(0, len(line), 74)) or line


def dates(dice: random.Random) -> list[str]:
    """DTSTART and what may follow it, in the ways producers choose."""
    first, hour, zone = day(dice), dice.randrange(24), dice.choice(ZONES)
    last = first + timedelta(days=dice.choice((0, 1, 1, 5, 40)))
    quoted = f'"{zone}"' if "," in zone else zone
    tzid = f";TZID={quoted}" if zone else ""
    return dice.choice(
        (
            [f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{last:%Y%m%d}"],
            [f"DTSTART:{first:%Y%m%d}T{hour:02}0000Z", f"DTEND:{last:%Y%m%d}T{hour:02}3000Z"],
            [f"DTSTART{tzid}:{first:%Y%m%d}T{hour:02}0000", f"DTEND{tzid}:{last:%Y%m%d}T{hour:02}4500"],
            [f"DTSTART{tzid}:{first:%Y%m%d}T{hour:02}0000", f"DURATION:PT{dice.randint(1, 300)}M"],
            [f"DTSTART:{first:%Y%m%d}"],
        )
    )


# Calendars


def calendar(
    dice: random.Random, product: str, head: list[str], extra: Callable[[random.Random, int], list[str]]
) -> str:
    """A calendar of some events, with the lines that one producer adds."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{product}", *head]
    for number in range(dice.randint(0, 40)):
        lines += ["BEGIN:VEVENT", f"UID:{number}-{dice.randrange(10**9)}@example.com", *dates(dice)]
        lines += [f"SUMMARY:{ics_text(words(dice))}", "DTSTAMP:20260101T000000Z", *extra(dice, number)]
        if dice.random() < 0.15:
            lines.append(f"RRULE:{dice.choice(RULES)}")
        lines.append("END:VEVENT")
    return "\r\n".join(map(folded, [*lines, "END:VCALENDAR", ""]))


def google(dice: random.Random) -> str:
    return calendar(
        dice, "-//Google Inc//Google Calendar 70.9054//EN", ["METHOD:PUBLISH", "X-WR-TIMEZONE:Europe/Berlin"],
        lambda d, n: [f"DESCRIPTION:{ics_text(prose(d))}<br><a href=\"https://example.com\">more</a>",
                      f"STATUS:{d.choice(('CONFIRMED', 'TENTATIVE', 'CANCELLED'))}", f"SEQUENCE:{d.randrange(5)}"],
    )  # fmt: skip


def exchange(dice: random.Random) -> str:
    zone = ["BEGIN:VTIMEZONE", "TZID:Customized Time Zone", "BEGIN:STANDARD", "DTSTART:16010101T030000",
            "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD",
            "END:VTIMEZONE"]  # fmt: skip
    return calendar(
        dice, "Microsoft Exchange Server 2010", ["METHOD:REQUEST", *zone],
        lambda d, n: [f"LOCATION;LANGUAGE=de-DE:{ics_text(words(d))}", "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
                      'ATTENDEE;ROLE=REQ-PARTICIPANT;CN="Someone, Else":mailto:a@example.com',
                      "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "END:VALARM"],
    )  # fmt: skip


def apple(dice: random.Random) -> str:
    return calendar(
        dice, "-//Apple Inc.//macOS 15.1//EN", ["X-APPLE-CALENDAR-COLOR:#1BADF8"],
        lambda d, n: ['X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-RADIUS=70;X-TITLE="Hall; A":geo:42.4,-76.4',
                      "URL;VALUE=URI:https://example.com/e", f"CREATED:{day(d):%Y%m%d}T000000Z"],
    )  # fmt: skip


def sabre(dice: random.Random) -> str:
    return calendar(
        dice, "-//SabreDAV//SabreDAV//EN", ["X-WR-CALNAME:Verein"],
        lambda d, n: [f"CATEGORIES:{ics_text(words(d, 2))},{d.choice(WORDS[:8])}", "GEO:48.2;16.3",
                      f"EXDATE;VALUE=DATE:{day(d):%Y%m%d}", f"COMMENT:{ics_text(prose(d))}"],
    )  # fmt: skip


def indico(dice: random.Random) -> str:
    return calendar(
        dice, "-//CERN//INDICO//EN", [],
        lambda d, n: [f"URL:https://indico.example/event/{n}/", "CONTACT:desk@example.com",
                      f"DESCRIPTION:{ics_text(prose(d))}"],
    )  # fmt: skip


def exceptions(dice: random.Random) -> str:
    return calendar(
        dice, "-//Zimbra//Zimbra//EN", ["X-WR-CALNAME:Series"],
        lambda d, n: [f"{d.choice(('RECURRENCE-ID', 'RDATE', 'RDATE'))}:{day(d):%Y%m%d}T100000Z"],
    )  # fmt: skip


def phone(dice: random.Random) -> str:
    text = calendar(dice, "-//Phone//EN", ["TZ:+01"], lambda d, n: ["DALARM:20041031T200000;;;"])
    return text.replace("VERSION:2.0", "VERSION:1.0").replace(
        "SUMMARY:", "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=BC "
    )


# Feeds


def items(dice: random.Random, item: Callable[[random.Random, int], str]) -> str:
    return "\n".join(item(dice, number) for number in range(dice.randint(0, 30)))


def rfc822(dice: random.Random) -> str:
    return dice.choice(
        (f"{day(dice):%a, %d %b %Y} 10:00:00 +0000", f"{day(dice)}T10:00:00Z", f"{day(dice):%d %B %Y}", "now")
    )


def wordpress(dice: random.Random) -> str:
    def item(d: random.Random, n: int) -> str:
        return (
            f"<item><title>{escape(words(d))}</title><link>https://blog.example/{n}</link>"
            f'<pubDate>{rfc822(d)}</pubDate><guid isPermaLink="false">https://blog.example/?p={n}</guid>'
            f"<category><![CDATA[{d.choice(WORDS)}]]></category>"
            f"<content:encoded><![CDATA[<p>{prose(d)}</p><script>x()</script>]]></content:encoded></item>"
        )

    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>Blog</title><link>https://blog.example</link>{items(dice, item)}</channel></rss>"
    )


def hugo(dice: random.Random) -> str:
    def item(d: random.Random, n: int) -> str:
        return (
            f'<entry><title type="html">{escape(words(d))}</title><id>tag:notes.example,2025:{n}</id>'
            f'<link href="/{n}/"/><updated>{day(d)}T10:00:00+01:00</updated><content type="html">'
            f"{escape('<p>' + prose(d) + '</p>')}</content></entry>"
        )

    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>Notes</title><id>urn:x</id><updated>2025-01-01T00:00:00Z</updated>{items(dice, item)}</feed>"
    )


def drupal(dice: random.Random) -> str:
    def item(d: random.Random, n: int) -> str:
        start = day(d)
        return (
            f"<item><title>{escape(words(d))}</title><guid>{n} at example</guid><ev:startdate>{start}T09:00:00+02:00"
            f"</ev:startdate><ev:enddate>{start + timedelta(days=d.choice((0, 2, -2)))}</ev:enddate>"
            f"<ev:location>{escape(words(d, 3))}</ev:location><georss:point>47.0 8.3</georss:point></item>"
        )

    return (
        '<rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/" xmlns:georss="http://www.georss.org/georss">'
        f"<channel><title>Town</title>{items(dice, item)}</channel></rss>"
    )


def blogger(dice: random.Random) -> str:
    def item(d: random.Random, n: int) -> str:
        return (
            f"<entry><id>tag:blogger.example,1999:post-{n}</id><published>{day(d)}T07:59:00.001-08:00</published>"
            f"<title type='text'>{escape(words(d))}</title><content type='html'>{escape(prose(d))}</content>"
            f"<gd:when startTime='{day(d)}' endTime='{day(d)}'/></entry>"
        )

    return (
        "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
        f"xmlns:gd='http://schemas.google.com/g/2005'><title>Trains</title>{items(dice, item)}</feed>"
    )


def rdf(dice: random.Random) -> str:
    def item(d: random.Random, n: int) -> str:
        return (
            f'<item rdf:about="http://t.example/{n}"><title>{escape(words(d))}</title><dc:date>{day(d)}</dc:date>'
            f"<description>{escape(prose(d))}</description></item>"
        )

    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title></channel>'
        f"{items(dice, item)}</rdf:RDF>"
    )


def netscape(dice: random.Random) -> str:
    def item(d: random.Random, n: int) -> str:
        return f"<item><title>{words(d)}</title><link>http://old.example/{n}</link><description>{prose(d)}</description></item>"

    return (
        '<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://my.netscape.example/publish/formats/rss-0.91.dtd">'
        f'<rss version="0.91"><channel><title>Old</title><language>en</language>{items(dice, item)}</channel></rss>'
    )


def channels(dice: random.Random) -> str:
    def item(d: random.Random, n: int) -> str:
        return f'<ITEM HREF="http://c.example/{n}" LASTMOD="{day(d)}T00:00"><TITLE>{escape(words(d))}</TITLE></ITEM>'

    return f'<CHANNEL HREF="http://c.example/"><TITLE>Channel</TITLE>{items(dice, item)}</CHANNEL>'


def microblog(dice: random.Random) -> str:
    entries = [
        {"id": n, "content_html": f"<p>{prose(dice)}</p>", "date_published": f"{day(dice)}T22:10:05-07:00",
         "title": dice.choice((None, words(dice))), "tags": [dice.choice(WORDS)],
         "_timeline": dice.choice((None, {"when": {"edtf": dice.choice(("2013-21", "192X", "bad"))}}))}
        for n in range(dice.randint(0, 30))
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Micro", "items": entries}
    return msgspec.json.encode(feed).decode()


PRODUCERS: Final[dict[str, tuple[Callable[[random.Random], str], str]]] = {
    "google": (google, "ics"),
    "exchange": (exchange, "ics"),
    "apple": (apple, "ics"),
    "sabre": (sabre, "ics"),
    "indico": (indico, "ics"),
    "exceptions": (exceptions, "ics"),
    "phone": (phone, "vcs"),
    "wordpress": (wordpress, "rss"),
    "hugo": (hugo, "atom"),
    "drupal": (drupal, "xml"),
    "blogger": (blogger, "atom"),
    "rdf": (rdf, "rdf"),
    "netscape": (netscape, "xml"),
    "channels": (channels, "cdf"),
    "microblog": (microblog, "json"),
}
