"""The log: one line an event on standard error; for people on a terminal, as JSON elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, MutableMapping
from typing import Any, Final

# structlog loads rich, which takes as long as the store, to colour tracebacks; ours are plain. Where rich is not loaded
# already, structlog is told that there is none.
hides_rich = "structlog" not in sys.modules and "rich" not in sys.modules
if hides_rich:
    sys.modules["rich"] = None  # type: ignore[assignment]  # what Python itself writes for a module that is missing
try:
    import structlog
finally:
    if hides_rich:
        del sys.modules["rich"]


SPARED_SECONDS: Final = 60.0
KINDS: Final = 100
"""Kinds of messages that are told apart."""


class Sparing(logging.Filter):
    """Lets a message of one kind pass once in a while; the next that passes says how many did not. What a stranger does
    a thousand times a second fills no disk."""

    def __init__(self, seconds: float = SPARED_SECONDS) -> None:
        super().__init__()
        self._seconds = seconds
        self._passed: dict[str, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a message is written."""
        kind = str(record.msg)  # not yet filled in
        at, left_out = self._passed.get(kind, (-self._seconds, 0))
        if record.created - at < self._seconds:
            self._passed[kind] = at, left_out + 1
            return False
        if len(self._passed) >= KINDS:
            self._passed.clear()
        self._passed[kind] = record.created, 0
        if left_out:
            record.msg = f"{kind} ({left_out} more since the last)"
        return True


class SparingProcessor:
    """The same for what we log ourselves, from warnings on: a kind is the message, with the kind of its exception."""

    def __init__(self, seconds: float = SPARED_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._sparing, self._clock = Sparing(seconds), clock

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The event; raises `structlog.DropEvent` where it is left out."""
        if method not in ("warning", "error", "critical", "exception"):
            return event
        said = str(event.get("event", ""))
        kind = f"{said} {type(event.get('exc_info')).__name__}"
        record = logging.LogRecord("", logging.WARNING, "", 0, kind, (), None)
        record.created = self._clock()
        if not self._sparing.filter(record):
            raise structlog.DropEvent
        event["event"] = said + str(record.msg).removeprefix(kind)
        return event


def configure(*, as_json: bool, level: int = logging.INFO) -> None:
    """Set up structlog, and send what libraries log the same way. Called once, by the command."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
    ]
    plain = structlog.dev.plain_traceback  # the pretty one prints the values of variables
    ending: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    )
    structlog.configure(
        processors=[SparingProcessor(), *shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[
        structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending,
    ]))  # fmt: skip
    for name in ("uvicorn.error", "timeline.unavailable"):
        logging.getLogger(name).filters[:] = [Sparing()]
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
