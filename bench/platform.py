"""A platform on a real port that says yes at once.

It is started as `python -m bench.platform PORT FILE`. The file gives, as JSON, what is
answered to a path that ends in a certain word; every other request is answered as
Telegram says yes.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

YES = {"ok": True, "result": True}


def _handler(answers: dict[str, Any]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # An answer is one packet, which nothing delays.
        wbufsize = -1
        disable_nagle_algorithm = True

        def answer(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            body = json.dumps(answers.get(self.path.rpartition("/")[2], YES)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, *_: object) -> None:
            """Paths hold tokens."""

    return Handler


def main(port: int, answers: Path) -> None:
    """Serve until ended."""
    known = json.loads(answers.read_text(encoding="utf-8"))
    ThreadingHTTPServer(("127.0.0.1", port), _handler(known)).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
