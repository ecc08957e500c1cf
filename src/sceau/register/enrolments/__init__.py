"""Letting a pharmacy begin (or recover) its log: a code for whoever proves the FINESS (`spec/keys.md` §2).

The one idea: the officer gives the code over a channel that proves the establishment; only its public key is published.
So the code serves whoever holds it, once, and the register keeps nothing that could sign.
"""

import copy
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sceau.envelope import cbor, signature
from sceau.envelope.access import enrolment_seed, new_enrolment_code
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.signature import public_key
from sceau.envelope.signed import OBJECT_LIMIT, parse_object, sign_object
from sceau.envelope.statements import ENROLMENT, Statements
from sceau.register import journal
from sceau.register.journal import Action
from sceau.register.keys.root import published, signer_seed
from sceau.register.ledger import enqueue
from sceau.web.database import Database
from sceau.web.key_folder import KeyFolder


def new_enrolment(database: Database, folder: KeyFolder, *, finess: str, now: datetime) -> str:
    """Publish an enrolment for `finess` (9 characters) and return its code, 26 characters, shown once."""
    statements = published(database, folder)
    code = new_enrolment_code()
    key = public_key(enrolment_seed(code))
    body = {"domain": statements.domain, "time": int(now.timestamp()), "finess": finess, "pk": key}
    enrolment = sign_object(ENROLMENT, body, signer_seed(database, folder))
    statements.enrol(enrolment)
    database.execute("INSERT INTO enrolment VALUES (%s, %s, %s, %s)", [key, finess, enrolment.encode(), now])
    enqueue(database, [signature.leaf(ENROLMENT, enrolment.body)])
    journal.write(database, Action.ENROLMENT_GIVEN, now=now, detail=finess)
    return code


def read_enrolments(database: Database) -> list[bytes]:
    """Every published enrolment, encoded, in order of publication."""
    return [row[0] for row in database.execute("SELECT encoded FROM enrolment ORDER BY published_at, pk")]


def sign_again(database: Database, folder: KeyFolder, *, now: datetime) -> int:
    """Sign anew, with the newest signer, the enrolments that a revocation has made void; how many.

    None while that signer is itself revoked: the next one will.
    """
    statements = published(database, folder)
    void = [encoded for encoded in read_enrolments(database) if not _believe(statements, encoded)]
    return sum(_sign_again(database, statements, encoded, signer_seed(database, folder), now) for encoded in void)


def _sign_again(database: Database, statements: Statements, void: bytes, seed: bytes, now: datetime) -> int:
    body: Any = cbor.decode(parse_object(void, "enrolment").body, limit=OBJECT_LIMIT)
    enrolment = sign_object(ENROLMENT, {**body, "time": int(now.timestamp())}, seed)
    if not _believe(statements, enrolment.encode()):
        return 0
    database.execute("UPDATE enrolment SET encoded = %s WHERE pk = %s", [enrolment.encode(), body["pk"]])
    enqueue(database, [signature.leaf(ENROLMENT, enrolment.body)])
    return 1


def check_enrolments(database: Database, statements: Statements, keys: Collection[bytes]) -> dict[bytes, str]:
    """Those of `keys` that were published and hold now, and the FINESS each was given for."""
    rows = database.execute("SELECT encoded FROM enrolment WHERE pk = ANY(%s)", [list(keys)]).fetchall()
    believing = copy.deepcopy(statements)
    for (encoded,) in rows:
        _believe(believing, encoded)
    return believing.enrolments


def _believe(statements: Statements, encoded: bytes) -> bool:
    """Take it into `statements` if a signer that is not revoked vouches for it; whether that was so."""
    try:
        statements.enrol(parse_object(encoded, "enrolment"))
    except EnvelopeError:
        return False
    return True
