"""The child process that opens hostile files: `python -m caseportal.attachments.child`.

What crosses its standard streams stands in `caseportal.attachments.exchange`.
"""

import resource
import sys
from typing import BinaryIO

from caseportal.attachments.exchange import ANSWER, HEADER, RewriteFault, Rewritten
from caseportal.attachments.rewriting import rewrite
from caseportal.attachments.signatures import MediaType

MEMORY_LIMIT = 768 * 1024 * 1024
"""Bytes of address space, the interpreter and its libraries included."""
CPU_LIMIT = 600
"""Seconds of processor time in a child's whole life; one file is limited by its parent's clock."""


def _exactly(stream: BinaryIO, length: int) -> bytes | None:
    content = stream.read(length)
    return content if len(content) == length else None


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answers requests until the parent closes the stream."""
    while (header := _exactly(incoming, HEADER.size)) is not None:
        kind, length = HEADER.unpack(header)
        content = _exactly(incoming, length)
        if content is None:
            return
        outgoing.write(_answer(MediaType(kind.rstrip(b"\0").decode()), content))
        outgoing.flush()


def _answer(kind: MediaType, content: bytes) -> bytes:
    try:
        result = rewrite(kind, content)
    except MemoryError:
        result = RewriteFault.BROKEN
    if isinstance(result, Rewritten):
        return ANSWER.pack(b"+", result.media_type.encode(), len(result.content)) + result.content
    return ANSWER.pack(b"-", result.encode(), 0)


def main() -> None:
    """Takes the limits upon itself, then serves."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
