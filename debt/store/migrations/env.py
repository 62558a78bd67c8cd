"""Alembic's way into the debt floor's tables."""

from debt.store.migrate import run_environment
from debt.store.tables import Base

run_environment(Base.metadata)
