"""Where files are kept: the interface, and the folder that is the default."""

import asyncio
import os
import secrets
from pathlib import Path
from typing import Protocol


class FileStorage(Protocol):
    """Keeps bytes under keys that we make; a key is letters, digits and slashes."""

    async def put(self, key: str, content: bytes) -> None:
        """Keeps the content durably; the same key again replaces it."""
        ...

    async def get(self, key: str) -> bytes:
        """The content; FileNotFoundError when there is none."""
        ...

    async def delete(self, key: str) -> None:
        """Forgets the content; a key that is not there is no error."""
        ...


def new_storage_key() -> str:
    """An unguessable key, spread over 256 folders."""
    token = secrets.token_hex(20)
    return f"{token[:2]}/{token}"


class FolderStorage:
    """Files in a folder, written beside and then renamed, so that a crash leaves either nothing or the whole file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, key: str) -> Path:
        path = (self._folder / key).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise ValueError("a storage key leads out of the folder")
        return path

    async def put(self, key: str, content: bytes) -> None:
        """See FileStorage.put."""
        await asyncio.to_thread(self._write, self._path(key), content)

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{secrets.token_hex(4)}.part")
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)

    async def get(self, key: str) -> bytes:
        """See FileStorage.get."""
        return await asyncio.to_thread(self._path(key).read_bytes)

    async def delete(self, key: str) -> None:
        """See FileStorage.delete."""
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)
