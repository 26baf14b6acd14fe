"""Registrations in the database (SQLAlchemy Core)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from idp.oidc.clients.model import Client
from idp.storage.tables.protocol import clients, versions

CLIENTS_VERSION = "clients"
"""Name of the counter that says when the cached register is out of date."""


class ClientExistsError(Exception):
    """There is a client with this identifier already."""


def raise_version(connection: Connection, name: str) -> None:
    """Counts one change of what is cached under `name`, so that every process reads it anew."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(versions).values(name=name, number=1)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[versions.c.name], set_={"number": versions.c.number + 1})
    )


def version_of(connection: Connection, name: str) -> int:
    """How often what is cached under `name` has changed."""
    return connection.scalar(select(versions.c.number).where(versions.c.name == name)) or 0


def add(connection: Connection, client: Client, secret_digest: str | None, now: datetime) -> None:
    """Stores a new registration; ClientExistsError when the identifier is taken."""
    try:
        with connection.begin_nested():
            connection.execute(
                clients.insert().values(
                    client_id=client.client_id,
                    secret_digest=secret_digest,
                    registration=client.model_dump(mode="json"),
                    created_at=now,
                    updated_at=now,
                )
            )
    except IntegrityError as error:
        raise ClientExistsError(client.client_id) from error
    raise_version(connection, CLIENTS_VERSION)


def replace(connection: Connection, client: Client, secret_digest: str | None, now: datetime) -> bool:
    """Overwrites a registration, keeping its secret when none is given; says whether there was one."""
    values: dict[str, object] = {"registration": client.model_dump(mode="json"), "updated_at": now}
    if secret_digest is not None or not client.needs_secret:
        values["secret_digest"] = secret_digest
    found = connection.execute(update(clients).where(clients.c.client_id == client.client_id).values(values)).rowcount
    if found:
        raise_version(connection, CLIENTS_VERSION)
    return found == 1


def has_secret(connection: Connection, client_id: str) -> bool:
    """Whether the client is registered with a secret."""
    return connection.scalar(select(clients.c.secret_digest).where(clients.c.client_id == client_id)) is not None


def load_all(connection: Connection) -> list[tuple[Client, str | None]]:
    """Every registration with the digest of its secret, by identifier."""
    rows = connection.execute(select(clients.c.registration, clients.c.secret_digest).order_by(clients.c.client_id))
    return [(Client.model_validate(row.registration), row.secret_digest) for row in rows]
