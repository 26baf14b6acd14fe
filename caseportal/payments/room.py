"""The payment room of a running portal: made once by `caseportal.app`, found by its pages."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, cast

import httpx
from quart import Quart, current_app

from caseportal.cases.writer import CaseWriter
from caseportal.jobs import Job
from caseportal.payments.attempts import Attempts
from caseportal.payments.gateways.registry import Gateways, load_gateways
from caseportal.payments.settings import PaymentSettings
from caseportal.payments.settling import Settlements
from shared.clock import Clock
from shared.i18n import add_catalogue

LOCALE: Final = Path(__file__).parent / "locale"
RETURN_PATH: Final = "/payments/return"
_EXTENSION: Final = "payments"
_SWEEP_EVERY: Final = timedelta(seconds=5)


def callback_path(gateway: str) -> str:
    """Give the path where a gateway's server reports."""
    return f"/payments/callback/{gateway}"


@dataclass(frozen=True)
class PaymentRoom:
    """The services of payments."""

    gateways: Gateways
    settlements: Settlements
    attempts: Attempts

    @property
    def machine_paths(self) -> frozenset[str]:
        """Where gateways post, or let browsers post: the shell's check of the posting site leaves these out."""
        return frozenset({RETURN_PATH, *(callback_path(name) for name in self.gateways.by_name)})

    @property
    def faults(self) -> tuple[str, ...]:
        """What keeps gateways from being used, for the operator."""
        return tuple(fault for gateway in self.gateways.by_name.values() for fault in gateway.health().faults)


def open_payments(settings: PaymentSettings, writer: CaseWriter, clock: Clock) -> PaymentRoom:
    """Make the services. Raises GatewayDeclarationError when a declared gateway is none."""
    gateways = load_gateways(settings.plain())
    settlements = Settlements(writer, clock)
    return PaymentRoom(gateways, settlements, Attempts(gateways, settlements, clock))


def install(app: Quart, room: PaymentRoom) -> None:
    """Let the pages of `app` find the room, and read their translations."""
    add_catalogue(LOCALE)
    app.extensions[_EXTENSION] = room


def payment_room() -> PaymentRoom:
    """Give the room of the portal that answers the running request."""
    return cast("PaymentRoom", current_app.extensions[_EXTENSION])


def sweep_job(room: PaymentRoom) -> Job:
    """Give the worker's job that asks gateways about open attempts."""
    client = httpx.AsyncClient(follow_redirects=False)

    async def sweep() -> int:
        return await room.attempts.sweep(client)

    return Job("payment_sweep", _SWEEP_EVERY, sweep)
