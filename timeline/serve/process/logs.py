"""The log: one line an event on standard error; for people on a terminal, as JSON elsewhere."""

from __future__ import annotations

import logging
import sys

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
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[
        structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending,
    ]))  # fmt: skip
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(level, logging.WARNING))
