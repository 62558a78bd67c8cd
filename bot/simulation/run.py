"""Lets many simulated debtors talk, some at once, and collects what came of it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bot.demo.portfolio.course import dice
from bot.simulation.case import Case
from bot.simulation.catalogue import GOALS
from bot.simulation.chat import Browser
from bot.simulation.debtor import Debtor, Outcome
from bot.simulation.goals import Goal, figures
from bot.simulation.ground import Ground
from bot.simulation.people import OnFile
from debt.account import AccountSummary

# How far ahead somebody promises; within what any phase allows.
_PROMISED_IN = timedelta(days=9)


class NobodyFits(Exception):
    """There are too few people for so many debtors."""


@dataclass(frozen=True)
class Part:
    """Who comes with which goal, about which account."""

    goal: Goal
    person: OnFile
    account: AccountSummary


async def simulate(
    ground: Ground,
    people: list[OnFile],
    debtors: int,
    seed: int,
    at_once: int,
    told: Callable[[Outcome], None],
) -> list[Outcome]:
    """Let so many debtors talk; the goals come in turn.

    Args:
        people: who can be simulated, each of them once.
        told: hears of each conversation when it is over.

    Raises:
        NobodyFits: there are too few people.
    """
    parts = _cast(list(people), debtors, dice(seed))
    waiting = asyncio.Semaphore(at_once)

    async def live(number: int, part: Part) -> Outcome:
        async with waiting:
            outcome = await _debtor(ground, number, part, seed).live()
        told(outcome)
        return outcome

    lives = (live(number, part) for number, part in enumerate(parts, start=1))
    return list(await asyncio.gather(*lives))


def _cast(people: list[OnFile], debtors: int, rng: Random) -> list[Part]:
    """The goals in turn, without those that nobody fits any more."""
    rng.shuffle(people)
    left = dict(enumerate(people))
    goals, parts = deque(GOALS), list[Part]()
    while len(parts) < debtors:
        if not goals:
            raise NobodyFits(debtors)
        goal = goals.popleft()
        found = next(_fitting(goal, left), None)
        if found is not None:
            key, account = found
            parts.append(Part(goal, left.pop(key), account))
            goals.append(goal)
    return parts


def _fitting(
    goal: Goal, left: dict[int, OnFile]
) -> Iterator[tuple[int, AccountSummary]]:
    for key, person in left.items():
        for account in person.accounts:
            if goal.fits(account, person.plans.get(account.account_id)):
                yield key, account


def _debtor(ground: Ground, number: int, part: Part, seed: int) -> Debtor:
    person, goal = part.person, part.goal
    rng = dice(f"{seed}:{number}")
    amount, wish = figures(goal, part.account.balance)
    day = ground.debt.clock.today(person.debtor.zone) + _PROMISED_IN
    wish["day"] = f"{day.day} {day:%B}"
    case = Case(ground.debt, person, part.account, wish, amount)
    browser = Browser(ground.url, number)
    return Debtor(goal, case, browser, rng, ground.card_pages)
