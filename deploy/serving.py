"""How a service is started: granian for both, one process per core behind a load balancer, the worker as plain Python."""

from __future__ import annotations

import asyncio
import os
import sys

PORTS = {"idp": 8400, "caseportal": 8500}


def server_command(
    service: str, host: str, port: int, workers: int = 1, tls: tuple[str, str] | None = None
) -> list[str]:
    """The command line of a service's server; `tls` is (certificate file, key file)."""
    interface, target = {"idp": ("wsgi", "idp.wsgi:app"), "caseportal": ("asgi", "caseportal.asgi:app")}[service]
    command = [sys.executable, "-m", "granian", "--interface", interface, "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--no-access-log", "--log-level", "warning"]
    if interface == "wsgi":
        command += ["--blocking-threads", "4"]
    if tls:
        command += ["--ssl-certificate", tls[0], "--ssl-keyfile", tls[1]]
    return [*command, target]


def serve_service(service: str, host: str, port: int | None, workers: int) -> None:
    """Becomes the service; does not return."""
    if service == "worker":
        asyncio.run(run_workers())
        return
    command = server_command(service, host, port or PORTS[service], workers)
    os.execv(command[0], command)  # noqa: S606  # no shell: the command is ours


async def run_workers() -> None:
    """Runs the background work of both services until the process is told to stop."""
    from caseportal.worker import run as run_caseportal
    from idp.worker import run as run_idp

    await asyncio.gather(run_idp(), run_caseportal())
