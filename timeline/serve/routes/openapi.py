"""The API's description (OpenAPI 3.1): litestar's, with the parameters that `parameters.py` checks put in.

litestar knows paths, shapes and problems from the routes. What it cannot say is added here: the query parameters,
which are one table for all routes, several media types of one answer, and a suffix in a path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from inspect import cleandoc
from typing import Any, Final

import msgspec
from litestar import Litestar
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Server, Tag

from timeline.files.schemas import SCHEMAS
from timeline.model.chronology import Chronology
from timeline.model.event import ID, TAG
from timeline.model.parameters import PARAMETERS, REPEATED, WAITING
from timeline.render import FORMATS as RENDERED
from timeline.serve.http import authorization as writing
from timeline.serve.http.parameters import MANY
from timeline.serve.http.service import Service
from timeline.serve.routes import shapes
from timeline.serve.routes.feeds import EVENT_FORMATS, PAGED
from timeline.writing.schemas import TAKEN

TITLE: Final = "Timeline"
"""Generators make the name of a package of it, so it is the same for every chronology; its own title is the summary."""
ANSWERS: Final = "HEAD is answered wherever GET is. Errors are application/problem+json (RFC 9457)."
TAGS: Final = {
    "api": "Events and what became of them, as JSON.",
    "follow": "Every change, in order.",
    "review": "Sources, and what waits for a person; the queue and all writing take a token.",
    "writing": "Events are added and changed, by bearers of a token of scope write:events.",
    "feeds": "The same bytes for everyone: Atom, RSS, JSON Feed, iCalendar, CSV.",
    "pages": "For people.",
    "discovery": "What there is.",
    "health": "How the server is.",
}
PATHS: Final[dict[str, dict[str, Any]]] = {
    "id": {"type": "string", "pattern": f"^{ID.pattern}$"},
    "slug": {"type": "string", "pattern": f"^{TAG.pattern}$", "maxLength": 100},
    "format": {"type": "string", "enum": list(PAGED)},
    "name": {"type": "string", "enum": [f"{name}.json" for name in SCHEMAS | TAKEN]},
}
STRING: Final = {"schema": {"type": "string"}}
EVENT_FORMAT: Final = {"type": "string", "enum": list(EVENT_FORMATS)}
STREAMS: Final = ("/api/v1/stream",)
REQUIRED: Final = ("text", "url")
"""Parameters without which there is nothing to answer."""
MEANINGS: Final = {
    "id": "The id.",
    "slug": "The feed's slug.",
    "format": "The format.",
    "name": "The name of the file.",
}
_SHAPE: Final = re.compile(r'("(?:#/components/schemas/)?[A-Z]\w*)Shape"')
"""What is an `EventShape` here, so that it is told apart from the model's event, is an `Event` to everybody else."""


MEANINGS_OF_SHAPES: Final = {
    shape.__name__.removesuffix("Shape"): cleandoc(shape.__doc__ or "")
    for shape in vars(shapes).values()
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct)
}


def config(chronology: Chronology) -> OpenAPIConfig:
    """What litestar is told of the description as a whole. It serves none itself: no page from elsewhere is loaded."""
    return OpenAPIConfig(
        title=TITLE,
        version=version("timeline"),
        description=about(chronology),
        servers=[Server(url=chronology.base_url)],
        tags=[Tag(name=name, description=meaning) for name, meaning in TAGS.items()],
        use_handler_docstrings=True,
        operation_id_creator=operation_id,
        render_plugins=(),
    )


def operation_id(handler: HTTPRouteHandler, method: object, components: Sequence[object]) -> str:
    """What a program calls an operation: the name that its route was declared with, and the format where the route has
    a path for each."""
    name = str(handler.opt.get("name", handler.handler_name))
    ending = str(components[-1]).capitalize() if len(handler.paths) > 1 else ""
    return f"{name}{ending}" + ("Head" if method == HttpMethod.HEAD else "")


