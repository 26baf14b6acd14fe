"""Start time and resident memory of every process of the demo, in a home folder that has been filled before."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # has no types

from deploy.demo.home import ensure_settings, environment
from deploy.demo.plan import DemoPlan
from deploy.demo.processes import Household, Service
from deploy.demo.up import services_of

_OFFSET = 5000
_MIB = 1024 * 1024


def measure(plan: DemoPlan, service: Service) -> tuple[float, list[int]]:
    """Seconds until the service is ready (0 without an address to ask), and MiB of each of its processes at rest."""
    household = Household(plan.home / "logs")
    started = time.monotonic()
    pid = household.start(service)
    try:
        household.await_ready([service])
        ready = time.monotonic() - started if service.ready_at else 0.0
        time.sleep(2)
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        return ready, [round(member.memory_info().rss / _MIB) for member in family]
    finally:
        household.stop()


def main() -> None:
    """Measures every process of a demo made for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as folder:
        plan = DemoPlan(Path(folder), offset=_OFFSET)
        plan.check_ports()
        ensure_settings(plan)
        surroundings = {**os.environ, **environment(plan)}
        seeding = [sys.executable, "-m", "deploy.demo.seeding", "--home", folder, "--offset", str(_OFFSET)]
        subprocess.run(seeding, env=surroundings, check=True, capture_output=True)
        print(f"{platform.platform()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"{'process':<12}{'ready after s':>15}  resident MiB, the first is the parent")
        for service in services_of(plan):
            outcomes = [measure(plan, service) for _ in range(rounds)]
            seconds, memory = min(outcomes)
            shown = f"{seconds:.1f}" if seconds else "-"
            print(f"{service.name:<12}{shown:>15}  {' + '.join(map(str, memory))}")


if __name__ == "__main__":
    main()
