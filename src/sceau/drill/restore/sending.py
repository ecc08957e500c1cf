"""The pharmacy's side: made-up people's results sealed and sent, and sent again by the client itself when it must."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sceau.client.delivery import Delivery
from sceau.client.http import Connection
from sceau.client.sealing import Sealing
from sceau.client.spool import State
from sceau.demo.world import World
from sceau.drill.canaries import Canary
from sceau.drill.papers import record_of
from sceau.envelope.ticket import Ticket

_SECONDS: Final = 120.0


class SendingError(RuntimeError):
    """What was sent was not answered."""


@dataclass(frozen=True, slots=True)
class Pharmacy:
    world: World
    people: Iterator[Canary]

    def send(self, count: int) -> list[bytes]:
        """Seal and send the next people's results; returns the ids once the register has answered for all."""
        sealing, now = Sealing.of(self.world.installation, now=datetime.now(UTC).timestamp()), datetime.now(UTC)
        sealed = [
            sealing.seal(record_of(next(self.people), now=now), secrets.token_bytes(16), ticket=Ticket.new())[0]
            for _ in range(count)
        ]
        self.world.installation.spool().add(sealed)
        self.deliver()
        self._require(ids := [one.id for one in sealed])
        return ids

    def deliver(self) -> int:
        """What `sceau send` does with what it holds; how many the relay no longer had, and were sent again."""
        with Connection(self.world.relay) as connection:
            return Delivery(self.world.installation, connection).send(seconds=_SECONDS)

    def _require(self, ids: list[bytes]) -> None:
        known = self.world.installation.spool().known(ids)
        answered = sum(one.state is State.REGISTERED for one in known.values())
        if answered < len(ids):
            raise SendingError(f"{answered} of {len(ids)} envelopes were registered")
