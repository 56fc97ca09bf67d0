"""What a reader finds on the pages: what is new, where a list begins, how it is narrowed, what is around an event."""

from __future__ import annotations

from datetime import UTC, datetime

from bs4 import BeautifulSoup

from tests.factory import event
from tests.serve.conftest import Small
from timeline.dates import When
from timeline.model.event import Citation, Conflict, Place


def page(small: Small, path: str) -> BeautifulSoup:
    answer = small.ask(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "html.parser")


def texts(found: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(each.get_text().split()) for each in found.select(selector)]


def links(found: BeautifulSoup, selector: str) -> dict[str, str]:
    return {
        " ".join(each.get_text().split()): str(each["href"]).removeprefix("http://small.example")
        for each in found.select(selector)
    }


def test_a_chronology_of_the_past_begins_with_its_newest(small: Small) -> None:
    home = page(small, "/")
    assert texts(home, ".entry h4")[0] == "A launch"
    orders = links(home, ".orders a")
    assert texts(home, ".orders [aria-current]") == ["Newest first"]
    oldest = page(small, orders["Oldest first"])
    assert texts(oldest, ".entry h4") == texts(home, ".entry h4")[::-1]
    assert oldest.select("#search input[name=sort]")[0].get("value") == "when"


def test_where_much_lies_ahead_a_list_begins_today_with_links_both_ways(small: Small) -> None:
    small.add(*(event(f"talk-{n}", f"2026-06-{n:02}", status="scheduled") for n in range(1, 29)))
    home = page(small, "/")
    assert texts(home, ".entry h4")[0] == "Event talk-1"
    earlier = page(small, links(home, "#list .next a")["Earlier events"])
    assert texts(earlier, ".entry h4")[0] == "A launch"
    later = page(small, links(earlier, "#list .next a")["Later events"])
    assert texts(later, ".entry h4")[0] == "Event talk-1"


def test_now_coming_and_this_day_stand_on_top_and_not_above_a_search(small: Small) -> None:
    small.add(
        event("fair", "2026-04-30/2026-05-03", title="A fair"),
        event("market", "2026-04-07", title="A market", recurrence=("RRULE:FREQ=WEEKLY;BYDAY=TU",)),
        event("opening", "2026-05-01", title="An opening", status="scheduled"),
        event("flood", "1926-05-01", title="A flood"),
        event("vague", "1926-05", title="Some time in May"),
    )
    home = page(small, "/")
    assert texts(home, ".now .brief a") == ["An opening", "A fair", "A market"]
    assert "Next on 5 May 2026" in texts(home, ".now .date")
    assert texts(home, ".recalled .brief a") == ["A flood"]
    assert texts(home, ".recalled .quiet") == ["100 years ago"]
    assert list(links(home, ".recalled .follow a").values()) == ["/feeds/all/on-this-day.atom"]
    assert texts(page(small, "/?q=fair"), ".front") == []


def test_what_changed_lately_is_said_word_by_word_with_its_reason(small: Small) -> None:
    small.change("visit", title="A visit to France", reason="It was no other country.")
    (first, *_) = page(small, "/").select(".lately li")
    assert [each.get_text() for each in first.select("del, ins")] == ["Europe", "France"]
    assert "It was no other country." in first.get_text()
    (own, *_) = page(small, "/events/visit").select(".history li")[-1:]
    assert [each.get_text() for each in own.select("del, ins")] == ["Europe", "France"]


def test_choices_are_counted_with_the_others_as_they_are_and_keep_them(small: Small) -> None:
    found = page(small, "/?tag=diplomacy&sort=when&match=possibly")
    assert "day (0)" not in texts(found, "select[name=precision] option")
    assert texts(found, "select[name=precision] option") == ["any", "day (1)", "season (1)"]
    assert "nature (1)" in texts(found, "select[name=tag] option")
    kept = {each.get("name"): each.get("value") for each in found.select("#search input[type=hidden]")}
    assert kept == {"match": "possibly", "sort": "when"}


def test_an_empty_list_says_which_parameter_to_leave_out(small: Small) -> None:
    found = page(small, "/?tag=nature&from=2013&to=2013")
    assert texts(found, ".entry") == []
    ways = links(found, ".empty li a")
    assert set(ways) == {"1 event"}
    assert all(texts(page(small, path), ".entry") for path in ways.values())


def test_the_index_of_years_counts_what_its_links_open(small: Small) -> None:
    small.add(event("weekly", "2024-01-02", recurrence=("RRULE:FREQ=WEEKLY;BYDAY=TU",)))
    home = page(small, "/")
    years = links(home, ".years a")
    assert "2024 2" in years
    assert not any(name.startswith("2040") for name in years)
    for name, path in years.items():
        assert len(page(small, path).select(".entry")) == int(name.split()[-1])
    assert texts(page(small, years["2024 2"]), ".years [aria-current]") == ["2024 2"]
    assert texts(home, ".years [aria-current]") == []


def test_an_event_has_its_neighbours_its_place_and_the_dates_that_are_given(small: Small) -> None:
    paper = Citation(publisher="A paper", words="on the 17th", when=When.parse("2025-04-17"))
    small.change("hatching", conflicts=(Conflict(when=When.parse("2025-04-17"), citation=paper),))
    small.add(event("dam", "2001", title="A dam", places=(Place(name="Chishui River"),)))
    found = page(small, "/events/hatching")
    assert texts(found, ".dates dt") == ["16 April 2025 This entry", "17 April 2025"]
    assert texts(found, ".dates dd")[1] == "says A paper: on the 17th"
    assert links(found, ".beside a")
    assert texts(found, ".beside [rel=next]")[0].endswith("A launch")
    assert texts(found, ".beside [rel=prev]")[0].endswith("A visit to Europe")
    shown = texts(found, ".around .brief a") + texts(found, ".there .brief a")
    assert "A dam" in shown
    assert len(shown) == len(set(shown))


def test_the_script_is_kept_by_caches(small: Small) -> None:
    answer = small.ask("/static/page.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "max-age=3600" in answer.headers["cache-control"]


def test_what_began_long_ago_without_an_end_is_no_news(small: Small) -> None:
    small.clock.now = datetime(2026, 5, 2, tzinfo=UTC)
    small.add(event("dispute", "1991/..", title="A dispute"), event("works", "2026-03-01/..", title="Works"))
    assert texts(page(small, "/"), ".now .brief a") == ["Works"]
