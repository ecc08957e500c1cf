"""One slip, from sealed bytes to an outcome: what is sent, what is not, and what is remembered of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from tests.unit.envelope.messages import BORN
from tests.unit.envelope.readers import NOTIFIER, TICKET, delivery, sealed

from sceau.envelope.header import Role
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kid
from sceau.envelope.seal import Slip, TicketFor
from sceau.envelope.wire import Delivery
from sceau.notifier.channels import ChannelDownError, TryLaterError, UndeliverableError, UnsureError
from sceau.notifier.keys import SlipKeys
from sceau.notifier.memory import Memory, open_memory
from sceau.notifier.telling import OLDEST_DAYS, OUTCOMES, Outcome, Teller, Why
from sceau.web.key_folder import KeyFolder

ADDRESS = "personne@exemple.invalid"
TICKET_FOR = TicketFor(TICKET, BORN)


@dataclass
class FakeChannel:
    """Notes what it is given; fails with `failure` while there is one."""

    failure: Exception | None = None
    closed: bool = False
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, address: str, language: str, reference: str) -> None:
        if self.failure:
            raise self.failure
        self.sent.append((address, language, reference))

    @contextmanager
    def opened(self) -> Iterator["FakeChannel"]:
        if self.closed:
            raise ChannelDownError
        yield self


@pytest.fixture
def channel() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def keys(tmp_path: Path) -> SlipKeys:
    KeyFolder(tmp_path / "keys").create(f"slips/{kid(kem_public_key(NOTIFIER)).hex()}", NOTIFIER)
    return SlipKeys.of(tmp_path / "keys")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with open_memory(tmp_path / "memory") as opened:
        yield opened


@pytest.fixture
def teller(channel: FakeChannel, keys: SlipKeys, memory: Memory) -> Iterator[Teller]:
    with ExitStack() as stack:
        yield Teller(keys, memory, {"email": channel.opened()}, stack, today=today(), most_a_day=3)


def today() -> int:
    return delivery_of().day


@dataclass(frozen=True)
class Slipped:
    """A slip as it is leased, and its envelope's day."""

    delivery: Delivery
    day: int


def delivery_of(slip: Slip | None = None) -> Slipped:
    envelope = sealed(ticket=TICKET_FOR, slip=slip or Slip("email", ADDRESS, "en"))
    return Slipped(delivery(envelope, Role.NOTIFIER), envelope.header.day)


def again(teller: Teller, channel: FakeChannel) -> Teller:
    """The next batch."""
    return Teller(
        teller.keys, teller.memory, {"email": channel.opened()}, teller.stack, teller.today, teller.most_a_day
    )


def test_the_address_is_told_in_its_language(teller: Teller, channel: FakeChannel) -> None:
    assert teller.tell(delivery_of().delivery) is Why.SENT
    assert [(address, language) for address, language, _ in channel.sent] == [(ADDRESS, "en")]


def test_a_slip_leased_again_is_not_sent_again(teller: Teller, channel: FakeChannel) -> None:
    one = delivery_of().delivery
    assert [teller.tell(one), again(teller, channel).tell(one)] == [Why.SENT, Why.KNOWN]
    assert len(channel.sent) == 1
    assert OUTCOMES[Why.KNOWN] is Outcome.SENT


def test_one_of_which_nobody_knows_is_sent_at_most_twice(teller: Teller, channel: FakeChannel) -> None:
    one, channel.failure = delivery_of().delivery, UnsureError()
    found = [teller.tell(one), again(teller, channel).tell(one), again(teller, channel).tell(one)]
    assert found == [Why.UNSURE, Why.UNSURE, Why.DOUBTFUL]


def test_both_attempts_have_one_reference(teller: Teller, channel: FakeChannel) -> None:
    one, channel.failure = delivery_of().delivery, None
    teller.tell(one)
    teller.memory.database.execute("UPDATE mark SET sent = 0")  # as if it had been killed before it noted so
    again(teller, channel).tell(one)
    assert len({reference for _, _, reference in channel.sent}) == 1


@pytest.mark.parametrize(
    ("failure", "why", "outcome"),
    [
        (UndeliverableError(), Why.REFUSED, Outcome.UNDELIVERABLE),
        (TryLaterError(), Why.NOT_NOW, Outcome.LATER),
        (ChannelDownError(), Why.DOWN, Outcome.UNTRIED),
    ],
)
def test_what_was_not_sent_may_be_tried_again(
    teller: Teller, channel: FakeChannel, failure: Exception, why: Why, outcome: Outcome
) -> None:
    one, channel.failure = delivery_of().delivery, failure
    assert [again(teller, channel).tell(one) for _ in range(3)] == [why] * 3
    assert OUTCOMES[why] is outcome
    channel.failure = None
    assert again(teller, channel).tell(one) is Why.SENT


def test_a_server_that_is_down_is_asked_once_a_batch(teller: Teller, channel: FakeChannel) -> None:
    channel.closed = True
    assert teller.tell(delivery_of().delivery) is Why.DOWN
    channel.closed = False
    assert teller.tell(delivery_of().delivery) is Why.DOWN


def test_a_way_that_nobody_set_up_is_not_tried_for_ever(teller: Teller) -> None:
    assert teller.tell(delivery_of(Slip("sms", "+33612345678", "fr")).delivery) is Why.NO_CHANNEL
    assert OUTCOMES[Why.NO_CHANNEL] is Outcome.UNDELIVERABLE


def test_a_pharmacy_has_so_many_a_day(teller: Teller, channel: FakeChannel) -> None:
    found = [teller.tell(delivery_of().delivery) for _ in range(4)]
    assert (found, len(channel.sent)) == ([*[Why.SENT] * 3, Why.ABOVE], 3)
    tomorrow = again(teller, channel)
    tomorrow.today += 1
    assert tomorrow.tell(delivery_of().delivery) is Why.SENT


def test_a_slip_that_comes_back_once_its_mark_is_gone_is_refused(teller: Teller) -> None:
    one = delivery_of()
    teller.today = one.day + OLDEST_DAYS
    assert teller.tell(one.delivery) is Why.SENT
    teller.today = one.day + OLDEST_DAYS + 1
    assert teller.tell(delivery_of().delivery) is Why.OLD


def test_a_slip_under_a_destroyed_key_is_unreadable(teller: Teller, keys: SlipKeys) -> None:
    for name in keys.folder.names("slips"):
        keys.folder.destroy(name)
    assert teller.tell(delivery_of().delivery) is Why.UNREADABLE


def test_a_slip_that_the_sender_did_not_sign_is_unreadable(teller: Teller, channel: FakeChannel) -> None:
    one, other = delivery_of().delivery, delivery_of().delivery
    assert teller.tell(replace(one, copy=other.copy)) is Why.UNREADABLE
    assert teller.tell(replace(one, header_bytes=b"\x00")) is Why.UNREADABLE
    assert channel.sent == []


def test_every_reason_has_an_outcome() -> None:
    assert set(OUTCOMES) == set(Why)
