"""A walk through one conversation, looked at after every step."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from bot.simulation.checks import (
    Collected,
    account_facts,
    has_next_step,
    is_in_peace,
    leaked,
    repeats,
)
from bot.simulation.heard import Heard
from bot.store.messages import DEBTOR
from bot.store.tables import MessageRow, TrackerRow
from debt.disclosure import DisclosureKind
from debt.identity import Level
from debt.rights import Block
from tests.system.conversations.amounts import unexplained
from tests.system.conversations.chat import Chat
from tests.system.conversations.moves import (
    ComesBackLater,
    Move,
    Presses,
    Says,
    Verifies,
)

_COLLECTOR = {DisclosureKind.COLLECTOR_FIRST, DisclosureKind.COLLECTOR_SHORT}
_CARD = re.compile(r"4000[ -]?0000[ -]?0000[ -]?0002")


class Breach(AssertionError):
    """An invariant does not hold."""


class Walk:
    """Takes steps, and raises a breach as soon as there is one."""

    def __init__(self, chat: Chat) -> None:
        self.chat = chat
        self._debt = chat.system.debt
        with self._debt.database.read() as tx:
            me = chat.person.checked_in(chat.id)
            self._facts = account_facts(tx, self._debt, me)
        self._said: list[str] = []
        self._before = Heard(())
        self._meant: str | None = None
        self._was_repeated = False

    def take(self, moves: Sequence[Move]) -> None:
        """Take all steps, then ask for a person, who must always be reached."""
        for move in moves:
            if self._is_with_a_person():
                return
            self._take(move)
        self._take(Says("agent"))
        self._check(self.chat.truth.ticket is not None, "nobody was asked to join")
        self._check_nothing_is_kept()

    def _take(self, move: Move) -> None:
        blocks = self.chat.truth.blocks
        heard = self._do(move)
        if heard is None:
            return
        self._check_facts(heard)
        self._check_peace(heard, blocks)
        self._check_amounts(heard)
        intent = self._newest_intent()
        self._check_next_step(heard, intent)
        again = repeats(heard, self._before) and intent != self._meant
        self._check(not again or self._may_repeat(heard), "the same words again")
        self._before, self._meant = heard, intent
        self._was_repeated = again

    def _do(self, move: Move) -> Heard | None:
        chat = self.chat
        if isinstance(move, Says):
            self._said.append(move.text)
            return Heard(chat.says(move.text).messages)
        if isinstance(move, Presses):
            labels = chat.buttons
            if not labels:
                return None
            return Heard(chat.press(labels[move.place % len(labels)]).messages)
        if isinstance(move, ComesBackLater):
            chat.after_a_break()
            return None
        assert isinstance(move, Verifies)
        return None if self._is_verified() else Heard(chat.is_verified().messages)

    def _check_facts(self, heard: Heard) -> None:
        found = leaked(heard, self._facts, self._said)
        self._check(not found or self._is_verified(), f"told to anybody: {found}")
        kinds = {each.kind for each in self.chat.truth.disclosures}
        self._check(not found or bool(kinds & _COLLECTOR), "facts before a disclosure")

    def _check_peace(self, heard: Heard, blocks: Sequence[Block]) -> None:
        chat = self.chat
        with self._debt.database.read() as tx:
            collected = Collected(tx, self._debt)
            begun = collected.begun(chat.person.accounts, blocks)
            self._check(not begun, f"begun under a block: {begun}")
            if self._is_verified() and is_in_peace(chat.person.accounts, blocks):
                asked = collected.asked_for(heard, chat.system.cards_url)
                self._check(not asked, f"asked for under a block: {asked}")

    def _check_amounts(self, heard: Heard) -> None:
        with self._debt.database.read() as tx:
            said = " ".join(self._said)
            found = unexplained(
                tx, self._debt, self.chat.person, heard.everything, said
            )
        self._check(not found, f"amounts out of nowhere: {sorted(found)}")

    def _may_repeat(self, heard: Heard) -> bool:
        """What the law wants told is told each time; a question that is still open
        may be asked once more."""
        references = (block.reference for block in self.chat.truth.blocks)
        is_notice = any(each in heard.words for each in references)
        return is_notice or ("?" in heard.words and not self._was_repeated)

    def _newest_intent(self) -> str | None:
        """What the person's last message was taken to mean."""
        newest = (
            select(MessageRow.intent)
            .where(
                MessageRow.conversation_id == self.chat.id,
                MessageRow.sender == DEBTOR,
            )
            .order_by(MessageRow.seq.desc())
            .limit(1)
        )
        return self.chat.truth.read(lambda tx: tx.scalar(newest))

    def _check_next_step(self, heard: Heard, intent: str | None) -> None:
        with self._debt.database.read() as tx:
            goes_on = has_next_step(tx, self._debt, self.chat.id, heard, intent)
        self._check(goes_on, "nothing is left to do")
        for frame in heard.frames:
            questions = frame["text"].count("?")
            self._check(questions < 2, f"{questions} questions in one message")

    def _check_nothing_is_kept(self) -> None:
        """No card number is anywhere in what is stored of this conversation."""
        mine = MessageRow.conversation_id == self.chat.id
        with self._debt.database.read() as tx:
            texts = [row.text for row in tx.scalars(select(MessageRow).where(mine))]
            events = str(tx.get_one(TrackerRow, self.chat.id).events)
        self._check(not _CARD.search(" ".join([*texts, events])), "a card number")

    def _is_verified(self) -> bool:
        look = self._debt.identity.level
        level = self.chat.truth.read(lambda tx: look(tx, self.chat.id))
        return level is Level.VERIFIED

    def _is_with_a_person(self) -> bool:
        ticket = self.chat.truth.ticket
        return ticket is not None and ticket.agent_id is not None

    def _check(self, holds: bool, what: str) -> None:
        if not holds:
            raise Breach(f"{what}\n\n{self.chat.transcript}")
