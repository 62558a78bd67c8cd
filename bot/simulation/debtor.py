"""A simulated debtor: reads an answer, and does what fits the goal."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from sqlalchemy import select

from bot.simulation.case import Case
from bot.simulation.chat import Browser, Silence
from bot.simulation.checks import (
    Collected,
    account_facts,
    is_in_peace,
    leaked,
    repeats,
)
from bot.simulation.goals import Goal, Reaction, named_limit
from bot.simulation.heard import Heard
from bot.simulation.sayings import draw
from debt.identity import Level
from debt.store.accounts import accounts_of
from debt.store.tables import NoticeRow

_WANTS_IDENTITY = re.compile(
    r"reference (is )?on (our|your)|reference stands|(what|which)[^?]*reference|"
    r"date of birth|you born|postcode",
    re.I,
)
_ASKS_RATING = re.compile(r"1 to 5|one to five", re.I)
_ASKS_FIGURE = re.compile(
    r"how much would you|(tell me|what is) (the|an) amount|what would (suit|work)|"
    r"an amount, how often|what you can manage",
    re.I,
)
_ASKS_YES = re.compile(
    r"(shall i|is that right|would you like to|do you want)[^?]*\?", re.I
)
_YES = re.compile(r"^(Yes|I agree|Continue)\b")
# Now and then what stands on a button is typed.
_TYPES_LABEL = 0.25
_RESTATED = 2


@dataclass
class Outcome:
    """What came of one conversation.

    Attributes:
        turns: how often the person did something.
        turns_since_check: of these, since they had shown who they are.
        to_link, to_plan: the same, when the first card page and the plan came.
        agent_turns: 1 where the first wish for a person was granted at once.
        lines: who said what, to be read.
        problems: leaks, loops and what was collected in spite of a block.
    """

    goal: Goal
    number: int
    is_reached: bool = False
    with_person: bool = False
    turns: int = 0
    turns_since_check: int = 0
    to_link: int | None = None
    to_plan: int | None = None
    agent_turns: int | None = None
    lines: list[tuple[str, str]] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def conversation(self) -> str:
        return f"{self.goal.name} #{self.number}"


class Debtor:
    """One person with one goal."""

    def __init__(
        self, goal: Goal, case: Case, browser: Browser, rng: Random, card_pages: str
    ) -> None:
        self.outcome = Outcome(goal, browser.number)
        self._goal = goal
        self._case = case
        self._browser = browser
        self._rng = rng
        self._card_pages = card_pages
        self._done: Counter[Reaction] = Counter()
        self._typed: list[str] = []
        self._first = list(goal.first)
        self._stated = 0
        self._paid: set[str] = set()
        self._facts = case.read(
            lambda tx: account_facts(tx, case.debt, case.person.debtor)
        )

    async def live(self) -> Outcome:
        """Talk until the goal is reached or patience is at its end."""
        try:
            await self._hear(await self._browser.open())
            while self.outcome.turns < self._goal.patience and not self._is_reached():
                heard = await self._act()
                if heard is None:
                    break
                await self._hear(heard)
        except Silence:
            self.outcome.problems.append(("silence", "no answer in time"))
        finally:
            await self._browser.close()
        self.outcome.is_reached = self._is_reached()
        self.outcome.with_person = self._case.ticket is not None
        return self.outcome

    def _is_reached(self) -> bool:
        return self._stated > 0 and self._goal.is_reached(self._case)

    async def _act(self) -> Heard | None:
        """Do one thing; None when there is nothing more that this person would do."""
        newest, verified = self._case.newest, self._is_verified()
        if not verified and self._goal.shows_identity and self._stated:
            if self._awaits_code():
                return await self._say(self._code(), secret=True)
            if _WANTS_IDENTITY.search(newest.words):
                return await self._say(self._identity(newest.words))
        page = self._new_page(newest)
        if page is not None and self._goal.pays:
            self._paid.add(page)
            self._note("debtor", "(pays on the card page)")
            return await self._browser.pay(page)
        for what in self._first[:1] if self._stated == 0 else []:
            self._first.remove(what)
            return await self._say(self._words(what))
        if self._stated == 0:
            return await self._state()
        return await self._react(newest)

    async def _react(self, newest: Heard) -> Heard | None:
        for reaction in self._goal.reactions:
            if self._applies(reaction, newest):
                self._done[reaction] += 1
                if reaction.says:
                    return await self._say(self._words(reaction.says))
                return await self._press(reaction.presses, newest)
        own = self._button(rf"••{re.escape(self._case.account.last4)}", newest)
        if own and len(newest.buttons) > 1:
            return await self._press(re.escape(own), newest)
        if self._goal.agrees and self._button(_YES.pattern, newest):
            return await self._press(_YES.pattern, newest)
        if _ASKS_RATING.search(newest.words):
            return await self._say(self._words("rating"))
        if self._goal.figure and _ASKS_FIGURE.search(newest.words):
            return await self._say(self._words(self._goal.figure))
        if self._agrees_in_words(newest):
            return await self._say(self._words("yes"))
        if self._stated <= _RESTATED:
            return await self._state()
        return None

    def _agrees_in_words(self, newest: Heard) -> bool:
        """To a question for a yes that has no button for it."""
        asked = self._goal.agrees and _ASKS_YES.search(newest.words)
        is_new = len(self._case.heard) < 2 or newest.words != self._case.heard[-2].words
        return bool(asked) and is_new

    def _applies(self, reaction: Reaction, newest: Heard) -> bool:
        if self._done[reaction] >= reaction.times:
            return False
        if not re.search(reaction.reads, newest.everything, re.I):
            return False
        if reaction.says == "take_limit":
            return named_limit(self._case) is not None
        presses = reaction.presses
        return not presses or self._button(presses, newest) is not None

    async def _state(self) -> Heard:
        self._stated += 1
        is_agent = self._goal.says == "agent"
        before = self._case.ticket
        heard = await self._say(self._words(self._goal.says))
        if is_agent and self._stated == 1:
            reached = before is None and self._case.ticket is not None
            self.outcome.agent_turns = 1 if reached else None
        return heard

    async def _say(self, text: str, *, secret: bool = False) -> Heard:
        self._turn("(types the code)" if secret else text)
        self._typed.append(text)
        return await self._browser.say(text)

    async def _press(self, pattern: str, newest: Heard) -> Heard:
        label = self._button(pattern, newest) or ""
        if self._rng.random() < _TYPES_LABEL:
            return await self._say(label)
        self._turn(f"[{label}]")
        return await self._browser.press(newest.buttons[label])

    async def _hear(self, heard: Heard) -> None:
        outcome, case = self.outcome, self._case
        case.conversation = self._browser.conversation
        for frame in heard.frames:
            self._note(frame["sender"], Heard((frame,)).everything)
        verified = self._is_verified()
        if not verified:
            self._problem("leak", leaked(heard, self._facts, self._typed))
        if case.heard and repeats(heard, case.newest):
            self._problem("loop", [heard.words[:80]])
        case.heard.append(heard)
        self._look_at_collecting(heard)
        if verified and outcome.to_link is None and self._new_page(heard):
            outcome.to_link = outcome.turns_since_check
        if verified and outcome.to_plan is None and "plan" in self._goal.measures:
            outcome.to_plan = outcome.turns_since_check if case.plan else None

    def _look_at_collecting(self, heard: Heard) -> None:
        case = self._case
        blocks = case.blocks
        with case.debt.database.read() as tx:
            mine = accounts_of(tx, case.person.debtor)
            collected = Collected(tx, case.debt)
            self._problem("collected", collected.begun(mine, blocks))
            if blocks and is_in_peace(mine, blocks):
                asked = collected.asked_for(heard, self._card_pages)
                self._problem("collecting", asked)

    def _problem(self, kind: str, found: list[str]) -> None:
        if found:
            self.outcome.problems.append((kind, "; ".join(found)))

    def _turn(self, line: str) -> None:
        self.outcome.turns += 1
        self.outcome.turns_since_check += self._is_verified()
        self._note("debtor", line)

    def _note(self, who: str, line: str) -> None:
        self.outcome.lines.append((who, line.strip()))

    def _words(self, what: str) -> str:
        wish = {**self._case.wish, "limit": ""}
        if self._case.heard:
            wish["limit"] = named_limit(self._case) or ""
        return draw(self._rng, what, wish, self._goal.slips)

    def _identity(self, asked: str) -> str:
        person = self._case.person
        if "reference" in asked or self._rng.random() < 0.5:
            return self._rng.choice(
                [
                    f"{person.reference}, {person.birthday}, {person.postcode}",
                    f"ref {person.reference} born {person.birthday} {person.postcode}",
                    f"it's {person.reference} and my birthday is {person.birthday}, "
                    f"i live at {person.postcode}",
                ]
            )
        is_birth = re.search(r"birth|born", asked)
        return person.birthday if is_birth else person.postcode

    def _is_verified(self) -> bool:
        return self._level() is Level.VERIFIED

    def _awaits_code(self) -> bool:
        return self._level() is Level.MATCHED

    def _level(self) -> Level:
        chat = self._browser.conversation
        return self._case.read(lambda tx: self._case.debt.identity.level(tx, chat))

    def _code(self) -> str:
        mine = NoticeRow.address == self._case.person.address
        query = select(NoticeRow.code).where(mine).order_by(NoticeRow.created_at.desc())
        code = self._case.read(lambda tx: tx.scalars(query.limit(1)).first())
        return str(code or "000000")

    def _new_page(self, heard: Heard) -> str | None:
        pages = (url for url in heard.links if url.startswith(self._card_pages))
        return next((url for url in pages if url not in self._paid), None)

    def _button(self, pattern: str, heard: Heard) -> str | None:
        return next((b for b in heard.buttons if re.search(pattern, b)), None)
