"""Signing keys in the database, private halves sealed (SQLAlchemy Core), and their rotation in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import IntegrityError

from idp.oidc.clients.store import raise_version
from idp.oidc.keys.model import ALGORITHMS, OVERLAP, KeyState, SigningKey, generate, load_private, private_pem
from idp.storage.tables.protocol import signing_keys
from shared.sealing import Sealer

KEYS_VERSION = "keys"
"""Name of the counter that says when cached keys are out of date."""


def _context(kid: str) -> str:
    return f"signing-key:{kid}"


def load_all(connection: Connection, sealer: Sealer) -> list[SigningKey]:
    """Every key, the newest first."""
    rows = connection.execute(select(signing_keys).order_by(signing_keys.c.created_at.desc(), signing_keys.c.kid))
    return [
        SigningKey(
            kid=row.kid,
            algorithm=row.algorithm,
            state=KeyState(row.state),
            private=load_private(row.algorithm, sealer.open(row.private_sealed, _context(row.kid))),
            created_at=row.created_at,
            activated_at=row.activated_at,
            retired_at=row.retired_at,
        )
        for row in rows
    ]


def _insert(connection: Connection, sealer: Sealer, algorithm: str, state: KeyState, now: datetime) -> str:
    private = generate(algorithm)
    kid = private.thumbprint()
    connection.execute(
        signing_keys.insert().values(
            kid=kid,
            algorithm=algorithm,
            state=state.value,
            private_sealed=sealer.seal(private_pem(private), _context(kid)),
            public_jwk=private.as_dict(private=False),
            created_at=now,
            activated_at=now if state is KeyState.ACTIVE else None,
        )
    )
    return kid


def ensure(connection: Connection, sealer: Sealer, now: datetime) -> bool:
    """Makes the keys that are missing, an active and a next one for each algorithm; says whether it made any.

    Two processes may start at once: the unique indexes let one of them win, the other finds the winner's keys.
    """
    made = False
    for algorithm in ALGORITHMS:
        for state in (KeyState.ACTIVE, KeyState.NEXT):
            there = connection.scalar(
                select(signing_keys.c.kid).where(
                    signing_keys.c.algorithm == algorithm, signing_keys.c.state == state.value
                )
            )
            if there is None:
                made |= _try_insert(connection, sealer, algorithm, state, now)
    if made:
        raise_version(connection, KEYS_VERSION)
    return made


def _try_insert(connection: Connection, sealer: Sealer, algorithm: str, state: KeyState, now: datetime) -> bool:
    try:
        with connection.begin_nested():
            _insert(connection, sealer, algorithm, state, now)
    except IntegrityError:
        return False
    return True


def rotate(connection: Connection, sealer: Sealer, algorithm: str, now: datetime) -> str:
    """Retires the active key, lets the published next one sign, publishes a new next one; gives the active `kid`.

    A key retired longer ago than `OVERLAP` is forgotten.
    """
    of_algorithm = signing_keys.c.algorithm == algorithm
    connection.execute(
        update(signing_keys)
        .where(of_algorithm, signing_keys.c.state == KeyState.ACTIVE.value)
        .values(state=KeyState.RETIRED.value, retired_at=now)
    )
    active: str | None = connection.scalar(
        update(signing_keys)
        .where(of_algorithm, signing_keys.c.state == KeyState.NEXT.value)
        .values(state=KeyState.ACTIVE.value, activated_at=now)
        .returning(signing_keys.c.kid)
    )
    if active is None:
        active = _insert(connection, sealer, algorithm, KeyState.ACTIVE, now)
    _insert(connection, sealer, algorithm, KeyState.NEXT, now)
    connection.execute(delete(signing_keys).where(of_algorithm, signing_keys.c.retired_at < now - OVERLAP))
    raise_version(connection, KEYS_VERSION)
    return active
