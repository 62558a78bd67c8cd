"""The operator's system is pulled over HTTP through the same import as a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from debt.gateways import origins
from debt.gateways.origins import FileOrigin, WebOrigin, origin_of
from debt.interchange.problems import Unreadable
from debt.settings import Secret
from tests.debt.builders import gbp
from tests.debt.floor import Floor
from tests.debt.interchange.files import row, text_of
from tests.debt.interchange.test_import_service import balance, counts, take

TOKEN = "a-token-of-the-operator"
TABLE = text_of([row(), row(reference="HB-2")]).encode()


@contextmanager
def system(cut: int = 0) -> Iterator[str]:
    """The operator's system: one table, behind a token; it may break off early."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_known = self.headers["Authorization"] == f"Bearer {TOKEN}"
            found = {"/accounts": 200, "/moved": 302}.get(self.path, 404)
            self.send_response(found if is_known else 401)
            self.send_header("Content-Length", str(len(TABLE)))
            self.end_headers()
            self.wfile.write(TABLE[: len(TABLE) - cut])

        def log_message(self, *_: object) -> None:
            """Nothing is to be printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pull(address: str, token: str = TOKEN) -> WebOrigin:
    return WebOrigin(address, Secret(token))


def test_a_table_is_pulled_once_and_again_changes_nothing(
    floor: Floor, tmp_path: Path
) -> None:
    with system() as base:
        origin = pull(f"{base}/accounts")
        first, again = (take(floor, tmp_path / "x", origin=origin) for _ in range(2))

    assert (counts(first), counts(again)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert again.earlier is not None
    assert balance(floor) == gbp("600.00")


@pytest.mark.parametrize(
    ("path", "token", "cut", "reason"),
    [
        ("/accounts", "wrong", 0, r"refused the token \(401\)"),
        ("/nothing", TOKEN, 0, r"There is no 127.0.0.1/nothing \(404\)"),
        ("/moved", TOKEN, 0, "answered 302"),
        ("/accounts", TOKEN, 5, "broke off before the table was complete"),
    ],
)
def test_what_did_not_come_whole_is_not_imported(
    path: str, token: str, cut: int, reason: str
) -> None:
    with system(cut) as base, pytest.raises(Unreadable, match=reason):
        pull(f"{base}{path}", token).table().__enter__()


def test_a_system_that_does_not_answer_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(origins, "_TIMEOUT_SECONDS", 0.05)
    # It listens and never answers: nobody serves what is waiting.
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        address = f"http://127.0.0.1:{server.server_port}/accounts"
        with pytest.raises(Unreadable, match="did not answer within"):
            pull(address).table().__enter__()


def test_a_system_that_is_not_there_is_named() -> None:
    with pytest.raises(Unreadable, match="/accounts cannot be reached"):
        pull("http://127.0.0.1:1/accounts").table().__enter__()


def test_what_people_owe_is_never_pulled_in_clear() -> None:
    with pytest.raises(Unreadable, match="must begin with https"):
        origin_of("http://core.example/accounts", None)


def test_the_name_of_an_address_keeps_its_secrets() -> None:
    assert pull("https://me:pass@core.example/a.csv?key=1").name == "core.example/a.csv"
    assert origin_of("a.csv", None) == FileOrigin(Path("a.csv"))
