"""One slip, from sealed bytes to an outcome (`spec/notice.md` §4).

In this order: what the marks know, what the header says, the pharmacy's measure, the slip itself, the mark, the
message. Nothing is opened that will not be sent.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Header, Role, parse_header
from sceau.envelope.open import open_slip
from sceau.envelope.seal import Slip
from sceau.envelope.wire import Delivery
from sceau.notifier.channels import (
    Channel,
    ChannelDownError,
    OpenChannel,
    TryLaterError,
    UndeliverableError,
    UnsureError,
)
from sceau.notifier.keys import SlipKeys
from sceau.notifier.memory import Known, Memory, mark_of

OLDEST_DAYS: Final = 68


class Outcome(StrEnum):
    """What became of a slip, in the relay's words."""

    SENT = "sent"
    UNDELIVERABLE = "undeliverable"
    LATER = "later"
    UNTRIED = "untried"


class Why(StrEnum):
    """What became of a slip, as it is counted here."""

    SENT = "sent"
    KNOWN = "known"
    DOUBTFUL = "doubtful"
    OLD = "old"
    UNREADABLE = "unreadable"
    NO_CHANNEL = "no-channel"
    REFUSED = "refused"
    ABOVE = "above"
    NOT_NOW = "not-now"
    UNSURE = "unsure"
    DOWN = "down"
    FAULT = "fault"


OUTCOMES: Final[Mapping[Why, Outcome]] = {
    Why.SENT: Outcome.SENT,
    Why.KNOWN: Outcome.SENT,
    Why.DOUBTFUL: Outcome.UNDELIVERABLE,
    Why.OLD: Outcome.UNDELIVERABLE,
    Why.UNREADABLE: Outcome.UNDELIVERABLE,
    Why.NO_CHANNEL: Outcome.UNDELIVERABLE,
    Why.REFUSED: Outcome.UNDELIVERABLE,
    Why.ABOVE: Outcome.LATER,
    Why.NOT_NOW: Outcome.LATER,
    Why.UNSURE: Outcome.LATER,
    Why.FAULT: Outcome.LATER,
    Why.DOWN: Outcome.UNTRIED,
}


@dataclass(slots=True)
class Teller:
    """Tells one batch; `ways` are the channels there are, opened when first needed and closed with `stack`."""

    keys: SlipKeys
    memory: Memory
    ways: Mapping[str, OpenChannel]
    stack: ExitStack
    today: int
    most_a_day: int
    _open: dict[str, Channel] = field(default_factory=dict)
    _down: set[str] = field(default_factory=set)

    def tell(self, delivery: Delivery) -> Why:
        try:
            header = parse_header(delivery.header_bytes)
        except EnvelopeError:
            return Why.UNREADABLE
        mark = mark_of(self.keys.memory, header.pharmacy, header.day, header.id)
        known = self.memory.known(mark)
        if known is not Known.NEW:
            return Why.KNOWN if known is Known.SENT else Why.DOUBTFUL
        if header.day < self.today - OLDEST_DAYS:
            return Why.OLD
        slip = self._open_slip(delivery, header)
        return Why.UNREADABLE if slip is None else self._send(slip, header, mark)

    def _open_slip(self, delivery: Delivery, header: Header) -> Slip | None:
        """None for a slip that nobody can open: sealed to a key that was destroyed, or by somebody else."""
        try:
            seed = self.keys.seed(header.copy(Role.NOTIFIER).kid or b"")
            return open_slip(delivery, seed)
        except (EnvelopeError, LookupError):
            return None

    def _send(self, slip: Slip, header: Header, mark: bytes) -> Why:
        if slip.channel not in self.ways:
            return Why.NO_CHANNEL
        try:
            channel = self._channel(slip.channel)
        except ChannelDownError:
            return Why.DOWN
        pharmacy = mark_of(self.keys.memory, header.pharmacy)
        if self.memory.counted(pharmacy, today=self.today) >= self.most_a_day:
            return Why.ABOVE
        self.memory.begin(mark, today=self.today)
        why = self._hand_over(channel, slip, mark)
        if why is Why.SENT:
            self.memory.sent(mark)
        if why in (Why.SENT, Why.UNSURE):
            self.memory.count(pharmacy, today=self.today)
        else:
            self.memory.undo(mark)
        return why

    def _hand_over(self, channel: Channel, slip: Slip, mark: bytes) -> Why:
        try:
            channel.send(slip.address, slip.language, mark.hex())
        except UndeliverableError:
            return Why.REFUSED
        except TryLaterError:
            return Why.NOT_NOW
        except UnsureError:
            self._down.add(slip.channel)
            return Why.UNSURE
        except ChannelDownError:
            self._down.add(slip.channel)
            return Why.DOWN
        return Why.SENT

    def _channel(self, name: str) -> Channel:
        """The open channel; a way that failed once in a batch is left alone until the next."""
        if name in self._down:
            raise ChannelDownError
        if name not in self._open:
            try:
                self._open[name] = self.stack.enter_context(self.ways[name])
            except ChannelDownError:
                self._down.add(name)
                raise
        return self._open[name]
