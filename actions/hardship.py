"""Trouble with money: heard once, noted with a yes, answered with room to breathe.

Nothing here asks for money (FCA CONC 7.3.4R, 7.3.10R), and none of it needs a check of
who somebody is, but for what is kept.
"""

from __future__ import annotations

from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.reading_form import YesForm
from actions.turn import (
    DebtorAction,
    Events,
    ParleyAction,
    Turn,
    forget,
    leave_form,
    verified_or_none,
)
from debt.budget import Source
from debt.circumstance import PERSONAL, Reason, reasons_in, sentence_of
from debt.household import lines_in
from debt.identity import VerifiedDebtor
from debt.rights import BlockKind

NOTED = "hardship_noted"
_REASON, _WORDS = "hardship_reason", "hardship_words"
_TROUBLE = {"report_vulnerability", "report_hardship", "cannot_pay", "report_forgot"}
# What each intent means where no words tell more.
_USUAL = {"report_forgot": Reason.FORGOT, "refuse_to_pay": Reason.WONT_PAY}
# Nobody who tells of trouble is answered as if they had only forgotten.
_NO_TROUBLE = (Reason.FORGOT, Reason.ALREADY_PAID, Reason.WONT_PAY)
# Reasons with a way of their own, which keeps what has to be kept.
_WAYS = {
    Reason.FORGOT: "action_offer_catch_up",
    Reason.DISPUTE: "action_dispute_debt",
    Reason.WONT_PAY: "action_respect_refusal",
    **dict.fromkeys(PERSONAL, "action_support_person"),
}
_SAID = (Reason.PAY_DATE, Reason.ALREADY_PAID)
# What a person may want in the same breath: then no question of ours comes between.
_WISHES = ("request_plan", "make_payment", "promise_to_pay", "make_offer")


class HearReason(ParleyAction):
    """Hears why somebody is behind, and takes the way that goes with it."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_hear_reason"

    def act(self, turn: Turn) -> Events:
        """What was heard or recorded for another meaning of the message is done."""
        if _is_heard(turn):
            return []
        if _tells_budget(turn):
            return [*leave_form(turn), FollowupAction("action_begin_budget")]
        reason = told_reason(turn)
        if reason is Reason.DISPUTE and "dispute_debt" in _meanings(turn):
            reason = Reason.WONT_PAY
        if reason in _WAYS:
            return [*leave_form(turn), FollowupAction(_WAYS[reason])]
        if reason in _SAID:
            turn.say(f"utter_hardship_{reason.value}")
            return leave_form(turn)
        return self._hear_trouble(turn, reason)

    def _hear_trouble(self, turn: Turn, reason: Reason) -> Events:
        turn.say(f"utter_hardship_mirror_{reason.value}")
        with self.debt.database.read() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            told = self.debt.circumstances.of(tx, debtor) if debtor else ()
        is_new = reason.value not in {each.about for each in told}
        gives_reason = turn.intent != "cannot_pay" or reason is not Reason.OTHER
        events = leave_form(turn)
        if not gives_reason or not is_new or debtor is None:
            return [*events, FollowupAction("action_make_room")]
        if _meanings(turn).intersection(_WISHES):
            return events
        kept = [
            SlotSet(_REASON, reason.value),
            SlotSet(_WORDS, sentence_of(turn.text, reason)),
        ]
        return [*events, *kept, FollowupAction("hardship_form")]


class AskNoted(ParleyAction):
    """Shows the sentence that would be kept."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_ask_hardship_form_hardship_noted"

    def act(self, turn: Turn) -> Events:
        """Word for word, so that a yes is a yes to exactly that."""
        turn.say("utter_hardship_ask_note", words=turn.slot(_WORDS) or "")
        return []


class ValidateHardshipForm(YesForm):
    """Asks whether a reason may be noted."""

    asks_for = NOTED

    def name(self) -> str:
        """The form's validator."""
        return "validate_hardship_form"


class KeepReason(DebtorAction):
    """Keeps the sentence, or lets it go; room to breathe either way."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_keep_reason"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """Nothing is written without a yes."""
        if turn.slot(NOTED) and turn.slot(_WORDS):
            now = self.debt.clock.now()
            reason = Reason(turn.slot(_REASON))
            words = turn.slot(_WORDS)
            self.debt.circumstances.record(tx, debtor, reason, words, now, turn.key)
            turn.say("utter_hardship_noted")
        else:
            turn.say("utter_hardship_not_noted")
        answers = forget(NOTED, _REASON, _WORDS)
        return [*answers, FollowupAction("action_make_room")]


class MakeRoom(ParleyAction):
    """Two ways to breathe, something else, or a person."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_make_room"

    def act(self, turn: Turn) -> Events:
        """Where all is paused already, no way is offered that a pause stands in."""
        is_paused = self._is_paused(turn)
        turn.say("utter_hardship_room_paused" if is_paused else "utter_hardship_room")
        return leave_form(turn)

    def _is_paused(self, turn: Turn) -> bool:
        account_id = turn.slot("account_id")
        with self.debt.database.read() as tx:
            debtor = verified_or_none(self.debt, tx, turn)
            standing = self.debt.rights.standing(
                tx, debtor, turn.conversation_id, account_id
            )
        return standing is not None


class WithdrawNotes(DebtorAction):
    """Takes back what somebody allowed us to keep of their situation."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_withdraw_notes"

    def serve(self, tx: Session, debtor: VerifiedDebtor, turn: Turn) -> Events:
        """As easy as it was to give (GDPR Art. 7(3))."""
        had_any = self.debt.circumstances.withdraw(tx, debtor) > 0
        turn.say("utter_hardship_withdrawn" if had_any else "utter_hardship_none_kept")
        return leave_form(turn)


class RespectRefusal(ParleyAction):
    """For who will not pay: no more is asked (12 CFR 1006.6(c)(1))."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_respect_refusal"

    def act(self, turn: Turn) -> Events:
        """Works before identity too: the block then waits for the check."""
        with self.debt.database.begin() as tx:
            block = self.debt.rights.set_block(
                tx,
                verified_or_none(self.debt, tx, turn),
                BlockKind.CEASE,
                None,
                reason=turn.text,
                key=turn.key,
                conversation_id=turn.conversation_id,
            )
        turn.say("utter_hardship_refusal", reference=block.reference)
        return leave_form(turn)


def told_reason(turn: Turn) -> Reason:
    """The reason in the words; where they tell none, what the intent means."""
    usual = _USUAL.get(turn.intent, Reason.OTHER)
    found = reasons_in(turn.text)
    if usual is Reason.OTHER:
        found = tuple(each for each in found if each not in _NO_TROUBLE)
    return next(iter(found), usual)


def _is_heard(turn: Turn) -> bool:
    """Whether another meaning of the same message was heard as trouble just now."""
    said = [e for e in reversed(turn.tracker.events) if e.get("event") == "user"][:2]
    named = [str(e["parse_data"]["intent"]["name"]) for e in said]
    ids = [
        str(event.get("message_id")).removesuffix(f":{intent}")
        for event, intent in zip(said, named, strict=True)
    ]
    return len(said) > 1 and ids[0] == ids[1] and named[1] in _TROUBLE


def _tells_budget(turn: Turn) -> bool:
    """Whether somebody lays out what comes in and what goes out."""
    lines = lines_in(turn.text, "GBP", None)  # no matter which: only the names count
    return any(isinstance(each, Source) for each in lines) and len(lines) > 1


def _meanings(turn: Turn) -> set[str]:
    """Everything else that the message was understood to mean."""
    return set(turn.tracker.latest_message.get("also") or ())
