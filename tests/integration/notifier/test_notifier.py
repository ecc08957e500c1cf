"""The notifier whole: a real relay, a real database, real SMTP; told, killed, told again, forgotten."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.notifier.conftest import MailServer, Notifier
from tests.integration.relay.pharmacy import Pharmacy

from sceau.envelope.seal import Slip, TicketFor
from sceau.envelope.ticket import Ticket
from sceau.relay.notices.lease import LEASE

ADDRESS = "personne@exemple.invalid"


@pytest.fixture
def send_slip(pharmacy: Pharmacy) -> Callable[..., bytes]:
    """A result is sent whose person asked to be told; the envelope's id."""

    def send(address: str = ADDRESS, language: str = "fr", channel: str = "email") -> bytes:
        sealed = pharmacy.seal(ticket=TicketFor(Ticket.new(), "1979-03-28"), slip=Slip(channel, address, language))
        assert pharmacy.send(sealed).status_code == 201
        return sealed.envelope.header.id

    return send


def wait_until(happened: Callable[[], bool], notifier: Notifier) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline, notifier.log.read_text()
        time.sleep(0.05)


def waiting(pharmacy: Pharmacy) -> list[tuple[object, ...]]:
    return pharmacy.relay.rows("SELECT attempts FROM notice")


def end_leases(pharmacy: Pharmacy) -> None:
    """What waits is due now, as it is once its lease has ended."""
    pharmacy.relay.execute("UPDATE notice SET due_at = now() - %s", LEASE)


def test_a_person_is_told_and_the_relay_forgets(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    send_slip()
    notifier.start()
    wait_until(lambda: waiting(pharmacy) == [], notifier)
    ((address, _, content),) = mail.mailbox.taken
    assert address == ADDRESS
    assert b"Rouvrez le ticket" in content


def test_the_mail_names_nothing_of_the_envelope(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    one = send_slip()
    notifier.start()
    wait_until(lambda: bool(mail.mailbox.taken), notifier)
    names = (one.hex(), pharmacy.log.pharmacy.hex(), pharmacy.finess, "Officine", "CANARI", pharmacy.relay.url)
    content = mail.mailbox.taken[0][2].decode()
    assert [name for name in names if name in content] == []


def test_each_is_told_in_the_language_of_the_slip(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    send_slip("one@exemple.invalid", "en")
    send_slip("two@exemple.invalid", "fr")
    notifier.start()
    wait_until(lambda: waiting(pharmacy) == [], notifier)
    told = {address: content for address, _, content in mail.mailbox.taken}
    assert b"It is ready" in told["one@exemple.invalid"]
    assert b"It is ready" not in told["two@exemple.invalid"]


def test_killed_between_sending_and_saying_so_it_sends_at_most_twice(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    """Killed each time the server has just taken the mail, for as long as the slip comes back."""
    send_slip()
    mail.mailbox.on_data = lambda: os.killpg(notifier.process.pid, signal.SIGKILL) if notifier.process else None
    for _ in range(4):
        before = len(mail.mailbox.taken)
        notifier.start()
        process = notifier.process
        assert process is not None
        wait_until(lambda: process.poll() is not None or waiting(pharmacy) == [], notifier)  # noqa: B023
        notifier.kill()
        end_leases(pharmacy)
        if len(mail.mailbox.taken) == before:
            break
    assert mail.mailbox.addresses() == [ADDRESS, ADDRESS]
    assert waiting(pharmacy) == []


def test_a_slip_that_comes_back_after_it_was_sent_is_not_sent_again(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    """As after a crash before the relay was told, or from an older backup of the relay's."""
    send_slip()
    pharmacy.relay.execute("CREATE TABLE backup AS TABLE notice")
    notifier.start()
    wait_until(lambda: waiting(pharmacy) == [], notifier)
    pharmacy.relay.execute("INSERT INTO notice TABLE backup")
    pharmacy.relay.execute("DROP TABLE backup")
    wait_until(lambda: waiting(pharmacy) == [], notifier)
    assert mail.mailbox.addresses() == [ADDRESS]
    assert '"known"' in notifier.log.read_text()


def test_a_wrong_address_is_given_up_and_told_to_nobody(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    mail.mailbox.rcpt = "550 no such user here"
    pharmacy.relay.execute("DELETE FROM journal WHERE action = 'notices-undeliverable'")
    send_slip("nobody@exemple.invalid")
    notifier.start()
    wait_until(lambda: waiting(pharmacy) == [], notifier)
    counted = "SELECT count FROM journal WHERE action = 'notices-undeliverable'"
    assert pharmacy.relay.rows(counted) == [(1,)]
    assert "exemple" not in notifier.log.read_text() + pharmacy.relay.log.read_text()


def test_a_server_that_is_busy_is_asked_again_later(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    mail.mailbox.rcpt = "451 greylisted"
    send_slip()
    notifier.start()
    wait_until(lambda: waiting(pharmacy) == [(1,)], notifier)
    mail.mailbox.rcpt = "250 ok"
    end_leases(pharmacy)
    wait_until(lambda: waiting(pharmacy) == [], notifier)
    assert mail.mailbox.addresses() == [ADDRESS]


def test_a_mail_server_that_is_away_blames_no_address(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    mail.close()
    send_slip()
    notifier.start()
    wait_until(lambda: '"down"' in notifier.log.read_text(), notifier)
    assert waiting(pharmacy) == [(0,)]
    mail.open()
    end_leases(pharmacy)
    wait_until(lambda: waiting(pharmacy) == [], notifier)
    assert mail.mailbox.addresses() == [ADDRESS]


def test_between_batches_no_process_holds_a_key_or_an_address(
    pharmacy: Pharmacy, notifier: Notifier, mail: MailServer, send_slip: Callable[..., bytes]
) -> None:
    address = "zqxjkvbpygfmwluhrd@exemple.invalid"
    send_slip(address)
    notifier.start()
    wait_until(lambda: waiting(pharmacy) == [], notifier)
    assert mail.mailbox.addresses() == [address]
    assert notifier.process is not None
    memory = b"".join(memory_of(notifier.process.pid))
    assert len(memory) > 1_000_000
    assert [name for name in (address.encode(), pharmacy.register.notifier_seed) if name in memory] == []


def memory_of(process_id: int) -> Iterator[bytes]:
    maps = Path(f"/proc/{process_id}/maps").read_text()
    with Path(f"/proc/{process_id}/mem").open("rb", 0) as memory:
        for line in maps.splitlines():
            span, rights, *_ = line.split()
            if "r" in rights and not line.endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                start, end = (int(part, 16) for part in span.split("-"))
                memory.seek(start)
                yield memory.read(end - start)
