"""Where the demo's services stand: addresses, ports and the home folder."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

BASE_PORTS = {"idp": 8400, "caseportal": 8500, "statistics": 8510, "desk": 8600, "smtp": 8625}
"""The ports that outsiders rely on; `statistics` is the sample agency portal, `smtp` the desk's mail catcher."""


class PortTakenError(Exception):
    """A port of the demo is in use by somebody else."""


@dataclass(frozen=True)
class DemoPlan:
    """One demo: its folder, scheme, and how far its ports are moved from the usual ones."""

    home: Path
    tls: bool = False
    offset: int = 0

    def port(self, service: str) -> int:
        """The port of a service."""
        return BASE_PORTS[service] + self.offset

    def address(self, service: str) -> str:
        """The address of a service, as browsers and portals use it."""
        return f"{'https' if self.tls else 'http'}://localhost:{self.port(service)}"

    @property
    def certificate(self) -> Path:
        """The server certificate of a demo that runs over https."""
        return self.home / "tls" / "server.pem"

    @property
    def certificate_key(self) -> Path:
        """Its private key."""
        return self.home / "tls" / "server.key"

    @property
    def authority(self) -> Path:
        """The local certificate authority to trust."""
        return self.home / "tls" / "authority.pem"

    def check_ports(self) -> None:
        """Raises PortTakenError if a port is taken."""
        for service in BASE_PORTS:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", self.port(service)))
                except OSError as error:
                    raise PortTakenError(
                        f"port {self.port(service)} is in use. Stop what uses it, or move the demo with --port-offset 1000."
                    ) from error
