"""Rosters, a plug-in family (entry points `gatehouse.rosters`): `base` is the contract, `table` the default.

A population's registration names the roster that a person must stand on. Another package can bring a roster that asks
another authority's service instead of our table.
"""

from idp.organisations.rosters.base import Roster, RosterRow, normal_value
from idp.organisations.rosters.registry import load_roster

__all__ = ["Roster", "RosterRow", "load_roster", "normal_value"]
