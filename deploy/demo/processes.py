"""The demo's processes: started together, watched together, ended together."""

from __future__ import annotations

import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from ssl import SSLContext

_PATIENCE_SECONDS = 60
_FAREWELL_SECONDS = 8


class StartError(Exception):
    """A service did not become ready; the text says which and where its words are."""


@dataclass(frozen=True)
class Service:
    """A process of the demo; `ready_at` are the addresses that answer 200 when it is ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready_at: tuple[str, ...] = ()


@dataclass
class Household:
    """The running processes. Their output goes to one log file each in `logs`."""

    logs: Path
    context: SSLContext | None = None
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, service: Service) -> int:
        """Starts a service, does not wait for it, and gives its process id."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{service.name}.log").open("ab") as log:
            self._running[service.name] = subprocess.Popen(
                list(service.command), env=dict(service.environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return self._running[service.name].pid

    def await_ready(self, services: Sequence[Service]) -> None:
        """Returns when every service answers that it is ready; StartError when one ends or takes too long."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        waiting = [service for service in services if service.ready_at]
        while waiting:
            self._check_alive()
            waiting = [service for service in waiting if not all(map(self._answers, service.ready_at))]
            if waiting and time.monotonic() > deadline:
                names = ", ".join(service.name for service in waiting)
                raise StartError(f"not ready after {_PATIENCE_SECONDS} s: {names}. See {self.logs}")
            if waiting:
                time.sleep(0.1)

    def watch(self, stopping: Callable[[], bool]) -> None:
        """Returns when told to stop; StartError when a service ends by itself."""
        while not stopping():
            self._check_alive()
            time.sleep(0.3)

    def stop(self) -> None:
        """Ends every process, politely first."""
        for process in self._running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _FAREWELL_SECONDS
        for process in self._running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _check_alive(self) -> None:
        for name, process in self._running.items():
            if process.poll() is not None:
                log = self.logs / f"{name}.log"
                last = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise StartError(f"{name} ended with status {process.returncode}. Its last words ({log}):\n{last}")

    def _answers(self, address: str) -> bool:
        try:
            with urllib.request.urlopen(address, timeout=5, context=self.context) as answer:
                return int(answer.status) == 200
        except (urllib.error.URLError, OSError):
            return False
