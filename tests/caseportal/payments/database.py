"""A database with cases in it, for tests in this process and in others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE

from caseportal.cases.states import CaseState, FollowUp
from caseportal.cases.writer import CaseWriter, Happened
from caseportal.casetypes import CaseTypes, load_case_types
from caseportal.models.cases import Case
from shared.clock import Clock

MODULES = ("cases", "payments", "documents", "registry", "sessions", "notices")
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def tortoise_config(url: str) -> dict[str, object]:
    """The configuration of Tortoise for an address as the settings write it."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        credentials: dict[str, object] = {"file_path": parts.path, "journal_mode": "WAL"}
        engine = "tortoise.backends.sqlite"
    else:
        credentials = {
            "host": parse_qs(parts.query)["host"][0],
            "port": 5432,
            "user": parts.username,
            "password": None,
            "database": parts.path.lstrip("/"),
            "minsize": 1,
            "maxsize": 4,
        }
        engine = "tortoise.backends.asyncpg"
    return {
        "connections": {"default": {"engine": engine, "credentials": credentials}},
        "apps": {"caseportal": {"models": [f"caseportal.models.{name}" for name in MODULES]}},
        "use_tz": True,
        "timezone": "UTC",
    }


@asynccontextmanager
async def opened(url: str, *, fresh: bool = False) -> AsyncIterator[None]:
    """The database, open; `fresh` makes its tables."""
    EXECUTOR_CACHE.clear()  # keyed without the dialect: statements of one engine would be used on the other
    await Tortoise.init(config=tortoise_config(url), _enable_global_fallback=True)
    try:
        if fresh:
            await Tortoise.generate_schemas()
        yield
    finally:
        await Tortoise.close_connections()


def case_types() -> CaseTypes:
    """The shipped case types."""
    return load_case_types()


async def _nothing(_connection: BaseDBAsyncClient, _happened: Happened) -> None:
    """Follow-up work that other tests look at."""


def case_writer(clock: Clock) -> CaseWriter:
    """The one writer, without follow-up work."""
    return CaseWriter(case_types(), clock, dict.fromkeys(FollowUp, _nothing))


async def approved_case(owner: str = "student-1", fee: int = 1000, **changes: object) -> Case:
    """A case that waits for a payment."""
    case_id: UUID = uuid4()
    values: dict[str, object] = {
        "id": case_id,
        "case_type": "multi_entry",
        "state": CaseState.APPROVED,
        "owner": owner,
        "applicant_name": "林小明",
        "contact_sealed": "",
        "language": "en",
        "group_number": f"{case_id.int % 10**9:09d}",
        "receipt_number": f"{case_id.int % 10**12:012d}",
        "permit_index": case_id.hex,
        "answers_sealed": "",
        "fee": fee,
        "created_at": NOW,
        "updated_at": NOW,
        "submitted_at": NOW,
        "decided_at": NOW,
    }
    return await Case.create(**values | changes)
