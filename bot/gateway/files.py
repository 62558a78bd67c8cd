"""Handing a file out: to be saved, and never to be shown as a page of ours."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from bot.store.tables import AttachmentRow

_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def download(row: AttachmentRow) -> Response:
    """The file, under its name and with the type that its content has."""
    is_text = row.media_type.startswith("text/")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name)}",
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    media_type = f"{row.media_type}; charset=utf-8" if is_text else row.media_type
    return Response(row.content, media_type=media_type, headers=headers)
