"""Accounts, audit log, mail outbox, rosters, passwords."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from idp.storage.metadata import UtcDateTime, json_column

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("population", sa.String(length=31), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("username_key", sa.String(length=128), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("roles", json_column(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("person_sealed", sa.Text(), nullable=False),
        sa.Column("email_verified_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("activated_at", UtcDateTime(), nullable=True),
        sa.Column("signed_in_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("population", "username_key", name=op.f("uq_accounts_population_username_key")),
        comment="One row a person and population; name, mail, phone and registration data are sealed in person_sealed",
    )
    op.create_index(op.f("ix_accounts_created_at"), "accounts", ["created_at"], unique=False)
    op.create_table(
        "audit_chain",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_chain_event_id")),
        comment="Append-only: link is a keyed hash over the link before and the event",
    )
    op.create_table(
        "audit_events",
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("detail", json_column(), nullable=False),
        sa.Column("sealed_as", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("sealed_as", name=op.f("uq_audit_events_sealed_as")),
        comment="Written in the transaction of what they tell; sealed_as is their place in the chain, once they have one",
    )
    op.create_index(op.f("ix_audit_events_at"), "audit_events", ["at"], unique=False)
    op.create_index(op.f("ix_audit_events_subject"), "audit_events", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_head")),
        comment="How far the chain reaches, under a keyed hash: a chain cut off at its end no longer agrees with it",
    )
    op.create_table(
        "mail_outbox",
        sa.Column("mail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("to_sealed", sa.Text(), nullable=True),
        sa.Column("mail_sealed", sa.Text(), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("mail_id", name=op.f("pk_mail_outbox")),
        comment="Written in the transaction of what it tells; address and content are wiped when the mail has left",
    )
    op.create_index("ix_mail_outbox_due", "mail_outbox", ["state", "due_at"], unique=False)
    op.create_table(
        "roster_entries",
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("roster", sa.String(length=40), nullable=False),
        sa.Column("key_index", sa.String(length=64), nullable=False),
        sa.Column("row_sealed", sa.Text(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_roster_entries")),
        sa.UniqueConstraint("roster", "key_index", name=op.f("uq_roster_entries_roster_key_index")),
        comment="One row of an imported list, sealed, found by the blind index of its key",
    )
    op.create_table(
        "sign_in_counts",
        sa.Column("population", sa.String(length=31), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("population", "day", name=op.f("pk_sign_in_counts")),
        comment="Sign-ins a day, kept only for populations whose page shows them",
    )
    op.create_table(
        "account_identifiers",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("population", sa.String(length=31), nullable=False),
        sa.Column("value_index", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.account_id"],
            name=op.f("fk_account_identifiers_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "field", name=op.f("pk_account_identifiers")),
        sa.UniqueConstraint(
            "population", "field", "value_index", name=op.f("uq_account_identifiers_population_field_value_index")
        ),
        comment="Blind indexes of ID and document numbers: one account of a population for each",
    )
    op.create_table(
        "activation_links",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.account_id"],
            name=op.f("fk_activation_links_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_activation_links")),
        comment="Mailed activation links; a newer one replaces the older",
    )
    op.create_index(op.f("ix_activation_links_account_id"), "activation_links", ["account_id"], unique=False)
    op.create_table(
        "password_credentials",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("phc", sa.String(length=200), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.account_id"],
            name=op.f("fk_password_credentials_account_id_accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_password_credentials")),
        comment="argon2id in PHC form; failures counts wrong passwords in a row, across lockouts",
    )
