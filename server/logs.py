"""Logs for people at a terminal: one line an event, the process named, secrets never in it."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def configure(process: str, level: str = "info") -> None:
    """Set up structlog and the standard library's logging of one process."""
    threshold = getattr(logging, level.upper())

    def name_process(_logger: Any, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
        event["event"] = f"[{process}] {event['event']}"
        return event

    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            name_process,
            # Plain traces: values of local variables (numbers, digits, secrets) are nobody's business in a log.
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(threshold, logging.WARNING), format=f"%(asctime)s [{process}] %(message)s", stream=sys.stderr
    )
