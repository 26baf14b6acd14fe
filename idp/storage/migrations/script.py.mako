"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from idp.storage.metadata import UtcDateTime, json_column

revision = ${repr(up_revision).replace(chr(39), chr(34))}
down_revision = ${repr(down_revision).replace(chr(39), chr(34))}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
