"""Opens the portal's database and brings it up to date."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tortoise import Tortoise
from tortoise.migrations.api import migrate

from caseportal.models import APP_LABEL, MODEL_MODULES

_BUSY_MILLISECONDS = 15_000


def tortoise_config(database_url: str) -> dict[str, Any]:
    """The configuration of tortoise for `sqlite:///…` or `postgresql://…` (asyncpg, which alone can migrate)."""
    return {
        "connections": {"default": _connection(database_url)},
        "apps": {
            APP_LABEL: {
                "models": list(MODEL_MODULES),
                "default_connection": "default",
                "migrations": "caseportal.models.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def _connection(database_url: str) -> dict[str, Any]:
    if database_url.startswith("sqlite:///"):
        path = Path(database_url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return {
            "engine": "tortoise.backends.sqlite",
            "credentials": {"file_path": str(path), "busy_timeout": _BUSY_MILLISECONDS},
        }
    parts = urlsplit(database_url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "engine": "tortoise.backends.asyncpg",
        "credentials": {
            "host": query.get("host") or parts.hostname or "localhost",
            "port": parts.port or 5432,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "database": parts.path.removeprefix("/"),
            "minsize": 1,
            "maxsize": 16,
        },
    }


async def open_database(database_url: str) -> None:
    """Opens the database for every task of this process."""
    await Tortoise.init(config=tortoise_config(database_url), _enable_global_fallback=True)


async def close_database() -> None:
    """Closes what `open_database` opened."""
    await Tortoise.close_connections()


async def database_answers() -> None:
    """Returns when the database answers; raises when it does not."""
    await Tortoise.get_connection("default").execute_query("SELECT 1")


async def migrate_database(database_url: str) -> None:
    """Brings the database up to the newest migration; forward only."""
    try:
        await migrate(config=tortoise_config(database_url), direction="forward")
    finally:
        await Tortoise.close_connections()
