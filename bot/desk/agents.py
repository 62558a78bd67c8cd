"""The people at the desk: their accounts, their logins and the ends of these."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store.conversations import hash_token
from bot.store.tables import AgentRow, AgentSessionRow
from debt.clock import Clock
from debt.store.database import Database, new_id

MIN_PASSWORD_CHARACTERS = 12
MAX_FAILED_LOGINS = 5
LOCKED_FOR = timedelta(minutes=15)
IDLE = timedelta(minutes=30)
LONGEST_SESSION = timedelta(hours=12)


class AgentError(Exception):
    """An agent account cannot be made as asked; the message says why."""


@dataclass(frozen=True)
class Agent:
    """A person who may read and answer conversations."""

    id: str
    name: str


_AS_RECOMMENDED = PasswordHasher()


@lru_cache(maxsize=4)
def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """A hash that no password fits; made once, because hashing is meant to be slow."""
    return hasher.hash(secrets.token_hex(16))


class Agents:
    """Makes accounts and keeps logins."""

    def __init__(
        self, database: Database, clock: Clock, hasher: PasswordHasher | None = None
    ) -> None:
        """Passwords are hashed as argon2 recommends, or by the `hasher` given."""
        self._database = database
        self._clock = clock
        self._hasher = hasher or _AS_RECOMMENDED
        # Checked for unknown addresses, so that they take as long as known ones.
        self._nobody = _hash_of_nobody(self._hasher)

    def add(self, email: str, name: str, password: str) -> Agent:
        """Make an account.

        Raises:
            AgentError: the address is taken or malformed, or the password too short.
        """
        address = email.strip().lower()
        if "@" not in address.strip("@"):
            raise AgentError(f"{email!r} is not an e-mail address.")
        if len(password) < MIN_PASSWORD_CHARACTERS:
            raise AgentError(f"Use at least {MIN_PASSWORD_CHARACTERS} characters.")
        hashed = self._hasher.hash(password)
        with self._database.begin() as tx:
            if self._by_email(tx, address) is not None:
                raise AgentError(f"There is already an agent with {address}.")
            row = AgentRow(
                id=new_id(),
                email=address,
                name=name,
                password_hash=hashed,
                created_at=self._clock.now(),
            )
            tx.add(row)
        return Agent(row.id, row.name)

    def log_in(self, email: str, password: str) -> str | None:
        """Check a password; returns the session's secret, or None for any failure.

        Five failures lock an account for 15 minutes; right or wrong, known or unknown,
        the answer to a failure is the same.
        """
        with self._database.read() as tx:
            row = self._by_email(tx, email.strip().lower())
        # The slow hash is checked with no transaction open.
        is_right = self._is_password(
            row.password_hash if row else self._nobody, password
        )
        if row is None:
            return None
        with self._database.begin() as tx:
            # Under a lock: wrong passwords tried at one moment are all counted.
            known = tx.get_one(AgentRow, row.id, with_for_update=True)
            return self._open_session(tx, known, is_right)

    def log_out(self, token: str) -> None:
        """End a session."""
        ended = delete(AgentSessionRow).where(
            AgentSessionRow.token_hash == hash_token(token)
        )
        with self._database.begin() as tx:
            tx.execute(ended)

    def agent_of(self, token: str | None) -> Agent | None:
        """Who is logged in with this secret; None after 30 idle minutes or 12 hours."""
        if not token:
            return None
        now = self._clock.now()
        with self._database.begin() as tx:
            session = tx.get(AgentSessionRow, hash_token(token))
            if session is None or _has_ended(session, now):
                return None
            session.seen_at = now
            row = tx.get_one(AgentRow, session.agent_id)
            return Agent(row.id, row.name)

    def _open_session(self, tx: Session, row: AgentRow, is_right: bool) -> str | None:
        now = self._clock.now()
        if row.locked_until is not None and row.locked_until > now:
            return None
        if not is_right:
            row.failed_logins += 1
            if row.failed_logins >= MAX_FAILED_LOGINS:
                row.failed_logins, row.locked_until = 0, now + LOCKED_FOR
            return None
        row.failed_logins = 0
        token = secrets.token_urlsafe(32)
        session = AgentSessionRow(
            token_hash=hash_token(token), agent_id=row.id, started_at=now, seen_at=now
        )
        tx.add(session)
        return token

    def _is_password(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    @staticmethod
    def _by_email(tx: Session, address: str) -> AgentRow | None:
        return tx.scalar(select(AgentRow).where(AgentRow.email == address))


def _has_ended(session: AgentSessionRow, now: datetime) -> bool:
    return now - session.seen_at > IDLE or now - session.started_at > LONGEST_SESSION
