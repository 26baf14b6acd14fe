"""Structured logs: one line per event, with names instead of sentences, no secrets and no personal data."""

from shared.observability.logs import configure_logs

__all__ = ["configure_logs"]
