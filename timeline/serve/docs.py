"""The API's description as a page: no script, nothing from elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from timeline.render.pages import Site
from timeline.render.pages import _page as page


def docs(site: Site, described: dict[str, Any]) -> bytes:
    """The page of a description, by its tags."""
    groups = [
        {"name": tag["name"], "meaning": tag["description"], "operations": _operations(described, tag["name"])}
        for tag in described["tags"]
    ]
    base = site.chronology.base_url
    return page(
        "docs.html",
        site,
        canonical=f"{base}/docs",
        alternates=[],
        base=base,
        groups=[group for group in groups if group["operations"]],
        description=described["info"]["description"],
    )


def _operations(described: dict[str, Any], tag: str) -> list[dict[str, Any]]:
    return [
        {
            "path": path,
            "anchor": item["get"]["operationId"],
            "about": item["get"].get("description", ""),
            "parameters": [_parameter(_found(described, p)) for p in item["get"]["parameters"]],
            "answers": [
                _answer(status, _found(described, answer))
                for status, answer in sorted(item["get"]["responses"].items())
            ],
            "example": _example(path, [_found(described, p) for p in item["get"]["parameters"]]),
        }
        for path, item in (described["paths"] | described["x-streams"]).items()
        if tag in item.get("get", {}).get("tags", ())
    ]


def _found(described: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part, or what it refers to within the description."""
    if "$ref" not in part:
        return part
    kind, name = part["$ref"].split("/")[-2:]
    found: dict[str, Any] = described["components"][kind][name]
    return found


def _parameter(row: dict[str, Any]) -> dict[str, Any]:
    schema = row["schema"].get("items", row["schema"])
    return {
        "name": row["name"],
        "place": row["in"],
        "several": "items" in row["schema"],
        "meaning": row["description"],
        "values": schema.get("enum", []),
        "least": schema.get("minimum"),
        "most": schema.get("maximum"),
    }


def _answer(status: str, answer: dict[str, Any]) -> dict[str, str]:
    return {"status": status, "meaning": answer["description"], "media": ", ".join(answer.get("content", ()))}


def _example(path: str, rows: list[dict[str, Any]]) -> str:
    """An address to be tried, where the path needs nothing filled in."""
    if "{" in path:
        return ""
    wanted = [(row["name"], row["example"]) for row in rows if row.get("required") and "example" in row]
    return path + (f"?{urlencode(wanted)}" if wanted else "")
