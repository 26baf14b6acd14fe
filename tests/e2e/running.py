"""A demo of the test run's own: its home folder, ports, mailbox, and the keys an operator has."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.demo.plan import BASE_PORTS, DemoPlan
from shared.expiring import open_store
from shared.sealing import Sealer
from tests.house.sources import ROOT

_PATIENCE_SECONDS = 90


def free_offset() -> int:
    """An offset at which every port of the demo is free now."""
    for offset in range(2000 + os.getpid() % 500 * 20, 40000, 20):
        if all(_free(port + offset) for port in BASE_PORTS.values()):
            return offset
    raise RuntimeError("no free ports")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_for(what: str, look: Callable[[], Any], seconds: float = 20) -> Any:
    """What `look` finds, as soon as it finds something; fails with `what` when it takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s for {what}")


@dataclass
class Demo:
    """The running demo."""

    plan: DemoPlan
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, home: Path) -> Demo:
        """Runs `gatehouse up` and returns when it says that everything is ready."""
        plan = DemoPlan(home, offset=free_offset())
        command = [sys.executable, "-m", "deploy.command", "up", "--home", str(home), "--port-offset", str(plan.offset)]
        with (home.parent / "up.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        demo = cls(plan, process)
        try:
            wait_for("the demo to be ready", demo._ready, _PATIENCE_SECONDS)
        except BaseException:
            demo.stop()
            sys.stderr.write((home.parent / "up.log").read_text(errors="replace"))
            raise
        return demo

    def _ready(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError(f"the demo ended with status {self.process.returncode}")
        return "Press Ctrl+C" in (self.plan.home.parent / "up.log").read_text(errors="replace")

    def stop(self) -> None:
        """Ends the demo as Ctrl+C would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def mails(self, to: str) -> list[dict[str, Any]]:
        """The mails that reached an address, newest first."""
        address = f"{self.plan.address('desk')}/mailbox/messages?{urllib.parse.urlencode({'to': to})}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return list(json.load(answer))

    def mail(self, to: str, containing: str, seconds: float = 30) -> dict[str, Any]:
        """The newest mail to an address whose subject or text contains the words."""
        return dict(
            wait_for(
                f"a mail to {to} with {containing!r}",
                lambda: next((mail for mail in self.mails(to) if containing in mail["subject"] + mail["text"]), None),
                seconds,
            )
        )

    def captcha_text(self, challenge_id: str) -> str:
        """What a CAPTCHA shows, read with the operator's own keys from the store of short-lived values."""
        settings = tomllib.loads((self.plan.home / "settings.toml").read_text(encoding="utf-8"))["idp"]
        store = open_store(None, settings["database_url"])
        try:
            sealed = store.get("captcha", challenge_id)
        finally:
            store.close()
        assert sealed, "the page's CAPTCHA is not in the store"
        sealer = Sealer(settings["sealing_keys"], settings["index_key"])
        return str(json.loads(sealer.open(sealed, f"captcha:{challenge_id}"))["text"])
