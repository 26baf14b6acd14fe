"""The outbox: written with its cause, sent once, wiped when sent."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from idp.storage.outbox import SqlMailQueue, failed_mails
from shared.mail import MailContext, RenderedMail, deliver_due, mail
from shared.mail.delivery import MOST_TRIES
from tests.idp.home import Home


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one mail."""
    folder = tmp_path_factory.mktemp("mails")
    (folder / "tried.txt").write_text("{% block subject %}{{ word }}{% endblock %}", encoding="utf-8")
    (folder / "tried.html").write_text("<p>{{ word }}</p>", encoding="utf-8")
    return folder


class Postman:
    """A transport that remembers, or fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.sent: list[tuple[str, str]] = []

    async def send(self, mail: RenderedMail, to: str, message_id: str) -> None:
        """Takes a mail, or raises like a server that is down."""
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError
        self.sent.append((to, mail.subject))


def post(home: Home, templates: Path, word: str) -> None:
    """Posts a mail with a word of its own."""

    @mail("tried", template_folder=templates)
    def tried() -> MailContext:
        return {"word": word}

    stores = home.house.stores
    with stores.database.begin() as connection:
        stores.mail.post(connection, tried(), "meili@example.tw", "en")


def deliver(home: Home, postman: Postman) -> int:
    """One round of the worker."""
    stores = home.house.stores
    queue = SqlMailQueue(stores.database, stores.sealer)
    return asyncio.run(deliver_due(queue, postman, stores.sealer, stores.clock))


def test_a_mail_leaves_once_and_is_wiped(any_home: Home, templates: Path) -> None:
    """Two workers at once send each mail once; neither address nor words stay in the database."""
    for number in range(10):
        post(any_home, templates, f"mail {number}")
    postman = Postman()
    stores = any_home.house.stores
    queue = SqlMailQueue(stores.database, stores.sealer)

    async def both() -> list[int]:
        rounds = (deliver_due(queue, postman, stores.sealer, stores.clock) for _ in range(3))
        return list(await asyncio.gather(*rounds))

    assert sum(asyncio.run(both())) == 10
    assert sorted(postman.sent) == sorted(("meili@example.tw", f"mail {number}") for number in range(10))
    with stores.database.begin() as connection:
        rows = connection.execute(text("SELECT state, to_sealed, mail_sealed FROM mail_outbox")).all()
    assert {tuple(row) for row in rows} == {("sent", None, None)}


def test_a_dead_server_delays_and_loses_nothing(home: Home, templates: Path) -> None:
    """While the server is down the mail waits; when it is back the mail leaves."""
    post(home, templates, "late")
    postman = Postman(failures=3)
    for _ in range(3):
        assert deliver(home, postman) == 0
        assert deliver(home, postman) == 0
        home.clock.advance(hours=1)
    assert deliver(home, postman) == 1
    assert postman.sent == [("meili@example.tw", "late")]


def test_a_mail_that_never_leaves_is_seen(home: Home, templates: Path) -> None:
    """After its last try a mail counts as failed, for operators to see, and is tried no more."""
    post(home, templates, "never")
    postman = Postman(failures=MOST_TRIES)
    for _ in range(MOST_TRIES):
        deliver(home, postman)
        home.clock.advance(hours=13)
    assert deliver(home, postman) == 0
    with home.house.stores.database.begin() as connection:
        assert failed_mails(connection) == 1


def test_no_mail_without_its_cause(home: Home, templates: Path) -> None:
    """A transaction that is rolled back leaves no mail."""
    stores = home.house.stores

    @mail("tried", template_folder=templates)
    def tried() -> MailContext:
        return {"word": "x"}

    with stores.database.connect() as connection, connection.begin() as cause:
        stores.mail.post(connection, tried(), "meili@example.tw", "en")
        cause.rollback()
    assert home.mails() == []
