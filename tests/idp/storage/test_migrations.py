"""Migrations, from empty and from the version before, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect, text

import idp.factors.registry
import idp.storage.tables
from idp.storage.metadata import metadata
from idp.storage.migrating import current, differences, head, migrate, probe, revisions
from shared.sql import create_engine

assert idp.storage.tables
idp.factors.registry.factor_classes()
NOW = "2026-11-21 01:00:00+00:00"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty database."""
    made = create_engine(database_url)
    yield made
    made.dispose()


def test_from_empty(engine: Engine) -> None:
    """An empty database comes to exactly the tables that the code declares; a second run changes nothing."""
    with pytest.raises(RuntimeError, match="run `gatehouse idp migrate`"):
        probe(engine)
    assert migrate(engine) is None
    assert migrate(engine) == head()
    probe(engine)
    with engine.connect() as connection:
        assert differences(connection, metadata) == []


@pytest.mark.parametrize("before", revisions()[:-1])
def test_from_a_version_before(engine: Engine, before: str) -> None:
    """A database of an earlier version keeps its rows on the way to this one."""
    migrate(engine, before)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (account_id, population, username, username_key, status, roles, language,"
                " person_sealed, created_at) VALUES ('a', 'student', 'Mei', 'mei', 'active', '[]', 'en', 'x', :now)"
            ),
            {"now": NOW},
        )
    assert migrate(engine) == before
    with engine.connect() as connection:
        assert current(connection) == head()
        assert connection.scalar(text("SELECT username FROM accounts")) == "Mei"
        assert differences(connection, metadata) == []


def test_personal_data_has_no_plain_column(engine: Engine) -> None:
    """From the first migration on, no column of the accounts holds a number, birth date, name or mail address in clear."""
    migrate(engine, revisions()[0])
    columns = {column["name"] for column in inspect(engine).get_columns("accounts")}
    assert not columns & {"email", "name", "phone", "id_number", "birth_date", "document_number"}
    assert "person_sealed" in columns
