"""How the portal opens a transaction that writes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction


@asynccontextmanager
async def write_transaction(connection: BaseDBAsyncClient | None = None) -> AsyncIterator[BaseDBAsyncClient]:
    """A transaction that commits on return and rolls back on an exception; joins `connection` if one is given.

    SQLite begins transactions as readers, and a reader that turns writer after another process has written fails at
    once, whatever the busy timeout. Therefore the first statement here takes the write lock (it changes no row); on
    PostgreSQL it is not needed.
    """
    if connection is not None:
        yield connection
        return
    async with in_transaction() as opened:
        if opened.capabilities.dialect == "sqlite":
            await opened.execute_query("UPDATE number_counter SET given = given WHERE 1 = 0")
        yield opened
