"""Finds the roster that the settings name among the entry points `gatehouse.rosters`."""

from __future__ import annotations

from importlib.metadata import entry_points

from idp.organisations.rosters.base import Roster
from idp.stores import Stores

GROUP = "gatehouse.rosters"


def load_roster(name: str, stores: Stores) -> Roster:
    """The roster plug-in of that name; LookupError or TypeError when the installation has none such."""
    for entry in entry_points(group=GROUP, name=name):
        found = entry.load()
        if not (isinstance(found, type) and issubclass(found, Roster)):
            raise TypeError(f"entry point {name} of {GROUP} must be a Roster")
        return found(stores)
    raise LookupError(f"no roster plug-in is called {name!r}")
