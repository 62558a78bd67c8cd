"""Changes of plans and their log, token plans, holds, promises, referrals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("state IN ('active', 'at_risk')")
_ACCEPTED = sa.text("accepted_at IS NOT NULL")
_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    _widen_plan()
    _create_plan_event()
    _begin_logs()
    _keep_append_only()
    _create_plan_change()
    op.add_column("block", sa.Column("until", sa.DateTime(timezone=True)))
    _create_hold()
    _create_promise()
    _create_referral()


def _widen_plan() -> None:
    op.add_column("plan_offer", sa.Column("remains_minor", sa.BigInteger()))
    op.add_column("plan_offer", sa.Column("replaces", sa.String(64)))
    op.add_column("plan", sa.Column("notice_on", sa.Date()))
    op.add_column("plan", sa.Column("reviewed_on", sa.Date()))
    op.add_column("plan", sa.Column("text_version", sa.String()))
    op.add_column("plan", sa.Column("agreement_hash", sa.String(64)))
    op.drop_index("uq_plan_active", "plan")
    _create_partial_index("uq_plan_in_force", "plan", ["account_id"], _IN_FORCE)


def _create_plan_event() -> None:
    op.create_table(
        "plan_event",
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("about", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name="fk_plan_event_plan_id"
        ),
        sa.PrimaryKeyConstraint("plan_id", "number", name="pk_plan_event"),
    )


def _begin_logs() -> None:
    """Plans older than the log: how they began, and how they ended if they did."""
    op.execute("""
        INSERT INTO plan_event (plan_id, number, kind, actor, at, "on", key)
        SELECT id, 1, 'agreed', 'debtor', accepted_at, accepted_on, '' FROM plan
    """)
    op.execute("""
        INSERT INTO plan_event (plan_id, number, kind, actor, at, "on", key)
        SELECT id, 2, state, 'system', ended_at, date(ended_at), '' FROM plan
        WHERE ended_at IS NOT NULL
    """)


def _keep_append_only() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_TRIGGERS if on_sqlite else _POSTGRESQL_TRIGGERS:
        op.execute(statement)


def _create_plan_change() -> None:
    op.create_table(
        "plan_change",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("new_due", sa.Date(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name="fk_plan_change_plan_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan_change"),
    )
    op.create_index("ix_plan_change_plan_id", "plan_change", ["plan_id"])
    _create_partial_index(
        "uq_plan_change_accepted", "plan_change", ["plan_id", "number"], _ACCEPTED
    )


def _create_hold() -> None:
    op.create_table(
        "hold",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("block_reference", sa.String(64), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up_by", sa.String(32), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_hold_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
        sa.UniqueConstraint("block_reference", name="uq_hold_block_reference"),
    )
    op.create_index(
        "ix_hold_account_id_started_on", "hold", ["account_id", "started_on"]
    )
    op.create_index("ix_hold_review_at", "hold", ["review_at"])


def _create_promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("judged_after", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_promise_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
    )
    op.create_index("ix_promise_account_id", "promise", ["account_id"])
    op.create_index(
        "ix_promise_state_judged_after", "promise", ["state", "judged_after"]
    )
    _create_partial_index("uq_promise_open", "promise", ["account_id"], _OPEN)


def _create_referral() -> None:
    op.create_table(
        "referral",
        sa.Column("reference", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("frequency", sa.String(32), nullable=True),
        sa.Column("first_date", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("offer_id", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_referral_account_id"
        ),
        sa.PrimaryKeyConstraint("reference", name="pk_referral"),
    )
    op.create_index("ix_referral_account_id", "referral", ["account_id"])
    op.create_index("ix_referral_state_due_on", "referral", ["state", "due_on"])


def _create_partial_index(
    name: str, table: str, columns: list[str], where: sa.TextClause
) -> None:
    op.create_index(
        name,
        table,
        columns,
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


_SQLITE_TRIGGERS = [
    f"""
    CREATE TRIGGER plan_event_no_{change} BEFORE {change} ON plan_event
    BEGIN SELECT RAISE(ABORT, 'the log of a plan is append-only'); END
    """
    for change in ("update", "delete")
]

_POSTGRESQL_TRIGGERS = [
    """
    CREATE FUNCTION plan_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the log of a plan is append-only'; END $$
    """,
    """
    CREATE TRIGGER plan_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE
    ON plan_event FOR EACH STATEMENT EXECUTE FUNCTION plan_log_is_append_only()
    """,
]
