"""Files: the content gives the type, and names are only names."""

from __future__ import annotations

import pytest

from bot.files import clean_name, media_type_of

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF"
WEBP = b"RIFF\x24\0\0\0WEBPVP8 "
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "name", "kept", "media_type"),
    [
        (PDF, "my letter.PDF", "my letter.pdf", "application/pdf"),
        (JPEG, "photo.jpeg", "photo.jpeg", "image/jpeg"),
        (PNG, "photo.jpg", "photo.jpg.png", "image/png"),
        (WEBP, "", "file.webp", "image/webp"),
        (HEIC, "IMG_1.HEIC", "IMG_1.heic", "image/heic"),
        ("I paid £20, löng ago.".encode(), "note", "note.txt", "text/plain"),
        (PDF + HTML, "run.html", "run.html.pdf", "application/pdf"),
        (PDF, "../../etc/passwd", "passwd.pdf", "application/pdf"),
        (PDF, "C:\\temp\\a.pdf", "a.pdf", "application/pdf"),
        (PDF, "annual\u202efdp.exe", "annualfdp.exe.pdf", "application/pdf"),
        (PDF, "a\r\nSet-Cookie: x=1\0.pdf", "a Set-Cookie x=1.pdf", "application/pdf"),
        (PDF, ".", "file.pdf", "application/pdf"),
        (PDF, "x" * 300, "x" * 96 + ".pdf", "application/pdf"),
        (PDF, "card 4242 4242 4242 4242.pdf", f"card {'•••• ' * 4}"[:-1] + ".pdf", ""),
        (PDF, '<img src=x onerror="a()">', "img src=x onerror= a().pdf", ""),
    ],
)
def test_content_gives_the_type_and_names_are_cleaned(
    content: bytes, name: str, kept: str, media_type: str
) -> None:
    found = media_type_of(content)

    assert found is not None
    assert found.name == (media_type or "application/pdf")
    assert clean_name(name, found) == kept


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        SVG,
        HTML,
        b"\xef\xbb\xbf  " + HTML,
        b"<?xml version='1.0'?>" + SVG,
        b"GIF89a" + HTML,
        b"PK\x03\x04" + b"\0" * 40,
        b"MZ\x90\0",
        b"\x7fELF",
        "plain".encode("utf-16"),
        b"caf\xe9",
        b"a\0b",
        b"\0" + PDF,
    ],
)
def test_what_is_none_of_the_kinds_is_not_taken(content: bytes) -> None:
    assert media_type_of(content) is None
