"""Composition root of the case portal: settings → services → pages. Nothing else wires things together."""

import asyncio
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any

import httpx
from quart import Quart, abort, request

from caseportal.applicant import editing, entry, opening, sending, showing, todo
from caseportal.attachments.files import CaseFiles
from caseportal.attachments.intake import MAX_BYTES
from caseportal.attachments.storage import FolderStorage
from caseportal.attachments.workers import Rewriters
from caseportal.cases.drafts import Drafts
from caseportal.cases.states import FollowUp
from caseportal.cases.words import button_words, event_words, role_words, state_words
from caseportal.cases.writer import CaseWriter
from caseportal.casetypes import load_case_types
from caseportal.documents import blueprint as document_pages
from caseportal.documents import room as document_room
from caseportal.documents.queueing import DocumentQueue
from caseportal.models.opening import close_database, database_answers, open_database
from caseportal.notices.case_mails import mail_applicant
from caseportal.notices.outbox import Outbox
from caseportal.officers import queue, review
from caseportal.payments import blueprint as payment_pages
from caseportal.payments import room as payment_room
from caseportal.portal import EXTENSION, Portal, portal
from caseportal.registry.table import TableRegistry
from caseportal.settings import PortalSettings
from caseportal.sso import pages as sso_pages
from caseportal.sso.access import load_session, signed_in
from caseportal.sso.attempts import Attempts
from caseportal.sso.provider import Provider
from caseportal.sso.sessions import Sessions
from shared.clock import Clock, utc_now
from shared.expiring import AsyncExpiringStore, open_store
from shared.i18n import LocalisedText, add_catalogue
from shared.i18n import gettext as _
from shared.web.constants import ConstantDocuments
from shared.web.quart_shell import furnish
from shared.web.shell import HealthCheck, NavigationItem, Shell, current_page
from shared.web.static import Assets

_HERE = Path(__file__).parent
_ROOMS = ("applicant", "officers", "sso", "payments", "documents")
_MOST_FILES = 30
_HEALTH_SECONDS = 5.0

TITLE = LocalisedText(zh="學生線上申辦系統", en="Students Online Application System")


def build_portal(settings: PortalSettings, clock: Clock = utc_now, http: httpx.AsyncClient | None = None) -> Portal:
    """The services of one process: of the web server, the worker or a command. Opens no database yet."""
    sealer, case_types = settings.sealer(), load_case_types(*settings.case_type_folders)
    for folder in (_HERE, *(_HERE / room for room in ("applicant", "officers", "notices", "payments", "documents"))):
        add_catalogue(folder / "locale")
    expiring = AsyncExpiringStore(open_store(settings.expiring_url, settings.database_url, clock))
    storage = FolderStorage(settings.attachments)
    outbox = Outbox(sealer, clock, settings.mail_from)
    documents = DocumentQueue(sealer, case_types, clock)
    follow_ups = {
        FollowUp.MAIL_APPLICANT: mail_applicant(outbox, case_types, sealer, settings.base_url),
        FollowUp.QUEUE_DOCUMENTS: documents.follow_up,
    }
    secret = settings.client_secret.get_secret_value()
    return Portal(
        settings=settings,
        clock=clock,
        sealer=sealer,
        expiring=expiring,
        case_types=case_types,
        registry=TableRegistry(sealer),
        storage=storage,
        files=CaseFiles(storage, clock),
        rewriters=Rewriters(settings.file_workers),
        drafts=Drafts(sealer, clock),
        cases=CaseWriter(case_types, clock, follow_ups),
        outbox=outbox,
        sessions=Sessions(sealer, clock),
        attempts=Attempts(expiring, sealer),
        provider=Provider(settings.issuer, settings.client_id, secret, http or httpx.AsyncClient(), clock),
    )