def document(app: Litestar, service: Service) -> dict[str, Any]:
    """The description as plain values."""
    written = json.dumps(app.openapi_schema.to_schema(), ensure_ascii=False)
    found: dict[str, Any] = json.loads(_SHAPE.sub(r'\1"', written))
    found["info"] |= {"summary": service.chronology.title, "description": about(service.chronology)}
    found["servers"] = [{"url": service.chronology.base_url}]
    parts = found["components"]
    for name, meaning in MEANINGS_OF_SHAPES.items():
        if name in parts["schemas"]:
            parts["schemas"][name].setdefault("description", meaning)
    parts["parameters"], parts["responses"] = {}, {}
    slugs = sorted(service.filters())
    for item in found["paths"].values():
        item.pop("head", None)  # it is GET without a body: as an operation it would be a second function in each client
    for path, operation, opt in _operations(app, found):
        operation["summary"] = _summary(operation["operationId"])
        _share(operation, parts["responses"])
        operation["parameters"] = _path(path)
        described = opt.get("described", {})
        operation["parameters"] += [{"name": name, "in": "query"} | dict(said) for name, said in described.items()]
        for name in (name for name in opt["takes"] if name not in described):
            key = f"{name}-or-empty" if opt["blanks"] else name
            parts["parameters"].setdefault(key, _query(name, slugs, blank=opt["blanks"]))
            beside = operation.setdefault("x-waiting", []) if name in WAITING else operation["parameters"]
            beside.append({"$ref": f"#/components/parameters/{key}"})
        whole = operation["responses"]["200"]
        shape = next(iter(whole["content"].values()))
        whole["content"] = {media: shape if media.endswith("json") else STRING for media in _media(path, opt)}
        if "sent" in opt:
            writing.describe(operation, opt)
        else:
            if opt.get("token"):
                operation["security"] = writing.SECURITY
            whole["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    parts["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "Strong; one for each encoding."}}
    parts["securitySchemes"] = writing.SCHEME
    paths = {path.replace("/.as/", "."): item for path, item in sorted(found["paths"].items())}
    # An answer without an end is no operation to the tools that try every one of them: it stands beside the paths.
    found["x-streams"] = {path: paths.pop(path) for path in STREAMS}
    found["paths"] = paths
    return found


def about(chronology: Chronology) -> str:
    """What the description says of the whole."""
    return f"{chronology.description} {ANSWERS}".strip()


def _summary(name: str) -> str:
    """The name of an operation as words: "List events"."""
    return re.sub("(?<!^)(?=[A-Z])", " ", name).capitalize()


def _media(path: str, opt: dict[str, Any]) -> Sequence[str]:
    """The media types that an address answers with: one, where its ending names the format."""
    format = RENDERED.get(path.rpartition("/")[2])
    return (format.bare_media_type,) if format is not None and "/.as/" in path else opt["media"]


def _share(operation: dict[str, Any], responses: dict[str, Any]) -> None:
    """Problems are the same everywhere, and so are written once."""
    for status, answer in operation["responses"].items():
        if int(status) not in (200, 201):
            name = f"Problem{status}" if "content" in answer else f"Status{status}"
            if responses.setdefault(name, answer) == answer:
                operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def encoded(app: Litestar, service: Service) -> bytes:
    """The description as JSON."""
    return json.dumps(document(app, service), ensure_ascii=False, separators=(",", ":")).encode()


def _operations(app: Litestar, found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every operation of ours, with its path and what its route was declared with."""
    for route in app.routes:
        path = route.path_format
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods:
                operation = found["paths"].get(path, {}).get(method.lower())
                if operation is not None and "takes" in handler.opt:
                    yield path, operation, handler.opt


def _path(path: str) -> list[dict[str, Any]]:
    """The parameters in a path."""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    schemas = PATHS | ({"format": EVENT_FORMAT} if path.startswith("/events/") else {})
    return [
        {"name": name, "in": "path", "required": True, "description": MEANINGS[name], "schema": schemas[name]}
        for name in names
    ]


def _query(name: str, slugs: list[str], *, blank: bool) -> dict[str, Any]:
    """One query parameter. Of those that may be repeated, any of the values will do; forms send `blank` ones too."""
    row = PARAMETERS[name]
    schema = row.schema | ({"enum": slugs} if name == "feed" and slugs else {})
    if blank:
        schema = _or_blank(schema)
    if name in REPEATED:
        schema = {"type": "array", "items": schema, "maxItems": MANY}
    found = {"name": name, "in": "query", "required": name in REQUIRED, "description": row.meaning, "schema": schema}
    if row.example:
        found["example"] = [row.example] if name in REPEATED else row.example
    return found


def _or_blank(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, and nothing at all: in its own words where it has some, as a choice is harder to generate from."""
    bare = {name: value for name, value in schema.items() if name != "minLength"}
    if "enum" in bare:
        return bare | {"enum": ["", *bare["enum"]]}
    if "pattern" in bare:
        return bare | {"pattern": f"^$|{bare['pattern']}"}
    is_free = bare["type"] == "string" and "format" not in bare
    return bare if is_free else {"anyOf": [{"const": ""}, bare]}
