"""The operator's commands for clients and signing keys: `gatehouse client …`, `gatehouse keys …`.

They work on the database of the home folder's settings and tell faults on stderr with exit status 2. A running provider
notices a change within a second.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from idp.audit import AuditLog, Event
from idp.oidc.clients import store
from idp.oidc.clients.declaration import Declaration, DeclarationError, declare, read_declaration
from idp.oidc.clients.register import SECRET_PURPOSE
from idp.oidc.events import ProtocolEvent
from idp.oidc.keys import store as key_store
from idp.oidc.keys.model import ALGORITHMS
from idp.settings import IdpSettings
from shared.clock import utc_now
from shared.sealing import Sealer
from shared.settings import load_settings
from shared.sql import create_engine

OPERATOR = "operator"


@dataclass(frozen=True)
class _Bench:
    """What a command works with, inside one transaction."""

    connection: Connection
    sealer: Sealer
    audit: AuditLog


@contextmanager
def _opened() -> Iterator[_Bench]:
    settings = load_settings(IdpSettings, "idp")
    engine = create_engine(settings.database_url)
    try:
        with engine.begin() as connection:
            yield _Bench(connection, settings.sealer(), AuditLog(utc_now))
    finally:
        engine.dispose()


@click.group("client")
def client_group() -> None:
    """Portals that sign people in here."""


@client_group.command("add")
@click.argument("client_id", required=False)
@click.option(
    "--from", "file", type=click.Path(path_type=Path, dir_okay=False), help="Read the registration from TOML."
)
@click.option("--replace", is_flag=True, help="Overwrite a client of that id; its secret stays unless one is given.")
@click.option("--secret", help="Secret, at least 32 characters (default: a random one, printed once).")
@click.option("--name-zh", help="Name in Chinese.")
@click.option("--name-en", help="Name in English.")
@click.option("--population", "populations", multiple=True, help="Population whose accounts may enter. Repeatable.")
@click.option("--redirect-uri", "redirect_uris", multiple=True, help="Address for answers, exact. Repeatable.")
@click.option(
    "--post-logout-uri", "post_logout_redirect_uris", multiple=True, help="Address after sign-out. Repeatable."
)
@click.option("--backchannel-logout-uri", help="Address that takes logout tokens.")
@click.option("--home-uri", help="Front page of the portal.")
@click.option("--scope", "scopes", multiple=True, help="Scope the client may ask for. Repeatable.")
@click.option("--grant", "grant_types", multiple=True, help="Grant the client may use. Repeatable.")
@click.option("--auth-method", "token_endpoint_auth_method", help="How the client proves itself at the token endpoint.")
@click.option("--jwks", type=click.File("r"), help="File with the public keys for private_key_jwt.")
@click.option("--alg", "id_token_signed_response_alg", type=click.Choice(ALGORITHMS), help="Algorithm of ID tokens.")
@click.option("--level", type=click.IntRange(1, 3), help="Least level of sign-in.")
@click.option("--trusted/--not-trusted", default=None, help="Whether the consent page is left out.")
@click.option("--pkce/--no-pkce", "pkce_required", default=None, help="Whether PKCE is required.")
def add_client(client_id: str | None, file: Path | None, replace: bool, **options: Any) -> None:
    """Register the client CLIENT_ID, by options, by a file, or by a file that options change."""
    try:
        declaration = declare(_values(client_id, file, options))
    except DeclarationError as error:
        raise click.UsageError(str(error)) from error
    with _opened() as bench:
        secret = _write(bench, declaration, replace)
    shown = {"client_id": declaration.client.client_id} | ({"client_secret": secret} if secret else {})
    click.echo(json.dumps(shown))


def _values(client_id: str | None, file: Path | None, options: dict[str, Any]) -> dict[str, Any]:
    values = read_declaration(file) if file else {}
    if client_id:
        values["client_id"] = client_id
    names = {language: options.pop(f"name_{language}") for language in ("zh", "en")}
    if any(names.values()):
        values["name"] = {language: text or names["zh"] or names["en"] for language, text in names.items()}
    keys = options.pop("jwks")
    if keys is not None:
        try:
            values["jwks"] = json.load(keys)
        except ValueError as error:
            raise DeclarationError(f"{keys.name}: is not JSON: {error}") from error
    values.update((name, value) for name, value in options.items() if value not in (None, ()))
    if "name" not in values and "client_id" in values:
        values["name"] = {"zh": values["client_id"], "en": values["client_id"]}
    return values


def _write(bench: _Bench, declaration: Declaration, replace: bool) -> str | None:
    """Stores the registration; gives a secret that the operator has not seen yet."""
    client, now = declaration.client, utc_now()
    subject = f"client:{client.client_id}"
    keep = replace and declaration.generated and store.has_secret(bench.connection, client.client_id)
    secret = None if keep else declaration.secret
    digest = bench.sealer.digest(SECRET_PURPOSE, secret) if secret else None
    if replace and store.replace(bench.connection, client, digest, now):
        bench.audit.record(bench.connection, Event(ProtocolEvent.CLIENT_REPLACED, OPERATOR, subject))
        return secret if declaration.generated else None
    try:
        store.add(bench.connection, client, digest, now)
    except store.ClientExistsError as error:
        raise click.UsageError(f"there is a client {client.client_id!r} already; --replace overwrites it") from error
    bench.audit.record(bench.connection, Event(ProtocolEvent.CLIENT_REGISTERED, OPERATOR, subject))
    return secret if declaration.generated else None


@client_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Whole registrations, one JSON document a line.")
def list_clients(as_json: bool) -> None:
    """List the registered clients."""
    with _opened() as bench:
        found = store.load_all(bench.connection)
    for client, _secret in found:
        if as_json:
            click.echo(client.model_dump_json())
        else:
            click.echo(f"{client.client_id}\t{', '.join(client.populations)}\t{client.name.zh} / {client.name.en}")


@click.group("keys")
def keys_group() -> None:
    """Signing keys of tokens."""


@keys_group.command("list")
def list_keys() -> None:
    """List signing keys: algorithm, state, kid, when they began and ended to sign."""
    with _opened() as bench:
        found = key_store.load_all(bench.connection, bench.sealer)
    for key in found:
        moments = (key.activated_at, key.retired_at)
        shown = "\t".join(moment.isoformat(timespec="seconds") if moment else "-" for moment in moments)
        click.echo(f"{key.algorithm}\t{key.state.value}\t{key.kid}\t{shown}")


@keys_group.command("rotate")
@click.option("--alg", "algorithms", type=click.Choice(ALGORITHMS), multiple=True, help="Only this algorithm.")
def rotate_keys(algorithms: tuple[str, ...]) -> None:
    """Let the published next key sign, keep the old one published for two days, publish a new next one."""
    with _opened() as bench:
        key_store.ensure(bench.connection, bench.sealer, utc_now())
        for algorithm in algorithms or ALGORITHMS:
            kid = key_store.rotate(bench.connection, bench.sealer, algorithm, utc_now())
            event = Event(ProtocolEvent.KEYS_ROTATED, OPERATOR, detail={"algorithm": algorithm, "kid": kid})
            bench.audit.record(bench.connection, event)
            click.echo(f"{algorithm}\t{kid}")
