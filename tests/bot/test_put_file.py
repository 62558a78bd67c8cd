"""A file goes through the inbox: kept once, within limits, for the assistant or the
person who has the conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.files import DAY, MAX_BYTES, MAX_FILE_BYTES, MAX_FILES, FileRefusal
from bot.files import IncomingFile as File
from bot.store import attachments
from bot.store.tables import AttachmentRow
from tests.bot.talk import SAM, Talk, new
from tests.debt.floor import race

PDF = b"%PDF-1.7\n"


def put(
    talk: Talk, content: bytes = PDF, client_id: str | None = None
) -> int | FileRefusal:
    with talk.floor.database.begin() as tx:
        file = File("letter.pdf", content)
        return talk.inbox.put_file(tx, talk.conversation, client_id or new(), file)


def stored(talk: Talk) -> int:
    with talk.floor.database.read() as tx:
        return len(tx.scalars(select(AttachmentRow.id)).all())


def test_what_was_put_comes_out_again(talk: Talk) -> None:
    seq = put(talk)

    assert isinstance(seq, int)
    row = talk.message(seq)
    with talk.floor.database.read() as tx:
        kept = attachments.with_content(tx, row.files[0]["id"])
        assert kept is not None
        assert (kept.content, kept.seq, kept.size) == (PDF, seq, len(PDF))
    assert row.waiting


def test_while_a_person_has_the_conversation_it_is_theirs(talk: Talk) -> None:
    talk.is_taken_by(SAM)

    seq = put(talk)

    assert isinstance(seq, int)
    assert not talk.message(seq).waiting


def test_of_two_deliveries_at_one_moment_one_is_kept(talk: Talk) -> None:
    numbers = race(4, lambda _: put(talk, client_id="a-1"))

    assert len(set(map(str, numbers))) == 1
    assert stored(talk) == 1


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (PDF + b"x" * MAX_FILE_BYTES, FileRefusal.TOO_LARGE),
        (b"<html>", FileRefusal.WRONG_TYPE),
        (b"", FileRefusal.WRONG_TYPE),
    ],
)
def test_what_is_not_taken_leaves_nothing(
    talk: Talk, content: bytes, refusal: FileRefusal
) -> None:
    before = talk.row().last_seq

    assert put(talk, content) is refusal
    assert (stored(talk), talk.row().last_seq) == (0, before)


def test_a_day_has_its_limits(talk: Talk) -> None:
    assert all(isinstance(put(talk), int) for _ in range(MAX_FILES))
    talk.floor.clock.advance(DAY - timedelta(seconds=1))
    assert put(talk) is FileRefusal.TOO_MANY
    talk.floor.clock.advance(timedelta(seconds=1))

    large = PDF + b"x" * (MAX_FILE_BYTES - len(PDF))
    for _ in range(MAX_BYTES // MAX_FILE_BYTES):
        assert isinstance(put(talk, large), int)
    assert put(talk) is FileRefusal.TOO_MANY


def test_the_bytes_of_a_file_show_in_no_log() -> None:
    assert "secret" not in repr(File("a.pdf", b"secret"))
