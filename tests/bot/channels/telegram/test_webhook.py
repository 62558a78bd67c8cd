"""What Telegram brings: believed only with the secret, stored once, never an error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.updates import InGroup, Pressed, Start, Written, read
from bot.gateway.security import MAX_BODY_BYTES
from bot.store import messages
from bot.store.messages import BOT, Outbound, Reply
from debt.store.database import Database
from debt.store.tables import VoucherRow
from tests.bot.channels.telegram.conftest import SECRET_HEADER, Webhook
from tests.bot.talk import NO, YES
from tests.databases import Renew
from tests.debt.builders import MARIA
from tests.telegram_api import TelegramApi, message, press

MIA, TOM = 41, 42
NO_UPDATES = [
    b"",
    b"{",
    b"\xff",
    b"[]",
    b"null",
    b"{}",
    b'{"update_id": "1"}',
    b'{"update_id": true}',
    b"[" * 20_000,
    b'{"update_id":1,"message":' + b'{"a":' * 10_000,
]
OPENING = "EXTERNAL_conversation_started"
NOTHING_OF_OURS: list[dict[str, Any]] = [
    {},
    {"edited_message": message(MIA, text="changed")["message"]},
    {"channel_post": {**message(MIA, text="news")["message"], "from": None}},
    {"my_chat_member": {"chat": {"id": MIA, "type": "private"}}},
    {"poll": {"id": "1", "question": "?"}},
    {"inline_query": {"id": "1", "from": {"id": MIA}, "query": "", "offset": ""}},
    {"something_new": {"of": "next year"}},
    message(MIA, pinned_message=None),
    message(MIA, text="hello", is_from_bot=True),
    message(MIA, text="hello", chat={"id": MIA, "type": "channel"}),
    message(MIA, text=5),
    message(MIA, photo=5),
    message(MIA, text="hello", date="tomorrow"),
    message(MIA, text="hello", chat={"id": TOM, "type": "private"}),
    message(MIA, text="hello", chat=None),
    {"message": []},
    {"message": None},
    {"callback_query": {"id": 5}},
    press(MIA, "token", {}),
    press(MIA, "token", message(TOM, text="a", is_from_bot=True)["message"]),
]


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


def test_who_does_not_know_the_secret_is_refused(gateway: Webhook) -> None:
    for secret in ("", "wrong", "x" * 64, "sécret"):
        headers = {SECRET_HEADER: secret.encode()}
        update = {"update_id": 1, **message(MIA, text="hi")}

        assert gateway.post(update, headers=headers) == 403
    assert gateway.conversations == 0


def test_what_is_no_update_is_refused(gateway: Webhook) -> None:
    for body in NO_UPDATES:
        assert gateway.post(content=body) == 400, body[:40]
    assert gateway.conversations == 0


def test_a_large_body_is_refused_unread(gateway: Webhook) -> None:
    assert gateway.post(content=b"x" * (MAX_BODY_BYTES + 1)) == 413


def test_what_cannot_be_used_holds_nothing_up(gateway: Webhook) -> None:
    for update in NOTHING_OF_OURS:
        assert gateway.bring(update) == 200, update
    assert gateway.conversations == 0


def test_json_of_many_levels_inside_an_update_holds_nothing_up(
    gateway: Webhook,
) -> None:
    deep = b'{"update_id":1,"message":' + b'{"reply_to_message":' * 900
    body = deep + b"1" + b"}" * 901

    assert (gateway.post(content=body), gateway.conversations) == (200, 0)


def test_a_text_is_stored_after_the_opening(gateway: Webhook) -> None:
    status = gateway.bring(message(MIA, text="what do I owe?"))

    assert status == 200
    assert gateway.events_of(MIA) == [OPENING]
    assert gateway.texts_of(MIA) == ["what do I owe?"]


def test_an_update_that_comes_again_is_stored_once(gateway: Webhook) -> None:
    hello = message(MIA, text="hello")
    start = message(MIA, text="/start")
    for _ in range(3):
        gateway.bring(hello, 7)
        gateway.bring(start, 8)

    assert gateway.texts_of(MIA) == ["hello"]
    assert gateway.events_of(MIA) == [OPENING, OPENING]


def test_updates_out_of_order_are_all_stored(gateway: Webhook) -> None:
    for number in (5, 3, 4):
        gateway.bring(message(MIA, text=f"number {number}"), number)

    assert gateway.texts_of(MIA) == ["number 5", "number 3", "number 4"]


def test_an_edited_message_is_not_run_again(gateway: Webhook) -> None:
    sent = message(MIA, text="pay 20")
    gateway.bring(sent)
    gateway.bring({"edited_message": sent["message"] | {"text": "pay 200"}})

    assert gateway.texts_of(MIA) == ["pay 20"]


def test_two_people_have_two_conversations(gateway: Webhook) -> None:
    gateway.bring(message(MIA, text="I am Mia"))
    gateway.bring(message(TOM, text="I am Tom"))

    assert gateway.texts_of(MIA) == ["I am Mia"]
    assert gateway.texts_of(TOM) == ["I am Tom"]


def test_no_command_reaches_the_assistant_as_one(gateway: Webhook) -> None:
    typed = {
        "/help": "help",
        "/agent": "agent",
        "/stop": "stop",
        "/help@northgate_help_bot": "help",
        '/EXTERNAL_code_accepted{"a": "b"}': 'EXTERNAL_code_accepted{"a": "b"}',
        "/restart": "restart",
        " / /inform": "inform",
    }
    for text in typed:
        gateway.bring(message(MIA, text=text))

    assert gateway.texts_of(MIA) == list(typed.values())
    assert gateway.events_of(MIA) == [OPENING]


def test_start_opens_the_chat_and_nobody_learns_of_the_token(gateway: Webhook) -> None:
    for text in ("/start", "/start wrong-token", "/start a b"):
        assert gateway.bring(message(MIA, text=text)) == 200

    assert gateway.events_of(MIA) == [OPENING] * 3
    assert gateway.texts_of(MIA) == []


def test_an_invitation_stands_in_for_the_facts(gateway: Webhook) -> None:
    floor = gateway.floor
    floor.has()
    with floor.database.begin() as tx:
        token = floor.debt.vouchers.invite(tx, MARIA.id, "tests")
    for _ in range(2):
        gateway.bring(message(MIA, text=f"/start {token}"), 7)
    gateway.bring(message(TOM, text=f"/start {token}"), 8)

    assert vouched_for(gateway, MIA) == MARIA.id
    assert vouched_for(gateway, TOM) is None
    assert gateway.events_of(MIA) == gateway.events_of(TOM) == [OPENING]


def test_somebody_who_writes_too_fast_is_told_once_and_others_go_on(
    gateway: Webhook,
) -> None:
    for number in range(30):
        gateway.bring(message(MIA, text=f"message {number}"))
    gateway.bring(message(TOM, text="hello"))

    *stored, warning = gateway.texts_of(MIA)
    assert stored == [f"message {number}" for number in range(20)]
    assert "faster than I can read" in warning
    assert gateway.texts_of(TOM) == ["hello"]


def test_what_has_no_words_is_answered_too(gateway: Webhook) -> None:
    file = {"file_id": "a", "file_unique_id": "b"}
    size = {"width": 1, "height": 1, "is_animated": False, "is_video": False}
    for content in (
        {"sticker": file | size | {"type": "regular"}},
        {"voice": file | {"duration": 3}},
        {"location": {"longitude": 1.0, "latitude": 1.0}},
        {"contact": {"phone_number": "1", "first_name": "Tom"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ):
        gateway.bring(message(MIA, **content))

    assert gateway.events_of(MIA) == [OPENING] + ["EXTERNAL_message_empty"] * 5


def test_the_words_under_a_video_are_read(gateway: Webhook) -> None:
    video = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
    gateway.bring(message(MIA, video=video | {"duration": 3}, caption="look at this"))

    assert gateway.texts_of(MIA) == ["look at this", ""]
    assert gateway.events_of(MIA) == [OPENING, "EXTERNAL_message_empty"]


def test_a_group_is_told_once_and_left(gateway: Webhook, api: TelegramApi) -> None:
    group = {"id": -1_001_234, "type": "supergroup", "title": "Family"}
    for text in ("hello bot", "/start", "what does Mia owe?"):
        assert gateway.bring(message(MIA, text=text, chat=group)) == 200

    sent = [
        call
        for call in api.calls("sendMessage", "leaveChat")
        if call["fields"]["chat_id"] == str(group["id"])
    ]
    said, *left = sent
    assert "private chat" in said["fields"]["text"]
    assert [call["method"] for call in left] == ["leaveChat"] * 3
    assert gateway.conversations == 0


class TestButtons:
    def test_a_pressed_button_is_answered_and_marked(
        self, gateway: Webhook, api: TelegramApi
    ) -> None:
        shown = offered(gateway)
        token = token_of(shown, YES.label)

        gateway.bring(press(MIA, token, shown))

        assert gateway.texts_of(MIA)[-1] == YES.label
        answer, edit = api.calls("answerCallbackQuery", "editMessageReplyMarkup")[-2:]
        assert "text" not in answer["fields"]
        markup = json.loads(edit["fields"]["reply_markup"])["inline_keyboard"]
        assert [[b["text"] for b in row] for row in markup] == [
            ["A link"],
            [f"✓ {YES.label}"],
        ]

    def test_a_button_pressed_twice_is_told_to_be_old(
        self, gateway: Webhook, api: TelegramApi
    ) -> None:
        shown = offered(gateway)
        good = token_of(shown, YES.label)

        for token in (good, good, "made-up", "x y", "é" * 30):
            assert gateway.bring(press(MIA, token, shown)) == 200

        texts = [
            call["fields"].get("text", "")
            for call in api.calls("answerCallbackQuery")[-5:]
        ]
        assert texts[0] == ""
        assert all("used already" in text for text in texts[1:])
        assert gateway.texts_of(MIA).count(YES.label) == 1

    def test_a_press_that_comes_again_is_no_second_one(
        self, gateway: Webhook, api: TelegramApi
    ) -> None:
        shown = offered(gateway)
        pressed = press(MIA, token_of(shown, YES.label), shown)

        for _ in range(2):
            gateway.bring(pressed, 5000)

        answers = api.calls("answerCallbackQuery")[-2:]
        assert ["text" in each["fields"] for each in answers] == [False, False]

    def test_nobody_presses_the_buttons_of_somebody_else(
        self, gateway: Webhook
    ) -> None:
        shown = offered(gateway)
        token = token_of(shown, YES.label)
        theirs = message(TOM, text="x", is_from_bot=True)["message"]

        gateway.bring(press(TOM, token, theirs))

        assert gateway.texts_of(TOM) == []

    def test_a_failure_to_answer_is_no_failure(
        self, gateway: Webhook, api: TelegramApi
    ) -> None:
        shown = offered(gateway)
        api.refuses("answerCallbackQuery", 400, "Bad Request: query is too old")

        assert gateway.bring(press(MIA, token_of(shown, NO.label), shown)) == 200
        assert gateway.texts_of(MIA)[-1] == NO.label


def vouched_for(gateway: Webhook, sender: int) -> str | None:
    query = select(VoucherRow.debtor_id).where(
        VoucherRow.conversation_id == gateway.conversation_of(sender)
    )
    with gateway.floor.database.read() as tx:
        return tx.scalar(query)


def offered(gateway: Webhook) -> dict[str, Any]:
    """A message with two buttons and a link, as Telegram gives it back."""
    gateway.bring(message(MIA, text="hello"))
    reply = Outbound(BOT, Reply("Shall I?", (YES, NO)), at=gateway.floor.clock.now())
    with gateway.floor.database.begin() as tx:
        messages.append(tx, gateway.conversation_of(MIA), reply)
    buttons = gateway.messages_of(MIA)[-1].buttons
    rows = [[{"text": b["label"], "callback_data": b["token"]}] for b in buttons]
    rows.insert(0, [{"text": "A link", "url": "https://example.com/"}])
    shown: dict[str, Any] = message(MIA, text="Shall I?", is_from_bot=True)["message"]
    return shown | {"reply_markup": {"inline_keyboard": rows}}


def token_of(shown: dict[str, Any], label: str) -> str:
    rows = shown["reply_markup"]["inline_keyboard"]
    return str(next(b["callback_data"] for (b,) in rows if b["text"] == label))


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["private", "group", MIA, "/start x"])
)
NAMES = (
    *("message", "callback_query", "chat", "from", "id", "type", "text", "data"),
    *("date", "photo", "document", "file_id", "message_id", "entities", "sticker"),
)
FIELDS = st.sampled_from(NAMES)
JUNK = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner),
    max_leaves=20,
)


@given(st.dictionaries(FIELDS, JUNK))
def test_no_junk_is_an_error(bot: TelegramBot, junk: dict[str, Any]) -> None:
    found = read({"update_id": 1, **junk}, bot)

    assert found is None or isinstance(found, Written | Pressed | InGroup)


@given(FIELDS, JUNK)
def test_no_single_wrong_field_is_an_error(
    bot: TelegramBot, name: str, junk: Any
) -> None:
    update = message(MIA, text="hello")
    update["message"][name] = junk

    found = read({"update_id": 1, **update}, bot)

    if isinstance(found, Written):
        assert found.sender == MIA
        assert isinstance(found.content, str | Start)


def test_what_looks_like_markup_is_stored_as_it_is(gateway: Webhook) -> None:
    gateway.bring(message(MIA, text="<b>hi</b> [x](y) *z*"))

    assert gateway.texts_of(MIA) == ["<b>hi</b> [x](y) *z*"]
