"""What departs from a series' rule is told date by date: on its page, and in what has changed."""

from __future__ import annotations

import msgspec
import pytest
from lxml import html

from tests.factory import DAWN, event
from tests.render.chronicle import CHRONOLOGY
from timeline.dates import When
from timeline.model.change import classify
from timeline.model.event import Citation, Conflict, Override, Place
from timeline.render.html import pages
from timeline.render.html.differences import departures, differences
from timeline.render.html.site import Site

SITE = Site(chronology=CHRONOLOGY)
WEEKLY = ("RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20240628",)
MARKET = event("market", "2024-01-05", title="Market", recurrence=WEEKLY, places=(Place(name="Square"),))
MOVED = Override(original="20240405", when=When.parse("2024-04-06"), title="Market on the quay")
OFF = Override(original="20240412", status="cancelled")
ELSEWHERE = Override(original="20240419", places=(Place(name="Quay"),))


def words(fields):
    return [f"{field['name']}: " + " ".join(map(part_words, field["parts"])) for field in fields]


def part_words(part):
    return f"{part['kind'] or '='}[{part['words']}]"


def test_each_date_that_differs_says_what_it_was_and_what_it_is():
    held = msgspec.structs.replace(MARKET, overrides=(ELSEWHERE, OFF, MOVED))
    assert [(each["date"], words(each["fields"])) for each in departures(SITE, held)] == [
        ("5 April 2024", ["Date: was[5 April 2024] is[6 April 2024]", "Title: =[Market] is[on the quay]"]),
        ("12 April 2024", ["Status: was[Happened] is[Cancelled]"]),
        ("19 April 2024", ["Places: was[Square] is[Quay]"]),
    ]
    page = html.fromstring(pages.event(SITE, held))
    assert page.xpath("//section[@class='departures']//dt/text()") == ["5 April 2024", "12 April 2024", "19 April 2024"]
    assert page.xpath("//section[@class='departures']//del/text()") == ["5 April 2024", "Happened", "Square"]
    german = html.fromstring(pages.event(SITE.spoken("de"), held))
    assert german.findtext(".//section[@class='departures']//dt") == "5. April 2024"


def test_a_plain_series_and_a_single_event_have_none():
    assert departures(SITE, MARKET) == []
    assert departures(SITE, event("visit", "2024-05-05")) == []
    assert b"departures" not in pages.event(SITE, MARKET)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((), (MOVED,), ["Date: was[5 April 2024] is[6 April 2024]",
                        "5 April 2024, Title: =[Market] is[on the quay]"]),
        ((MOVED,), (), ["5 April 2024, Date: was[6 April 2024] is[5 April 2024]",
                        "5 April 2024, Title: =[Market] was[on the quay]"]),
        ((MOVED,), (MOVED, OFF), ["12 April 2024, Status: was[Happened] is[Cancelled]"]),
        ((MOVED,), (msgspec.structs.replace(MOVED, when=When.parse("2024-04-07")),),
         ["5 April 2024, Date: was[6 April 2024] is[7 April 2024]"]),
    ],
)  # fmt: skip
def test_a_change_of_one_date_names_it(before, after, said):
    old, new = (msgspec.structs.replace(MARKET, overrides=overrides) for overrides in (before, after))
    assert words(differences(SITE, classify(old, new, DAWN))) == said


def test_a_change_of_the_rule_is_told_beside_those_of_its_dates():
    rule = ("RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20240531",)
    new = msgspec.structs.replace(MARKET, recurrence=rule, overrides=(OFF,))
    first, second = words(differences(SITE, classify(MARKET, new, DAWN)))
    assert first.startswith("Date: was[")
    assert "changed" not in first
    assert second == "12 April 2024, Status: was[Happened] is[Cancelled]"


def test_days_that_become_hours_are_still_told():
    timed = When.parse("2024-01-05", start_time="09:00", timezone="Europe/Paris")
    hourly = Override(
        original="20240405T090000", when=When.parse("2024-04-06", start_time="10:00", timezone="Europe/Paris")
    )
    old = msgspec.structs.replace(MARKET, overrides=(MOVED,))
    new = msgspec.structs.replace(MARKET, when=timed, overrides=(hourly,))
    said = words(differences(SITE, classify(old, new, DAWN)))
    assert any("6 April 2024" in each and "10:00" in each for each in said)


def test_sources_that_disagree_are_linked_and_dated_and_the_own_date_has_its_status():
    post = Citation(title="It hatched", publisher="River Post", url="https://post.example/a", published="2025-05-02")
    times = Citation(title="When?", publisher="Dam Times", url="https://times.example/b", published="2025-05-03",
                     words="on the 17th", when=When.parse("2025-04-17"))  # fmt: skip
    held = event("hatching", "2025-04-16", status="disputed", sources=(post, times),
                 conflicts=(Conflict(when=When.parse("2025-04-17"), citation=times),))  # fmt: skip
    section = html.fromstring(pages.event(SITE, held)).find(".//section[@class='disagree']")
    assert section.xpath(".//dd/a/@href") == ["https://post.example/a", "https://times.example/b"]
    assert "(3 May 2025)" in section.text_content()
    assert section.xpath(".//dt[1]//span[contains(@class, 'status-disputed')]/text()") == ["Disputed"]
    assert section.xpath(".//dt/@data-edtf") == ["2025-04-16", "2025-04-17"]
