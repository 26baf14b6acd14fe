"""Finds calls that would block the event loop: files made durable, decoders, sockets, waiting."""

import asyncio
import functools
import os
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pikepdf
import PIL.Image

BLOCKING: tuple[tuple[Any, str], ...] = (
    (time, "sleep"),
    (os, "fsync"),
    (socket, "create_connection"),
    (sqlite3, "connect"),
    (subprocess.Popen, "wait"),
    (PIL.Image, "open"),
    (pikepdf, "open"),
)
"""Functions that have no place on the event loop. In worker threads and child processes they are welcome."""


class BlockingCallError(AssertionError):
    """The event loop was about to be blocked."""


def _guarded(original: Callable[..., Any], name: str) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(*arguments: Any, **keywords: Any) -> Any:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return original(*arguments, **keywords)
        raise BlockingCallError(f"{name} was called on the event loop")

    return call


@contextmanager
def no_blocking_calls() -> Iterator[None]:
    """Inside the block, a blocking call on the event loop raises."""
    patches = [patch.object(owner, name, _guarded(getattr(owner, name), name)) for owner, name in BLOCKING]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()
