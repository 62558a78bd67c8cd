"""The demo portfolio: believable people, debts and histories, none of them real."""

from bot.demo.portfolio.people import PEOPLE, DemoPerson
from bot.demo.portfolio.seeding import AlreadySeeded, is_seeded, seed_portfolio

__all__ = ["PEOPLE", "AlreadySeeded", "DemoPerson", "is_seeded", "seed_portfolio"]
