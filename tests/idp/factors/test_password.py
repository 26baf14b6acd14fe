"""The password factor's own promises."""

from __future__ import annotations

import argon2
import pytest
from sqlalchemy import select, update

from idp.factors import BusyError
from idp.factors.password.hashing import PasswordHasher, is_outdated
from idp.factors.password.tables import password_credentials
from tests.idp.home import ISSUED, Home


def sign_in(home: Home) -> str:
    """Signs in with the right password; gives the address where it ends."""
    browser = home.browser()
    browser.get("/sign-in/student")
    browser.send(username="meili", password=ISSUED["student"])
    return browser.path


def test_an_old_hash_is_made_anew_at_sign_in(home: Home) -> None:
    """A hash with weaker parameters is replaced by today's when its owner signs in."""
    home.account("student", "meili")
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(ISSUED["student"])
    with home.house.stores.database.begin() as connection:
        connection.execute(update(password_credentials).values(phc=weak))
    assert sign_in(home) == "/account"
    with home.house.stores.database.begin() as connection:
        phc = connection.scalar(select(password_credentials.c.phc))
    assert phc != weak
    assert not is_outdated(phc)


def test_a_hundred_wrong_in_a_row_close_for_good(home: Home) -> None:
    """After a hundred failures, whatever lockouts came between, the right password needs to be replaced."""
    home.account("student", "meili")
    with home.house.stores.database.begin() as connection:
        connection.execute(update(password_credentials).values(failures=99))
    assert sign_in(home) == "/account"
    with home.house.stores.database.begin() as connection:
        assert connection.scalar(select(password_credentials.c.failures)) == 0
        connection.execute(update(password_credentials).values(failures=100))
    assert sign_in(home).endswith("/password")


def test_a_busy_machine_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the queue of hashes full the answer is 503 with Retry-After, not a time-out."""
    home.account("student", "meili")

    def busy(*_arguments: object) -> bool:
        raise BusyError

    monkeypatch.setattr(PasswordHasher, "verify", busy)
    browser = home.browser()
    browser.get("/sign-in/student")
    page = browser.send(username="meili", password=ISSUED["student"])
    assert page.status_code == 503
    assert page.headers["Retry-After"]
