"""What somebody lets us take from a card, in the words that they agree to."""

from __future__ import annotations

from actions.formats import day
from actions.turn import money
from actions.wording import wording
from debt.autopay import RETRY_DAYS, AutopayTerms, Consent
from debt.identity import VerifiedDebtor

# The copy to keep and the wording that is hashed are made of the same text.
_KEY = "utter_autopay_agreement"


def consent_to(terms: AutopayTerms, account: str, debtor: VerifiedDebtor) -> Consent:
    """The consent that a yes to these terms would be (Reg E 1005.10(b)).

    Every amount and date, how to take it back and until when, and the one retry.
    """
    schedule = terms.schedule
    text = wording().text(
        _KEY,
        account=account,
        count=str(len(schedule.instalments)),
        total=money(schedule.total, debtor),
        first_date=day(schedule.first.due, debtor.locale),
        last_date=day(schedule.last.due, debtor.locale),
        stop_until=f"{terms.stop_until:%H:%M}",
        retry_days=str(RETRY_DAYS),
    )
    dates = (
        f"{day(each.due, debtor.locale)}: {money(each.amount, debtor)}"
        for each in schedule.instalments
    )
    return Consent(terms, "\n".join((text, *dates)), _KEY, retry=True)
