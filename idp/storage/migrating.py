"""Brings the database to this version's schema. Forward only: the way back is a restored backup."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, text

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x6D69_6772  # any constant; of several processes that start at once one migrates on PostgreSQL


def _config(connection: Connection | None = None, metadata: MetaData | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def head() -> str:
    """The revision that this version of the program wants."""
    wanted = ScriptDirectory.from_config(_config()).get_current_head()
    if wanted is None:
        raise RuntimeError("the program has no migrations")
    return wanted


def revisions() -> list[str]:
    """Every revision, the first one first."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions()))]


def current(connection: Connection) -> str | None:
    """The revision that the database has; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine, to: str = "head") -> str | None:
    """Brings the database to a revision in one transaction; gives the revision it had before."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before = current(connection)
        command.upgrade(_config(connection), to)
    return before


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """What the database's schema and the declared tables disagree on; empty when nothing."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, metadata))


def draft(engine: Engine, metadata: MetaData, message: str, revision: str) -> Path:
    """Writes a new migration from the difference between a migrated database and the tables, to be read and mended."""
    with engine.begin() as connection:
        script = command.revision(_config(connection, metadata), message, autogenerate=True, rev_id=revision)
    if script is None or isinstance(script, list):
        raise RuntimeError("no single migration was written")
    return Path(script.path)


def probe(engine: Engine) -> None:
    """Returns when the database answers with this version's schema; RuntimeError when it does not."""
    with engine.connect() as connection:
        if current(connection) != head():
            raise RuntimeError("the database has another schema: run `gatehouse idp migrate`")
