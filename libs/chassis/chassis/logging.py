"""Logs: one JSON object a line, with the correlation id of the request that it belongs to."""

from __future__ import annotations

import contextvars
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

correlation_id: contextvars.ContextVar[str | None] = contextvars.ContextVar("correlation_id", default=None)
"""The request that the running code works for; follows a request across services and into its events."""


@contextmanager
def correlated(value: str | None) -> Iterator[None]:
    """Run the block for the request `value`."""
    token = correlation_id.set(value)
    try:
        yield
    finally:
        correlation_id.reset(token)


def trace(exc_info: Any) -> str:
    """Where the exception came from, as Python tells it, with those that led to it. Of a database's error only the
    first line is told: PostgreSQL adds the row it did not like, and that may be somebody's."""
    error: BaseException | None = exc_info[1]
    told: list[str] = []
    while error is not None:
        said = str(error)
        if isinstance(error, DBAPIError) or hasattr(error, "pgcode"):
            said = said.partition("\n")[0]
        where = "".join(traceback.format_tb(error.__traceback__))
        told.append(f"Traceback (most recent call last):\n{where}{type(error).__qualname__}: {said}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n\nwhich led to\n\n".join(reversed(told))


def configure(service: str, level: str = "INFO") -> None:
    """Send every log record of the process, the libraries' too, to standard error as JSON."""

    def add_context(logger: object, name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
        event["service"] = service
        current = correlation_id.get()
        if current:
            event["correlation_id"] = current
        return event

    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_context,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(trace),
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("nameko", "alembic"):
        logging.getLogger(noisy).setLevel(max(logging.getLevelNamesMapping()[level], logging.WARNING))
    # Whoever owns a connection logs its loss once; pika adds half a dozen lines to each attempt.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
