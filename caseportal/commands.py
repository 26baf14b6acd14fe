"""What an operator can tell the case portal: `./gatehouse caseportal …`, `registry …`, `casetypes …`, `notices …`.

Errors go to stderr with exit status 2.
"""

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from caseportal.cases.diagram import diagram_page
from caseportal.casetypes import CaseTypeError, load_case_type
from caseportal.models.opening import close_database, migrate_database, open_database
from caseportal.notices.board import NoticeFileError, put_notices, read_notices
from caseportal.registry.importing import import_permits, read_permits
from caseportal.registry.table import TableRegistry
from caseportal.settings import SECTION, PortalSettings
from shared.clock import utc_now
from shared.settings import load_settings

T = TypeVar("T")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def group() -> None:
    """The case portal."""


def _fail(*lines: str) -> NoReturn:
    for line in lines:
        click.echo(f"gatehouse: {line}", err=True)
    raise SystemExit(2)


def _settings() -> PortalSettings:
    return load_settings(PortalSettings, SECTION)


def _with_database(settings: PortalSettings, work: Coroutine[Any, Any, T]) -> T:
    async def run() -> T:
        await open_database(settings.database_url)
        try:
            return await work
        finally:
            await close_database()

    return asyncio.run(run())


@group.group()
def caseportal() -> None:
    """The portal's database and diagrams."""


@caseportal.command()
def migrate() -> None:
    """Bring the portal's database up to date."""
    asyncio.run(migrate_database(_settings().database_url))
    click.echo("The case portal's database is up to date.")


@caseportal.command("states-diagram")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def states_diagram(target: Path) -> None:
    """Write the diagram of case states to TARGET (docs/developers/case-states.md)."""
    target.write_text(diagram_page(), encoding="utf-8")
    click.echo(f"Wrote {target}")


@group.group()
def registry() -> None:
    """Permits on record."""


@registry.command("import")
@click.argument("file", type=_FILE)
def import_registry(file: Path) -> None:
    """Import permits from a CSV FILE: all rows or none."""
    try:
        read = read_permits(file.read_text(encoding="utf-8-sig").splitlines())
    except UnicodeDecodeError:
        _fail(f"{file} is not UTF-8 text")
    if read.faults:
        _fail(f"{file} was not imported:", *read.faults)
    settings = _settings()
    new, replaced = _with_database(settings, import_permits(TableRegistry(settings.sealer()), read.permits, utc_now()))
    click.echo(f"Imported {new} new permits and replaced {replaced}.")


@group.group()
def casetypes() -> None:
    """Declared case types."""


@casetypes.command()
@click.argument("file", type=_FILE)
def check(file: Path) -> None:
    """Check a case type FILE."""
    try:
        case_type = load_case_type(file)
    except CaseTypeError as error:
        _fail(str(error))
    fields, files = len(case_type.fields()), len(case_type.attachments)
    click.echo(
        f"{case_type.key}: {len(case_type.groups)} groups, {fields} fields, {files} attachment items. All right."
    )


@group.group()
def notices() -> None:
    """The notice board."""


@notices.command("import")
@click.argument("file", type=_FILE)
def import_notices(file: Path) -> None:
    """Put the notices of a TOML FILE on the board, replacing those of the same slugs."""
    try:
        declared = read_notices(file)
    except NoticeFileError as error:
        _fail(str(error))
    _with_database(_settings(), put_notices(declared))
    click.echo(f"{len(declared)} notices are on the board.")
