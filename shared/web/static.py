"""Static files as prepared bytes: read once at start, compressed once, addressed by their content."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from shared.web.constants import Document, prepare

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"

OWN_FILES = Path(__file__).parent / "static"

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")


class Assets:
    """Static files of one service, taken from several folders; names are unique over all of them.

    `build_dir` is the folder of made parts (`build/` of the repository), whose `static/` holds style sheet and library script.
    """

    def __init__(self, build_dir: Path, folders: Sequence[Path] = ()) -> None:
        self._documents: dict[str, Document] = {}
        self._versions: dict[str, str] = {}
        for folder in (build_dir / "static", OWN_FILES, *folders):
            for file in sorted(folder.iterdir()) if folder.is_dir() else ():
                if file.is_file():
                    self._add(file)

    def _add(self, file: Path) -> None:
        if file.name in self._versions:
            raise ValueError(f"two static files are called {file.name}")
        body = file.read_bytes()
        content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if content_type.startswith("text/"):
            content_type += "; charset=utf-8"
        self._versions[file.name] = sha256(body).hexdigest()[:12]
        self._documents[f"/static/{file.name}"] = prepare(
            body, content_type, _FOR_AN_HOUR, versioned_cache_control=_FOR_EVER
        )

    def url(self, name: str) -> str:
        """The address of a static file, with its version; KeyError when there is no such file."""
        return f"/static/{name}?v={self._versions[name]}"

    def documents(self) -> Iterator[tuple[str, Document]]:
        """Every file with its path, for the constant documents of a service."""
        yield from self._documents.items()
