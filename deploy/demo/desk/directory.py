"""The demo's people, portals and tours, as declared in deploy/demo/seeds."""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

from shared.i18n import LocalisedText


class Declared(BaseModel):
    """Base of everything in the seeds' files."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Declared):
    """A page of the demo: a path at one of its services (`idp`, `caseportal`, `statistics`, `desk`)."""

    service: str
    path: str


class DemoPortal(Declared):
    """One address to begin at."""

    key: str
    title: LocalisedText
    about: LocalisedText
    place: Place


class DemoPerson(Declared):
    """One person to be. `ready` accounts exist from the first start; the others register themselves."""

    key: str
    name: LocalisedText
    role: LocalisedText
    hint: LocalisedText
    population: str
    username: str
    password: str
    email: str
    portal: str
    ready: bool
    roles: tuple[str, ...] = ()
    fields: dict[str, str] = {}
    """Registration fields by name, as the population declares them."""
    shown: dict[str, LocalisedText] = {}
    """Which of the fields the desk shows, with their labels: what a person types to register or to apply."""
    permit_number: str | None = None
    """The permit on record that an application can begin with."""


class Step(Declared):
    """One step of a tour; the place is where it happens."""

    text: LocalisedText
    place: Place | None = None
    link: LocalisedText | None = None


class Tour(Declared):
    """Something to try, in a few steps."""

    key: str
    title: LocalisedText
    steps: tuple[Step, ...]


class Sample(Declared):
    """A file to upload when applying; `deploy.demo.samples` draws it."""

    file: str
    title: LocalisedText
    drawing: Literal["portrait", "paper"]
    heading: LocalisedText | None = None
    mark: LocalisedText | None = None
    lines: tuple[LocalisedText, ...] = ()


class Directory(Declared):
    """Everything the front page lists."""

    portals: tuple[DemoPortal, ...]
    people: tuple[DemoPerson, ...]
    tours: tuple[Tour, ...]
    samples: tuple[Sample, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        portals = {portal.key for portal in self.portals}
        for person in self.people:
            if person.portal not in portals:
                raise ValueError(f"{person.key}: there is no portal {person.portal}")
            if not set(person.shown) <= set(person.fields):
                raise ValueError(f"{person.key}: a field is shown that is not there")
        return self

    def portal(self, key: str) -> DemoPortal:
        """Give the portal of that key."""
        return next(portal for portal in self.portals if portal.key == key)


def load_directory(seeds: Path) -> Directory:
    """Read people.toml (people and portals), tours.toml and samples.toml. Raises ValueError when they do not hang together."""
    names = ("people", "tours", "samples")
    files = [seeds / f"{name}.toml" for name in names if (seeds / f"{name}.toml").exists()]
    everything: dict[str, object] = {}
    for file in files:
        everything |= tomllib.loads(file.read_text(encoding="utf-8"))
    return Directory.model_validate(everything)
