"""Taking entries of pharmacies' logs: each must follow what is known (`spec/keys.md` §2).

The one idea: relays forward, pharmacies sign; an entry is believed for its signatures, whoever brings it, and each
leaves a leaf in the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sceau.envelope import cbor, signature
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.pharmacy_log import KIND
from sceau.envelope.signed import OBJECT_LIMIT, SignedObject, parse_object
from sceau.envelope.statements import Statements
from sceau.register.enrolments import check_enrolments
from sceau.register.ledger import enqueue
from sceau.register.pharmacies.logs import KnownPharmacy, PharmacyLogs
from sceau.web.database import Database, await_earlier_commits
from sceau.web.problems import problem

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('sceau pharmacy log'))"
_HEAD = """
INSERT INTO pharmacy (pharmacy, seq, head) VALUES (%s, %s, %s)
    ON CONFLICT (pharmacy) DO UPDATE SET seq = excluded.seq, head = excluded.head
"""
_USE_ENROLMENT = "INSERT INTO enrolment_used (pk, pharmacy) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def take_entries(
    database: Database, items: Sequence[bytes], *, logs: PharmacyLogs, statements: Statements
) -> list[dict[str, object]]:
    """One line an entry, in order: {pharmacy, seq} when kept, a problem otherwise. The caller commits."""
    database.execute(_LOCK)  # two relays may bring the same log at once
    parsed = [_parse(item) for item in items]
    names = {one.pharmacy for one in parsed if isinstance(one, _Entry)}
    keys = {one.enrolment for one in parsed if isinstance(one, _Entry) and one.enrolment}
    enrolments = check_enrolments(database, statements, keys)
    growing = _Growing(database, logs.current(database, names), enrolments)
    return [growing.take(one) if isinstance(one, _Entry) else one for one in parsed]


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry, whose logs it claims to be of, and its number there."""

    pharmacy: bytes
    seq: int
    enrolment: bytes | None
    signed: SignedObject


class _Growing:
    """The logs as they stand while a request is taken."""

    def __init__(
        self, database: Database, known: Mapping[bytes, KnownPharmacy], enrolments: Mapping[bytes, str]
    ) -> None:
        self._database = database
        self._known = known
        self._enrolments = enrolments
        self._own: dict[bytes, KnownPharmacy] = {}

    def take(self, entry: _Entry) -> dict[str, object]:
        if self._is_stored(entry):
            await_earlier_commits(self._database)
        else:
            try:
                self._extend(entry)
            except EnvelopeError as error:
                return problem(error.code, error.path)
        return {"pharmacy": entry.pharmacy.hex(), "seq": entry.seq}

    def _extend(self, entry: _Entry) -> None:
        """On a copy, kept once the entry is: what the cache hands out, or an earlier entry made, is never changed."""
        known = (self._own.get(entry.pharmacy) or self._known.get(entry.pharmacy) or KnownPharmacy()).copy()
        known.extend(entry.signed, enrolments=self._enrolments)
        self._use_enrolment(entry)
        self._store(known, entry)
        self._own[entry.pharmacy] = known

    def _is_stored(self, entry: _Entry) -> bool:
        """Whether this very entry is kept already: a relay forwards again what it is not sure of."""
        query = "SELECT entry FROM pharmacy_log WHERE pharmacy = %s AND seq = %s"
        row = self._database.execute(query, [entry.pharmacy, entry.seq]).fetchone()
        return row is not None and parse_object(row[0], "entry").body == entry.signed.body

    def _use_enrolment(self, entry: _Entry) -> None:
        """A published key serves once, for one pharmacy."""
        if entry.enrolment is not None:
            used = self._database.execute(_USE_ENROLMENT, [entry.enrolment, entry.pharmacy])
            if used.rowcount == 0:
                raise EnvelopeError("bad-enrolment", "entry.enrolment")

    def _store(self, known: KnownPharmacy, entry: _Entry) -> None:
        self._database.execute(_HEAD, [entry.pharmacy, known.log.seq, known.log.head])
        self._database.execute(
            "INSERT INTO pharmacy_log VALUES (%s, %s, %s)", [entry.pharmacy, entry.seq, entry.signed.encode()]
        )
        enqueue(self._database, [signature.leaf(KIND, entry.signed.body)])


def _parse(item: bytes) -> _Entry | dict[str, object]:
    try:
        entry = parse_object(item, "entry")
        fields = cbor.decode(entry.body, limit=OBJECT_LIMIT, path="entry")
    except EnvelopeError as error:
        return problem(error.code, error.path)
    match fields:
        case {"pharmacy": bytes(pharmacy), "seq": int(seq), "enrolment": bytes(enrolment)}:
            return _Entry(pharmacy, seq, enrolment, entry)
        case {"pharmacy": bytes(pharmacy), "seq": int(seq)}:
            return _Entry(pharmacy, seq, None, entry)
    return problem("missing-field", "entry")
