"""A whole identity provider for tests: real app, real stores, a browser that reads its CAPTCHAs from the store."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from idp.accounts.making import OrderedAccount, make_account
from idp.app import House, create_app
from idp.settings import IdpSettings
from idp.storage.accounts import Account
from idp.storage.migrating import migrate
from idp.storage.tables.outbox import mail_outbox
from shared.mail import RenderedMail
from shared.sealing import new_key
from shared.sql import create_engine
from tests.conftest import FakeClock

BASE = "http://localhost:8400"
ISSUED = {"agency": "Abcd123!xyz", "student": "abcd1234xyz", "staff": "correct horse battery"}


def settings_for(folder: Path, database_url: str, expiring_url: str | None = None, **changes: Any) -> IdpSettings:
    """Settings of a fresh installation in `folder`."""
    (folder / "build" / "static").mkdir(parents=True, exist_ok=True)
    (folder / "build" / "static" / "gatehouse.css").touch()
    values: dict[str, Any] = {
        "home": folder,
        "base_url": BASE,
        "database_url": database_url,
        "expiring_url": expiring_url,
        "sealing_keys": [f"k1:{new_key()}"],
        "index_key": new_key(),
        "mail_url": "smtp://127.0.0.1:1",
        "build_dir": folder / "build",
    }
    return IdpSettings(**(values | changes))


@dataclass
class Home:
    """One installation; `process()` gives another application over the same stores."""

    settings: IdpSettings
    clock: FakeClock
    _houses: list[House] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Migrates the database and makes the first application."""
        engine = create_engine(self.settings.database_url)
        migrate(engine)
        engine.dispose()
        self.app = self.process()
        self.house = self._houses[0]

    def process(self) -> Flask:
        """An application as another process would have it."""
        app = create_app(self.settings, self.clock)
        app.testing = True
        self._houses.append(app.extensions["gatehouse"])
        return app

    def close(self) -> None:
        """Closes every connection."""
        for house in self._houses:
            house.stores.database.dispose()
            close = getattr(house.stores.expiring, "close", None)
            if close:
                close()

    def account(self, population: str = "student", username: str = "meili", **changes: Any) -> Account:
        """An active account of a shipped population, with its password of `ISSUED`."""
        secret = ISSUED.get(population, "abcd1234xyz")
        values: dict[str, Any] = {
            "policy": self.house.populations[population],
            "username": username,
            "name": "王美麗",
            "email": f"{username}@example.tw",
            "secrets": {"password": secret, "password_again": secret},
        }
        made = make_account(OrderedAccount(**(values | changes)), self.house.registering, self.house.stores)
        assert isinstance(made, Account), made
        return made

    def browser(self, app: Flask | None = None) -> Browser:
        """A browser that is new here."""
        return Browser(self, (app or self.app).test_client())

    def mails(self) -> list[RenderedMail]:
        """Every mail that waits, the oldest first."""
        with self.house.stores.database.begin() as connection:
            rows = connection.execute(select(mail_outbox).order_by(mail_outbox.c.mail_id)).all()
        return [RenderedMail.unsealed(row.mail_sealed, self.house.stores.sealer) for row in rows]


@dataclass
class Browser:
    """Fills in forms as a person does: hidden fields are kept, CAPTCHAs are read."""

    home: Home
    client: FlaskClient
    page: TestResponse | None = None

    def get(self, path: str) -> TestResponse:
        """Opens a page, following redirects within the service."""
        self.page = self.client.get(path, follow_redirects=True, headers={"Accept-Language": "en"})
        return self.page

    @property
    def path(self) -> str:
        """The address of the page that is shown."""
        assert self.page is not None
        return self.page.request.path

    @property
    def text(self) -> str:
        """The words of the page."""
        assert self.page is not None
        return " ".join(unescape(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.page.text, flags=re.S)).split())

    def hidden(self) -> dict[str, str]:
        """Hidden fields of the page's forms."""
        assert self.page is not None
        found = {}
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", self.page.text):
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name:
                found[name[1]] = unescape(value[1]) if value else ""
        return found

    def captcha(self) -> str:
        """What the picture of the page shows, read from the store with the installation's keys."""
        cookie = self.client.get_cookie("idp-browser")
        assert cookie is not None
        text = self.home.house.captchas.text(self.hidden()["captcha_id"], cookie.value)
        assert text is not None
        return text

    def send(self, path: str | None = None, *, follow: bool = True, **values: str) -> TestResponse:
        """Sends the page's form with these values."""
        data = {**self.hidden(), "action": "continue", **values}
        if "captcha_id" in data and "captcha" not in values:
            data["captcha"] = self.captcha()
        headers = {"Accept-Language": "en"}
        self.page = self.client.post(path or self.path, data=data, follow_redirects=follow, headers=headers)
        return self.page
