"""An identity provider for the tests of the protocol: real app, real stores, populations of password only."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import KeySet
from werkzeug.test import TestResponse

import idp.storage.tables  # noqa: F401  # registers every table
from idp.audit import AuditLog
from idp.journeys import JourneyStore
from idp.oidc.clients import store as client_store
from idp.oidc.clients.model import Client
from idp.oidc.clients.register import SECRET_PURPOSE
from idp.oidc.provider import MACHINE_PATHS, STATIC, TEMPLATES, Provider, build_provider
from idp.policies import Channel, Evidence, Population, Populations
from idp.sessions import Sessions, session_cookie
from idp.storage.accounts import Account, AccountStatus, AccountStore
from idp.storage.metadata import metadata, new_id
from idp.storage.outbox import Outbox
from idp.stores import Stores
from shared.expiring import ExpiringStore, open_store
from shared.i18n import LocalisedText
from shared.sealing import Sealer
from shared.sql import create_engine
from shared.web.flask_shell import furnish
from shared.web.shell import Shell
from shared.web.static import Assets
from tests.conftest import FakeClock

ISSUER = "http://localhost:8400"
CALLBACK = "https://portal.example/callback"
SIGNED_OUT = "https://portal.example/signed-out"
SECRET = "a-long-and-random-secret-of-a-test"


def words(text: str) -> LocalisedText:
    """The same text in both languages."""
    return LocalisedText(zh=text, en=text)


def population(name: str, **changes: Any) -> Population:
    """A population with a password (level 1) and a card (level 3)."""
    values: dict[str, Any] = {
        "name": name,
        "title": words(name),
        "portal": words(name),
        "people": words(f"people of {name}"),
        "username": {"label": words("username")},
        "sign_in": {"accepts": [{"factors": ["password"], "level": 1}, {"factors": ["card"], "level": 3}]},
        "roles": ["officer"],
    }
    return Population.model_validate(values | changes)


def password_proof(clock: FakeClock) -> Evidence:
    """Evidence of level 1."""
    return Evidence("password", ("pwd",), Channel.BROWSER, 1, clock())


def card_proof(clock: FakeClock) -> Evidence:
    """Evidence of level 3."""
    return Evidence("card", ("hwk", "pin"), Channel.CARD, 3, clock())


def client(client_id: str = "portal", **changes: Any) -> Client:
    """A trusted portal for students."""
    values: dict[str, Any] = {
        "client_id": client_id,
        "name": words(f"The {client_id}"),
        "populations": ("student",),
        "trusted": True,
        "redirect_uris": (CALLBACK,),
        "post_logout_redirect_uris": (SIGNED_OUT,),
        "scopes": ("openid", "profile", "email", "phone", "population"),
    }
    return Client.model_validate(values | changes)


@dataclass
class World:
    """One installation; `app` may be built twice over the same stores to stand for two processes."""

    database_url: str
    folder: Path
    sealer: Sealer
    clock: FakeClock = field(default_factory=FakeClock)
    expiring_url: str | None = None

    def __post_init__(self) -> None:
        """Opens the stores and makes the app."""
        self.database = create_engine(self.database_url)
        self._engines = [self.database]
        self._expiring: list[ExpiringStore] = []
        metadata.create_all(self.database)
        self.populations = Populations([population("student"), population("agency"), population("staff")])
        self.sessions = Sessions(self.sealer, self.populations)
        (self.folder / "static").mkdir(exist_ok=True)
        (self.folder / "static" / "gatehouse.css").touch()
        self.app, self.provider = self.build()

    def build(self) -> tuple[Flask, Provider]:
        """A process of its own over the same database."""
        database = create_engine(self.database_url)
        self._engines.append(database)
        expiring = open_store(self.expiring_url, self.database_url, self.clock)
        self._expiring.append(expiring)
        stores = Stores(
            database,
            expiring,
            self.sealer,
            self.clock,
            Outbox(self.sealer, "idp@example.org", self.clock),
            AuditLog(self.clock),
            AccountStore(self.sealer),
        )
        app = Flask("world")
        shell = Shell("idp", words("Sign-in"), ISSUER, self.sealer, Assets(self.folder, [STATIC]), [TEMPLATES])
        furnish(app, shell, machine_paths=MACHINE_PATHS)
        self.journeys = JourneyStore(expiring, self.sealer, self.clock)
        provider = build_provider(ISSUER, stores, self.populations, self.sessions, self.journeys)
        provider.attach(app)
        return app, provider

    def close(self) -> None:
        """Closes every connection."""
        for engine in self._engines:
            engine.dispose()
        for expiring in self._expiring:
            expiring.close()

    def register(self, registration: Client, secret: str = SECRET) -> Client:
        """Adds a client."""
        digest = self.sealer.digest(SECRET_PURPOSE, secret) if registration.needs_secret else None
        with self.database.begin() as connection:
            client_store.add(connection, registration, digest, self.clock())
        self.provider.parts.clients.forget()
        return registration

    def replace(self, registration: Client) -> None:
        """Changes a client's registration."""
        with self.database.begin() as connection:
            assert client_store.replace(connection, registration, None, self.clock())
        self.provider.parts.clients.forget()

    def account(self, username: str = "chen", kind: str = "student", **changes: Any) -> Account:
        """Adds an active account."""
        values: dict[str, Any] = {
            "account_id": new_id(),
            "population": kind,
            "username": username,
            "status": AccountStatus.ACTIVE,
            "name": "陳小明",
            "email": "chen@example.org",
            "phone": "0912345678",
            "created_at": self.clock(),
            "roles": ("officer",),
            "email_verified_at": self.clock(),
        }
        account = Account(**(values | changes))
        with self.database.begin() as connection:
            AccountStore(self.sealer).add(connection, account, username)
        return account

    def disable(self, account: Account) -> None:
        """Suspends an account."""
        with self.database.begin() as connection:
            AccountStore(self.sealer).set_status(connection, account.account_id, AccountStatus.DISABLED)

    def browser(self, app: Flask | None = None) -> Browser:
        """A browser that has never been here, in English."""
        return Browser(self, (app or self.app).test_client())


