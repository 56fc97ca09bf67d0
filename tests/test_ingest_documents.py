"""What is kept of a source to be read again has a bound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from timeline.extract.kinds import extract
from timeline.ingest import ingest
from timeline.model.source import Document, Fetched, Source
from timeline.store import open_store
from timeline.store.contract import DOCUMENTS

NOON = datetime(2025, 7, 1, 12, tzinfo=UTC)
CLUB = Source(id="club", name="The club", url="https://club.example/all", trust="publish")


def feed(*entries: tuple[str, str]) -> bytes:
    """A feed of entries with an id and a date."""
    items = "".join(
        f"<item><guid>{id}</guid><title>Regatta {id} on {day}</title><pubDate>Tue, 01 Jul 2025 08:00:00 GMT</pubDate>"
        f"<description>The regatta takes place on {day}.</description></item>"
        for id, day in entries
    )
    return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def test_a_hundred_fetches_keep_the_last_and_what_claims_were_read_from() -> None:
    store = open_store(":memory:")
    sent = [feed(("old", "2 May 2026"))] + [feed(("new", f"{n % 28 + 1} May {2027 + n // 28}")) for n in range(100)]
    for hour, data in enumerate(sent):
        at = NOON + timedelta(hours=hour)
        document = Document(url=CLUB.shown, data=data, retrieved=at)
        report = ingest(CLUB, store, lambda s, v, d=document: Fetched(documents=(d,)), extract, at)  # type: ignore[misc]
        assert report.health.error == ""
    held = [data for _, data in store.documents("club")]
    # The entry that left the feed still stands, and its words with it.
    assert {claim.mention.key for claim, _ in store.claims("club").values()} == {"old", "new"}
    assert held == [*reversed(sent[-DOCUMENTS - 1 :]), sent[0]]
