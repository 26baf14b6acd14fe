"""Pure rules: what a population's policy says and what follows from it; may import only `shared`.

A population is a group of accounts with one policy, declared in one TOML file (`idp/populations/*.toml`, or a file in
a folder that the settings name). Nothing here knows Flask, SQL or the time of day: `now` comes in as a value.
"""

from idp.policies.combinations import earned_level, level_of, missing_factors
from idp.policies.evidence import Channel, Evidence
from idp.policies.faults import Fault
from idp.policies.loading import PolicyError, Populations, load_populations, read_population
from idp.policies.passwords import normal_password, password_faults
from idp.policies.population import Population
from idp.policies.usernames import username_faults, username_key

__all__ = [
    "Channel",
    "Evidence",
    "Fault",
    "PolicyError",
    "Population",
    "Populations",
    "earned_level",
    "level_of",
    "load_populations",
    "missing_factors",
    "normal_password",
    "password_faults",
    "read_population",
    "username_faults",
    "username_key",
]
