"""What an agent should have read before the first word, made of facts alone."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from actions.account import account_name
from actions.formats import clock_time, day, money
from actions.people import begins_task
from actions.preferences import in_words
from actions.wording import Wording
from bot.store import trackers
from debt.account import AccountSummary
from debt.handoff import Ticket
from debt.identity import VerifiedDebtor
from debt.services import Debt

MOST_WORDS = 120


def summary_of(
    debt: Debt,
    tx: Session,
    ticket: Ticket,
    debtor: VerifiedDebtor | None,
    wording: Wording,
) -> str:
    """One paragraph of at most 120 words; of somebody unchecked no account fact."""
    told: list[str] = []
    for sentence in _sentences(debt, tx, ticket, debtor, wording):
        if len(" ".join([*told, sentence]).split()) <= MOST_WORDS:
            told.append(sentence)
    return " ".join(told)


def _sentences(
    debt: Debt,
    tx: Session,
    ticket: Ticket,
    debtor: VerifiedDebtor | None,
    wording: Wording,
) -> Iterator[str]:
    locale = debtor.locale if debtor else "en-GB"
    call = debt.handoff.callback(tx, ticket)
    if call:
        begin, end = call.begins_at, call.ends_at
        yield wording.text(
            "utter_people_desk_summary_call",
            phone=call.phone,
            date=day(begin.date(), locale),
            begin=clock_time(begin.time()),
            end=clock_time(end.time()),
        )
    begins = begins_task(ticket)
    if begins:
        task = wording.text(f"utter_choice_{begins}")
        yield wording.text("utter_people_desk_summary_task", task=task)
    if debtor:
        account = _talked_about(debt, tx, debtor)
        if account:
            yield from _of_account(debt, tx, debtor, account, wording)
    whose = debtor.id if debtor else None
    wishes = debt.contact.preferences(tx, whose, ticket.conversation_id).wishes
    if wishes:
        words = in_words(list(wishes))
        yield wording.text("utter_people_desk_summary_wishes", wishes=words)


def _of_account(
    debt: Debt,
    tx: Session,
    debtor: VerifiedDebtor,
    account: AccountSummary,
    wording: Wording,
) -> Iterator[str]:
    yield wording.text(
        "utter_people_desk_summary_account",
        account=account_name(account),
        balance=money(account.balance, debtor.locale),
        past_due=money(account.past_due, debtor.locale),
    )
    promise = debt.promises.current(tx, debtor, account.account_id)
    if promise:
        yield wording.text(
            "utter_people_desk_summary_promise",
            amount=money(promise.amount, debtor.locale),
            date=day(promise.due, debtor.locale),
        )
    if account.next_due:
        yield wording.text(
            "utter_people_desk_summary_next",
            amount=money(account.next_due.amount, debtor.locale),
            date=day(account.next_due.due, debtor.locale),
        )


def _talked_about(
    debt: Debt, tx: Session, debtor: VerifiedDebtor
) -> AccountSummary | None:
    """The account that was chosen in the conversation."""
    events = trackers.load(tx, debtor.conversation_id).events
    chosen = [e["value"] for e in events if e.get("name") == "account_id"]
    accounts = {each.account_id: each for each in debt.accounts.of(tx, debtor)}
    return accounts.get(chosen[-1]) if chosen else None
