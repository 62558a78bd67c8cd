"""Plans, settlements and card payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_plan_offer()
    _create_plan()
    _create_settlement_offer()
    _create_payment_intent()
    _create_provider_event()


def _create_plan_offer() -> None:
    op.create_table(
        "plan_offer",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("pace", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.String(32), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_plan_offer_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_offer"),
    )
    op.create_index(
        "ix_plan_offer_account_id_expires_at",
        "plan_offer",
        ["account_id", "expires_at"],
    )


def _create_plan() -> None:
    op.create_table(
        "plan",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_plan_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["plan_offer.id"], name="fk_plan_offer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint("offer_id", name="uq_plan_offer_id"),
    )
    op.create_index("ix_plan_account_id", "plan", ["account_id"])
    op.create_index(
        "uq_plan_active",
        "plan",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )


def _create_settlement_offer() -> None:
    op.create_table(
        "settlement_offer",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("percent_off", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_settlement_offer_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_settlement_offer"),
    )
    op.create_index(
        "ix_settlement_offer_account_id_expires_on",
        "settlement_offer",
        ["account_id", "expires_on"],
    )


def _create_payment_intent() -> None:
    op.create_table(
        "payment_intent",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("return_url", sa.String(), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("provider_key", sa.String(64), nullable=False),
        sa.Column("provider_reference", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_payment_intent_positive"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_payment_intent_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment_intent"),
        sa.UniqueConstraint("provider_key", name="uq_payment_intent_provider_key"),
        sa.UniqueConstraint(
            "provider_reference", name="uq_payment_intent_provider_reference"
        ),
        sa.UniqueConstraint("reference", name="uq_payment_intent_reference"),
    )
    op.create_index("ix_payment_intent_account_id", "payment_intent", ["account_id"])


def _create_provider_event() -> None:
    op.create_table(
        "provider_event",
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("provider_reference", sa.String(), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "event_id", name="pk_provider_event"),
    )
    op.create_index("ix_provider_event_state", "provider_event", ["state"])
