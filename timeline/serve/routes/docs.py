"""The API's description as a page: no script, nothing from elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from timeline.render.html.site import Site
from timeline.render.html.site import render_page as page


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
        base=base,
        groups=[group for group in groups if group["operations"]],
        description=described["info"]["description"],
    )


def _operations(described: dict[str, Any], tag: str) -> list[dict[str, Any]]:
    """The operations of a tag, in the order of their paths."""
    rows = []
    for path, item in (described["paths"] | described["x-streams"]).items():
        for method, operation in item.items():
            # HEAD is GET without its body: a second entry would teach nothing.
            if method != "head" and tag in operation.get("tags", ()):
                rows.append(_operation(described, path, method, operation))
    return rows


def _operation(described: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    parameters = [_resolve(described, part) for part in operation["parameters"]]
    waiting = [_resolve(described, part) for part in operation.get("x-waiting", ())]
    answers = {status: _resolve(described, answer) for status, answer in operation["responses"].items()}
    return {
        "method": method.upper(),
        "path": path,
        "anchor": operation["operationId"],
        "about": operation.get("description", ""),
        "token": "security" in operation,
        "sent": _body_fields(operation),
        "parameters": [_parameter(row) for row in [*parameters, *waiting]],
        "answers": [_answer(status, answer) for status, answer in sorted(answers.items())],
        # A link can only be followed with GET.
        "example": _example(path, parameters) if method == "get" else "",
    }


def _body_fields(operation: dict[str, Any]) -> list[str]:
    """The fields of the JSON that may be sent."""
    body = operation.get("requestBody")
    return list(body["content"]["application/json"]["schema"]["properties"]) if body else []


def _resolve(described: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """A part, or what it refers to within the description."""
    if "$ref" not in part:
        return part
    kind, name = part["$ref"].split("/")[-2:]
    component: dict[str, Any] = described["components"][kind][name]
    return component


def _parameter(row: dict[str, Any]) -> dict[str, Any]:
    schema = row["schema"].get("items", row["schema"])
    schema = schema.get("anyOf", [schema])[-1]
    return {
        "name": row["name"],
        "place": row["in"],
        "several": "items" in row["schema"],
        "meaning": row["description"],
        "values": [value for value in schema.get("enum", ()) if value],
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
