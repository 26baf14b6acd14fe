"""The composition root: settings → stores → factors → blueprints. Nothing else wires things together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response

from idp import accounts, captcha, signin
from idp.accounts import Registering
from idp.audit import AuditLog
from idp.captcha import Captchas
from idp.captcha.voices import voice_faults
from idp.factors import BusyError, FactorRegistry, FactorServices, load_factors
from idp.factors.registry import policy_faults
from idp.journeys import Attempts, JourneyStore
from idp.oidc import provider
from idp.organisations.rosters import Roster, load_roster
from idp.policies import PolicyError, Populations, load_populations
from idp.policies.loading import SHIPPED
from idp.sessions import Sessions
from idp.settings import IdpSettings
from idp.signin import SignIn
from idp.storage.accounts import AccountStore
from idp.storage.migrating import probe
from idp.storage.outbox import Outbox
from idp.stores import Stores
from shared.clock import Clock, utc_now
from shared.expiring import open_store
from shared.i18n import LocalisedText, add_catalogue
from shared.sql import create_engine
from shared.web.constants import ConstantDocuments
from shared.web.errors import page_of_status
from shared.web.flask_shell import furnish, show_error
from shared.web.shell import HealthCheck, Shell
from shared.web.static import Assets

_HERE = Path(__file__).parent
_MOST_BYTES = 64 * 1024
"""Largest request: forms and protocol messages only, no uploads."""

TITLE = LocalisedText(zh="政府服務單一登入", en="Government sign-in")


@dataclass(frozen=True)
class House:
    """Everything that the identity provider is made of, opened once for each process."""

    settings: IdpSettings
    stores: Stores
    populations: Populations
    factors: FactorRegistry
    journeys: JourneyStore
    sessions: Sessions
    captchas: Captchas
    roster: Roster
    registering: Registering


def open_stores(settings: IdpSettings, clock: Clock = utc_now) -> Stores:
    """Opens database and store of short-lived values."""
    sealer = settings.sealer()
    return Stores(
        database=create_engine(settings.database_url),
        expiring=open_store(settings.expiring_url, settings.database_url, clock),
        sealer=sealer,
        clock=clock,
        mail=Outbox(sealer, settings.mail_from, clock),
        audit=AuditLog(clock),
        accounts=AccountStore(sealer),
    )


def read_populations(settings: IdpSettings) -> Populations:
    """The shipped populations and those of this installation; PolicyError names every fault."""
    populations = load_populations(SHIPPED, *settings.population_folders)
    faults = [fault for population in populations for fault in policy_faults(population)]
    if faults:
        raise PolicyError("\n".join(faults))
    return populations


def open_house(settings: IdpSettings, clock: Clock = utc_now) -> House:
    """Puts stores, policies, factors and services together."""
    stores = open_stores(settings, clock)
    populations = read_populations(settings)
    captchas = Captchas(stores.expiring, stores.sealer)
    attempts = Attempts(stores.expiring, stores.sealer)
    factors = load_factors(FactorServices(stores, captchas, attempts))
    roster = load_roster(settings.roster, stores)
    return House(
        settings=settings,
        stores=stores,
        populations=populations,
        factors=factors,
        journeys=JourneyStore(stores.expiring, stores.sealer, clock),
        sessions=Sessions(stores.sealer, populations),
        captchas=captchas,
        roster=roster,
        registering=Registering(stores, factors, roster, settings.base_url),
    )


def create_app(settings: IdpSettings, clock: Clock = utc_now) -> Flask:
    """The WSGI application of the identity provider."""
    house = open_house(settings, clock)
    assets = Assets(settings.build_dir, [_HERE / "accounts" / "static", provider.STATIC])
    app = Flask("idp", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _MOST_BYTES
    app.extensions["gatehouse"] = house
    _add_catalogues(house)
    furnish(app, _shell(house, assets), machine_paths=provider.MACHINE_PATHS)
    documents = ConstantDocuments()
    for path, document in assets.documents():
        documents.put(path, document)
    _add_pages(app, house)
    app.wsgi_app = documents.wsgi(app.wsgi_app)  # type: ignore[method-assign, assignment]  # how Flask takes one

    @app.errorhandler(BusyError)
    def _busy(_error: BusyError) -> Response:
        return show_error(page_of_status(503))

    return app


def _add_pages(app: Flask, house: House) -> None:
    settings = house.settings
    services = SignIn(house.stores, house.populations, house.factors, house.journeys, house.sessions)
    protocol = provider.build_provider(
        settings.base_url, house.stores, house.populations, house.sessions, house.journeys
    )
    protocol.attach(app)
    app.register_blueprint(signin.blueprint(services, settings.base_url))
    app.register_blueprint(captcha.blueprint(house.captchas, settings.captcha_voices))
    app.register_blueprint(
        accounts.blueprint(house.registering, house.populations, house.captchas, house.stores, settings.portal_urls)
    )


def _add_catalogues(house: House) -> None:
    for folder in (_HERE, *(factor.folder for factor in house.factors)):
        add_catalogue(folder / "locale")


def _shell(house: House, assets: Assets) -> Shell:
    settings = house.settings
    folders = [_HERE / "signin" / "templates", _HERE / "accounts" / "templates", provider.TEMPLATES]
    return Shell(
        slug="idp",
        title=TITLE,
        base_url=settings.base_url,
        sealer=house.stores.sealer,
        assets=assets,
        template_folders=[*folders, *(factor.folder / "templates" for factor in house.factors)],
        demo=settings.demo,
        health=[
            HealthCheck("database", lambda: probe(house.stores.database)),
            HealthCheck("short-lived state", house.stores.expiring.ready),
        ],
        trusted_proxies=settings.trusted_proxies,
    )


def configuration_faults(house: House) -> list[str]:
    """What is wrong with the configuration though the service starts, for `gatehouse doctor`."""
    faults = [fault for factor in house.factors for fault in factor.health()]
    return faults + house.roster.health() + voice_faults(house.settings.captcha_voices)
