"""Saved cards, authorisations, refunds, alarms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _extend_payment_intent()
    op.add_column("provider_event", sa.Column("detail", sa.String(), nullable=True))
    _create_refund()
    _create_alarm()
    _create_authorisation()
    _create_autopay_charge()


def _extend_payment_intent() -> None:
    op.add_column(
        "payment_intent",
        sa.Column("refunded_minor", sa.BigInteger(), server_default="0", nullable=False),
    )
    for name in ("card", "decline"):
        op.add_column("payment_intent", sa.Column(name, sa.String(), nullable=True))
    op.add_column("payment_intent", sa.Column("seen_at", _MOMENT, nullable=True))
    op.add_column(
        "payment_intent", sa.Column("replaced_by", sa.String(64), nullable=True)
    )
    op.create_index("ix_payment_intent_replaced_by", "payment_intent", ["replaced_by"])
    op.create_index("ix_payment_intent_created_at", "payment_intent", ["created_at"])


def _create_refund() -> None:
    op.create_table(
        "refund",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("intent_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("up_to_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("provider_key", sa.String(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="ck_refund_positive"),
        sa.ForeignKeyConstraint(
            ["intent_id"], ["payment_intent.id"], name="fk_refund_intent_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
        sa.UniqueConstraint("provider_key", name="uq_refund_provider_key"),
    )
    op.create_index("ix_refund_intent_id", "refund", ["intent_id"])
    op.create_index("ix_refund_state", "refund", ["state"])


def _create_alarm() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=True),
        sa.Column("closed_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alarm"),
    )
    op.create_index("ix_alarm_told_at", "alarm", ["told_at"])
    op.create_index(
        "uq_alarm_open",
        "alarm",
        ["kind", "reference"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _create_authorisation() -> None:
    op.create_table(
        "authorisation",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("wording_version", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("retry", sa.Boolean(), nullable=False),
        sa.Column("agreed_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.Column("forgotten_at", _MOMENT, nullable=True),
        sa.Column("return_url", sa.String(), nullable=False),
        sa.Column("provider", sa.String(64), nullable=False),
        sa.Column("provider_key", sa.String(), nullable=False),
        sa.Column("provider_reference", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("expires_at", _MOMENT, nullable=True),
        sa.Column("card", sa.String(), nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [f"{table}_id"],
                [f"{table}.id"],
                name=f"fk_authorisation_{table}_id",
            )
            for table in ("account", "plan", "debtor")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_authorisation"),
        *(
            sa.UniqueConstraint(name, name=f"uq_authorisation_{name}")
            for name in ("reference", "provider_key", "provider_reference")
        ),
    )
    op.create_index("ix_authorisation_account_id", "authorisation", ["account_id"])
    op.create_index("ix_authorisation_state", "authorisation", ["state"])
    op.create_index(
        "uq_authorisation_active",
        "authorisation",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )


def _create_autopay_charge() -> None:
    op.create_table(
        "autopay_charge",
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("authorisation_id", sa.String(64), nullable=False),
        sa.Column("intent_id", sa.String(64), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name="fk_autopay_charge_plan_id"
        ),
        sa.ForeignKeyConstraint(
            ["authorisation_id"],
            ["authorisation.id"],
            name="fk_autopay_charge_authorisation_id",
        ),
        sa.ForeignKeyConstraint(
            ["intent_id"], ["payment_intent.id"], name="fk_autopay_charge_intent_id"
        ),
        sa.PrimaryKeyConstraint("plan_id", "due", "attempt", name="pk_autopay_charge"),
        sa.UniqueConstraint("intent_id", name="uq_autopay_charge_intent_id"),
    )
    op.create_index(
        "ix_autopay_charge_authorisation_id", "autopay_charge", ["authorisation_id"]
    )
