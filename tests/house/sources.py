"""Which files the house consists of."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("idp", "caseportal", "certbridge", "shared", "deploy")


@cache
def tracked(*suffixes: str) -> tuple[Path, ...]:
    """Files of the repository with one of the suffixes, tracked or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return tuple(ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).is_file())


def of_packages(*suffixes: str) -> tuple[Path, ...]:
    """The same, of the shipped packages only."""
    return tuple(path for path in tracked(*suffixes) if path.relative_to(ROOT).parts[0] in PACKAGES)
