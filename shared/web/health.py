"""Readiness: asks every part a service needs, names those that do not answer."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from shared.web.shell import HealthCheck

log = structlog.get_logger("health")


def missing_parts(checks: Sequence[HealthCheck]) -> list[str]:
    """Names of the parts whose probe failed; any fault of a needed part means: not ready."""
    missing = []
    for check in checks:
        try:
            check.probe()
        except Exception as error:
            log.error("not_ready", part=check.name, cause=str(error))
            missing.append(check.name)
    return missing
