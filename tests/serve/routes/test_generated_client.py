"""Facts about a client that a program generates from the API's description: it reads what the service says."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.serve.conftest import EVENTS, Small, opened


class Generated:
    """The package as it was generated, and a client of it that asks the application in process."""

    def __init__(self, folder: Path, served: Small) -> None:
        self.package = folder.name
        self.client = self.module("client").Client(base_url="http://small.example", raise_on_unexpected_status=True)
        handler = httpx.MockTransport(lambda request: _ask(served, request))
        self.client.set_httpx_client(httpx.Client(base_url="http://small.example", transport=handler))

    def module(self, name: str) -> ModuleType:
        """A module of the package."""
        return importlib.import_module(f"{self.package}.{name}")

    def call(self, operation: str) -> Callable[..., Any]:
        """The function of an operation, for this client."""
        function = self.module(f"api.api.{operation}").sync
        return lambda *values, **named: function(*values, client=self.client, **named)


def _ask(served: Small, request: httpx.Request) -> httpx.Response:
    answer = served.ask(request.url.raw_path.decode(), request.method)
    return httpx.Response(
        answer.status_code, content=answer.content, headers={"content-type": answer.headers["content-type"]}
    )


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """It is generated once, in two seconds, with the title's package name."""
    folder = tmp_path_factory.mktemp("generated")
    with opened(folder) as served:
        description = folder / "openapi.json"
        description.write_bytes(served.ask("/openapi.json").content)
        (folder / "config.yaml").write_text("post_hooks: []\n")  # it need not be pretty
        command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", description]
        subprocess.run([*command, "--config", "config.yaml"], cwd=folder, check=True, capture_output=True)
        project = folder / "timeline-client"
        assert project.is_dir(), "the title makes the name of the package"
        sys.path.insert(0, str(project))
        yield Generated(project / "timeline_client", served)
        sys.path.remove(str(project))


def test_it_lists_events(generated: Generated) -> None:
    page = generated.call("list_events")()
    assert [event.id for event in page.events] == ["spring", "visit", "hatching", "launch"]
    assert page.events[0].when.edtf == "2013-21"
    assert page.next_ is None


def test_it_goes_through_the_pages_by_cursor(generated: Generated) -> None:
    list_events = generated.call("list_events")
    page = list_events(limit=3)
    assert [event.id for event in page.events] == ["spring", "visit", "hatching"]
    rest = list_events(limit=3, cursor=page.next_)
    assert ([event.id for event in rest.events], rest.next_) == (["launch"], None)


def test_it_filters_by_the_values_that_the_description_names(generated: Generated) -> None:
    status = generated.module("models.list_events_status_item").ListEventsStatusItem
    page = generated.call("list_events")(status=[status.EXPECTED])
    assert [event.id for event in page.events] == ["launch"]


def test_it_reads_one_event(generated: Generated) -> None:
    event = generated.call("get_event")("hatching")
    assert (event.title, event.when.earliest, event.places[0].name) == ("Sturgeon hatch", "2025-04-16", "Chishui River")
    assert event.published.tzinfo is not None


def test_what_is_not_there_is_a_problem_that_says_so(generated: Generated) -> None:
    problem = generated.call("get_event")("nothing")
    assert (type(problem).__name__, problem.status) == ("Problem", 404)


def test_it_follows_the_changes(generated: Generated) -> None:
    list_changes = generated.call("list_changes")
    first = list_changes(limit=len(EVENTS))
    assert [change.kind for change in first.changes] == ["added"] * len(EVENTS)
    assert first.more
    rest = list_changes(since=first.position)
    assert [(change.event, change.kind) for change in rest.changes] == [("twin", "merged"), ("hoax", "withdrawn")]
    assert not rest.more


def test_it_asks_for_every_list_by_the_name_of_what_is_listed(generated: Generated) -> None:
    assert [feed.slug for feed in generated.call("list_feeds")().feeds] == ["all", "nature"]
    assert {tag.name for tag in generated.call("list_tags")().tags} >= {"nature", "diplomacy"}
    assert generated.call("read_date")(text="spring of 2013").when.edtf == "2013-21"
