"""The whole portal in a test: its own database, a small identity provider, browsers with cookies."""

import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from quart import Quart
from tortoise.backends.base.executor import EXECUTOR_CACHE
from werkzeug.datastructures import FileStorage

from caseportal.app import create_app
from caseportal.models.opening import close_database, migrate_database, open_database
from caseportal.models.transactions import write_transaction
from caseportal.portal import EXTENSION, Portal
from caseportal.settings import PortalSettings
from shared.clock import Clock
from shared.sealing import new_key
from tests.caseportal.people import ANSWERS, PERMIT_NUMBER, permit
from tests.caseportal.provider import CLIENT, ISSUER, SECRET, SmallProvider

_CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_VERSION = re.compile(r'name="version"[^>]*value="([^"]+)"')


def picture(width: int = 300, height: int = 400, kind: str = "JPEG") -> bytes:
    """A small plain picture."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), (180, 200, 210)).save(target, kind)
    return target.getvalue()


def portal_settings(home: Path, database_url: str) -> PortalSettings:
    """Settings of a portal in a test."""
    (home / "build" / "static").mkdir(parents=True, exist_ok=True)
    (home / "build" / "static" / "gatehouse.css").write_text("")
    return PortalSettings(
        home=home,
        base_url="http://localhost:8500",
        database_url=database_url,
        sealing_keys=[f"t1:{new_key()}"],
        index_key=new_key(),
        mail_url="smtp://localhost:1",
        issuer=ISSUER,
        client_id=CLIENT,
        client_secret=SECRET,
        build_dir=home / "build",
    )


class Page:
    """An answer of the portal, read."""

    def __init__(self, status: int, location: str | None, text: str, headers: Mapping[str, str]) -> None:
        self.status = status
        self.location = location
        self.text = text
        self.headers = headers


class Browser:
    """One browser with its cookies. Forms are posted with the CSRF token of the page that was looked at last."""

    def __init__(self, app: Quart, provider: SmallProvider, language: str = "en") -> None:
        self._client = app.test_client()
        self._provider = provider
        self._headers = {"Accept-Language": language}
        self.last = Page(0, None, "", {})

    async def _read(self, response: Any) -> Page:
        body = await response.get_data()
        text = body.decode("utf-8", "replace")
        self.last = Page(response.status_code, response.headers.get("Location"), text, response.headers)
        return self.last

    async def get(self, path: str, **headers: str) -> Page:
        """Looks at a page."""
        return await self._read(await self._client.get(path, headers=self._headers | headers))

    async def post(
        self, path: str, values: Mapping[str, str] | None = None, files: Mapping[str, tuple[str, bytes]] | None = None
    ) -> Page:
        """Posts a form, with the hidden fields of the last page."""
        form = {"action": "continue", **(values or {})}
        for pattern, name in ((_CSRF, "csrf_token"), (_VERSION, "version")):
            found = pattern.search(self.last.text)
            if found and name not in form:
                form[name] = found.group(1)
        uploads = {
            name: FileStorage(io.BytesIO(content), filename=filename)
            for name, (filename, content) in (files or {}).items()
        }
        response = await self._client.post(path, form=form, files=uploads or None, headers=self._headers)
        return await self._read(response)

    async def sign_in(self, person: dict[str, Any], next_path: str = "/todo") -> Page:
        """Signs in at the provider as that person and comes back."""
        self._provider.person = person
        away = await self.get(f"/sso/sign-in?population={person['population']}&next={next_path}")
        assert away.location is not None, away.text
        return await self.get(self._provider.authorize(away.location))

    async def draft(self, number: str = PERMIT_NUMBER) -> str:
        """Agrees and gives the permit number; gives the id of the draft."""
        await self.get("/apply/multi_entry")
        await self.post("/apply/multi_entry", {"agree": "y"})
        await self.get("/apply/multi_entry/permit")
        page = await self.post("/apply/multi_entry/permit", {"permit_number": number})
        assert page.location is not None, page.text
        return page.location.split("/")[2]

    async def fill(self, case_id: str) -> None:
        """Fills every page of a draft and uploads what is needed."""
        for group, values in ANSWERS.items():
            await self.get(f"/cases/{case_id}/edit/{group}")
            page = await self.post(f"/cases/{case_id}/edit/{group}", values)
            assert page.status == 303, page.text
        await self.get(f"/cases/{case_id}/edit/files")
        needed = {name: (f"{name}.jpg", picture()) for name in ("photo", "single_permit", "travel_permit")}
        page = await self.post(
            f"/cases/{case_id}/edit/files", files={f"file_{name}": file for name, file in needed.items()}
        )
        assert page.status == 303, page.text

    async def apply(self) -> str:
        """The whole way to a submitted case; gives its id."""
        case_id = await self.draft()
        await self.fill(case_id)
        await self.get(f"/cases/{case_id}/check")
        page = await self.post(f"/cases/{case_id}/check")
        assert page.location == f"/cases/{case_id}/submitted", page.text
        return case_id


class Site:
    """A running portal."""

    def __init__(self, app: Quart, provider: SmallProvider) -> None:
        self.app = app
        self.provider = provider

    @property
    def services(self) -> Portal:
        """The portal's services."""
        services: Portal = self.app.extensions[EXTENSION]
        return services

    def browser(self, language: str = "en") -> Browser:
        """A new browser."""
        return Browser(self.app, self.provider, language)


@asynccontextmanager
async def opened_database(database_url: str) -> AsyncIterator[None]:
    """A migrated database, open for this test."""
    EXECUTOR_CACHE.clear()  # keyed without the dialect: statements of one engine would be used on the other
    await migrate_database(database_url)
    await open_database(database_url)
    try:
        yield
    finally:
        await close_database()


@asynccontextmanager
async def running_site(home: Path, database_url: str, clock: Clock) -> AsyncIterator[Site]:
    """A portal that serves, with one permit in its registry."""
    EXECUTOR_CACHE.clear()
    await migrate_database(database_url)
    provider = SmallProvider(clock())
    app = create_app(portal_settings(home, database_url), clock, provider.http())
    async with app.test_app():
        site = Site(app, provider)
        async with write_transaction() as connection:
            await site.services.registry.put(connection, permit(), clock())  # type: ignore[attr-defined]
        yield site
