"""Signing keys: one signs, they are sealed, and nothing but our own keys verifies (security.md lesson 10)."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlalchemy import select

from idp.oidc.keys import store
from idp.oidc.keys.model import ALGORITHMS, KeyState
from idp.storage.tables.protocol import signing_keys
from tests.idp.oidc.world import World


def test_one_key_signs(world: World) -> None:
    """Although the next key is published, every token is signed by the active one."""
    ring = world.provider.parts.keys
    active = {key.algorithm: key.kid for key in ring.listed() if key.state is KeyState.ACTIVE}
    for algorithm in ALGORITHMS:
        headers = {ring.sign({"n": number}, algorithm).split(".")[0] for number in range(20)}
        assert len(headers) == 1
        header = json.loads(base64.urlsafe_b64decode(headers.pop() + "=="))
        assert header == {"typ": "JWT", "alg": algorithm, "kid": active[algorithm]}


def test_private_keys_are_sealed(world: World) -> None:
    """The database holds no private key that can be read without the settings' keys."""
    with world.database.connect() as connection:
        rows = connection.execute(select(signing_keys)).all()
    assert len(rows) == 4
    for row in rows:
        assert "PRIVATE" not in row.private_sealed
        assert "d" not in row.public_jwk


def test_two_first_starts_make_one_set(both_worlds: World) -> None:
    """Processes that start at once end with one active and one next key for each algorithm."""
    with both_worlds.database.begin() as connection:
        connection.execute(signing_keys.delete())

    def start(_number: int) -> bool:
        with both_worlds.database.begin() as connection:
            return store.ensure(connection, both_worlds.sealer, both_worlds.clock())

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(start, range(3)))
    with both_worlds.database.connect() as connection:
        states = sorted((row.algorithm, row.state) for row in connection.execute(select(signing_keys)))
    assert states == [("ES256", "active"), ("ES256", "next"), ("RS256", "active"), ("RS256", "next")]


@pytest.mark.parametrize("typ", ["JWT", "logout+jwt"])
def test_kinds_of_tokens_are_told_apart(world: World, typ: str) -> None:
    """A token of one kind does not pass for the other."""
    ring = world.provider.parts.keys
    token = ring.sign({"iss": "x"}, "ES256", typ)
    assert ring.verify(token, typ) == {"iss": "x"}
    assert ring.verify(token, "JWT" if typ != "JWT" else "logout+jwt") is None


def test_foreign_tokens_do_not_verify(world: World) -> None:
    """A foreign key under our kid, a key in the header, no signature, unknown crit, rubbish, and giants."""
    ring = world.provider.parts.keys
    ours = ring.sign({"a": 1}, "ES256")
    kid = json.loads(base64.urlsafe_b64decode(ours.split(".")[0] + "=="))["kid"]
    foreign = ECKey.generate_key("P-256")
    bad = [
        jwt.encode({"alg": "ES256", "kid": kid}, {"a": 1}, foreign, algorithms=["ES256"]),
        jwt.encode({"alg": "ES256", "jwk": foreign.as_dict(private=False)}, {"a": 1}, foreign, algorithms=["ES256"]),
        f"{_b64({'alg': 'none', 'kid': kid})}.{ours.split('.')[1]}.",
        f"{_b64({'alg': 'ES256', 'kid': kid, 'crit': ['x'], 'x': 1})}.{ours.split('.')[1]}.{ours.split('.')[2]}",
        f"{_b64({'alg': 'RS256', 'kid': kid})}.{ours.split('.')[1]}.{ours.split('.')[2]}",
        "",
        "a.b.c",
        "." * 20_000,
        ours + "x" * 20_000,
    ]
    assert [token for token in bad if ring.verify(token) is not None] == []


def _b64(header: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
