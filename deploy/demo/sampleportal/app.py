"""The Quart application of the sample portal."""

from __future__ import annotations

from pathlib import Path

import httpx
from quart import Quart

from deploy.demo.sampleportal.memory import PortalSessions
from deploy.demo.sampleportal.pages import blueprint
from deploy.demo.sampleportal.relying_party import RelyingParty
from deploy.demo.sampleportal.settings import BACKCHANNEL_PATH, SamplePortalSettings
from shared.clock import Clock, utc_now
from shared.i18n import LocalisedText, add_catalogue
from shared.web.constants import ConstantDocuments
from shared.web.quart_shell import furnish
from shared.web.shell import Shell
from shared.web.static import Assets

_HERE = Path(__file__).parent

TITLE = LocalisedText(zh="機關學校赴大陸地區人員統計", en="Statistics of visits to mainland China")


def create_app(
    settings: SamplePortalSettings, clock: Clock = utc_now, transport: httpx.AsyncBaseTransport | None = None
) -> Quart:
    """The application; `transport` is how it reaches the identity provider, the network unless given."""
    add_catalogue(_HERE / "locale")
    assets = Assets(settings.build_dir)
    app = Quart("sampleportal", static_folder=None, template_folder=None)
    shell = Shell(
        slug="statistics",
        title=TITLE,
        base_url=settings.base_url,
        sealer=settings.sealer,
        assets=assets,
        template_folders=[_HERE / "templates"],
        demo=True,
    )
    furnish(app, shell, machine_paths=frozenset({BACKCHANNEL_PATH}))
    app.register_blueprint(blueprint(settings, RelyingParty(settings, clock, transport), PortalSessions(), clock))
    documents = ConstantDocuments()
    for path, document in assets.documents():
        documents.put(path, document)
    app.asgi_app = documents.asgi(app.asgi_app)  # type: ignore[method-assign, assignment]  # Quart wraps it so
    return app
