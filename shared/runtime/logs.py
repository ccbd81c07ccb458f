"""Structured logs: JSON lines outside a terminal, readable lines in one; the standard library's records too."""

import logging
import sys
import time

import structlog
from opentelemetry import trace
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

from shared.masking import masked, masked_in

REPEAT_SECONDS = 5.0
QUIET = ("aiokafka", "faststream", "uvicorn.access", "httpx", "pymongo", "opentelemetry")


def configure(*, service: str, level: str, as_json: bool | None) -> None:
    """Set up logging for the process; `as_json` None means: wherever standard error is no terminal."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderer(as_json=as_json)],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    handler.addFilter(SeldomRepeated("aiokafka"))
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    structlog.contextvars.bind_contextvars(service=service)


class SeldomRepeated(logging.Filter):
    """Lets the same complaint of a library through once in `REPEAT_SECONDS`: aiokafka tells of every attempt."""

    def __init__(self, library: str) -> None:
        super().__init__()
        self._library = library
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is to be written."""
        if not record.name.startswith(self._library):
            return True
        complaint, now = f"{record.name}:{record.lineno}", time.monotonic()
        if now - self._last.get(complaint, -REPEAT_SECONDS) < REPEAT_SECONDS:
            return False
        self._last[complaint] = now
        return True


def _renderer(*, as_json: bool) -> list[Processor]:
    """Tracebacks without the values of variables, and texts without what is somebody's alone."""
    if as_json:
        places = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        return [places, _mask, structlog.processors.JSONRenderer()]
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return [lambda logger, name, event: masked(console(logger, name, event))]


def _mask(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    return {name: masked_in(value) for name, value in event.items()}


def _add_trace(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
    return event
