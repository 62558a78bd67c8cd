"""What must not happen in any conversation, read off the answers and the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.engine.gate import COLLECTING
from bot.simulation.heard import Heard, flat
from bot.store.tables import ButtonRow, TrackerRow
from debt.account import Account
from debt.identity import Level, VerifiedDebtor
from debt.rights import Block
from debt.services import Debt
from debt.store import accounts
from debt.store.tables import IntentRow, PlanRow, PromiseRow

_INVITES = re.compile(
    r"\?|\b([Tt]ell|[Aa]sk|[Ss]end) (me|for)\b|[Yy]ou can ask|\"agent\""
)
# After these nothing more need be said.
FAREWELLS = {
    "goodbye",
    "report_crisis",
    # A confirmation says nothing else (Reg F 1006.14(h)(2)(i)).
    "set_contact_preference",
    "stop_contact",
    "thank",
    "wrong_person",
}


def account_facts(tx: Session, debt: Debt, debtor: VerifiedDebtor) -> frozenset[str]:
    """What tells something of a person's debts to who reads it.

    Round amounts that many people owe are left out: anybody may name them.
    """
    found: set[str] = set()
    for account in accounts.accounts_of(tx, debtor):
        found |= {account.creditor.name, account.reference, account.masked_reference}
        found.add(f"••{account.last4}")
    for summary in debt.accounts.of(tx, debtor):
        for amount in (summary.balance, summary.past_due):
            if amount.minor % 1000:
                found.add(amount.format(debtor.locale))
    return frozenset(map(flat, found))


def leaked(heard: Heard, facts: Iterable[str], said: Sequence[str]) -> list[str]:
    """The account facts in an answer that the person has not typed themselves."""
    text, own = flat(heard.everything), flat(" ".join(said))
    return sorted(fact for fact in facts if fact in text and fact not in own)


def repeats(heard: Heard, before: Heard) -> bool:
    """Whether the same is said as last time, word for word."""
    return bool(heard.words) and heard.words == before.words


@dataclass(frozen=True)
class Collected:
    """Looks for collecting on accounts that are left in peace."""

    tx: Session
    debt: Debt

    def begun(self, mine: Sequence[Account], blocks: Sequence[Block]) -> list[str]:
        """Payments, plans and promises made on an account while a block stood."""
        found: list[str] = []
        for account in mine:
            covering = (b for b in blocks if b.account_id in (None, account.id))
            since = min((block.set_at for block in covering), default=None)
            if since is None:
                continue
            whats = (
                (IntentRow, IntentRow.created_at),
                (PlanRow, PlanRow.accepted_at),
                (PromiseRow, PromiseRow.made_at),
            )
            for row, made_at in whats:
                query = select(row).where(row.account_id == account.id, made_at > since)
                found += [row.__tablename__ for _ in self.tx.scalars(query)]
        return found

    def asked_for(self, heard: Heard, card_pages: str) -> list[str]:
        """Links to card pages and buttons that lead to paying, in one answer."""
        links = [url for url in heard.links if url.startswith(card_pages)]
        query = select(ButtonRow).where(ButtonRow.token.in_(heard.tokens))
        buttons = self.tx.scalars(query).all() if heard.tokens else []
        leading = [
            b.label for b in buttons if b.meaning["intent"]["name"] in COLLECTING
        ]
        return [*links, *leading]


def is_in_peace(mine: Sequence[Account], blocks: Sequence[Block]) -> bool:
    """Whether nothing may be collected on any of these accounts."""
    covered = {block.account_id for block in blocks}
    return None in covered or covered.issuperset(each.id for each in mine)


def has_next_step(
    tx: Session, debt: Debt, conversation_id: str, heard: Heard, intent: str | None
) -> bool:
    """Whether an answer leaves the person something to do.

    A button, a link, a question or an invitation, a form that waits, or a person who
    is on their way.
    """
    if heard.buttons or heard.links or _INVITES.search(heard.words):
        return True
    if intent in FAREWELLS or debt.handoff.open_ticket(tx, conversation_id):
        return True
    if debt.identity.level(tx, conversation_id) is Level.MATCHED:
        return True
    row = tx.get(TrackerRow, conversation_id, populate_existing=True)
    loops = [
        e["name"] for e in (row.events if row else []) if e["event"] == "active_loop"
    ]
    return bool(loops) and loops[-1] is not None
