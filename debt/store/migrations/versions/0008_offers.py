"""Down payments, budgets, settlements in parts, and bids."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_budget()
    _widen_settlement_offer()
    _create_settlement_bid()
    _create_settlement_agreement()
    op.add_column(
        "plan_offer", sa.Column("first_minor", sa.BigInteger(), nullable=True)
    )


def _create_budget() -> None:
    op.create_table(
        "budget",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_budget_debtor_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_budget"),
        sa.UniqueConstraint("debtor_id", "version", name="uq_budget_debtor_id_version"),
    )


def _widen_settlement_offer() -> None:
    """Offers made before were in one payment, and the rest was written off."""
    for name, kind, before in (
        ("kind", sa.String(32), "standing"),
        ("rest", sa.String(32), "written_off"),
        ("grace_days", sa.Integer(), "0"),
    ):
        op.add_column(
            "settlement_offer",
            sa.Column(name, kind, nullable=False, server_default=before),
        )
    op.add_column("settlement_offer", sa.Column("schedule", sa.JSON(), nullable=True))


def _create_settlement_bid() -> None:
    op.create_table(
        "settlement_bid",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("offer_id", sa.String(64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_settlement_bid_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["settlement_offer.id"], name="fk_settlement_bid_offer_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_settlement_bid"),
        sa.UniqueConstraint(
            "account_id", "number", name="uq_settlement_bid_account_id_number"
        ),
    )


def _create_settlement_agreement() -> None:
    op.create_table(
        "settlement_agreement",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("offer_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_settlement_agreement_account_id"
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["settlement_offer.id"],
            name="fk_settlement_agreement_offer_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_settlement_agreement"),
        sa.UniqueConstraint("offer_id", name="uq_settlement_agreement_offer_id"),
    )
    op.create_index(
        "ix_settlement_agreement_account_id", "settlement_agreement", ["account_id"]
    )
    op.create_index(
        "uq_settlement_agreement_active",
        "settlement_agreement",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
