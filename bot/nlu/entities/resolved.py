"""One value for each kind: what a message says, without where it says it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.nlu.entities.entity import Entity

Value = str | int | float


def resolved(entities: Iterable[Entity]) -> dict[str, Value]:
    """The values of one message by the name of their entity, in the order of the text.

    Of several values of one kind the last is given, as people correct themselves
    forwards ("Friday, no, Monday"). Of several sums it is the instalment, the sum next
    to a frequency, where there is one ("£30 a month, £20 of it today" is 30.00): what
    is paid at once beside it is told by the entities themselves. Count and duration
    are whole numbers, a percentage is a number, all others are text.
    """
    found = sorted(entities, key=lambda entity: entity.start)
    values = {entity.entity: entity.value for entity in found}
    instalment = _instalment(found)
    if instalment is not None:
        values["amount"] = instalment.value
    return values


def _instalment(found: list[Entity]) -> Entity | None:
    sums = [entity for entity in found if entity.entity == "amount"]
    often = [entity for entity in found if entity.entity == "frequency"]
    # "£30 a month", "£30/month", "30 - monthly": at most a dash lies between.
    beside = [s for s in sums if any(0 <= f.start - s.end <= 3 for f in often)]
    return beside[-1] if beside else None
