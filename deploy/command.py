"""`gatehouse`: one command for newcomers, operators and developers. Subcommands of the services come through entry points."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import click

from shared.settings import SettingsError, default_home


class HouseGroup(click.Group):
    """The root command; errors end on stderr with exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Own commands and those of the services, by name."""
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name; the services' commands are imported only when an own one does not match."""
        if cmd_name not in self.commands:
            self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        for entry in entry_points(group="gatehouse.commands"):
            group = entry.load()
            for name, command in group.commands.items():
                self.add_command(command, name)


@click.group(cls=HouseGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="GATEHOUSE_HOME",
    help="Folder that holds all state (default: var).",
)
@click.pass_context
def root(ctx: click.Context, home: Path | None) -> None:
    """Sign-in and case service for e-government."""
    import os

    if home:
        os.environ["GATEHOUSE_HOME"] = str(home.resolve())


_PASSED_ON = {"ignore_unknown_options": True}
"""For commands that hand options on to another program."""


def say(text: str) -> None:
    """Progress for the person at the terminal."""
    click.echo(f"gatehouse: {text}", err=True)


@root.command()
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="GATEHOUSE_HOME",
    help="Folder that holds all state (default: var).",
)
@click.option("--tls", is_flag=True, help="Serve by https with a local certificate authority.")
@click.option("--port-offset", type=int, default=0, help="Move every port by this much, to run a second demo.")
def up(home: Path | None, tls: bool, port_offset: int) -> None:
    """Set up what is missing and run the whole demo in the foreground."""
    from deploy.demo.plan import DemoPlan
    from deploy.demo.up import run
    from deploy.setup import assets, system

    system.ensure(system.FOR_RUNNING, say)
    assets.ensure(say)
    sys.exit(run(DemoPlan((home or default_home()).resolve(), tls=tls, offset=port_offset), say))


@root.command(context_settings=_PASSED_ON)
@click.argument("part", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(part: str | None, arguments: tuple[str, ...]) -> None:
    """Set up what is missing and run the tests, all of them or one PART. ARGUMENTS go to pytest (a file, `-k name`)."""
    from deploy.checks import PARTS, run_parts
    from deploy.setup import assets, system

    if part is not None and part not in PARTS:
        raise click.BadParameter(f"no such part; there are {', '.join(PARTS)}", param_hint="PART")
    system.ensure(system.FOR_TESTS, say)
    assets.ensure(say)
    sys.exit(run_parts([part] if part else list(PARTS), list(arguments), say))


@root.command(context_settings=_PASSED_ON)
@click.argument("name", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(name: str | None, arguments: tuple[str, ...]) -> None:
    """Measure one scenario (NAME), or list the scenarios."""
    from deploy import bench as room

    scenarios = sorted(file.stem for file in Path(room.__path__[0]).glob("*.py") if not file.name.startswith("_"))
    if name is None:
        click.echo("\n".join(scenarios))
        return
    if name not in scenarios:
        raise click.BadParameter(f"no such scenario; there are {', '.join(scenarios)}", param_hint="NAME")
    sys.exit(subprocess.run([sys.executable, "-m", f"deploy.bench.{name}", *arguments], check=False).returncode)


@root.command()
def docs() -> None:
    """Write the documents that are made from the code."""
    from deploy.documents import write_documents

    for file in write_documents():
        click.echo(file)


@root.command()
def doctor() -> None:
    """Say what is wrong with this installation, though its services may start; exit status 2 if anything is."""
    from deploy.doctor import examine

    findings = examine(default_home())
    for finding in findings:
        click.echo(f"{'ok' if finding.ok else 'WRONG'}  {finding.what}{': ' + finding.words if finding.words else ''}")
    sys.exit(0 if all(finding.ok for finding in findings) else 2)


@root.command()
def setup() -> None:
    """Set up what is missing for running, and nothing else."""
    from deploy.setup import assets, system

    system.ensure(system.FOR_RUNNING, say)
    assets.ensure(say)


@root.command()
@click.argument("service", type=click.Choice(["idp", "caseportal", "worker"]))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on (default: 8400 idp, 8500 caseportal).")
@click.option("--workers", type=int, default=1, show_default=True, help="Number of processes.")
def serve(service: str, host: str, port: int | None, workers: int) -> None:
    """Run one SERVICE in the foreground with the settings of the home folder."""
    from deploy.serving import serve_service

    serve_service(service, host, port, workers)


def main() -> None:
    """Runs the command; faults in settings and set-up are told in words, with exit status 2."""
    from deploy.setup.system import MissingError

    try:
        root(prog_name="gatehouse")
    except (SettingsError, MissingError) as error:
        click.echo(f"gatehouse: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
