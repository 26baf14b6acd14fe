"""The Quart application of the desk."""

from pathlib import Path

import httpx
from quart import Quart

from deploy.demo.desk.directory import load_directory
from deploy.demo.desk.mailbox import Mailbox, mail_catcher
from deploy.demo.desk.pages import make_blueprint
from deploy.demo.desk.settings import DeskSettings
from deploy.simulators.ecpay import blueprint as gateway
from deploy.simulators.ecpay.delivery import Delivery
from deploy.simulators.ecpay.orders import Orders
from shared.clock import Clock, utc_now
from shared.i18n import LocalisedText, add_catalogue
from shared.i18n import gettext as _
from shared.sealing import Sealer, new_key
from shared.web.constants import ConstantDocuments
from shared.web.quart_shell import furnish
from shared.web.shell import NavigationItem, Shell, current_page
from shared.web.static import Assets

_HERE = Path(__file__).parent
_SIMULATOR = Path(gateway.__file__).parent

TITLE = LocalisedText(zh="示範服務台", en="Demo desk")


def create_app(settings: DeskSettings, clock: Clock = utc_now) -> Quart:
    """The application: front page, mailbox, payment gateway. It catches mail while it is being served."""
    add_catalogue(_HERE / "locale")
    add_catalogue(_SIMULATOR / "locale")
    app = Quart("desk", static_folder=None, template_folder=None)
    assets = Assets(settings.build_dir, [_HERE / "static", _SIMULATOR / "static"])
    shell = Shell(
        slug="desk",
        title=TITLE,
        base_url=settings.base_url,
        sealer=Sealer(
            [f"desk:{new_key()}"], new_key()
        ),  # forms opened before a restart are sent again: nothing is kept
        assets=assets,
        template_folders=[_HERE / "templates", _SIMULATOR / "templates"],
        demo=True,
        navigation=_navigation,
    )
    furnish(app, shell, machine_paths=gateway.MACHINE_PATHS)
    mailbox = Mailbox(settings.home / "mailbox", clock)
    directory = load_directory(settings.seeds)
    places = {**settings.addresses, "desk": settings.base_url}
    orders = Orders(settings.home / "gateway" / "orders.json")
    delivery = Delivery(orders, httpx.AsyncClient())
    app.register_blueprint(make_blueprint(directory, mailbox, places, settings.home / "samples"))
    app.register_blueprint(gateway.make_blueprint(gateway.Simulator(orders, delivery, clock)))
    catcher = mail_catcher(mailbox, settings.smtp_port)

    @app.before_serving
    async def _open() -> None:
        catcher.start()

    @app.after_serving
    async def _close() -> None:
        catcher.stop()
        await delivery.close()

    documents = ConstantDocuments()
    for path, document in assets.documents():
        documents.put(path, document)
    app.asgi_app = documents.asgi(app.asgi_app)  # type: ignore[assignment, method-assign]  # Quart's own way to wrap it
    return app


def _navigation() -> list[NavigationItem]:
    """The three parts of the desk."""
    entries = ((_("Start"), "/"), (_("Mailbox"), "/mailbox"), (_("Payment gateway"), "/gateway/"))
    path = current_page().path.partition("?")[0]
    return [
        NavigationItem(text, href, path == href or (href != "/" and path.startswith(href))) for text, href in entries
    ]
