"""Facts about the API's description: it is true, for whatever a tool makes of it."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from lxml import html
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from tests.fuzzing import LONG
from tests.serve.conftest import Small, opened
from timeline.model.parameters import CHOICES, FILTERS, FOLLOWED, LISTED, PARAMETERS

load_all_checks()
EACH = 150 if LONG else 6
"""Requests of each operation that are as described, and as many that are not."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Small]:
    with opened(tmp_path_factory.mktemp("described")) as made:
        yield made


def described(served: Small) -> dict[str, Any]:
    found: dict[str, Any] = served.ask("/openapi.json").json()
    return found


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_operation_keeps_what_is_said_of_it(served: Small, mode: GenerationMode) -> None:
    """All of schemathesis's checks but two, and in place of these what they cannot know.

    `positive_data_acceptance` wants whatever fits the schemas to be taken; what stands below is stricter than its
    setting in schemathesis.toml: it may be refused for a parameter alone of which no schema can say all.
    `not_a_server_error` holds everywhere but at oEmbed, whose specification wants 501: there no other 5xx may come.
    `HYPOTHESIS_PROFILE=long` tries many more requests.
    """
    unsaid = {"cursor", "from", "to", "sort", "q", "since", "format"}
    schema = schemathesis.openapi.from_asgi("/openapi.json", served.front)
    excluded = [CHECKS.get_one("positive_data_acceptance")]
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.method.upper() != "GET" or (
            mode.is_negative and not operation.query and "{" not in operation.path
        ):
            continue
        # oEmbed wants 501 for a form that there is not: a mistake of the client's in the class of the server's.
        excluded[1:] = [CHECKS.get_one("not_a_server_error")] if operation.path == "/oembed" else []

        @settings(
            max_examples=EACH, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck), derandomize=True,
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            nonlocal tried
            tried += 1
            response = case.call_and_validate(excluded_checks=excluded, timeout=120)
            assert response.status_code < 500 or (case.path, response.status_code) == ("/oembed", 501)
            if mode.is_positive and response.status_code == 400:
                assert response.json()["parameter"] in unsaid, response.json()

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run()
    assert tried > 100


def test_every_parameter_that_a_route_takes_is_described_and_no_other(served: Small) -> None:
    whole = described(served)
    taken = {
        "/api/v1/events": {*LISTED},
        "/api/v1/changes": {*FOLLOWED},
        "/feeds/{slug}.{format}": {*FILTERS, *CHOICES, "limit", "cursor", "as_of", "slug", "format"},
        "/feeds/{slug}.ics": {*FILTERS, *CHOICES, "as_of", "slug"},
        "/feeds/{slug}/coming.{format}": {*FILTERS, *CHOICES, "days", "limit", "slug", "format"},
        "/api/v1/tags": set(),
    }
    for path, names in taken.items():
        operation = whole["paths"][path]["get"]
        found = {p["name"] if "name" in p else p["$ref"].rpartition("/")[2] for p in operation["parameters"]}
        assert found == names, path
    assert {*PARAMETERS} >= {name for name in whole["components"]["parameters"] if "-or-empty" not in name}