@dataclass
class Attempt:
    """One authorization request of a portal, with what it must remember."""

    parameters: dict[str, str]
    verifier: str

    @property
    def address(self) -> str:
        """The address the browser is sent to."""
        return f"/authorize?{urlencode(self.parameters)}"


def attempt(client_id: str = "portal", **changes: str | None) -> Attempt:
    """A good request; a change to None leaves a parameter out."""
    verifier = secrets.token_urlsafe(40)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    values: dict[str, str | None] = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": CALLBACK,
        "scope": "openid profile email",
        "state": "the-state",
        "nonce": "the-nonce",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    chosen = {name: value for name, value in (values | changes).items() if value is not None}
    return Attempt(chosen, verifier)


def answer_of(response: TestResponse) -> dict[str, str]:
    """The parameters that a redirect carries back to the portal."""
    assert response.status_code in (302, 303), response.text
    location = response.headers["Location"]
    assert location.startswith(("https://portal.example/", "https://other.example/")), location
    return dict(parse_qsl(urlsplit(location).query))


@dataclass
class Browser:
    """A person's browser at the provider."""

    world: World
    http: FlaskClient

    def __post_init__(self) -> None:
        """Asks for English and gets a browser cookie."""
        self.http.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        self.http.get("/no-such-page")

    @property
    def identifier(self) -> str:
        """The id in the browser cookie."""
        cookie = self.http.get_cookie("idp-browser")
        assert cookie is not None
        return cast(str, cookie.value)

    def get(self, address: str) -> TestResponse:
        """GET without following redirects."""
        return self.http.get(address)

    def sign_in(self, account: Account, *evidence: Evidence) -> None:
        """Signs in without pages, as a finished journey would."""
        world = self.world
        held = self.http.get_cookie(session_cookie(ISSUER))
        with world.database.begin() as connection:
            previous = world.sessions.current(connection, held.value if held else None, world.clock())
            token = world.sessions.start(
                connection,
                account_id=account.account_id,
                population=account.population,
                evidence=evidence or (password_proof(world.clock),),
                now=world.clock(),
                previous=previous,
            )
        self.http.set_cookie(session_cookie(ISSUER), token)

    def finish_journey(self, response: TestResponse, account: Account, *evidence: Evidence) -> TestResponse:
        """Plays the journey that a response leads to, and comes back."""
        location = response.headers["Location"]
        assert location.startswith("/journey/"), location
        world, journey_id = self.world, location.removeprefix("/journey/")
        journey = world.journeys.load(journey_id, self.identifier)
        assert journey is not None
        for piece in evidence or (password_proof(world.clock),):
            journey = journey.proved(account.account_id, piece)
        assert world.journeys.finish(journey) is not None
        self.sign_in(account, *journey.evidence)
        return self.get(f"{journey.resume}/{journey_id}")

    def post_answer(self, address: str, action: str, **fields: str) -> TestResponse:
        """Presses a button of a page."""
        token = self.world.sealer.digest("csrf", self.identifier)
        return self.http.post(address, data={"csrf_token": token, "action": action, **fields})

    def code(self, asked: Attempt) -> str:
        """The code for a request that needs no page."""
        found = answer_of(self.get(asked.address))
        assert "code" in found, found
        return found["code"]

    def tokens(self, asked: Attempt | None = None, **changes: str) -> dict[str, Any]:
        """The whole way: code, then tokens."""
        asked = asked or attempt()
        response = redeem(self.http, asked, self.code(asked), **changes)
        assert response.status_code == 200, response.text
        return cast(dict[str, Any], response.get_json())


def basic(client_id: str = "portal", secret: str = SECRET) -> dict[str, str]:
    """The header of client_secret_basic."""
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def redeem(http: FlaskClient, asked: Attempt, code: str, /, **changes: str) -> TestResponse:
    """Posts a code to the token endpoint by client_secret_basic."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.parameters["redirect_uri"],
        "code_verifier": asked.verifier,
    }
    return http.post("/token", data=form | changes, headers=basic(asked.parameters["client_id"]))


def refresh(http: FlaskClient, token: str, client_id: str = "portal", **changes: str) -> TestResponse:
    """Posts a refresh token."""
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return http.post("/token", data=form | changes, headers=basic(client_id))


def introspect(http: FlaskClient, token: str, client_id: str = "portal") -> dict[str, Any]:
    """What introspection says to a client."""
    response = http.post("/introspect", data={"token": token}, headers=basic(client_id))
    assert response.status_code == 200, response.text
    return cast(dict[str, Any], response.get_json())


def decoded(http: FlaskClient, token: str) -> dict[str, Any]:
    """The claims of a token, verified by the published keys."""
    keys = KeySet.import_key_set(json.loads(http.get("/jwks").data))
    return dict(jwt.decode(token, keys, algorithms=["ES256", "RS256"]).claims)
