"""Six people to try the assistant as: always the same, whatever else is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to be for a while.

    Attributes:
        reference: the one to type, as printed on the letter.
        story: what happened, in one sentence.
        say: lines worth typing, in order.
    """

    name: str
    reference: str
    date_of_birth: date
    postcode: str
    story: str
    say: tuple[str, ...]


MARIA = DemoPerson(
    "Maria Okafor",
    "PL-482-913",
    date(1988, 5, 3),
    "LS6 2QT",
    "Forgot one credit card payment about three weeks ago and has paid every other "
    "month on time.",
    (
        "hi",
        "how much do I owe and why am I behind?",
        "I just forgot",
        "can I bring it up to date now?",
    ),
)
TOM = DemoPerson(
    "Tom Hale",
    "PL-207-564",
    date(1979, 11, 21),
    "BS5 8JN",
    "His card expired, so his last two store card payments came back.",
    (
        "hello",
        "why am I behind? I pay every month",
        "so it was my card? let me pay with the new one",
        "when did I last pay?",
    ),
)
PRIYA = DemoPerson(
    "Priya Raman",
    "PL-631-048",
    date(1991, 2, 14),
    "M14 7GD",
    "Lost her job and is about three months behind on a personal loan and her energy.",
    (
        "what do I owe altogether?",
        "I lost my job three months ago",
        "can I pay 40 a month?",
        "I can't pay anything right now",
        "agent",
    ),
)
DANIEL = DemoPerson(
    "Daniel Reyes",
    "PL-358-720",
    date(1984, 8, 30),
    "NG7 3HB",
    "Is two payments into a six-month plan and missed the third.",
    (
        "hi, it's about my plan",
        "when is my next payment?",
        "sorry, I missed the last one",
        "I'd like to pay it today",
    ),
)
EILEEN = DemoPerson(
    "Eileen Marsh",
    "PL-914-336",
    date(1957, 6, 9),
    "CF24 1EP",
    "Her old credit card was charged off eight months ago and can be settled for 40% "
    "less.",
    (
        "how much is it now?",
        "will you take less if I pay it all at once?",
        "what happens to the rest?",
        "can I split it over two years instead?",
    ),
)
GRACE = DemoPerson(
    "Grace Bennett",
    "PL-175-802",
    date(1995, 1, 27),
    "EH6 5LR",
    "Disputes her credit card account; her phone account is not in question.",
    (
        "I never bought those things",
        "what is happening with my dispute?",
        "what about my phone?",
        "can I talk to a person?",
    ),
)

PEOPLE = (MARIA, TOM, PRIYA, DANIEL, EILEEN, GRACE)
