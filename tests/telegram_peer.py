"""The Bot API for the tests: an independent emulator that tells what a bot has sent.

It runs in an environment and a process of its own (`scripts/setup tests`) and is never
imported by the tests. To the emulator it adds what the tests look at and what the
emulator leaves out: the options and methods of the Bot API named below, files that a
person has sent, and answers that refuse.
"""

from __future__ import annotations

import argparse
import base64
import json
from typing import Any

from aiohttp import web
from lo_bot_api_emulator import ApiRefusal, LoBotApiEmulator

# Methods that tell how the bot presents itself, and the field that they answer with.
TEXTS = {
    "getMyName": "name",
    "getMyDescription": "description",
    "getMyShortDescription": "short_description",
}


class Peer(LoBotApiEmulator):
    """Remembers every call that it has taken, and refuses when it is told to."""

    def __init__(self) -> None:
        super().__init__(enable_control=True, allow_insecure_loopback_webhooks=True)
        self.calls: list[dict[str, Any]] = []
        self.texts: dict[str, str] = {}
        self.me: dict[str, Any] = {}
        self.webhook_info: dict[str, Any] = {}
        self.refusals: list[dict[str, Any]] = []

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_get("/__fixture/calls", self.show_calls)
        app.router.add_post("/__fixture/bot", self.set_bot)
        app.router.add_get("/__fixture/refusals", self.show_refusals)
        app.router.add_post("/__fixture/refusals", self.set_refusals)
        app.router.add_post("/__fixture/files", self.keep_file)
        return app

    def validate(
        self, method: str, fields: dict[str, Any], uploads: dict[str, Any]
    ) -> Any:
        self.refuse(method)
        kept = dict(fields)
        if method == "sendMessage":
            check_preview(fields.pop("link_preview_options", None))
        result = self.answer(method, fields, uploads)
        files = {name: file_of(upload) for name, upload in uploads.items()}
        call = {"method": method, "fields": kept, "files": files, "result": result}
        self.calls.append(call)
        return result

    def answer(
        self, method: str, fields: dict[str, Any], uploads: dict[str, Any]
    ) -> Any:
        if method == "leaveChat":
            return True
        if method in TEXTS:
            return {TEXTS[method]: self.texts.get(method, "")}
        result = super().validate(method, fields, uploads)
        if method == "getMe":
            return result | self.me
        return result

    def refuse(self, method: str) -> None:
        for refusal in self.refusals:
            if refusal["method"] in {method, "*"} and refusal["times"] != 0:
                refusal["times"] -= 1
                raise ApiRefusal(
                    refusal["description"], refusal["status"], refusal["parameters"]
                )

    async def handle(self, request: web.Request) -> web.StreamResponse:
        response = await super().handle(request)
        if request.match_info["method"] != "getWebhookInfo":
            return response
        body = json.loads(response.body)
        body["result"] |= self.webhook_info
        return web.json_response(body, status=response.status)

    async def show_calls(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        return web.json_response(self.calls[after:])

    async def set_bot(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.me, self.webhook_info = body["me"], body["webhook_info"]
        self.texts = body["texts"]
        return web.json_response({})

    async def show_refusals(self, _request: web.Request) -> web.Response:
        return web.json_response([each for each in self.refusals if each["times"]])

    async def set_refusals(self, request: web.Request) -> web.Response:
        self.refusals = await request.json()
        return web.json_response({})

    async def keep_file(self, request: web.Request) -> web.Response:
        data = await request.read()
        file_id = f"sent-{len(self.assets)}"
        self.assets[file_id] = {"filename": file_id, "data": data, "size": len(data)}
        return web.json_response({"file_id": file_id})


def check_preview(options: Any) -> None:
    if options is not None and json.loads(options) != {"is_disabled": True}:
        raise ApiRefusal("Bad Request: can't parse link preview options")


def file_of(upload: dict[str, Any]) -> dict[str, str]:
    data = base64.b64encode(upload["data"]).decode()
    return {"name": upload["filename"], "data": data}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    web.run_app(
        Peer().app(),
        host="127.0.0.1",
        port=parser.parse_args().port,
        access_log=None,
        print=None,
    )