class _Opening:
    """Opens the database when serving begins, and lets readiness checks, which run in threads, reach the event loop."""

    def __init__(self, services: Portal) -> None:
        self._services = services
        self._loop: asyncio.AbstractEventLoop | None = None

    async def open(self) -> None:
        """The connections belong to the event loop that calls this."""
        await open_database(self._services.settings.database_url)
        self._loop = asyncio.get_running_loop()

    def health(self) -> list[HealthCheck]:
        """The parts without which the portal is not ready."""
        return [
            HealthCheck("database", lambda: self._ask(database_answers())),
            HealthCheck("short-lived state", lambda: self._ask(self._services.expiring.ready())),
        ]

    def _ask(self, question: Coroutine[Any, Any, None]) -> None:
        if self._loop is None:
            question.close()
            raise RuntimeError("the database is not open yet")
        asyncio.run_coroutine_threadsafe(question, self._loop).result(_HEALTH_SECONDS)


def create_app(settings: PortalSettings, clock: Clock = utc_now, http: httpx.AsyncClient | None = None) -> Quart:
    """The portal's web application. `http` reaches the identity provider; tests give one that reaches their own."""
    app = Quart(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_FILES * (MAX_BYTES + 4096)
    services = build_portal(settings, clock, http)
    connections = _Opening(services)
    app.extensions[EXTENSION] = services
    payments = payment_room.open_payments(settings.payment_settings, services.cases, clock)
    payment_room.install(app, payments)
    finished = FolderStorage(settings.document_storage)
    document_room.install(app, document_room.DocumentRoom(finished, services.sealer, clock))
    assets = Assets(settings.build_dir, [_HERE / "static"])
    furnish(
        app,
        _shell(services, assets, connections.health()),
        machine_paths=payments.machine_paths | {sso_pages.BACKCHANNEL_PATH},
    )
    app.jinja_env.globals.update(
        state_words=state_words,
        event_words=event_words,
        button_words=button_words,
        role_words=role_words,
        case_title=lambda key: services.case_types.of_case(key).title,
    )
    app.before_request(_refuse_nul)
    app.before_request(load_session)
    for module in (
        entry,
        todo,
        opening,
        editing,
        sending,
        showing,
        queue,
        review,
        sso_pages,
        payment_pages,
        document_pages,
    ):
        app.register_blueprint(module.blueprint)

    @app.before_serving
    async def _open() -> None:
        await connections.open()

    @app.after_serving
    async def _close() -> None:
        await services.close()
        await close_database()

    constants = ConstantDocuments()
    for path, document in assets.documents():
        constants.put(path, document)
    app.asgi_app = constants.asgi(app.asgi_app)  # type: ignore[method-assign, assignment]  # as Quart takes it
    return app


async def _refuse_nul() -> None:
    """No address of ours has a NUL, and PostgreSQL takes none in a text."""
    if "\0" in request.path or any("\0" in text for pair in request.args.items(multi=True) for text in pair):
        abort(400)


def _shell(services: Portal, assets: Assets, health: Sequence[HealthCheck]) -> Shell:
    settings = services.settings
    return Shell(
        slug="portal",
        title=TITLE,
        base_url=settings.base_url,
        sealer=services.sealer,
        assets=assets,
        template_folders=[_HERE / room / "templates" for room in _ROOMS],
        demo=settings.demo,
        navigation=_navigation,
        account=_account,
        health=health,
        trusted_proxies=settings.trusted_proxies,
    )


def _navigation() -> Sequence[NavigationItem]:
    person = signed_in()
    if person is None:
        return ()
    if person.population == portal().settings.officer_population:
        return (_item(_("Queue of cases"), "/officers/queue"), _item(_("Payments"), "/officers/payments"))
    return (
        _item(_("To do"), "/todo"),
        _item(_("Apply online"), "/mainland"),
        _item(_("Pay online"), "/payments"),
        _item(_("Downloads"), "/documents/permits"),
    )


def _item(text: str, href: str) -> NavigationItem:
    return NavigationItem(text, href, active=current_page().path.partition("?")[0] == href)


def _account() -> Sequence[NavigationItem]:
    person = signed_in()
    if person is None:
        return (NavigationItem(_("Sign in"), "/sso/sign-in?next=/todo"),)
    current_page().form_action.append(portal().provider.issuer)
    return (NavigationItem(_("Sign out"), "/sso/sign-out", post=True),)
