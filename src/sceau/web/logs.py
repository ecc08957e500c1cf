"""Logs as fields: an event's name and a few numbers, one JSON object a line on standard error.

The one idea: a field that is not on the list is not written, whatever its value. So no careless line can hold content,
an identifier of a person, an address or a secret.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED_FIELDS = frozenset(
    {"event", "level", "timestamp", "service", "code", "count", "error", "place", "status", "milliseconds", "attempts",
     "size", "seq", "port", "state", "action"}
)  # fmt: skip


def configure_logs(service: str) -> None:
    """Call once, when a process starts. Other libraries' messages are cut to their logger's name and level."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _named(service),
            keep_allowed_fields,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [ForeignLogs()]
    root.setLevel(logging.WARNING)


def keep_allowed_fields(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED_FIELDS}


class ForeignLogs(logging.Handler):
    """Libraries write sentences with values in them: keep who spoke and how loudly, drop what was said."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        place = f"{record.name}:{record.lineno}"
        structlog.get_logger().warning("library_message", place=place, status=record.levelname, error=kind)


def _named(service: str) -> structlog.types.Processor:
    def add(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["service"] = service
        return event

    return add
