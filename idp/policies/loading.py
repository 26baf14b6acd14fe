"""Reads populations from TOML files; every fault is told with the file and the place."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from idp.policies.combinations import earned_level
from idp.policies.evidence import Channel
from idp.policies.population import Population

SHIPPED = Path(__file__).parent.parent / "populations"


class PolicyError(Exception):
    """A population file does not say a valid policy; the text names file and place for the operator."""


class Populations:
    """All populations of this installation, by name, in the order of their files."""

    def __init__(self, populations: Collection[Population]) -> None:
        self._by_name = {population.name: population for population in populations}

    def get(self, name: str) -> Population | None:
        """The population of that name, or None."""
        return self._by_name.get(name)

    def __getitem__(self, name: str) -> Population:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Population]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)


def read_population(file: Path) -> Population:
    """The policy that one file declares; PolicyError lists everything wrong with it."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
        return Population.model_validate(document)
    except OSError as error:
        raise PolicyError(f"{file}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PolicyError(f"{file}: is not TOML: {error}") from error
    except ValidationError as error:
        places = (
            f"  {'.'.join(str(part) for part in fault['loc']) or 'file'}: {fault['msg']}" for fault in error.errors()
        )
        raise PolicyError(f"{file}: is not a valid population:\n" + "\n".join(places)) from error


def load_populations(*folders: Path) -> Populations:
    """Every `*.toml` of the folders; a later folder may not name a population again."""
    found: dict[str, Path] = {}
    populations = []
    for folder in folders:
        if not folder.is_dir():
            raise PolicyError(f"{folder}: is not a folder")
        for file in sorted(folder.glob("*.toml")):
            population = read_population(file)
            if population.name in found:
                raise PolicyError(f"{file}: the name {population.name!r} is taken by {found[population.name]}")
            found[population.name] = file
            populations.append(population)
    return Populations(populations)


def combination_faults(policy: Population, proofs: Mapping[str, tuple[Channel, int]]) -> list[str]:
    """What is untrue in the accepted combinations, for the operator.

    `proofs` gives channel and strength of every factor that is installed. A combination that names another factor, or
    declares more than it earns, would make tokens lie.
    """
    faults = []
    for combination in policy.sign_in.accepts:
        unknown = [factor for factor in combination.factors if factor not in proofs]
        if unknown:
            faults.append(f"{policy.name}: no such factor is installed: {', '.join(unknown)}")
            continue
        earned = earned_level(policy, ((factor, *proofs[factor]) for factor in combination.factors))
        if earned < combination.level:
            named = " + ".join(combination.factors)
            faults.append(f"{policy.name}: {named} declares level {combination.level} but earns {earned}")
    return faults
