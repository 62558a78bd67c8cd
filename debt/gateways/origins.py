"""Where a table of the operator's comes from: a file, or its own system's address."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from debt.interchange.problems import Unreadable
from debt.settings import Secret

_TIMEOUT_SECONDS = 60.0
_REFUSED = (401, 403)
_THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class Origin(Protocol):
    """The port: whatever can hand over a documented table, whole, can be imported."""

    @property
    def name(self) -> str:
        """What it is called in reports and in the record of runs; safe to show."""

    def table(self) -> AbstractContextManager[Path]:
        """The complete table as a file, at least for as long as it is open.

        Raises:
            Unreadable: it cannot be had, and why.
        """


@dataclass(frozen=True)
class FileOrigin:
    """A file on this machine."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name

    def table(self) -> AbstractContextManager[Path]:
        return nullcontext(self.path)


@dataclass(frozen=True)
class WebOrigin:
    """An address that answers a GET with the table.

    Redirects are not followed: the token is for this host alone.

    Args:
        token: sent as a bearer token, if there is one.

    Raises:
        Unreadable: the address is none, or would send what people owe in clear.
    """

    address: str
    token: Secret | None = None

    def __post_init__(self) -> None:
        try:
            url = httpx.URL(self.address)
        except httpx.InvalidURL:
            raise Unreadable("The address cannot be read.") from None
        if url.scheme != "https" and url.host not in _THIS_MACHINE:
            raise Unreadable("The address must begin with https://.")

    @property
    def name(self) -> str:
        """Host and path; a query or a password may be secret."""
        url = httpx.URL(self.address)
        return f"{url.host}{url.path}"

    @contextmanager
    def table(self) -> Iterator[Path]:
        # Only its owner may read a temporary file, and it is gone afterwards.
        with tempfile.NamedTemporaryFile(prefix="parley-", suffix=".csv") as copy:
            try:
                for piece in self._pieces():
                    copy.write(piece)
            except httpx.TimeoutException:
                raise Unreadable(
                    f"{self.name} did not answer within {_TIMEOUT_SECONDS:.0f} seconds."
                ) from None
            except httpx.RemoteProtocolError:
                raise Unreadable(
                    f"{self.name} broke off before the table was complete."
                ) from None
            except httpx.HTTPError as exc:
                reason = type(exc).__name__
                raise Unreadable(f"{self.name} cannot be reached ({reason}).") from None
            copy.flush()
            yield Path(copy.name)

    def _pieces(self) -> Iterator[bytes]:
        token = {"Authorization": f"Bearer {self.token.value}"} if self.token else {}
        with httpx.stream(
            "GET", self.address, headers=token, timeout=_TIMEOUT_SECONDS
        ) as answer:
            if answer.status_code in _REFUSED:
                raise Unreadable(
                    f"{self.name} refused the token ({answer.status_code}). "
                    "Check PARLEY_SOURCE_TOKEN."
                )
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise Unreadable(f"There is no {self.name} (404). Check the address.")
            if answer.status_code != httpx.codes.OK:
                raise Unreadable(f"{self.name} answered {answer.status_code}, not 200.")
            # Raises when fewer bytes come than Content-Length has promised.
            yield from answer.iter_bytes()


def origin_of(where: str, token: Secret | None) -> Origin:
    """An address, or else the path of a file."""
    if where.lower().startswith(("http://", "https://")):
        return WebOrigin(where, token)
    return FileOrigin(Path(where))
