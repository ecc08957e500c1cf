"""What the delivery worker leaves in the database once a register has answered, made with a test register's keys."""

import secrets

from psycopg import connect
from tests.integration.relay.pharmacy import TODAY
from tests.integration.running import DOMAIN, PublishedRegister, RunningRelay

from sceau.envelope.acknowledgement import Acknowledgement, Status
from sceau.envelope.kdf import sha256
from sceau.envelope.seal import Sealed
from sceau.envelope.signature import sign
from sceau.envelope.statements import ledger_origin
from sceau.ledger.append import append_batch
from sceau.ledger.checkpoint import empty_checkpoint
from sceau.ledger.keys import Signer


def acknowledge(
    relay: RunningRelay, register: PublishedRegister, sealed: Sealed, status: Status = Status.ACCEPTED
) -> None:
    """Store the register's acknowledgement of one envelope, in a ledger of two leaves."""
    header, answer = sealed.envelope.header, secrets.token_bytes(2048)
    ack = Acknowledgement(
        DOMAIN, header.pharmacy, header.id, sha256(sealed.envelope.header_bytes), status, TODAY, sha256(answer)
    )
    signer = Signer(ledger_origin(DOMAIN), register.ledger_seed)
    entries = [secrets.token_bytes(32), ack.leaf(sealed.envelope.header_bytes)]
    batch = append_batch(empty_checkpoint(signer.name), entries, lambda *_: b"", signer)
    proof = batch.proofs()[1]
    row = (
        header.day,
        header.pharmacy,
        header.id,
        status.value,
        ack.encode(),
        sign("ack", ack.encode(), register.ack_seed),
        answer,
        proof.index,
        b"".join(proof.hashes),
    )
    with connect(relay.database_url) as connection:
        connection.execute(
            "INSERT INTO checkpoint (size, note, at) VALUES (2, %s, now())"
            " ON CONFLICT (size) DO UPDATE SET note = excluded.note",
            (proof.checkpoint,),
        )
        connection.execute("INSERT INTO acknowledgement VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 2, now())", row)
