"""Which turns are measured, and how: every chat in turn, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench.chats import Chat, Heard
from bot.demo.portfolio.people import MARIA, TOM, DemoPerson

WARM_UP = 3

Seconds = dict[str, list[float]]


class WrongAnswer(Exception):
    """A chat did not do the work that was to be measured."""


@dataclass(frozen=True)
class Kind:
    """A kind of turn.

    Attributes:
        line: what is said, and timed.
        expects: what the answer must contain, or nothing was measured.
        after: what is said next, untimed, to get back to where we were.
        person: who the conversation is verified as. Not one for all kinds: nobody can
            be checked more than five times in an hour.
    """

    name: str
    line: str
    expects: str
    after: tuple[str, ...] = ()
    person: DemoPerson | None = None


# A response and the action that goes back to an open form.
GREETING = Kind("greeting", "hello", expects="")
# A custom action that reads the accounts and shows what a balance is made of.
BALANCE = Kind("balance", "how much do I owe", expects="£", person=MARIA)
# A form that opens, checks an amount against the account and reads it back.
FORM = Kind("form", "I want to pay £50", expects="£50.00", after=("no",), person=TOM)
KINDS = (GREETING, BALANCE, FORM)


async def measure(kind: Kind, chats: Mapping[str, Chat], samples: int) -> Seconds:
    """Seconds of each chat's turns, the chats taking turns with each other.

    Raises:
        WrongAnswer: an answer was not the one expected.
    """
    taken: Seconds = {name: [] for name in chats}
    for number in range(-WARM_UP, samples):
        for name, chat in chats.items():
            heard = await chat.say(kind.line)
            for line in kind.after:
                await chat.say(line)
            if number >= 0:
                _check(name, kind, heard)
                taken[name].append(heard.seconds)
    return taken


async def measure_length(chats: Mapping[str, Chat], turns: int) -> Seconds:
    """Seconds of every turn of one long conversation on each side."""
    taken: Seconds = {name: [] for name in chats}
    for _ in range(turns):
        for name, chat in chats.items():
            taken[name].append((await chat.say(GREETING.line)).seconds)
    return taken


def _check(name: str, kind: Kind, heard: Heard) -> None:
    if not heard.text or kind.expects not in heard.text:
        raise WrongAnswer(f"{name}, {kind.name}: {heard.text!r}")
