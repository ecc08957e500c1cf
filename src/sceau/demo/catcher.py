"""What stands in for the world outside: a mail server and an SMS provider that deliver nothing and show what they took.

    python -m sceau.demo.catcher FOLDER MAIL_PORT HTTP_PORT

Real SMTP (aiosmtpd) on the one port of 127.0.0.1; on the other the provider's contract (`spec/sms-provider.yaml`), a
page with what was caught, the same as JSON (`GET /messages`), and a way to be out of order (`POST /closed`, `/open`).
Each message is a file: `mailbox/1.eml`, `sms/1.json`.
"""

import html
import json
import re
import secrets
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TOKEN: Final = "token-of-the-demo"  # noqa: S105 (it guards nothing)
NOBODY: Final = "+33600000000"
"""A number that is nobody's: refused, as a provider does."""
_LARGEST: Final = 65_536
_ACTIONS: Final = frozenset({"/sms", "/open", "/closed"})
_FIELDS: Final = {
    "to": re.compile(r"\+[1-9][0-9]{7,14}"),
    "from": re.compile("[ -~]{1,16}"),
    "text": re.compile("[^\ud800-\udfff]{1,160}"),
}
_KEY: Final = re.compile("[0-9a-f]{32}")


@dataclass(slots=True)
class Caught:
    """What was taken so far, in `folder`."""

    folder: Path
    keys: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add_mail(self, data: bytes) -> None:
        self._add("mailbox", "eml", data)

    def add_sms(self, key: str, message: Mapping[str, str]) -> None:
        """A key that came before adds nothing."""
        with self.lock:
            again = key in self.keys
            self.keys.add(key)
        if not again:
            self._add("sms", "json", json.dumps(message, ensure_ascii=False).encode())

    def messages(self) -> list[dict[str, str]]:
        """E-mails, then SMS, each in the order in which they came."""
        mails = [_mail(path.read_bytes()) for path in _in_order(self.folder / "mailbox")]
        texts = [json.loads(path.read_bytes()) for path in _in_order(self.folder / "sms")]
        return [*mails, *({"kind": "sms", "to": one["to"], "subject": "", "text": one["text"]} for one in texts)]

    def _add(self, part: str, suffix: str, data: bytes) -> None:
        with self.lock:
            folder = self.folder / part
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{len(list(folder.iterdir())) + 1}.{suffix}"
            path.with_suffix(".part").write_bytes(data)
            path.with_suffix(".part").replace(path)


@dataclass(frozen=True, slots=True)
class _Mailbox:
    caught: Caught

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        self.caught.add_mail(envelope.content if isinstance(envelope.content, bytes) else b"")
        return "250 taken"


class MailServer:
    """Real SMTP, that can be closed and opened."""

    def __init__(self, caught: Caught, port: int) -> None:
        self._caught = caught
        self._port = port
        self._controller: Controller | None = None

    def open(self) -> None:
        if self._controller is None:
            self._controller = Controller(_Mailbox(self._caught), hostname="127.0.0.1", port=self._port)
            self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


class _Handler(BaseHTTPRequestHandler):
    """`server` is a `Web`."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        messages = self._web.caught.messages()
        if self.path == "/messages":
            self._answer(HTTPStatus.OK, "application/json", json.dumps(messages, ensure_ascii=False).encode())
        elif self.path == "/":
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", _page(messages).encode())
        else:
            self._answer(HTTPStatus.METHOD_NOT_ALLOWED if self.path in _ACTIONS else HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _LARGEST))
        if self.path == "/sms":
            self._answer(self._take_sms(body))
        elif self.path in {"/open", "/closed"}:
            (self._web.mail.open if self.path == "/open" else self._web.mail.close)()
            self._answer(HTTPStatus.NO_CONTENT)
        else:
            self._answer(HTTPStatus.NOT_FOUND)

    def send_error(self, code: int, _message: str | None = None, _explain: str | None = None) -> None:
        """Without the base class's page; a method that it does not know is one that is not allowed."""
        known = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
        self._answer(known)

    def log_message(self, *_: object) -> None:
        """Nothing: a line would hold who asked."""

    @property
    def _web(self) -> "Web":
        return cast("Web", self.server)

    def _take_sms(self, body: bytes) -> HTTPStatus:
        """The contract, in its order."""
        key = self.headers.get("Idempotency-Key", "")
        if not secrets.compare_digest(self.headers.get("Authorization", "").encode(), f"Bearer {TOKEN}".encode()):
            return HTTPStatus.UNAUTHORIZED
        if self.headers.get_content_type() != "application/json":
            return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        message = _read_sms(body)
        if message is None or not _KEY.fullmatch(key):
            return HTTPStatus.BAD_REQUEST
        if message["to"] == NOBODY:
            return HTTPStatus.UNPROCESSABLE_ENTITY
        self._web.caught.add_sms(key, message)
        return HTTPStatus.ACCEPTED

    def _answer(self, status: HTTPStatus, kind: str = "", body: bytes = b"") -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "POST" if self.path in _ACTIONS else "GET")
            self.close_connection = True  # its body was not read
        if status is not HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Web(ThreadingHTTPServer):
    def __init__(self, port: int, caught: Caught, mail: MailServer) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.caught = caught
        self.mail = mail


def main(folder: Path, mail_port: int, http_port: int) -> None:
    caught = Caught(folder)
    mail = MailServer(caught, mail_port)
    mail.open()
    web = Web(http_port, caught, mail)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=web.shutdown).start())
    web.serve_forever()
    web.server_close()
    mail.close()


def _read_sms(body: bytes) -> dict[str, str] | None:
    try:
        message: Any = json.loads(body)
    except ValueError:
        return None
    if not isinstance(message, dict) or message.keys() != _FIELDS.keys():
        return None
    fits = all(isinstance(message[name], str) and form.fullmatch(message[name]) for name, form in _FIELDS.items())
    return message if fits else None


def _mail(data: bytes) -> dict[str, str]:
    message = message_from_bytes(data, policy=default)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    said = str(text).replace("\r\n", "\n")
    return {"kind": "email", "to": str(message["To"]), "subject": str(message["Subject"]), "text": said}


def _in_order(folder: Path) -> list[Path]:
    found = [path for path in folder.glob("*") if path.suffix != ".part"]
    return sorted(found, key=lambda path: int(path.stem))


def _page(messages: list[dict[str, str]]) -> str:
    rows = "".join(
        f"<article><h2>{html.escape(one['to'])}</h2><p>{html.escape(one['subject'])}</p>"
        f"<pre>{html.escape(one['text'])}</pre></article>"
        for one in messages
    )
    return f"<!doctype html><meta charset=utf-8><title>Messages</title><h1>Messages ({len(messages)})</h1>{rows}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
