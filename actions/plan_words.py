"""How a plan is put into words: in one line, as rows of a card, what holds for it."""

from __future__ import annotations

from actions.formats import day
from actions.turn import money
from actions.wording import wording
from debt.identity import VerifiedDebtor
from debt.money import Money
from debt.plan import PlanStatus, PlanTerms
from debt.policy import Limits
from debt.schedule import Schedule


def in_brief(terms: PlanTerms, debtor: VerifiedDebtor) -> str:
    """A plan in one line: £51.03 a month, 12 times."""
    first = terms.first_amount
    times = terms.count - 1 if first else terms.count
    brief = wording().text(
        f"utter_plan_brief_{terms.frequency.value}",
        amount=money(terms.amount, debtor),
        count=str(times),
    )
    if first is None:
        return brief
    key = "utter_plan_brief_first"
    return wording().text(key, first=money(first, debtor), brief=brief)


def schedule_rows(schedule: Schedule, debtor: VerifiedDebtor) -> str:
    """Every date and amount, a row each."""
    return "\n".join(
        f"{day(each.due, debtor.locale)} | {money(each.amount, debtor)}"
        for each in schedule.instalments
    )


def status_rows(status: PlanStatus, debtor: VerifiedDebtor) -> str:
    """Every instalment and where it stands, a row each."""
    return "\n".join(
        wording().text(
            f"utter_plan_row_{each.state.value}",
            date=day(each.due, debtor.locale),
            amount=money(each.amount, debtor),
        )
        for each in status.instalments
    )


def rules_in_brief(limits: Limits, total: Money, debtor: VerifiedDebtor) -> str:
    """What stands under a schedule: its total, a missed payment, how to change it."""
    fee = Money.of(limits.fees.missed, total.currency)
    key = "utter_plan_note_fee" if fee else "utter_plan_note"
    note = wording().text(key, total=money(total, debtor), fee=money(fee, debtor))
    return " ".join(note.split())
