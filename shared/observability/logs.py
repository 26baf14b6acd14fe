"""How log lines look: JSON for machines, coloured text for a terminal; third-party loggers are kept quiet or brought in line."""

from __future__ import annotations

import logging
import sys

import structlog

_FORBIDDEN = frozenset(
    {"password", "code", "token", "secret", "pin", "captcha", "id_number", "national_id", "email", "birth_date"}
)


def _refuse_secrets(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Names that must never be logged raise at once, so that a test finds them before an operator does."""
    found = _FORBIDDEN & event.keys()
    if found:
        raise ValueError(f"log event {event.get('event')!r} carries {sorted(found)}")
    return event


def _named(service: str) -> structlog.typing.Processor:
    """Names the service on every line, whichever thread writes it."""

    def name(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["service"] = service
        return event

    return name


def configure_logs(service: str, *, as_json: bool) -> None:
    """Sets up logging of a process to stderr; every line carries the time in UTC, the level and the service."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _named(service),
            _refuse_secrets,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format=f"%(asctime)s %(levelname)s {service} %(name)s %(message)s"
    )
    # Authlib's debug log prints live tokens.
    logging.getLogger("authlib").setLevel(logging.INFO)
