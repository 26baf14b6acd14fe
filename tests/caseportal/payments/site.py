"""The pages of payments and documents in an application of the test's own, and the gateway simulator beside it."""

from pathlib import Path
from types import SimpleNamespace

import httpx
from quart import Quart, g, request

from caseportal.app import build_portal
from caseportal.documents import blueprint as document_pages
from caseportal.documents import room as documents
from caseportal.documents.settings import DocumentSettings
from caseportal.payments import blueprint as payment_pages
from caseportal.payments import room as payments
from caseportal.payments.settings import PaymentSettings
from caseportal.portal import EXTENSION
from caseportal.settings import PortalSettings
from caseportal.sso.person import Person
from deploy.simulators.ecpay import blueprint as simulator_pages
from deploy.simulators.ecpay.delivery import Delivery
from deploy.simulators.ecpay.orders import Orders
from shared.clock import Clock
from shared.i18n import LocalisedText, add_catalogue
from shared.sealing import new_key
from shared.web.quart_shell import furnish
from shared.web.shell import Shell
from shared.web.static import Assets
from tests.caseportal.payments.conftest import STAGE_ACCOUNT

PORTAL, GATEWAY = "http://portal.localhost", "http://gateway.localhost"
PEOPLE = {
    "student-1": Person("student-1", "林小明", "student", "mainland", frozenset(), {}),
    "student-2": Person("student-2", "王美麗", "student", "mainland", frozenset(), {}),
    "officer-1": Person("officer-1", "林志遠", "staff", None, frozenset({"officer"}), {}),
}
CARD = {"card_number": "4311 9522 2222 2222", "card_expiry": "12/30", "card_code": "222", "action": "continue"}


class Site:
    """Portal and gateway, reaching each other without a network. Requests name their person in a header."""

    def __init__(self, home: Path, database_url: str, clock: Clock) -> None:
        (home / "build" / "static").mkdir(parents=True)
        (home / "build" / "static" / "gatehouse.css").write_text("")
        settings = PortalSettings(
            home=home,
            base_url="http://localhost:8500",
            database_url=database_url,
            sealing_keys=[f"t1:{new_key()}"],
            index_key=new_key(),
            mail_url="smtp://localhost:1",
            issuer="http://localhost:8400",
            client_id="portal",
            client_secret="secret",
            documents=DocumentSettings(),
        )
        self.portal_services = build_portal(settings, clock)
        gateways = {"ecpay": STAGE_ACCOUNT | {"address": f"{GATEWAY}/gateway"}}
        self.payments = payments.open_payments(
            PaymentSettings.model_validate({"gateways": gateways}), self.portal_services.cases, clock
        )
        self.portal = self._portal(settings, clock)
        self.orders = Orders(home / "orders.json")
        to_portal = httpx.AsyncClient(transport=httpx.ASGITransport(self.portal))
        self.delivery = Delivery(self.orders, to_portal, pause=0.05)
        self.simulator = simulator_pages.Simulator(self.orders, self.delivery, clock)
        self.gateway = Quart("gateway", static_folder=None, template_folder=None)
        folder = Path(simulator_pages.__file__).parent
        add_catalogue(folder / "locale")
        furnish(
            self.gateway,
            self._shell("gateway", settings, [folder / "templates"], [folder / "static"]),
            machine_paths=simulator_pages.MACHINE_PATHS,
        )
        self.gateway.register_blueprint(simulator_pages.make_blueprint(self.simulator))

    def _shell(self, slug: str, settings: PortalSettings, templates: list[Path], static: list[Path]) -> Shell:
        return Shell(
            slug=slug,
            title=LocalisedText(zh="測試", en="Test"),
            base_url=settings.base_url,
            sealer=self.portal_services.sealer,
            assets=Assets(settings.home / "build", static),
            template_folders=templates,
        )

    def _portal(self, settings: PortalSettings, clock: Clock) -> Quart:
        app = Quart("portal", static_folder=None, template_folder=None)
        app.extensions[EXTENSION] = self.portal_services
        payments.install(app, self.payments)
        storage, sealer = self.portal_services.storage, self.portal_services.sealer
        documents.install(app, documents.DocumentRoom(storage, sealer, clock))
        folders = [Path(module.__file__).parent / "templates" for module in (payment_pages, document_pages)]
        furnish(app, self._shell("portal", settings, folders, []), machine_paths=self.payments.machine_paths)

        async def who() -> None:
            person = PEOPLE.get(request.headers.get("X-Test-Person", ""))
            g.portal_session = SimpleNamespace(person=person) if person else None

        app.before_request(who)
        app.register_blueprint(payment_pages.blueprint)
        app.register_blueprint(document_pages.blueprint)
        return app

    def browser(self, person: str = "", language: str = "en") -> httpx.AsyncClient:
        """A browser at both places, signed in at the portal as that person."""
        mounts = {
            PORTAL: httpx.ASGITransport(self.portal),
            "http://localhost:8500": httpx.ASGITransport(self.portal),
            GATEWAY: httpx.ASGITransport(self.gateway),
        }
        return httpx.AsyncClient(
            mounts=mounts, base_url="http://localhost:8500", follow_redirects=True,
            headers={"X-Test-Person": person, "Accept-Language": language},
        )  # fmt: skip

    async def close(self) -> None:
        """Ends what was opened."""
        await self.delivery.close()
        await self.portal_services.provider.close()
        await self.portal_services.expiring.close()
