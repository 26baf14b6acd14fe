"""`gatehouse up`: the whole demo in the foreground."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Callable

from deploy.demo.home import ensure_settings, environment
from deploy.demo.plan import DemoPlan, PortTakenError
from deploy.demo.processes import Household, Service, StartError
from deploy.demo.tls import ensure_certificates
from deploy.serving import server_command

_SHOWN = (
    ("start here: the desk", "desk"),
    ("case portal", "caseportal"),
    ("sample agency portal", "statistics"),
    ("identity provider", "idp"),
)


def run(plan: DemoPlan, say: Callable[[str], None]) -> int:
    """Runs the demo until Ctrl+C or SIGTERM; gives the exit status, 2 when it could not start."""
    stopping: list[int] = []
    for wish in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wish, lambda number, _frame: stopping.append(number))
    try:
        plan.check_ports()
        ensure_settings(plan)
        if plan.tls:
            ensure_certificates(plan)
        _seed(plan)
    except (PortTakenError, StartError) as error:
        say(str(error))
        return 2
    context = ssl.create_default_context(cafile=str(plan.authority)) if plan.tls else None
    household = Household(plan.home / "logs", context)
    try:
        services = services_of(plan)
        for service in services:
            household.start(service)
        household.await_ready(services)
        for words, name in _SHOWN:
            say(f"{words:>22}  {plan.address(name)}")
        if plan.tls:
            say(f"browsers trust it after you import {plan.authority}")
        say("everything is ready. Press Ctrl+C to stop.")
        household.watch(lambda: bool(stopping))
    except StartError as error:
        if not stopping:
            say(str(error))
            return 2
    finally:
        household.stop()
    return 0


def _environment(plan: DemoPlan) -> dict[str, str]:
    own = environment(plan)
    # Whoever starts the demo may set any setting; only where its state and its authority are is not open.
    fixed: dict[str, str] = {name: own[name] for name in ("GATEHOUSE_HOME", "SSL_CERT_FILE") if name in own}
    return {**own, **os.environ, **fixed}


def _arguments(plan: DemoPlan) -> list[str]:
    return ["--home", str(plan.home), "--offset", str(plan.offset), *(["--tls"] if plan.tls else [])]


def _seed(plan: DemoPlan) -> None:
    command = [sys.executable, "-m", "deploy.demo.seeding", *_arguments(plan)]
    done = subprocess.run(command, env=_environment(plan), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StartError(f"the demo could not be filled:\n{done.stdout}{done.stderr}")


def services_of(plan: DemoPlan) -> list[Service]:
    """The demo's processes, in the order in which they start."""
    surroundings = _environment(plan)
    tls = (str(plan.certificate), str(plan.certificate_key)) if plan.tls else None

    def ready(*names: str) -> tuple[str, ...]:
        return tuple(f"{plan.address(name)}/healthz/ready" for name in names)

    servers = [
        Service(name, server_command(name, "127.0.0.1", plan.port(name), tls=tls), surroundings, ready(name))
        for name in ("idp", "caseportal")
    ]
    worker = [sys.executable, "-m", "deploy.command", "serve", "worker"]
    desk = [sys.executable, "-m", "deploy.demo.desk_and_portals", *_arguments(plan)]
    return [
        *servers,
        Service("worker", worker, surroundings),
        Service("desk", desk, surroundings, ready("desk", "statistics")),
    ]
