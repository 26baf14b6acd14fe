"""The process that serves the desk and the sample portals: several small applications, one event loop."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path

import uvicorn
from quart import Quart

from deploy.demo import sampleportal
from deploy.demo.desk.app import create_app as create_desk
from deploy.demo.desk.settings import DeskSettings
from deploy.demo.home import ensure_settings
from deploy.demo.plan import DemoPlan
from deploy.demo.sampleportal.settings import SamplePortalSettings
from deploy.setup.assets import BUILD
from shared.observability import configure_logs
from shared.sealing import Sealer, new_key


def applications(plan: DemoPlan) -> dict[str, Quart]:
    """Every application of the process, by the name of its port."""
    own = ensure_settings(plan)["statistics"]
    addresses = {name: plan.address(name) for name in ("idp", "caseportal", "statistics")}
    desk = DeskSettings(plan.home, plan.address("desk"), addresses, BUILD, plan.port("smtp"))
    statistics = SamplePortalSettings(
        base_url=plan.address("statistics"),
        issuer=plan.address("idp"),
        client_id=str(own["client_id"]),
        client_secret=str(own["client_secret"]),
        sealer=Sealer([f"demo:{new_key()}"], new_key()),
        build_dir=BUILD,
        authority=plan.authority if plan.tls else None,
    )
    return {"desk": create_desk(desk), "statistics": sampleportal.create_app(statistics)}


async def serve(plan: DemoPlan) -> None:
    """Serves until the process is told to end."""
    servers = [uvicorn.Server(_config(app, plan, name)) for name, app in applications(plan).items()]

    def end() -> None:
        for server in servers:
            server.should_exit = True

    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, end)
    # `_serve` is `serve` without the capture of signals, which only one server of a process can do.
    await asyncio.gather(*(server._serve() for server in servers))


def _config(app: Quart, plan: DemoPlan, name: str) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host="127.0.0.1",
        port=plan.port(name),
        log_level="warning",
        access_log=False,
        lifespan="on",
        ssl_certfile=str(plan.certificate) if plan.tls else None,
        ssl_keyfile=str(plan.certificate_key) if plan.tls else None,
    )


def main() -> None:
    """Serves the demo given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--tls", action="store_true")
    given = parser.parse_args()
    configure_logs("desk", as_json=False)
    asyncio.run(serve(DemoPlan(given.home, tls=given.tls, offset=given.offset)))


if __name__ == "__main__":
    main()
