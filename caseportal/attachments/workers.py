"""Keeps a few children that open hostile files, one file at a time each, and replaces those that die or hang."""

import asyncio
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence
from dataclasses import dataclass

from caseportal.attachments.exchange import ANSWER, HEADER, RewriteFault, Rewritten
from caseportal.attachments.signatures import MediaType

_COMMAND = (sys.executable, "-m", "caseportal.attachments.child")
_FILES_PER_CHILD = 100


class _GoneError(Exception):
    """The child ended before it answered."""


@dataclass
class _Child:
    process: Process
    files: int = 0


class Rewriters:
    """A pool of children. `rewrite` waits for a free one; `close` ends them all.

    `time_limit` is in seconds per file, waiting not counted. A file that kills its child or overruns the time is
    broken: the person gets words, the pool gets a new child.
    """

    def __init__(self, size: int = 2, time_limit: float = 10.0, command: Sequence[str] = _COMMAND) -> None:
        self._time_limit = time_limit
        self._command = command
        self._places = asyncio.Semaphore(size)
        self._idle: list[_Child] = []

    async def rewrite(self, media_type: MediaType, content: bytes) -> Rewritten | RewriteFault:
        """The file written anew by a child, or why it cannot be."""
        async with self._places:
            child = self._idle.pop() if self._idle else await self._start()
            try:
                answer = await asyncio.wait_for(_ask(child.process, media_type, content), self._time_limit)
            except (TimeoutError, _GoneError):
                await _end(child.process)
                return RewriteFault.BROKEN
            except BaseException:
                await _end(child.process)
                raise
            await self._keep(child)
            return answer

    async def _start(self) -> _Child:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
        )
        return _Child(process)

    async def _keep(self, child: _Child) -> None:
        child.files += 1
        if child.files < _FILES_PER_CHILD:
            self._idle.append(child)
        else:
            await _end(child.process)

    async def close(self) -> None:
        """Ends the idle children; files under way are answered first."""
        while self._idle:
            await _end(self._idle.pop().process)


async def _ask(process: Process, media_type: MediaType, content: bytes) -> Rewritten | RewriteFault:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(HEADER.pack(media_type.encode(), len(content)) + content)
        await process.stdin.drain()
        sign, name, length = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
        body = await process.stdout.readexactly(length)
    except (ConnectionError, asyncio.IncompleteReadError) as error:
        raise _GoneError from error
    text = name.rstrip(b"\0").decode()
    return Rewritten(MediaType(text), body) if sign == b"+" else RewriteFault(text)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
    if process.stdin is not None:
        process.stdin.close()
