"""Addresses of mail servers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from sceau.web.mail import MailServer, MailSession

if TYPE_CHECKING:
    from smtplib import SMTP


def test_an_account_may_have_any_character() -> None:
    server = MailServer.parse("smtps://us%40er:p%3Ass@mail.example:2465", authorities=Path("ca.pem"))
    assert server == MailServer("mail.example", 2465, True, "us@er", "p:ss", Path("ca.pem"))  # noqa: FBT003


@pytest.mark.parametrize(("url", "port"), [("smtp://mail.example", 587), ("smtps://mail.example", 465)])
def test_each_kind_has_its_usual_port(url: str, port: int) -> None:
    assert MailServer.parse(url).port == port


@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "http://mail.example", "smtp://", "smtp://user@mail.example", "smtp://mail.example/path",
     "smtp://mail.example?x=1", "smtp://mail.example:port"],
)  # fmt: skip
def test_what_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"mail server|port|Port"):
        MailServer.parse(url)


def test_a_password_stands_in_no_trace() -> None:
    assert "secret" not in repr(MailServer.parse("smtps://user:secret@mail.example"))


@dataclass
class FakeSmtp:
    """What a session asks of its server."""

    extensions: tuple[str, ...]
    options: list[Sequence[str]] = field(default_factory=list)

    def has_extn(self, name: str) -> bool:
        return name in self.extensions

    def rset(self) -> None: ...

    def mail(self, _sender: str) -> tuple[int, bytes]:
        return 250, b""

    def rcpt(self, _recipient: str, options: Sequence[str]) -> tuple[int, bytes]:
        self.options.append(tuple(options))
        return 250, b""

    def data(self, _message: bytes) -> tuple[int, bytes]:
        return 250, b""


@pytest.mark.parametrize(("extensions", "options"), [(("dsn",), ("NOTIFY=NEVER",)), ((), ())])
def test_no_bounce_is_asked_for_where_the_server_can_be_told(
    extensions: tuple[str, ...], options: tuple[str, ...]
) -> None:
    smtp = FakeSmtp(extensions)
    MailSession(cast("SMTP", smtp)).send(EmailMessage(), sender="a@b.example", recipient="c@d.example")
    assert smtp.options == [options]
