"""A small run of simulated debtors against the running service."""

from __future__ import annotations

import pytest

from bot.simulation.catalogue import GOALS
from bot.simulation.ground import ground_of
from bot.simulation.people import free_people
from bot.simulation.run import NobodyFits, simulate
from bot.simulation.scores import aims
from debt.account import Phase
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import Owing, PlanInForce
from tests.system.running import System

pytestmark = pytest.mark.rasa

# Nobody whom another test counts on; enough for one of each goal.
DEBTS = [
    *[Owing("431.07", 40 + number) for number in range(len(GOALS) - 4)],
    Owing("1733.29", 400, phase=Phase.RECOVERY, settlement_percent=40),
    Owing("640.38", plan=PlanInForce(paid=2)),
    Owing("520.12", plan=PlanInForce(paid=3)),
    Owing("812.40", plan=PlanInForce(paid=2, missed=1)),
]
DEBTORS = 20


async def test_twenty_debtors_get_what_they_came_for(system: System) -> None:
    chats = Chats(system)
    ids = [chats.person(each).debtor.id for each in DEBTS]
    people = free_people(system.debt, *ids)
    ground = ground_of(system.settings, system.debt)

    outcomes = await simulate(ground, people, DEBTORS, 7, 4, lambda _: None)

    told = "\n".join(f"{each.conversation}: {each.problems}" for each in outcomes)
    missed = {aim.name for aim in aims(outcomes) if not aim.is_met}
    assert len(outcomes) == DEBTORS
    # A share of so few says little; what must never happen is wrong even once.
    assert missed <= {"routine tasks without a person"}, told
    assert sum(each.is_reached for each in outcomes) > DEBTORS / 2, told


async def test_nobody_is_simulated_twice(system: System) -> None:
    ground = ground_of(system.settings, system.debt)

    with pytest.raises(NobodyFits):
        await simulate(ground, [], 1, 7, 4, lambda _: None)
