"""What evidence is worth, as tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from idp.factors.registry import policy_faults
from idp.policies import Channel, Evidence, Population, level_of, load_populations, missing_factors
from idp.policies.loading import SHIPPED, combination_faults

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CHANNELS = {
    "password": (Channel.BROWSER, 1),
    "emailcode": (Channel.MAILBOX, 1),
    "totp": (Channel.PHONE, 1),
    "card": (Channel.CARD, 3),
}
BY_MAIL = {"kind": "mailed_password", "resets": ["password"], "channel": "mailbox"}
BY_DESK = {"kind": "help_desk", "resets": ["password"]}


def policy(accepts: list[tuple[list[str], int]], recovery: dict[str, Any] = BY_DESK) -> Population:
    """A population with these combinations."""
    text = {"zh": "x", "en": "x"}
    return Population.model_validate(
        {
            "name": "p",
            "title": text,
            "portal": text,
            "people": text,
            "username": {"label": text},
            "sign_in": {"accepts": [{"factors": factors, "level": level} for factors, level in accepts]},
            "recovery": recovery,
        }
    )


def proofs(*factors: str) -> list[Evidence]:
    """Evidence of these factors."""
    return [Evidence(name, (name,), *CHANNELS[name], NOW) for name in factors]


@pytest.mark.parametrize(
    ("accepts", "recovery", "evidence", "level"),
    [
        ([(["password"], 1)], BY_DESK, [], 0),
        ([(["password"], 1)], BY_DESK, ["password"], 1),
        ([(["password"], 2)], BY_DESK, ["password"], 1),
        ([(["password", "emailcode"], 2)], BY_DESK, ["password"], 0),
        ([(["password", "emailcode"], 2)], BY_DESK, ["password", "emailcode"], 2),
        ([(["password", "emailcode"], 2)], BY_MAIL, ["password", "emailcode"], 1),
        ([(["password", "emailcode"], 1)], BY_DESK, ["password", "emailcode"], 1),
        ([(["password", "totp"], 2)], BY_MAIL, ["password", "totp"], 2),
        ([(["password", "totp"], 3)], BY_MAIL, ["password", "totp"], 2),
        ([(["card"], 3)], BY_MAIL, ["card"], 3),
        ([(["password"], 1), (["card"], 3)], BY_MAIL, ["password", "card"], 3),
        ([(["password"], 1)], BY_DESK, ["card"], 0),
    ],
)
def test_level(accepts: list[Any], recovery: dict[str, Any], evidence: list[str], level: int) -> None:
    """The level is what the channels truly earn, and never more than declared."""
    assert level_of(policy(accepts, recovery), proofs(*evidence)) == level


@pytest.mark.parametrize(
    ("evidence", "wanted", "bound", "missing"),
    [
        ([], 0, None, ("password",)),
        ([], 2, None, ("card",)),
        (["password"], 0, None, ()),
        (["password"], 1, None, ()),
        (["password"], 2, None, ("totp",)),
        (["password"], 2, {"password", "card"}, ("card",)),
        (["password"], 2, {"password"}, None),
        (["password", "totp"], 2, {"password", "totp"}, ()),
        (["password", "totp"], 3, None, ("card",)),
        (["card"], 3, {"card"}, ()),
    ],
)
def test_missing(evidence: list[str], wanted: int, bound: set[str] | None, missing: tuple[str, ...] | None) -> None:
    """What is missing is the shortest way that this account can go; None says that there is none."""
    declared = policy([(["password"], 1), (["password", "totp"], 2), (["card"], 3)])
    assert missing_factors(declared, proofs(*evidence), wanted, bound) == missing


def test_a_declared_level_that_is_not_earned_is_told() -> None:
    """A policy that would make tokens lie is refused, with the numbers."""
    lying = policy([(["password", "emailcode"], 2), (["pigeon"], 1)], BY_MAIL)
    assert combination_faults(lying, CHANNELS) == [
        "p: password + emailcode declares level 2 but earns 1",
        "p: no such factor is installed: pigeon",
    ]


def test_a_code_cannot_come_first() -> None:
    """A factor that does not tell whose account it is cannot begin a sign-in."""
    faults = policy_faults(policy([(["emailcode"], 1)]))
    assert faults == ["p: emailcode cannot come first: it does not tell whose account it is"]


def test_shipped_populations_tell_the_truth() -> None:
    """Every shipped population names installed factors and levels that they earn."""
    populations = load_populations(SHIPPED)
    assert {entry.name for entry in populations} == {"agency", "student", "staff"}
    assert [fault for entry in populations for fault in policy_faults(entry)] == []
