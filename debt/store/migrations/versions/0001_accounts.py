"""Creditors, debtors, contacts, accounts and statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_creditor()
    _create_debtor()
    _create_contact()
    _create_account()
    _create_statement()


def _create_creditor() -> None:
    op.create_table(
        "creditor",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("information", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_creditor"),
    )


def _create_debtor() -> None:
    op.create_table(
        "debtor",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("postcode_key", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_debtor"),
    )
    op.create_index(
        "ix_debtor_date_of_birth_postcode_key",
        "debtor",
        ["date_of_birth", "postcode_key"],
    )


def _create_contact() -> None:
    op.create_table(
        "contact",
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_contact_debtor_id"
        ),
        sa.PrimaryKeyConstraint("debtor_id", "position", name="pk_contact"),
    )


def _create_account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("reference_key", sa.String(), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("creditor_id", sa.String(64), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("last4", sa.String(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("itemisation_date", sa.Date(), nullable=False),
        sa.Column("instalment_minor", sa.BigInteger(), nullable=False),
        sa.Column("litigation_on", sa.Date(), nullable=True),
        sa.Column("charged_off_on", sa.Date(), nullable=True),
        sa.Column("settlement_percent", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["creditor_id"], ["creditor.id"], name="fk_account_creditor_id"
        ),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_account_debtor_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("reference_key", name="uq_account_reference_key"),
    )
    op.create_index("ix_account_debtor_id", "account", ["debtor_id"])


def _create_statement() -> None:
    op.create_table(
        "statement",
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_statement_account_id"
        ),
        sa.PrimaryKeyConstraint("account_id", "due_on", name="pk_statement"),
    )
