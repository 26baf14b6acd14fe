"""What an operator can tell the identity provider: `./gatehouse account …`, `roster …`, `audit …`, `populations …`,
`client …`, `keys …`, `idp …`.

Errors go to stderr with exit status 2.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from idp.accounts.making import OrderedAccount, make_account, restore, suspend
from idp.app import House, open_house, open_stores, read_populations
from idp.audit import seal_pending, verify
from idp.factors.registry import policy_faults
from idp.oidc.commands import client_group, keys_group
from idp.organisations.rosters.csvfile import read_roster
from idp.organisations.rosters.table import write_entries
from idp.policies import PolicyError, Population, Populations, read_population
from idp.settings import IdpSettings
from idp.storage.migrating import head, migrate
from shared.settings import load_settings
from shared.sql import create_engine


@click.group()
def group() -> None:
    """The identity provider."""


def _fail(*lines: str) -> NoReturn:
    for line in lines:
        click.echo(f"gatehouse: {line}", err=True)
    raise SystemExit(2)


def _settings() -> IdpSettings:
    return load_settings(IdpSettings, "idp")


def _house() -> House:
    try:
        return open_house(_settings())
    except PolicyError as error:
        _fail(str(error))


def _population(populations: Populations, name: str) -> Population:
    found = populations.get(name)
    if found is None:
        _fail(f"there is no population {name!r}; there are {', '.join(entry.name for entry in populations)}")
    return found


group.add_command(client_group)
group.add_command(keys_group)


@group.group()
def account() -> None:
    """Accounts made or stopped by an operator."""


@account.command("add")
@click.option("--population", required=True, help="Population whose policy holds for the account.")
@click.option("--username", required=True)
@click.option("--password", help="Password; better give it on standard input with --password-stdin.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@click.option("--name", required=True, help="The person's name.")
@click.option("--email", default="", help="Mail address, taken as verified.")
@click.option("--phone", default="")
@click.option("--role", "roles", multiple=True, help="A role that the population declares; may be repeated.")
@click.option("--field", "fields", multiple=True, metavar="NAME=VALUE", help="A declared registration field.")
def add_account(
    population: str,
    username: str,
    password: str | None,
    password_stdin: bool,
    name: str,
    email: str,
    phone: str,
    roles: tuple[str, ...],
    fields: tuple[str, ...],
) -> None:
    """Make an active account."""
    secret = sys.stdin.readline().rstrip("\r\n") if password_stdin else password or ""
    pairs = [entry.partition("=") for entry in fields]
    if not all(separator for _, separator, _ in pairs):
        _fail("--field must look like NAME=VALUE")
    house = _house()
    ordered = OrderedAccount(
        policy=_population(house.populations, population),
        username=username,
        name=name,
        email=email,
        phone=phone,
        roles=roles,
        fields={key: value for key, _, value in pairs},
        secrets={"password": secret, "password_again": secret},
    )
    made = make_account(ordered, house.registering, house.stores)
    if isinstance(made, list):
        _fail(*made)
    click.echo(made.account_id)


@account.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_accounts(file: Path) -> None:
    """Make accounts from a CSV FILE with the columns population, username, password, name, email and roles.

    Roles are separated by spaces. Accounts that exist already are left as they are and told.
    """
    house = _house()
    made = 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            secret = row.get("password") or ""
            ordered = OrderedAccount(
                policy=_population(house.populations, row.get("population") or ""),
                username=row.get("username") or "",
                name=row.get("name") or row.get("username") or "",
                email=row.get("email") or "",
                roles=(row.get("roles") or "").split(),
                secrets={"password": secret, "password_again": secret},
            )
            outcome = make_account(ordered, house.registering, house.stores)
            if isinstance(outcome, list):
                click.echo(f"{ordered.username}: {'; '.join(outcome)}", err=True)
            else:
                made += 1
    click.echo(f"{made} accounts made")


@account.command("suspend")
@click.option("--population", required=True)
@click.option("--username", required=True)
def suspend_account(population: str, username: str) -> None:
    """Disable an account and end its sessions, at once everywhere."""
    house = _house()
    if not suspend(house.stores, house.sessions, population, username):
        _fail("there is no such account")


@account.command("restore")
@click.option("--population", required=True)
@click.option("--username", required=True)
def restore_account(population: str, username: str) -> None:
    """Undo a suspension."""
    if not restore(open_stores(_settings()), population, username):
        _fail("there is no such suspended account")


@group.group()
def roster() -> None:
    """Lists of people and agencies that may register."""


@roster.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Read the file and say what is wrong with it, but take nothing.")
def import_roster(name: str, file: Path, check: bool) -> None:
    """Take the roster NAME from a CSV FILE: all of it, or nothing when a line is wrong."""
    settings = _settings()
    stores = open_stores(settings)
    rules = [p.registration.roster for p in read_populations(settings) if p.registration and p.registration.roster]
    rule = next((rule for rule in rules if rule.name == name), None)
    if rule is None:
        _fail(f"no population uses a roster {name!r}; there are {', '.join(sorted(rule.name for rule in rules))}")
    read = read_roster(file, rule)
    if read.faults:
        _fail(*read.faults)
    if check:
        click.echo(f"{len(read.rows)} entries, nothing wrong; nothing was taken")
        return
    with stores.database.begin() as connection:
        write_entries(connection, stores.sealer, rule, read.rows, stores.clock())
    click.echo(f"{len(read.rows)} entries taken")


@group.group()
def audit() -> None:
    """The audit log."""


@audit.command("verify")
def verify_audit() -> None:
    """Seal what waits, then compute the whole chain anew; exit status 2 when it is not whole."""
    stores = open_stores(_settings())
    while seal_pending(stores.database, stores.sealer, stores.clock()):
        pass
    verdict = verify(stores.database, stores.sealer)
    if not verdict.ok:
        _fail(*verdict.faults)
    click.echo(f"the audit log is whole: {verdict.links} links, head {verdict.head}")


@group.group()
def populations() -> None:
    """Groups of accounts with one policy."""


@populations.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def check_populations(files: Sequence[Path]) -> None:
    """Say what is wrong with population FILES."""
    faults = []
    for file in files:
        try:
            faults += [f"{file}: {fault}" for fault in policy_faults(read_population(file))]
        except PolicyError as error:
            faults.append(str(error))
    if faults:
        _fail(*faults)
    click.echo("nothing wrong")


@populations.command("list")
def list_populations() -> None:
    """Name the populations of this installation."""
    try:
        for entry in read_populations(_settings()):
            click.echo(f"{entry.name}\t{entry.title.en}")
    except PolicyError as error:
        _fail(str(error))


@group.group("idp")
def service() -> None:
    """The identity provider's own database."""


@service.command("migrate")
def migrate_database() -> None:
    """Bring the database to this version's schema; forward only."""
    before = migrate(create_engine(_settings().database_url))
    click.echo(f"schema {before or 'empty'} → {head()}")
