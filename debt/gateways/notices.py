"""How a code reaches a person: whoever runs the product decides the transport."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy.orm import Session

from debt.account import Contact


class Notices(Protocol):
    """Messages to a contact on file, outside the conversation itself."""

    def send_code(self, tx: Session, contact: Contact, code: str, key: str) -> None:
        """Queue a one-time code in the open transaction; a key is sent at most once."""
