"""Files that people send: fetched from Telegram and kept, or kindly turned down."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.files import MAX_FILE_BYTES
from bot.store.tables import AttachmentRow
from debt.store.database import Database
from tests.bot.channels.telegram.conftest import Webhook
from tests.databases import Renew
from tests.telegram_api import TelegramApi, message

MIA = 41
PDF = b"%PDF-1.4 a letter"
JPEG = b"\xff\xd8\xff a photo"


@pytest.fixture
def database(sqlite: Renew) -> Database:
    """Nothing here depends on the kind of database."""
    return sqlite()


def document(file_id: str, name: str = "letter.pdf", **more: Any) -> dict[str, Any]:
    file = {"file_id": file_id, "file_unique_id": "u", "file_name": name}
    return {"document": file | more}


def kept(gateway: Webhook) -> list[Any]:
    row = AttachmentRow
    with gateway.floor.database.read() as tx:
        return list(tx.execute(select(row.name, row.media_type, row.content)))


def test_a_document_is_kept_once_with_its_words(
    gateway: Webhook, api: TelegramApi
) -> None:
    sent = document(api.keep_file(PDF), "../<b>letter</b>.pdf")
    update = message(MIA, **sent, caption="this is my proof")
    for _ in range(2):
        assert gateway.bring(update, 77) == 200

    (row,) = kept(gateway)
    assert (row.content, row.media_type) == (PDF, "application/pdf")
    assert "<" not in row.name
    assert "/" not in row.name
    assert gateway.texts_of(MIA) == ["this is my proof", ""]
    assert gateway.messages_of(MIA)[-1].files[0]["name"] == row.name


def test_of_a_photo_the_largest_is_kept(gateway: Webhook, api: TelegramApi) -> None:
    small, large = api.keep_file(b"\xff\xd8\xff s"), api.keep_file(JPEG)
    sizes = [
        {"file_id": each, "file_unique_id": each, "width": 1, "height": 1}
        for each in (small, large)
    ]
    gateway.bring(message(MIA, photo=sizes))

    (row,) = kept(gateway)
    assert (row.content, row.name) == (JPEG, "photo.jpg")


def test_what_is_not_kept_is_said_and_holds_nothing_up(
    gateway: Webhook, api: TelegramApi
) -> None:
    before = len(api.calls("getFile"))
    refused = {
        "too large for me": document("x", file_size=MAX_FILE_BYTES + 1),
        "kind of file": document(api.keep_file(b"MZ\x90\x00"), "letter.pdf"),
        "couldn't get your file": document("nowhere"),
    }
    for number, sent in enumerate(refused.values(), start=1):
        for _ in range(2):
            assert gateway.bring(message(MIA, **sent), number) == 200

    for words, said in zip(refused, gateway.texts_of(MIA), strict=True):
        assert words in said
    assert kept(gateway) == []
    # The large one was not even asked for.
    assert len(api.calls("getFile")) == before + 2
    api.refuses("getFile", 502, "Bad Gateway")
    assert gateway.bring(message(MIA, **document("later")), 9) == 200
