"""Sending files: read, seal, spool, push, follow. Cut short anywhere, run again: it goes on where it was.

Nothing leaves before it is sealed and on the disk. What a file has wrong is reported whole, and stops its own row only.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sceau.client.durable import private_folder, write_durably
from sceau.client.errors import RelayUnreachable
from sceau.client.files import Found
from sceau.client.http import Connection
from sceau.client.installation import Installation
from sceau.client.patience import Patience
from sceau.client.progress import Nobody, Stage, Watcher
from sceau.client.sealing import Correction, Handover, Sealing
from sceau.client.sending import Sending
from sceau.client.spool import New, Spool, Spooled, State
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.ticket import Ticket

SEALED_AT_ONCE = 100  # records between two flushes to the disk
Tickets = Callable[[Sequence[Handover]], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What to do with what was read.

    `tickets` is given the links of a batch before its envelopes are spooled: a link to nothing costs nothing, a lost
    link costs a reissue. None makes no tickets. `receipts` is the folder for receipts; None keeps none.
    """

    installation: Installation
    connection: Connection
    tickets: Tickets | None = None
    receipts: Path | None = None
    patience: Patience = field(default_factory=Patience)
    watcher: Watcher = field(default_factory=Nobody)

    def refresh(self) -> bool:
        """Fetch what was published since; False without a network, when the keys last seen will do."""
        with suppress(RelayUnreachable):
            self.installation.refresh(self.connection)
            return True
        return False

    def spool(self, found: Sequence[Found], correction: Correction | None = None) -> set[bytes]:
        """Seal and spool every record that is not there yet; the ids of those that fit no envelope.

        A `correction` is of one record: see `correcting`.
        """
        sealing = Sealing.of(self.installation, now=self.connection.now())
        spool, too_large = self.installation.spool(), set[bytes]()
        valid = [one for one in found if one.id]
        self.watcher.begin(Stage.SEALING, len(valid))
        for start in range(0, len(valid), SEALED_AT_ONCE):
            part = valid[start : start + SEALED_AT_ONCE]
            too_large |= self._spool_part(part, sealing, spool, correction)
            self.watcher.advance(len(part))
        return too_large

    def send(self, *, seconds: float) -> int:
        """Push what the spool holds, and follow it for at most `seconds`. RelayUnreachable once patience is over.

        How many had to go again, because the relay no longer had them: it returned from an older backup.
        """
        sending = self._sending()
        lost = sending.find_lost()
        sending.push()
        sending.follow(self._root_hash, seconds=seconds)
        return lost

    def fetch_receipts(self, spooled: Iterable[Spooled]) -> None:
        """Ask again for receipts missing in the folder, of envelopes whose answer was read before."""
        if self.receipts is not None:
            missing = [one for one in spooled if _is_answered(one) and not self._receipt_path(one.id).exists()]
            self._sending().fetch_receipts(missing, self._root_hash)

    @property
    def _root_hash(self) -> bytes:
        return bytes.fromhex(self.installation.profile.root)

    def _sending(self) -> Sending:
        return Sending(
            self.installation.spool(),
            self.installation.relay(self.connection),
            patience=self.patience,
            watcher=self.watcher,
            keep_receipt=self._keep_receipt,
        )

    def _spool_part(
        self, part: Sequence[Found], sealing: Sealing, spool: Spool, correction: Correction | None
    ) -> set[bytes]:
        known = spool.known(one.id for one in part)
        sealed: list[New] = []
        handovers: list[Handover] = []
        too_large: set[bytes] = set()
        for one in part:
            if one.id in known and known[one.id].state is not State.REFUSED:
                continue
            try:
                new, handover = self._seal(one, sealing, correction)
            except EnvelopeError:
                too_large.add(one.id)
                continue
            sealed.append(new)
            handovers += [handover] if handover else []
        if self.tickets and handovers:
            self.tickets(handovers)
        spool.add(sealed)
        return too_large

    def _seal(self, one: Found, sealing: Sealing, correction: Correction | None) -> tuple[New, Handover | None]:
        record = one.row.entry.accepted()
        if correction is not None:
            return sealing.seal(record, one.id, ticket=correction.ticket, corrects=correction.target)
        return sealing.seal(record, one.id, ticket=Ticket.new() if self.tickets else None)

    def _receipt_path(self, one: bytes) -> Path:
        return private_folder(self.receipts or self.installation.home) / f"{one.hex()}.receipt"

    def _keep_receipt(self, one: bytes, receipt: bytes) -> None:
        if self.receipts is not None:
            write_durably(self._receipt_path(one), receipt)


def _is_answered(one: Spooled) -> bool:
    return one.state in (State.REGISTERED, State.REJECTED)
