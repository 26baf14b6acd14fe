"""The parts of `./gatehouse test`, in the order in which they find faults soonest."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]

_PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]

PARTS: dict[str, list[list[str]]] = {
    "lint": [
        [sys.executable, "-m", "ruff", "check", "."],
        [sys.executable, "-m", "ruff", "format", "--check", "."],
    ],
    "types": [[sys.executable, "-m", "mypy"]],
    "imports": [[str(Path(sys.executable).with_name("lint-imports"))]],
    "unit": [[*_PYTEST, "-n", "2", "--dist", "loadfile", "-m", "not e2e and not storage", "tests"]],
    "storage": [[*_PYTEST, "-n", "2", "--dist", "loadfile", "-m", "storage", "tests"]],
    "e2e": [[*_PYTEST, "-m", "e2e", "tests/e2e"]],
}
"""Name of a part → the commands it runs."""


def _narrowed(command: Sequence[str], arguments: Sequence[str]) -> list[str]:
    """A command of pytest with the arguments; a file or folder among them takes the place of its own."""
    if "pytest" not in command:
        return list(command)
    places = any(
        (ROOT / argument.partition("::")[0]).exists() for argument in arguments if not argument.startswith("-")
    )
    own = [word for word in command if not (places and word.startswith("tests"))]
    return [*own, *arguments]


def run_parts(parts: Sequence[str], arguments: Sequence[str], say: Callable[[str], None]) -> int:
    """Runs the parts one after another, all of them even when one fails; exit status 0 only if every one passed.

    `arguments` are handed to pytest, for example a file or `-k name`.
    """
    failed = []
    for part in parts:
        started = time.monotonic()
        say(f"{part}: running")
        passed = all(
            subprocess.run(_narrowed(step, arguments), cwd=ROOT, check=False).returncode == 0 for step in PARTS[part]
        )
        say(f"{part}: {'passed' if passed else 'FAILED'} in {time.monotonic() - started:.0f} s")
        if not passed:
            failed.append(part)
    if failed:
        say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0
