"""The worker processes that render and sign: spawned, a limited number of documents each, ended when they overrun."""

import asyncio
import gc
import multiprocessing
import multiprocessing.connection
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from caseportal.documents.contents import Content
from caseportal.documents.keys import SigningKey, SigningKeyError

_DOCUMENTS_PER_PROCESS: Final = 200


class RenderingError(Exception):
    """A document was not made: the process died, overran its time, or said why. The job is tried again later."""


class RenderingPool:
    """Makes documents in `workers` processes, `time_limit` seconds each at most. Close it when done."""

    def __init__(self, fonts: Path, key: SigningKey, *, workers: int = 1, time_limit: float = 60.0) -> None:
        self._fonts = fonts
        self._key = key
        self._workers = workers
        self._time_limit = time_limit
        self._pool: ProcessPoolExecutor | None = None

    async def make(self, content: Content) -> bytes:
        """Give the signed PDF. Raises RenderingError, after which the next document gets fresh processes."""
        pool = self._pool = self._pool or ProcessPoolExecutor(
            self._workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_warm,
            max_tasks_per_child=_DOCUMENTS_PER_PROCESS,
        )
        job = asyncio.wrap_future(pool.submit(_make, content, self._fonts, self._key))
        try:
            return await asyncio.wait_for(job, self._time_limit)
        except TimeoutError as error:
            self._abandon(pool)
            raise RenderingError(f"not done after {self._time_limit:g} seconds") from error
        except BrokenProcessPool as error:
            self._abandon(pool)
            raise RenderingError("the process died") from error
        except (FileNotFoundError, SigningKeyError) as error:
            raise RenderingError(f"{type(error).__name__}: {error}") from error
        except Exception as error:
            # The text may quote what stands on the document: only the kind of fault is passed on.
            raise RenderingError(type(error).__name__) from error

    def process_ids(self) -> list[int]:
        """Name the processes that run now, for the operator and for tests that end one."""
        if self._pool is None:
            return []
        return [process.pid for process in (self._pool._processes or {}).values() if process.pid is not None]

    def _abandon(self, pool: ProcessPoolExecutor) -> None:
        """End every process of a pool that hangs or is broken."""
        if self._pool is pool:
            self._pool = None
        for process in list((pool._processes or {}).values()):
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the processes; documents under way are lost and their jobs tried again."""
        if self._pool is not None:
            self._abandon(self._pool)


def _warm() -> None:
    """Load WeasyPrint and pyHanko before the first document, which takes more than a second; die with the parent."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import caseportal.documents.rendering
    import caseportal.documents.signing  # noqa: F401  # loaded before the first document, not with it

    # What is loaded for good need not be looked through, and each document ends with a collection of its own.
    gc.freeze()
    gc.disable()


def _end_with_parent() -> None:
    """Wait for the parent's end: a child of a killed worker would otherwise wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    multiprocessing.connection.wait([parent.sentinel])
    os._exit(1)


def _make(content: Content, fonts: Path, key: SigningKey) -> bytes:
    """Run in the worker process: render, then sign."""
    from caseportal.documents.rendering import render
    from caseportal.documents.signing import sign

    return sign(render(content, fonts), key, content.number)
