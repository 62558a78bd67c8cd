"""Files as people save them, and every line that needs mending named at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.files import File, Labelled, labelled, plain
from bot.evaluation.problems import CannotMeasure

KNOWN = labelled({"greet", "ask_balance"})


def problems(data: bytes) -> tuple[str, ...]:
    with pytest.raises(CannotMeasure) as caught:
        File("set.tsv", data).parsed(KNOWN)
    return caught.value.problems


def test_a_byte_order_mark_windows_ends_and_blank_lines_do_not_matter() -> None:
    file = File("set.tsv", b"\xef\xbb\xbfgreet\thello\r\n\r\n  \ngreet\thi")

    assert file.parsed(KNOWN) == [Labelled("greet", "hello"), Labelled("greet", "hi")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"hello", "there is no tab; write intent<TAB>utterance"),
        (b"greet\thello\tthere", "more than one tab"),
        (b"greet\t ", "the utterance is empty"),
        (b"\thello", "the intent is empty"),
        (b"ask_balnce\twhat do I owe", "did you mean ask_balance?"),
        (b"zzz\thello", "the model knows no intent 'zzz'"),
        (b"greet\t\xff", "not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_malformed_line_is_named_with_what_to_do(line: bytes, told: str) -> None:
    found = problems(b"greet\thello\n" + line + b"\n")

    assert len(found) == 1
    assert found[0].startswith("set.tsv:2: ")
    assert told in found[0]


def test_all_malformed_lines_are_named_at_once_up_to_twenty() -> None:
    found = problems(b"hello\n" * 25)

    assert found[19].startswith("set.tsv:20: ")
    assert found[20] == "and 5 more like these"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(CannotMeasure, match=r"none\.tsv: cannot be read \(No such"):
        File.read(str(tmp_path / "none.tsv"))


def test_a_plain_line_with_a_tab_is_malformed() -> None:
    with pytest.raises(CannotMeasure, match="said:2: there is a tab"):
        File("said", b"hello\ngreet\thello").parsed(plain)


@given(
    st.lists(
        st.text(
            st.characters(blacklist_categories=["Cs"], blacklist_characters="\t\r\n"),
            min_size=1,
        ).filter(str.strip)
    )
)
def test_whatever_was_written_is_read_again(texts: list[str]) -> None:
    data = "\n".join(texts).encode()
    # A mark at the head of a file is not a part of its first line.
    mark = b"\xef\xbb\xbf"

    assert File("said", mark + data).parsed(plain) == texts