def test_every_reference_leads_somewhere(served: Small) -> None:
    whole = described(served)

    def walk(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from [part["$ref"]] if "$ref" in part else []
            for value in part.values():
                yield from walk(value)
        elif isinstance(part, list):
            for value in part:
                yield from walk(value)

    for reference in set(walk(whole)):
        found = whole
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(served: Small) -> None:
    operations = [o for item in described(served)["paths"].values() for o in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation["description"].endswith(".") for operation in operations)


NAME = re.compile(r"(list|get|create|replace|update|delete|[a-z]+)([A-Z][a-z]+)+")


def test_every_operation_is_called_by_a_verb_and_what_it_acts_on(served: Small) -> None:
    whole = described(served)
    names = {item: o["operationId"] for item, o in operations_of(whole)}
    assert [name for name in names.values() if not NAME.fullmatch(name)] == []
    assert names["get", "/api/v1/events"] == "listEvents"
    assert names["get", "/api/v1/events/{id}"] == "getEvent"
    assert names["get", "/api/v1/events/{id}/history"] == "getEventHistory"
    assert names["get", "/feeds/{slug}.{format}"] == "getFeed"
    assert names["get", "/feeds/{slug}.ics"] == "getFeedIcs"
    assert names["get", "/feeds/{slug}/on-this-day.csv"] == "getFeedOnThisDayCsv"
    assert names["post", "/api/v1/candidates/{id}/accept"] == "acceptCandidate"


def operations_of(whole: dict[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Every operation, by method and path."""
    for path, item in whole["paths"].items():
        for method, operation in item.items():
            yield (method, path), operation


def test_head_is_answered_and_is_no_operation_of_its_own(served: Small) -> None:
    whole = described(served)
    assert {method for (method, _), _ in operations_of(whole)} == {"get", "post", "patch", "delete"}
    assert "HEAD" in whole["info"]["description"]
    assert served.ask("/api/v1/events", method="HEAD").status_code == 200


def test_the_title_names_a_package_and_the_summary_the_chronology(served: Small) -> None:
    info = described(served)["info"]
    assert (info["title"], info["summary"]) == ("Timeline", "A small chronology")


def test_a_shape_is_called_what_it_is_the_shape_of(served: Small) -> None:
    schemas = described(served)["components"]["schemas"]
    assert {"Event", "Events", "Change", "Feed", "Problem", "Source"} <= set(schemas)
    assert [name for name in schemas if name.endswith("Shape")] == []


def test_an_address_that_names_its_format_answers_with_one_media_type(served: Small) -> None:
    paths = described(served)["paths"]
    assert list(paths["/feeds/{slug}.ics"]["get"]["responses"]["200"]["content"]) == ["text/calendar"]
    assert list(paths["/feeds/{slug}/coming.csv"]["get"]["responses"]["200"]["content"]) == ["text/csv"]


def test_every_problem_of_an_operation_is_described_as_one(served: Small) -> None:
    whole = described(served)
    for name, answer in whole["components"]["responses"].items():
        if name.startswith("Problem"):
            assert list(answer["content"]) == ["application/problem+json"]
    assert {"Problem400", "Problem404", "Problem410", "Problem503"} <= set(whole["components"]["responses"])


def test_what_does_not_end_stands_beside_the_paths(served: Small) -> None:
    whole = described(served)
    assert "/api/v1/stream" in whole["x-streams"]
    assert "/api/v1/stream" not in whole["paths"]


def test_the_page_shows_fields_answers_and_errors_by_example_and_no_backtick(served: Small) -> None:
    page: Any = html.fromstring(served.ask("/docs").text)
    assert "`" not in page.text_content()
    operation = page.get_element_by_id("getEvent")
    shown = json.loads(operation.xpath(".//pre")[0].text_content())
    assert (shown["when"]["edtf"], shown["title"]) == ("2013-21", "The bridge is opened")
    named = {each.text_content() for each in operation.xpath(".//dl[@class='fields']/dt")}
    assert named == set(described(served)["components"]["schemas"]["Event"]["properties"])
    problem = json.loads(page.get_element_by_id("problem-event-not-found").xpath(".//pre")[0].text_content())
    assert (problem["status"], problem["type"]) == (404, "http://small.example/problems/event-not-found")


def test_an_answer_shown_has_the_shape_that_is_described(served: Small) -> None:
    """What is called an example is one: it fits the schema that generators read."""
    whole = described(served)
    store = {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": whole["components"]}
    shown = 0
    page: Any = html.fromstring(served.ask("/docs").text)
    for details in page.xpath("//details[pre]"):
        answers = [o for _, o in operations_of(whole) if o["operationId"] == details.get("id")]
        for operation in answers:
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            value = json.loads(details.xpath("./pre")[0].text_content())
            jsonschema_rs.validator_for(store | schema).validate(value)
            shown += 1
    assert shown >= 15
