"""Mail through real SMTP: TLS or nothing, each refusal by its own name, no bounce asked for."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import IPv4Address
from pathlib import Path
from socket import SHUT_RDWR

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from tests.integration.notifier.conftest import Mailbox, MailServer
from tests.integration.running import free_port

from sceau.web import mail as mailing
from sceau.web.mail import (
    MailDownError,
    MailLaterError,
    MailRefusedError,
    MailUnsureError,
    open_mail,
)

SENDER, RECIPIENT = "notices@sceau.example", "personne@exemple.invalid"
ELSEWHERE = "127.0.0.2"  # this machine, by an address that is not taken for it


def message(text: str = "C’est prêt.\n") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SENDER, RECIPIENT, "C’est prêt"
    made.set_content(text)
    return made


def send(url: str, *, authorities: Path | None = None, text: str = "C’est prêt.\n") -> None:
    server = mailing.MailServer.parse(url, authorities=authorities)
    with open_mail(server, sender=SENDER) as session:
        session.send(message(text), sender=SENDER, recipient=RECIPIENT)


def test_what_is_taken_arrives_whole(mail: MailServer) -> None:
    text = "Une ligne.\n.\nAprès un point seul, à l’œil.\n"
    send(mail.url, text=text)
    ((address, _, content),) = mail.mailbox.taken
    assert (address, content.isascii()) == (RECIPIENT, True)
    assert message_from_bytes(content, policy=SMTP).get_content().replace("\r\n", "\n") == text


@pytest.mark.parametrize(
    ("rcpt", "data", "failure"),
    [
        ("550 no such user here", "", MailRefusedError),
        ("451 greylisted", "", MailLaterError),
        ("250 ok", "554 looks like spam", MailLaterError),
        ("250 ok", "452 full", MailLaterError),
    ],
)
def test_each_refusal_has_its_name(mail: MailServer, rcpt: str, data: str, failure: type[Exception]) -> None:
    mail.mailbox.rcpt, mail.mailbox.data = rcpt, data
    with pytest.raises(failure) as raised:
        send(mail.url)
    assert RECIPIENT not in repr((raised.value, raised.value.args, raised.value.__cause__))
    assert mail.mailbox.taken == []


def test_a_session_goes_on_after_a_refusal(mail: MailServer) -> None:
    mail.mailbox.rcpt = "550 no such user here"
    with open_mail(mailing.MailServer.parse(mail.url), sender=SENDER) as session:
        with pytest.raises(MailRefusedError):
            session.send(message(), sender=SENDER, recipient="nobody@exemple.invalid")
        mail.mailbox.rcpt = "250 ok"
        session.send(message(), sender=SENDER, recipient=RECIPIENT)
    assert mail.mailbox.addresses() == [RECIPIENT]


def test_a_server_that_is_not_there_is_down() -> None:
    with pytest.raises(MailDownError):
        send(f"smtp://127.0.0.1:{free_port()}")


def test_a_connection_that_breaks_after_the_mail_was_handed_over_leaves_us_unsure(mail: MailServer) -> None:
    with open_mail(mailing.MailServer.parse(mail.url), sender=SENDER) as session:
        connection = session.smtp.sock
        assert connection is not None
        mail.mailbox.on_data = lambda: connection.shutdown(SHUT_RDWR)
        with pytest.raises(MailUnsureError):
            session.send(message(), sender=SENDER, recipient=RECIPIENT)


def test_nothing_is_said_in_clear_to_another_machine() -> None:
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname=ELSEWHERE, port=port)
    controller.start()
    try:
        with pytest.raises(MailDownError):
            send(f"smtp://{ELSEWHERE}:{port}")
    finally:
        controller.stop()
    assert mailbox.taken == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the server at ELSEWHERE, with its key, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(ELSEWHERE))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(signed.public_bytes(Encoding.PEM) + secret)
    return path


@pytest.fixture(params=["smtp", "smtps"])
def guarded(request: pytest.FixtureRequest, certificate: Path) -> Iterator[tuple[str, Mailbox]]:
    """A server with TLS, from the first byte or by STARTTLS, that asks for an account."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    mailbox, port = Mailbox(), free_port()
    how = {"ssl_context": context} if request.param == "smtps" else {"tls_context": context, "require_starttls": True}
    controller = Controller(
        mailbox,
        hostname=ELSEWHERE,
        port=port,
        authenticator=lambda *arguments: AuthResult(
            success=arguments[-1] == LoginPassword(b"user", b"p@ss"), handled=False
        ),
        auth_exclude_mechanism=["LOGIN"],
        auth_require_tls=request.param == "smtp",
        **how,
    )
    controller.start()
    yield f"{request.param}://user:p%40ss@{ELSEWHERE}:{port}", mailbox
    controller.stop()


def test_tls_and_an_account(guarded: tuple[str, Mailbox], certificate: Path) -> None:
    url, mailbox = guarded
    send(url, authorities=certificate)
    assert mailbox.addresses() == [RECIPIENT]


def test_a_certificate_that_nobody_vouches_for_is_refused(guarded: tuple[str, Mailbox]) -> None:
    url, mailbox = guarded
    with pytest.raises(MailDownError):
        send(url)
    assert mailbox.taken == []


def test_a_wrong_password_is_our_affair_and_no_addresss(guarded: tuple[str, Mailbox], certificate: Path) -> None:
    with pytest.raises(MailDownError):
        send(guarded[0].replace("p%40ss", "other"), authorities=certificate)
