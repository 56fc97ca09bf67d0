"""The API's description as a page: no script, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup, escape

from timeline.render.html.site import Site
from timeline.render.html.site import render_page as page
from timeline.serve.http.problems import KINDS
from timeline.serve.routes.examples import example, fields

_CODE: Final = re.compile("`([^`]+)`")


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
        description=marked(described["info"]["description"]),
        shapes=_shapes(described),
        problems=_problems(base),
    )


def marked(text: str) -> Markup:
    """Text in which what stands between backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 (it is escaped)


def _shapes(described: dict[str, Any]) -> list[dict[str, Any]]:
    """Every shape of an answer with its fields, by name."""
    return [
        {"name": name, "about": marked(shape.get("description", "")), "fields": fields(described, shape)}
        for name, shape in sorted(described["components"]["schemas"].items())
        if "properties" in shape
    ]


def _problems(base: str) -> list[dict[str, Any]]:
    """Every kind of problem, with what to do about it, and as it is sent."""
    rows = []
    for kind in sorted(KINDS.values(), key=lambda kind: (kind.status, kind.name)):
        sent = {"type": f"{base}/problems/{kind.name}", "title": kind.title, "status": kind.status, "detail": "…"}
        shown = json.dumps(sent, ensure_ascii=False, indent=2)
        rows.append({"name": kind.name, "status": kind.status, "remedy": marked(kind.remedy), "example": shown})
    return rows


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
        "about": marked(operation.get("description", "")),
        "summary": operation.get("summary", ""),
        "shape": _shape(described, operation),
        "token": "security" in operation,
        "sent": _body_fields(operation),
        "parameters": [_parameter(row) for row in [*parameters, *waiting]],
        "answers": [_answer(status, answer) for status, answer in sorted(answers.items())],
        # A link can only be followed with GET.
        "example": _example(path, parameters) if method == "get" else "",
    }


def _shape(described: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """The shape of the JSON that is answered: its name, fields and an example. Empty where it is no JSON of ours."""
    schema = operation["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" not in schema:
        return {}
    name = schema["$ref"].rpartition("/")[2]
    return {"name": name, "fields": fields(described, schema), "example": example(described, schema)}


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
        "meaning": marked(row["description"]),
        "values": [value for value in schema.get("enum", ()) if value],
        "least": schema.get("minimum"),
        "most": schema.get("maximum"),
    }


def _answer(status: str, answer: dict[str, Any]) -> dict[str, str]:
    return {"status": status, "meaning": str(answer["description"]), "media": ", ".join(answer.get("content", ()))}


def _example(path: str, rows: list[dict[str, Any]]) -> str:
    """An address to be tried, where the path needs nothing filled in."""
    if "{" in path:
        return ""
    wanted = [(row["name"], row["example"]) for row in rows if row.get("required") and "example" in row]
    return path + (f"?{urlencode(wanted)}" if wanted else "")
