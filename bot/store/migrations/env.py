"""Alembic's way into the talking floor's tables."""

from bot.store.tables import Base
from debt.store.migrate import run_environment

run_environment(Base.metadata)
