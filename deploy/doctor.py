"""`gatehouse doctor`: what is wrong with an installation, though its services may start."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from caseportal.models.opening import close_database, database_answers, open_database
from caseportal.settings import PortalSettings
from deploy.setup.assets import BUILD
from idp.app import House, configuration_faults, open_house
from idp.settings import IdpSettings
from idp.storage.migrating import probe
from idp.storage.outbox import failed_mails
from shared.expiring import open_store
from shared.settings import ServiceSettings, SettingsError, load_settings

_TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `words` say what is wrong with it."""

    what: str
    words: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.words


def examine(home: Path) -> list[Finding]:
    """Looks at everything that can be looked at without changing anything."""
    return list(_findings(home))


def _findings(home: Path) -> Iterator[Finding]:
    yield Finding(
        "made parts", "" if (BUILD / "static" / "gatehouse.css").exists() else "missing; call ./gatehouse setup"
    )
    try:
        idp = load_settings(IdpSettings, "idp", home)
        portal = load_settings(PortalSettings, "caseportal", home)
    except SettingsError as error:
        yield Finding("settings", str(error))
        return
    yield Finding("settings")
    house = open_house(idp)
    database = _look("identity provider: database", lambda: probe(house.stores.database))
    yield database
    if database.ok:
        yield Finding("identity provider: outbox", _given_up(house))
    for fault in configuration_faults(house):
        yield Finding("identity provider: configuration", fault)
    yield _look("case portal: database", lambda: asyncio.run(_portal_database(portal.database_url)))
    services: tuple[tuple[str, ServiceSettings], ...] = (("identity provider", idp), ("case portal", portal))
    for name, settings in services:
        yield _look(f"{name}: short-lived state", partial(_short_lived, settings))
        yield _look(f"{name}: mail server", partial(_mail_server, settings.mail_url))


def _look(what: str, act: Callable[[], None]) -> Finding:
    try:
        act()
    except Exception as error:  # whatever it is, the operator is told
        return Finding(what, f"{type(error).__name__}: {error}")
    return Finding(what)


def _given_up(house: House) -> str:
    with house.stores.reader.begin() as connection:
        number = failed_mails(connection)
    return f"{number} mails were given up after three days of tries; mend the mail server's settings" if number else ""


async def _portal_database(database_url: str) -> None:
    await open_database(database_url)
    try:
        await database_answers()
    finally:
        await close_database()


def _short_lived(settings: ServiceSettings) -> None:
    store = open_store(settings.expiring_url, settings.database_url)
    try:
        store.ready()
    finally:
        store.close()


def _mail_server(mail_url: str) -> None:
    parts = urlsplit(mail_url)
    socket.create_connection((parts.hostname or "", parts.port or 25), _TIMEOUT_SECONDS).close()
