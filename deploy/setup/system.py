"""System packages: what is needed for what, how to see that it is there, and how to get it."""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


class MissingError(Exception):
    """Something is missing that we may not install; the text says exactly what to do."""


@dataclass(frozen=True)
class SystemNeed:
    """A part of the system that Python packages cannot bring. `package` is its name on Debian and Ubuntu."""

    package: str
    purpose: str
    present: Callable[[], bool]


def _library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


def _command(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _chinese_font() -> bool:
    listed = subprocess.run(["fc-list", ":lang=zh-tw", "family"], capture_output=True, text=True, check=False)
    return listed.returncode == 0 and bool(listed.stdout.strip())


def softhsm_module() -> Path | None:
    """The PKCS#11 module of SoftHSM, where the system has it."""
    places = (
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    )
    return next((Path(place) for place in places if Path(place).exists()), None)


FOR_RUNNING = (
    SystemNeed("libpango-1.0-0", "PDF documents", _library("pango-1.0")),
    SystemNeed("libpangoft2-1.0-0", "PDF documents", _library("pangoft2-1.0")),
    SystemNeed("libharfbuzz-subset0", "PDF documents", _library("harfbuzz-subset")),
    SystemNeed("espeak-ng", "spoken CAPTCHA", _command("espeak-ng")),
)

FOR_TESTS = (
    *FOR_RUNNING,
    SystemNeed("chromium", "browser tests", _command("chromium", "chromium-browser", "google-chrome")),
    SystemNeed("fontconfig", "browser tests", _command("fc-list")),
    SystemNeed("fonts-noto-cjk", "Chinese text in browser tests", _chinese_font),
    SystemNeed("poppler-utils", "a second reader of PDF signatures", _command("pdfsig")),
    SystemNeed("softhsm2", "a hardware security module for trying", lambda: softhsm_module() is not None),
)


def ensure(needs: Sequence[SystemNeed], say: Callable[[str], None]) -> None:
    """Installs the packages that are missing where we may; MissingError with the exact command where we may not."""
    missing = [need for need in needs if not _there(need)]
    if not missing:
        return
    packages = [need.package for need in missing]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        purposes = "".join(f"\n  {need.package}: {need.purpose}" for need in missing)
        raise MissingError(
            f"these system packages are missing:{purposes}\nInstall them as root: apt-get install {' '.join(packages)}"
        )
    say(f"installing system packages: {' '.join(packages)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "--no-install-recommends", *packages]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise MissingError(f"{' '.join(command)} failed:\n{done.stderr.strip()}")


def _there(need: SystemNeed) -> bool:
    try:
        return need.present()
    except FileNotFoundError:
        return False
