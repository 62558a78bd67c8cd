"""Random walks: whatever is said in whatever order, some things never happen."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from debt.account import Phase as DebtPhase
from debt.rights import BlockKind
from tests.system.conversations.chats import Chats
from tests.system.conversations.debts import OpenPromise, Owing, PlanInForce
from tests.system.conversations.moves import (
    CARD_NUMBERS,
    NONSENSE,
    SAID,
    ComesBackLater,
    Move,
    Presses,
    Says,
    Verifies,
)
from tests.system.conversations.walk import Walk

# `PARLEY_WALKS=2000` looks further, and elsewhere each time.
WALKS = int(os.environ.get("PARLEY_WALKS", "0"))
USUAL_WALKS = 12
LONGEST = 8

DEBTS: list[tuple[Owing, ...]] = [
    (Owing("431.07"),),
    (Owing("1204.53", 90),),
    (Owing("88.16", 12, creditor="Quillhurst Finance"),),
    (Owing("431.07"), Owing("219.94", 70, "energy account", "Brightwater Energy")),
    (Owing("640.38", plan=PlanInForce(paid=2, missed=1)),),
    (Owing("431.07", promise=OpenPromise("45.00", 5)),),
    (Owing("1733.29", 400, phase=DebtPhase.RECOVERY, settlement_percent=40),),
    (Owing("978.61", 300, phase=DebtPhase.LITIGATION),),
]
BLOCKS = [None, None, *BlockKind]

said = st.sampled_from(sorted(SAID)).flatmap(lambda kind: st.sampled_from(SAID[kind]))
moves: st.SearchStrategy[Move] = st.one_of(
    said.map(Says),
    said.map(Says),
    st.integers(0, 4).map(Presses),
    st.sampled_from([*NONSENSE, *CARD_NUMBERS]).map(Says),
    st.sampled_from([Verifies(), Verifies(), ComesBackLater()]),
)


@settings(
    max_examples=WALKS or USUAL_WALKS,
    derandomize=not WALKS,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(
    debts=st.sampled_from(DEBTS),
    blocked=st.sampled_from(BLOCKS),
    locale=st.sampled_from(["en-GB", "en-GB", "en-US"]),
    begins_verified=st.booleans(),
    steps=st.lists(moves, min_size=3, max_size=LONGEST),
)
def test_no_walk_ends_where_it_must_not(
    chats: Chats,
    debts: tuple[Owing, ...],
    blocked: BlockKind | None,
    locale: str,
    begins_verified: bool,
    steps: list[Move],
) -> None:
    person = chats.person(*debts, locale=locale, blocked=blocked)
    chat = chats.verified(person) if begins_verified else chats.opened(person)

    Walk(chat).take(steps)
