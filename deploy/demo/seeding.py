"""Fills a fresh home with the demo's people, rosters, permits and portals, through the operator's own commands.

A process of its own (`python -m deploy.demo.seeding`), so that the one that watches the demo stays small. What a home has
already is left as it is; the portals' registrations follow the addresses of each start.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from deploy.demo.desk.directory import load_directory
from deploy.demo.desk.settings import SEEDS
from deploy.demo.home import ensure_settings
from deploy.demo.plan import DemoPlan
from deploy.demo.sampleportal.settings import client_registration
from deploy.demo.samples import make_samples


class SeedError(Exception):
    """A command of the seeding failed."""


def seed(plan: DemoPlan) -> None:
    """Brings schemas and registrations up to date, and fills the home at its first start."""
    from caseportal.commands import group as caseportal
    from idp.commands import group as idp

    settings = ensure_settings(plan)
    _call(idp, "idp", "migrate")
    _call(caseportal, "caseportal", "migrate")
    _register_portals(idp, plan, settings)
    make_samples(load_directory(SEEDS).samples, plan.home / "samples")
    done = plan.home / "seeded"
    done.mkdir(exist_ok=True)
    for step, group, arguments in _steps(caseportal, idp):
        if not (done / step).exists():
            _call(group, *arguments)
            (done / step).touch()


def _steps(caseportal: click.Group, idp: click.Group) -> Iterator[tuple[str, click.Group, list[str]]]:
    """Each thing that is filled in once: its name, whose command it is, and the command."""
    yield "students", idp, ["roster", "import", "admitted_students", str(SEEDS / "students.csv")]
    yield "agencies", idp, ["roster", "import", "agencies", str(SEEDS / "agencies.csv")]
    yield "permits", caseportal, ["registry", "import", str(SEEDS / "permits.csv")]
    yield "notices", caseportal, ["notices", "import", str(SEEDS / "notices.toml")]
    for person in load_directory(SEEDS).people:
        if person.ready:
            arguments = [
                "--population",
                person.population,
                "--username",
                person.username,
                "--password",
                person.password,
            ]
            arguments += ["--name", person.name.zh, "--email", person.email]
            arguments += [part for name, value in person.fields.items() for part in ("--field", f"{name}={value}")]
            arguments += [part for role in person.roles for part in ("--role", role)]
            yield f"account-{person.key}", idp, ["account", "add", *arguments]


def _register_portals(idp: click.Group, plan: DemoPlan, settings: dict[str, dict[str, object]]) -> None:
    address = plan.address("caseportal")
    caseportal = {
        "client_id": settings["caseportal"]["client_id"],
        "secret": settings["caseportal"]["client_secret"],
        "name": {"zh": "學生線上申辦系統", "en": "Students Online Application System"},
        "populations": ["student", "staff"],
        "trusted": True,
        "redirect_uris": [f"{address}/sso/callback"],
        "post_logout_redirect_uris": [f"{address}/sso/signed-out"],
        "backchannel_logout_uri": f"{address}/sso/backchannel-logout",
        "home_uri": f"{address}/",
        "scopes": ["openid", "profile", "email", "population", "identity"],
    }
    statistics = client_registration(
        plan.address("statistics"),
        str(settings["statistics"]["client_id"]),
        str(settings["statistics"]["client_secret"]),
    )
    for registration in (caseportal, statistics):
        with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
            file.write(_toml(registration))
            file.flush()
            _call(idp, "client", "add", "--replace", "--from", file.name)


def _toml(values: dict[str, object]) -> str:
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in plain.items()]
    for name, table in tables.items():
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _call(group: click.Group, *arguments: str) -> None:
    try:
        group.main(list(arguments), prog_name="gatehouse", standalone_mode=False)
    except SystemExit as error:
        if error.code:
            raise SeedError(f"gatehouse {' '.join(arguments[:3])} … ended with status {error.code}") from error


def main() -> None:
    """Seeds the home given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--tls", action="store_true")
    given = parser.parse_args()
    seed(DemoPlan(given.home, tls=given.tls, offset=given.offset))


if __name__ == "__main__":
    main()
