"""Identity, rights, disclosures, tickets and idempotency."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_identity_submission()
    _create_identity_code()
    _create_identity_session()
    _create_block()
    _create_disclosure()
    _create_ticket()
    _create_request()


def _create_identity_submission() -> None:
    op.create_table(
        "identity_submission",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_identity_submission_debtor_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_identity_submission"),
    )
    op.create_index(
        "ix_identity_submission_conversation_id_submitted_at",
        "identity_submission",
        ["conversation_id", "submitted_at"],
    )
    op.create_index(
        "ix_identity_submission_debtor_id_submitted_at",
        "identity_submission",
        ["debtor_id", "submitted_at"],
    )


def _create_identity_code() -> None:
    op.create_table(
        "identity_code",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=True),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_identity_code_debtor_id"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_identity_code"),
    )


def _create_identity_session() -> None:
    op.create_table(
        "identity_session",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_identity_session_debtor_id"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_identity_session"),
    )


def _create_block() -> None:
    op.create_table(
        "block",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=True),
        sa.Column("account_id", sa.String(64), nullable=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_block_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_block_debtor_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_block"),
        sa.UniqueConstraint("reference", name="uq_block_reference"),
    )
    op.create_index("ix_block_conversation_id", "block", ["conversation_id"])
    op.create_index("ix_block_debtor_id", "block", ["debtor_id"])


def _create_disclosure() -> None:
    op.create_table(
        "disclosure",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "conversation_id", "subject", "kind", "version", name="pk_disclosure"
        ),
    )
    op.create_index("ix_disclosure_subject_kind", "disclosure", ["subject", "kind"])


def _create_ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.String(64), nullable=True),
        sa.Column("agent_name", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint("reference", name="uq_ticket_reference"),
    )
    op.create_index(
        "ix_ticket_state_priority_waiting_since",
        "ticket",
        ["state", "priority", "waiting_since"],
    )
    op.create_index(
        "uq_ticket_open",
        "ticket",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )


def _create_request() -> None:
    op.create_table(
        "request",
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_request"),
    )
