"""Signing in and single sign-on: CPU per operation of one granian process on SQLite, beside a bare Flask page.

`sign-in` is the whole way of a new browser: authorize, page, password, code, token, UserInfo. `sso` is authorize, code and
token of a browser that has signed in. The identity provider runs as an operator would run it, audit and rate limits on.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import platform
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import psutil  # type: ignore[import-untyped]  # has no types

from shared.sealing import new_key

CALLBACK = "http://127.0.0.1:9999/cb"
CLIENT = "bench"
PASSWORD = "Correct-Horse-9!"  # noqa: S105  # of a made-up person on this machine
PEOPLE = 20
_READY_SECONDS = 30

POPULATION = """
name = "bench"
title = { zh = "量測", en = "Bench" }
portal = { zh = "量測", en = "Bench" }
people = { zh = "量測帳號", en = "accounts of the bench" }
username = { label = { zh = "帳號", en = "User name" } }
password = { min = 8 }
lockout = { tries = 1000, minutes = 1, source_tries = 1000000 }
[[sign_in.accepts]]
factors = ["password"]
level = 1
"""

BARE = """
from flask import Flask
app = Flask(__name__)
@app.get("/healthz/ready")
def page():
    return "<!doctype html><title>bare</title><h1>Bare</h1>"
"""


@dataclass(frozen=True)
class Figures:
    """One operation: milliseconds of CPU in the server for each, percentiles of its duration, memory in MiB."""

    name: str
    cpu: float
    p50: float
    p99: float
    rss: float

    def line(self) -> str:
        """A row of the table."""
        return f"{self.name:<22}{self.cpu:>9.2f}{self.p50:>9.1f}{self.p99:>9.1f}{self.rss:>9.0f}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(target: str, port: int, environment: dict[str, str], folder: Path) -> Iterator[psutil.Process]:
    """One granian process that is ready."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning", target]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        _await_ready(f"http://127.0.0.1:{port}/healthz/ready", process, folder)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _await_ready(address: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(address, timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise SystemExit(f"the server did not become ready:\n{(folder / 'server.log').read_text()[-2000:]}")


def family(process: psutil.Process) -> list[psutil.Process]:
    """The process and its children."""
    return [process, *process.children(recursive=True)]


def measure(name: str, process: psutil.Process, operation: Callable[[], object], times: int) -> Figures:
    """Runs an operation some times, after a short warm-up."""
    for _ in range(max(3, times // 10)):
        operation()
    before = _cpu(process)
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        operation()
        durations.append((time.perf_counter() - start) * 1000)
    spent = (_cpu(process) - before) * 1000 / times
    resident = sum(part.memory_info().rss for part in family(process)) / 2**20
    ranked = statistics.quantiles(durations, n=100)
    return Figures(name, spent, statistics.median(durations), ranked[98], resident)


def _cpu(process: psutil.Process) -> float:
    return float(sum(part.cpu_times().user + part.cpu_times().system for part in family(process)))


def prepare(folder: Path, base_url: str) -> dict[str, str]:
    """A home folder with people and a client; gives the environment of the server."""
    (folder / "populations").mkdir()
    (folder / "populations" / "bench.toml").write_text(POPULATION, encoding="utf-8")
    settings = {
        "base_url": base_url,
        "database_url": f"sqlite:///{folder / 'idp.db'}",
        "sealing_keys": [f"bench:{new_key()}"],
        "index_key": new_key(),
        "mail_url": "smtp://127.0.0.1:1",
        "population_folders": [str(folder / "populations")],
    }
    text = "\n".join(f"{name} = {json.dumps(value)}" for name, value in settings.items())
    (folder / "settings.toml").write_text(f"[idp]\n{text}\n", encoding="utf-8")
    rows = [f"bench,u{number:04d},{PASSWORD},Bench {number},u{number}@example.org," for number in range(PEOPLE)]
    people = folder / "people.csv"
    people.write_text("\n".join(["population,username,password,name,email,roles", *rows]) + "\n", encoding="utf-8")
    root = Path(__file__).parent.parent.parent
    environment = os.environ | {"GATEHOUSE_HOME": str(folder), "PYTHONPATH": str(root)}
    command(environment, "idp", "migrate")
    command(environment, "account", "import", str(people))
    return environment


def command(environment: dict[str, str], *arguments: str) -> str:
    """Runs `gatehouse …`; the bench ends with its words when it fails."""
    run = subprocess.run(
        [sys.executable, "-m", "deploy.command", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise SystemExit(f"gatehouse {' '.join(arguments)}: {run.stderr}")
    return run.stdout


class Person:
    """A scripted browser and the portal behind it, of one client."""

    def __init__(self, base_url: str, secret: str) -> None:
        self._base = base_url
        self._secret = secret
        self._machine = httpx.Client(base_url=base_url, auth=(CLIENT, secret))
        self._browser = httpx.Client(base_url=base_url)
        self._number = 0

    def sign_in(self) -> None:
        """The whole way of a new browser."""
        self._browser.close()
        self._browser = httpx.Client(base_url=self._base)
        self._number = (self._number + 1) % PEOPLE
        verifier = secrets.token_urlsafe(48)
        page = self._follow(self._browser.get("/authorize", params=_asked(verifier)))
        fields = dict(re.findall(r'<input[^>]*name="(csrf_token)"[^>]*value="([^"]*)"', page.text))
        fields |= {"username": f"u{self._number:04d}", "password": PASSWORD, "action": "continue"}
        back = self._follow(self._browser.post(str(page.url), data=fields))
        token = self._redeem(back, verifier)
        self._browser.get("/userinfo", headers={"Authorization": f"Bearer {token}"}).raise_for_status()

    def sso(self) -> None:
        """The way of a browser that has signed in."""
        verifier = secrets.token_urlsafe(48)
        self._redeem(self._follow(self._browser.get("/authorize", params=_asked(verifier))), verifier)

    def _follow(self, response: httpx.Response) -> httpx.Response:
        while response.is_redirect and not response.headers["Location"].startswith(CALLBACK):
            response = self._browser.get(response.headers["Location"])
        return response

    def _redeem(self, back: httpx.Response, verifier: str) -> str:
        location = back.headers.get("Location", "")
        if not location.startswith(CALLBACK):
            raise SystemExit(f"the sign-in did not end at the portal: {back.status_code} {back.url}\n{back.text[:800]}")
        code = parse_qs(urlsplit(location).query)["code"][0]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": verifier}
        return str(self._machine.post("/token", data=form).raise_for_status().json()["access_token"])

    def close(self) -> None:
        """Closes its connections."""
        self._browser.close()
        self._machine.close()


def _asked(verifier: str) -> dict[str, str]:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": CALLBACK,
        "scope": "openid profile email",
        "state": secrets.token_urlsafe(8),
        "nonce": secrets.token_urlsafe(8),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }


def run(times: int) -> list[Figures]:
    """Every figure."""
    with tempfile.TemporaryDirectory(prefix="gatehouse-bench-") as name:
        folder = Path(name)
        (folder / "bare.py").write_text(BARE, encoding="utf-8")
        port = free_port()
        with server("bare:app", port, dict(os.environ), folder) as process, httpx.Client() as http:
            address = f"http://127.0.0.1:{port}/healthz/ready"
            figures = [measure("bare Flask page", process, lambda: http.get(address).raise_for_status(), times * 10)]
        port = free_port()
        base_url = f"http://127.0.0.1:{port}"
        environment = prepare(folder, base_url)
        options = ["--population", "bench", "--redirect-uri", CALLBACK, "--trusted"]
        secret = json.loads(command(environment, "client", "add", CLIENT, *options))["client_secret"]
        started = time.perf_counter()
        with server("idp.wsgi:app", port, environment, folder) as process:
            print(f"start to ready: {time.perf_counter() - started:.2f} s")
            person = Person(base_url, secret)
            figures.append(measure("sign-in", process, person.sign_in, times))
            figures.append(measure("sso", process, person.sso, times * 5))
            person.close()
    return figures


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60, help="sign-ins to measure; five times as many of sso")
    chosen = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}"
    )
    figures = run(chosen.times)
    print(f"{'operation':<22}{'CPU ms':>9}{'p50 ms':>9}{'p99 ms':>9}{'RSS MiB':>9}")
    for figure in figures:
        print(figure.line())


if __name__ == "__main__":
    main()
