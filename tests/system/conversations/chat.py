"""One conversation over the gateway, as a test holds it."""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.web.cookie import cookie_name
from bot.gateway.frames import Frame
from bot.inbox import Inbox
from bot.store.tables import MessageRow, TrackerRow
from debt.identity import IDLE_LIMIT, IdentityFacts
from debt.money import Money
from debt.store.tables import CodeRow, IntentRow, SessionRow
from tests.system.card_page import TEST_CARD
from tests.system.conversations.debts import Somebody
from tests.system.conversations.truth import Truth
from tests.system.running import System

COOKIE = cookie_name(is_https=False)
ANSWER_SECONDS = 60.0
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Reply:
    """All that came back for one message.

    Attributes:
        messages: as the wire has them.
        link_amounts: of the card pages that are linked, as decimals: ``40.00``.
    """

    messages: tuple[Frame, ...]
    link_amounts: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All words, without those of cards."""
        return "\n".join(each["text"] for each in self.messages)

    @property
    def buttons(self) -> list[str]:
        """The labels of the newest buttons."""
        sets = [each["buttons"] for each in self.messages if each["buttons"]]
        return [button["label"] for button in sets[-1]] if sets else []

    @property
    def card(self) -> dict[str, Any] | None:
        """The newest card: its title, its rows and its note."""
        cards = [each["card"] for each in self.messages if each["card"]]
        return cards[-1] if cards else None

    @property
    def rows(self) -> dict[str, str]:
        """The rows of the newest card."""
        return dict(self.card["rows"]) if self.card else {}

    @property
    def links(self) -> list[str]:
        """The addresses of all links."""
        return [link["url"] for each in self.messages for link in each["links"]]

    @property
    def link_amount(self) -> str | None:
        """What the only card page that is linked asks for."""
        assert len(self.link_amounts) < 2, self.link_amounts
        return self.link_amounts[0] if self.link_amounts else None

    @property
    def everything(self) -> str:
        """Whatever can be read in it: words, cards and buttons."""
        return "\n".join([*map(_readable, self.messages), *self.buttons])

    def __contains__(self, words: str) -> bool:
        """Whether it can be read anywhere in it, whatever the spaces between."""
        return _flat(words) in _flat(self.everything)


class Chat:
    """A conversation on the web.

    Attributes:
        replies: of the assistant, one for each message of the person; the first is
            the opening.
        truth: what is so, whatever was said.
    """

    def __init__(
        self, system: System, transport: httpx.BaseTransport, person: Somebody
    ) -> None:
        self.system = system
        self.person = person
        self.replies: list[Reply] = []
        self._inbox = Inbox(system.debt)
        with system.debt.database.begin() as tx:
            opened = self._inbox.open(tx, "web", "en-GB")
        self.id = opened.conversation_id
        self._http = httpx.Client(
            transport=transport,
            base_url=system.url,
            cookies={COOKIE: opened.token},
            timeout=ANSWER_SECONDS,
        )
        self.truth = Truth(system.debt, person, self.id)
        self._seen = 0
        self._tokens: dict[str, str] = {}
        self._said: list[str] = []
        self.replies.append(self._answer())

    @property
    def transcript(self) -> str:
        """Everything that was said so far, for who reads a failure."""
        return "\n".join(self._said)

    @property
    def buttons(self) -> list[str]:
        """The labels that can be pressed now."""
        return list(self._tokens)

    def says(self, text: str) -> Reply:
        """Type something and wait for the answer."""
        self._said.append(f"> {text}")
        self._send({"type": "text", "text": text})
        return self._reply()

    def press(self, label: str) -> Reply:
        """Press a button of the newest set."""
        assert label in self._tokens, f"No button {label!r}\n{self.transcript}"
        self._said.append(f"> [{label}]")
        self._send({"type": "button", "token": self._tokens.pop(label)})
        return self._reply()

    def hears(self, words: str) -> Reply:
        """Wait for something that is said without being asked: a receipt."""
        while True:
            reply = self._answer(unasked=True)
            self.replies.append(reply)
            if words in reply:
                return reply

    def pays(self, card: str = TEST_CARD) -> Reply:
        """Pay on the newest card page, and hear what the assistant makes of it."""
        (url,) = [each for each in self.replies[-1].links if self._is_card_page(each)]
        form = {"number": card, "expiry": "04/39", "code": "123"}
        answer = httpx.post(url, data=form, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        self._said.append(f"> (pays with {card[-4:]})")
        self.replies.append(self._answer(unasked=True))
        return self.replies[-1]

    def verify(self) -> Reply:
        """Type who one is and the code that came."""
        self.says(self.person.details)
        return self.says(self.system.code_for(self.person.address))

    def is_verified(self) -> Reply:
        """Pass the check without a word; returns what the assistant says to it."""
        debt, person = self.system.debt, self.person
        facts = IdentityFacts(person.reference, person.debtor.date_of_birth)
        with debt.database.begin() as tx:
            debt.identity.submit(tx, self.id, facts, uuid.uuid4().hex)
        code = self.system.code_for(person.address)
        with debt.database.begin() as tx:
            outcome = debt.identity.check_code(tx, self.id, code)
            event = f"code_{outcome.value}"
            self._inbox.put_event(tx, self.id, event, {})
        self._said.append("> (shows who they are)")
        return self._reply()

    def later(self, by: timedelta = timedelta(days=1)) -> None:
        """Let time pass for this conversation; the identity check runs out."""
        with self.system.debt.database.begin() as tx:
            _make_older(tx, self.id, by)
        self._said.append(f"> ({by} later)")

    def tomorrow(self) -> None:
        """Come back after a day."""
        self.later()

    def after_a_break(self) -> None:
        """Come back when the identity check has just run out."""
        self.later(IDLE_LIMIT)

    def _send(self, frame: dict[str, Any]) -> None:
        frame = {**frame, "id": str(uuid.uuid4())}
        answer = self._http.post("/chat/messages", json=frame)
        while answer.json().get("reason") == "too_fast":
            time.sleep(1)
            answer = self._http.post("/chat/messages", json=frame)
        assert answer.json()["type"] == "ack", f"{answer.json()}\n{self.transcript}"

    def _reply(self) -> Reply:
        reply = self._answer()
        self.replies.append(reply)
        return reply

    def _answer(self, *, unasked: bool = False) -> Reply:
        """Everything new, once nothing is left to answer."""
        found: list[Frame] = []
        deadline = time.monotonic() + ANSWER_SECONDS
        is_typing = True
        while is_typing or (unasked and not found):
            assert time.monotonic() < deadline, f"No answer\n{self.transcript}"
            place = {"after": self._seen, "wait": 20}
            frames = self._http.get("/chat/messages", params=place).json()["frames"]
            messages = [each for each in frames if each["type"] == "message"]
            self._seen = max([self._seen, *(each["seq"] for each in messages)])
            found += [each for each in messages if each["sender"] != "debtor"]
            is_typing = frames[-1]["on"]
        self._note(found)
        return Reply(tuple(found), tuple(self._amounts(found)))

    def _note(self, frames: list[Frame]) -> None:
        for each in frames:
            if each["buttons"]:
                self._tokens = {b["label"]: b["token"] for b in each["buttons"]}
            labels = [f"[{label['label']}]" for label in each["buttons"]]
            rows = [f"    {a}: {b}" for a, b in (each["card"] or {"rows": []})["rows"]]
            self._said += [each["text"], *rows, *([" ".join(labels)] if labels else [])]

    def _amounts(self, frames: list[Frame]) -> list[str]:
        urls = [link["url"] for each in frames for link in each["links"]]
        pages = [url for url in urls if self._is_card_page(url)]
        if not pages:
            return []
        query = select(IntentRow).where(IntentRow.url.in_(pages))
        with self.system.debt.database.read() as tx:
            rows = tx.scalars(query)
            amounts = [Money(row.amount_minor, row.currency) for row in rows]
        return [str(each.decimal) for each in amounts]

    def _is_card_page(self, url: str) -> bool:
        return urlsplit(url).netloc == urlsplit(self.system.cards_url).netloc


def _make_older(tx: Session, conversation_id: str, by: timedelta) -> None:
    """Move all that was said and checked in a conversation into the past."""
    session, code = (tx.get(row, conversation_id) for row in (SessionRow, CodeRow))
    if session:
        session.verified_at -= by
        session.seen_at -= by
    if code:
        code.sent_at -= by
    mine = MessageRow.conversation_id == conversation_id
    for message in tx.scalars(select(MessageRow).where(mine)):
        message.created_at -= by
    tracker = tx.get_one(TrackerRow, conversation_id)
    tracker.events = [
        {**event, "timestamp": event["timestamp"] - by.total_seconds()}
        if event.get("timestamp")
        else event
        for event in tracker.events
    ]


def _readable(message: Frame) -> str:
    """The words of a message and of its card."""
    card = message["card"] or {"title": "", "rows": [], "note": ""}
    rows = [f"{label} {value}" for label, value in card["rows"]]
    return "\n".join([message["text"], card["title"], *rows, card["note"]])


def _flat(text: str) -> str:
    """In small letters, with single plain spaces and straight quotes."""
    plain = text.replace("\u2019", "'").replace("\u2018", "'")
    return _SPACES.sub(" ", plain).casefold()
