"""Files: what may come in, what it is called, and who gets it back."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from starlette.testclient import TestClient

from bot.desk.routes import COOKIE as DESK_COOKIE
from bot.files import MAX_FILE_BYTES, MAX_FILES
from debt.identity import IDLE_LIMIT
from tests.bot.channels.web.visitor import Visitor, elsewhere
from tests.bot.talk import new
from tests.bot.test_security import BANK, token_in

PDF = b"%PDF-1.7\n1 0 obj\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"


def send(
    visitor: Visitor,
    content: bytes = PDF,
    name: str = "letter.pdf",
    client_id: str | None = None,
    **headers: str,
) -> httpx.Response:
    answer: httpx.Response = visitor.browser.post(
        f"/chat/files?id={client_id or new()}&name={quote(name)}",
        content=content,
        headers=headers,
    )
    return answer


def files_of(visitor: Visitor) -> list[dict[str, object]]:
    return [file for row in visitor.chat.all() for file in row.files]


def test_a_file_is_kept_shown_and_handed_out(visitor: Visitor) -> None:
    answer = send(visitor, client_id="a-1")

    (file,) = files_of(visitor)
    assert answer.json() == {"type": "ack", "id": "a-1", "seq": 2}
    assert file == {
        "id": file["id"],
        "name": "letter.pdf",
        "size": len(PDF),
        "type": "application/pdf",
    }
    shown = [frame for frame in visitor.sees() if frame["type"] == "message"]
    assert (shown[0]["files"], shown[0]["id"]) == ([file], "a-1")
    assert visitor.browser.get(f"/chat/files/{file['id']}").content == PDF


def test_the_assistant_is_told_of_it(visitor: Visitor) -> None:
    send(visitor)

    row = visitor.chat.all()[-1]
    assert row.understood is not None
    assert row.understood["intent"]["name"] == "EXTERNAL_file_received"
    assert (row.waiting, row.is_shown, row.text) == (True, True, "")


def test_a_second_delivery_is_stored_once(visitor: Visitor) -> None:
    first, again = send(visitor, client_id="a-1"), send(visitor, client_id="a-1")

    assert first.json() == again.json()
    assert len(files_of(visitor)) == 1


def test_it_comes_back_as_something_to_save_and_never_to_show(visitor: Visitor) -> None:
    send(visitor, PDF + HTML, "../run\u202e.html")

    (file,) = files_of(visitor)
    got = visitor.browser.get(f"/chat/files/{file['id']}").headers
    assert got["content-type"] == "application/pdf"
    assert got["content-disposition"] == "attachment; filename*=UTF-8''run.html.pdf"
    assert got["x-content-type-options"] == "nosniff"
    assert got["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert got["cache-control"] == "no-store"


def test_what_is_none_of_the_kinds_is_refused(visitor: Visitor) -> None:
    answer = send(visitor, SVG, "letter.pdf")

    assert (answer.status_code, answer.json()) == (415, {"error": "wrong_type"})
    assert files_of(visitor) == []


def test_only_this_route_takes_more_than_a_message(visitor: Visitor) -> None:
    large = PDF + b"x" * (MAX_FILE_BYTES - len(PDF))

    assert send(visitor, large).status_code == 200
    too_large = send(visitor, large + b"x")
    assert (too_large.status_code, too_large.json()) == (413, {"error": "too_large"})
    assert visitor.browser.post("/chat/messages", content=large).status_code == 413


def test_a_day_has_ten_files_and_twenty_megabytes(visitor: Visitor) -> None:
    clock = visitor.chat.floor.clock
    answers = []
    for _ in range(MAX_FILES + 1):
        clock.advance(IDLE_LIMIT)
        answers.append(send(visitor))
    assert [each.status_code for each in answers] == [200] * MAX_FILES + [422]
    assert answers[-1].json() == {"error": "too_many"}

    clock.advance(IDLE_LIMIT * 96)
    large = PDF + b"x" * (MAX_FILE_BYTES - len(PDF))
    statuses = [send(visitor, large).status_code for _ in range(5)]
    assert statuses == [200] * 4 + [422]


def test_who_sends_too_fast_waits(visitor: Visitor) -> None:
    statuses = [send(visitor, HTML).status_code for _ in range(11)]

    assert statuses == [415] * 10 + [429]


def test_an_upload_without_a_proper_id_is_refused(visitor: Visitor) -> None:
    for client_id in ("", "a b", "x" * 65, "%00"):
        url = f"/chat/files?id={client_id}&name=a.pdf"

        assert visitor.browser.post(url, content=PDF).status_code == 400


class TestOthers:
    @pytest.fixture
    def file_id(self, visitor: Visitor) -> str:
        send(visitor)
        return str(files_of(visitor)[0]["id"])

    def test_another_conversation_does_not_get_it(
        self, visitor: Visitor, file_id: str
    ) -> None:
        other = elsewhere(visitor.browser)
        assert other.get(f"/chat/files/{file_id}").status_code == 401
        other.post("/chat/session")

        for asked in (file_id, "made-up", "%00", "..%2f", "x" * 500):
            assert other.get(f"/chat/files/{asked}").status_code == 404

    def test_a_foreign_page_neither_sends_nor_gets_one(
        self, visitor: Visitor, file_id: str
    ) -> None:
        for headers in ({"origin": BANK}, {"sec-fetch-site": "cross-site"}):
            got = visitor.browser.get(f"/chat/files/{file_id}", headers=headers)

            assert got.status_code == 403
            assert send(visitor, **headers).status_code == 403

    def test_behind_the_curtain_it_is_not_handed_out(self, visitor: Visitor) -> None:
        visitor.verifies()
        send(visitor)
        (file,) = files_of(visitor)
        visitor.chat.floor.clock.advance(IDLE_LIMIT * 2)

        assert visitor.browser.get(f"/chat/files/{file['id']}").status_code == 404

    def test_the_desk_gets_it_with_the_ticket(
        self, visitor: Visitor, file_id: str
    ) -> None:
        desk = self.agent(visitor.browser)
        assert desk.get(f"/desk/files/{file_id}").status_code == 404

        visitor.chat.wants_a_person()
        got = desk.get(f"/desk/files/{file_id}")

        assert (got.status_code, got.content) == (200, PDF)
        assert "sandbox" in got.headers["content-security-policy"]

    def test_who_is_not_logged_in_there_does_not(
        self, visitor: Visitor, file_id: str
    ) -> None:
        visitor.chat.wants_a_person()
        stranger = elsewhere(visitor.browser)

        got = stranger.get(f"/desk/files/{file_id}", follow_redirects=False)

        assert (got.status_code, got.headers["location"]) == (303, "/desk/login")

    @staticmethod
    def agent(browser: TestClient) -> TestClient:
        desk = elsewhere(browser)
        gateway = browser.app.state.gateway  # type: ignore[attr-defined]
        gateway.agents.add("sam@example.com", "Sam", "a long password")
        form = {"email": "sam@example.com", "password": "a long password"}
        form["csrf"] = token_in(desk.get("/desk/login").text)
        desk.post("/desk/login", data=form)
        assert desk.cookies.get(DESK_COOKIE)
        return desk
