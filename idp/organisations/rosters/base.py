"""The contract of a roster."""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping

from idp.policies.registration import RosterRule
from idp.stores import Stores

RosterRow = Mapping[str, str]
"""One person or agency: values by column, as the authority wrote them."""


def normal_value(value: str) -> str:
    """The spelling by which roster and form are compared: NFKC, without spaces, in capitals."""
    return "".join(unicodedata.normalize("NFKC", value).split()).upper()


class Roster(ABC):
    """Where the entries of rosters are found. Made once for each process."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores

    @abstractmethod
    def find(self, rule: RosterRule, key: str) -> RosterRow | None:
        """The entry of the rule's roster whose key column has this value, or None."""

    def health(self) -> list[str]:
        """What is wrong with its configuration, in words for the operator."""
        return []


def match(roster: Roster, rule: RosterRule, values: Mapping[str, str]) -> RosterRow | None:
    """The entry that agrees with what a person filled in: the key and every column that the rule compares."""
    row = roster.find(rule, values.get(rule.key, ""))
    if row is None:
        return None
    agrees = all(normal_value(row.get(column, "")) == normal_value(values.get(column, "")) for column in rule.matches)
    return row if agrees else None
