"""The JSON Schemas agree with the tables that read the files, and with the files that we ship."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from timeline.files import events, feeds
from timeline.files.schemas import SCHEMAS

ROOT = Path(__file__).parents[2]


def test_every_key_is_in_its_schema():
    entry = SCHEMAS["events"]["properties"]["events"]["items"]
    assert set(entry["properties"]) == set(events.ENTRY.fields)
    assert entry["required"] == ["title", "when"]
    assert set(SCHEMAS["feed"]["properties"]) == set(feeds.FEED.fields)
    assert SCHEMAS["feed"]["properties"]["query"]["properties"].keys() == feeds.QUERY.fields.keys()


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_json_of_its_dialect_and_every_key_is_explained(name):
    schema = json.loads(json.dumps(SCHEMAS[name]))
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert all(row["description"] for row in schema["properties"].values())
    assert schema["additionalProperties"] is False


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value is what the few words of JSON Schema that we use allow."""
    if "anyOf" in schema:
        return any(fits(value, option) for option in schema["anyOf"])
    types: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "number": (int, float),
        "integer": int,
        "null": type(None),
    }
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, types[name]) for name in wanted):
        return False
    if isinstance(value, dict):
        return set(schema.get("required", ())) <= set(value) and all(
            fits(item, schema.get("properties", {}).get(key) or schema["additionalProperties"] or {"type": []})
            for key, item in value.items()
        )
    if isinstance(value, list):
        return all(fits(item, schema["items"]) for item in value)
    return "enum" not in schema or value in schema["enum"]


class Core(yaml.SafeLoader):
    """YAML as editors read it: dates stay text, as in YAML 1.2."""


for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items():
    Core.yaml_implicit_resolvers[first] = [row for row in rules if row[0] != "tag:yaml.org,2002:timestamp"]


@pytest.mark.parametrize("path", [ROOT / "events.yaml", *sorted(ROOT.glob("feeds/*.yaml"))], ids=lambda path: path.name)
def test_our_own_files_fit(path):
    value = yaml.load(path.read_text(encoding="utf-8"), Core)
    assert fits(value, SCHEMAS["events" if path.name == "events.yaml" else "feed"])


@pytest.mark.parametrize("path", sorted(Path(__file__).parent.glob("events/*.yaml")), ids=lambda path: path.stem)
def test_what_the_schema_refuses_the_check_refuses_too(path):
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Core)
    except (yaml.YAMLError, TypeError, ValueError):
        return
    if not fits(value, SCHEMAS["events"]) and path.stem != "typed-by-others":
        assert path.with_suffix(".problems").exists()
