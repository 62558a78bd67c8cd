"""How people want to be reached, and how content they were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what people say about being reached, and about the help they got."""
    _create_contact_preference()
    _create_wrong_party()
    _create_contact_change()
    _create_callback()
    _create_feedback()
    op.add_column("ticket", sa.Column("task", sa.String(64), nullable=True))


def _create_contact_preference() -> None:
    op.create_table(
        "contact_preference",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=True),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_contact_preference_debtor_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_preference"),
    )
    for column in ("debtor_id", "conversation_id"):
        op.create_index(
            f"ix_contact_preference_{column}", "contact_preference", [column]
        )


def _create_wrong_party() -> None:
    op.create_table(
        "wrong_party",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_wrong_party_debtor_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_wrong_party"),
    )
    for column in ("conversation_id", "debtor_id", "address"):
        op.create_index(f"ix_wrong_party_{column}", "wrong_party", [column])


def _create_contact_change() -> None:
    op.create_table(
        "contact_change",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("old", sa.String(), nullable=True),
        sa.Column("new", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_contact_change_debtor_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_change"),
        sa.UniqueConstraint("reference", name="uq_contact_change_reference"),
    )
    for column in ("debtor_id", "conversation_id"):
        op.create_index(f"ix_contact_change_{column}", "contact_change", [column])


def _create_callback() -> None:
    op.create_table(
        "callback",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("ticket_id", sa.String(64), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name="fk_callback_ticket_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
    )
    op.create_index("ix_callback_ticket_id", "callback", ["ticket_id"])


def _create_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("debtor_id", sa.String(64), nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["debtor_id"], ["debtor.id"], name="fk_feedback_debtor_id"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_asked_at", "feedback", ["asked_at"])
