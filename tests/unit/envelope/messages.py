"""One message of every kind, sealed here, and the check that one sealed elsewhere opens here.

The same text exists for the browser (`browser/test/envelope/messages.ts`): what one writes, the other reads. Byte
strings are hexadecimal, so that the messages are a JSON file.
"""

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from tests.unit.ledger.memory_ledger import MemoryLedger

from sceau.envelope import announce, enrol
from sceau.envelope.access import Kit, enrolment_seed, new_enrolment_code
from sceau.envelope.acknowledgement import Acknowledgement, Status, verify_acknowledgement
from sceau.envelope.header import Header, Role
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import sha256
from sceau.envelope.open import Opened, open_answer, open_copy, open_slip
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.receipt import Receipt, parse_receipt, verify_receipt
from sceau.envelope.seal import (
    Readers,
    Sealed,
    Sender,
    Slip,
    TicketFor,
    reseal_patient_copy,
    seal_answer,
    seal_envelope,
)
from sceau.envelope.signature import leaf, public_key, sign
from sceau.envelope.signed import SignedObject, parse_object, sign_object
from sceau.envelope.statements import (
    DESTROY_AFTER,
    ENROLMENT,
    KeyRole,
    Statements,
    enrolment_body,
    first_root,
    ledger_origin,
)
from sceau.envelope.ticket import Ticket, parse_link
from sceau.envelope.wire import Delivery, check_signature, parse_envelope
from sceau.ledger.append import append_batch
from sceau.ledger.checkpoint import empty_checkpoint
from sceau.ledger.keys import Signer
from sceau.ledger.proof import format_proof

Json = dict[str, Any]

NOW = 1_760_000_000
DAY = NOW // 86_400
FINESS = "990000001"
DOMAIN = "register.example"
BORN = "1979-03-28"
PARTLY_BORN, CODE = "1979-03", "123456"
SLIP = Slip("email", "personne@exemple.invalid", "fr")
PROBLEMS: Json = {"problems": [{"code": "kit-expired", "path": "result.device.expiry", "severity": "warning"}]}
RECORD: Json = {
    "identity": {
        "birth_name": "EXEMPLE",
        "used_first_name": "Dominique",
        "birth_date": BORN,
        "sex": "F",
        "status": "PROV",
    },
    "number": {"value": "279035121518989"},
    "contact": {"phones": [{"number": "0600000000"}]},
    "context": {"symptoms": "none", "health_worker": False},
    "result": {"analytes": [{"disease": "U07.1", "loinc": "94558-4", "outcome": "260385009"}]},
    "source": {"pharmacy": {"name": "Pharmacie du Port", "phone": "0100000000"}},
    "statistics": {"age_band": "40-49", "sex": "F", "departement": "75"},
}


def seal_messages() -> Json:
    """Every kind of message, with the seeds that open them and what they must say."""
    seeds = {name: secrets.token_bytes(32) for name in ("device", "register", "pharmacy", "notifier", "ack")}
    ticket, moved = Ticket.new(), Ticket.new()
    sender = Sender(secrets.token_bytes(16), seeds["device"])
    readers = Readers(*(kem_public_key(seeds[name]) for name in ("register", "pharmacy", "notifier")))
    seal = partial(seal_envelope, RECORD, sender=sender, readers=readers, day=DAY)
    first = seal(ticket=TicketFor(ticket, BORN), slip=SLIP, identity_to_register=True)
    header = first.envelope.header
    partly = TicketFor(ticket, PARTLY_BORN, CODE)
    correction = seal(ticket=partly, corrects=(DAY, header.id), identity_to_register=False)
    return {
        "record": RECORD,
        "seeds": {name: seed.hex() for name, seed in seeds.items()},
        "link": ticket.link("https://relay.example", asks_code=True),
        "tickets": {"token": ticket.token.hex(), "public_key": kem_public_key(ticket.seed).hex()},
        "first": {"envelope": first.envelope.encode().hex(), "reply": first.reply.hex()},
        "correction": {"envelope": correction.envelope.encode().hex(), "reply": correction.reply.hex()},
        "answers": _answers(first, ticket),
        "announce": _announce(sender, ticket),
        "reissue": _reissue(sender, first, ticket, moved),
        "acknowledgement": _acknowledge(header, first, seeds["ack"]),
        "statements": _statements(readers.register),
        "log": _log(),
        "recovery": _recovery(),
        "receipt": _receipt(first),
    }


def check_messages(messages: Json) -> None:
    """Open every one; AssertionError or EnvelopeError when something is not what was sealed."""
    seeds = {name: bytes.fromhex(seed) for name, seed in messages["seeds"].items()}
    ticket, asks_code = parse_link(messages["link"])
    assert asks_code
    assert ticket.token.hex() == messages["tickets"]["token"]
    assert kem_public_key(ticket.seed).hex() == messages["tickets"]["public_key"]
    first = _check_first(messages, seeds, ticket)
    _check_correction(messages, seeds, ticket, first)
    _check_answers(messages, first, ticket)
    _check_announce(messages["announce"], ticket)
    _check_reissue(messages["reissue"], messages["first"]["envelope"])
    _check_acknowledgement(messages["acknowledgement"], seeds["ack"], first)
    _check_statements(messages["statements"])
    _check_log(messages["log"])
    _check_recovery(messages["recovery"])
    _check_receipt(messages["receipt"], first)


def copy_of(envelope: str, role: Role) -> Delivery:
    """One reader's part of an envelope, which passes the relay's first checks."""
    parsed = parse_envelope(bytes.fromhex(envelope))
    check_signature(parsed.header, parsed.header_bytes, parsed.signature)
    sealed = parsed.sealed(role)
    assert sealed is not None
    return Delivery(parsed.header_bytes, parsed.signature, sealed)


def _answers(first: Sealed, ticket: Ticket) -> Json:
    envelope_id = first.envelope.header.id
    to_person = ticket.reply_key(envelope_id)
    return {
        "pharmacy": seal_answer(first.reply, envelope_id, Role.PHARMACY, 0, PROBLEMS).hex(),
        "patient": seal_answer(to_person, envelope_id, Role.PATIENT, 1, {"certificate": "HC1:SYNTHETIC"}).hex(),
    }


def _announce(sender: Sender, ticket: Ticket) -> Json:
    device = public_key(sender.device_seed)
    body = announce.Announce(sender.pharmacy, device, DAY, ticket.reference(BORN)).encode()
    return {"body": body.hex(), "signature": sign("announce", body, sender.device_seed).hex()}


def _reissue(sender: Sender, first: Sealed, ticket: Ticket, moved: Ticket) -> Json:
    header = first.envelope.header
    delivery = copy_of(first.envelope.encode().hex(), Role.PATIENT)
    entries = open_copy(delivery, Role.PATIENT, ticket.seed).entries
    sealed = reseal_patient_copy(header, entries, moved, len(delivery.copy))
    body = announce.Reissue(
        pharmacy=sender.pharmacy,
        sender=header.sender,
        day=header.day,
        id=header.id,
        old=sha256(delivery.copy),
        hash=sha256(sealed),
        ticket=moved.reference(BORN),
    ).encode()
    signature = sign("reissue", body, sender.device_seed)
    return {
        "body": body.hex(),
        "signature": signature.hex(),
        "sealed": sealed.hex(),
        "link": moved.link("https://relay.example", asks_code=False),
    }


def _acknowledge(header: Header, first: Sealed, seed: bytes) -> Json:
    header_hash, answer = sha256(first.envelope.header_bytes), sha256(b"answer")
    body = Acknowledgement(DOMAIN, header.pharmacy, header.id, header_hash, Status.ACCEPTED, DAY, answer).encode()
    return {"body": body.hex(), "signature": sign("ack", body, seed).hex()}


def _statements(register_key: bytes) -> Json:
    roots, signer = sorted((secrets.token_bytes(32) for _ in range(2)), key=public_key), secrets.token_bytes(32)
    chain = Statements()
    objects: list[SignedObject] = []

    def publish(kind: str, fields: Mapping[str, object], *by: bytes) -> bytes:
        statement = sign_object(kind, {**chain.next_body(NOW), "domain": DOMAIN, **fields}, *by)
        chain.extend(statement)
        objects.append(statement)
        return statement.hash

    root = first_root(DOMAIN, NOW, 2, map(public_key, roots), *roots)
    chain.extend(root)
    objects.append(root)
    life = {"not_before": NOW, "not_after": NOW + 7 * 86_400}
    sealing = {**life, "destroy_after": life["not_after"] + DESTROY_AFTER}
    publish("signer", {"pk": public_key(signer), **life}, *roots)
    ack = publish("key", {"role": "ack", "pk": public_key(secrets.token_bytes(32)), **sealing}, signer)
    publish("key", {"role": "register", "pk": register_key, **sealing}, signer)
    publish("software", {"software": [{"id": "example", "name": "Exemple", "state": "active"}]}, signer)
    code = public_key(secrets.token_bytes(32))
    enrolment = sign_object(ENROLMENT, enrolment_body(DOMAIN, finess=FINESS, public_key=code, time=NOW), signer)
    publish("revocation", {"hash": ack}, *roots)
    successor = sorted(map(public_key, (*roots, secrets.token_bytes(32))))
    publish("root", {"threshold": 2, "keys": successor}, *roots)
    return {
        "root_hash": root.hash.hex(),
        "objects": [item.encode().hex() for item in objects],
        "enrolment": enrolment.encode().hex(),
        "register": register_key.hex(),
    }


def _log() -> Json:
    owner, colleague, code = Kit.new(), Kit.new(), new_enrolment_code()
    device = public_key(secrets.token_bytes(32))
    enrolments = _enrolments([code])
    log = PharmacyLog()
    entries: list[SignedObject] = []

    def append(entry: SignedObject) -> None:
        entries.append(entry)
        log.extend(entry, enrolments=enrolments)

    append(enrol.genesis(code=code, kit=owner, finess=FINESS, name="Pharmacie du Port", phone="0100000000", time=NOW))
    append(enrol.device_added(log, kit=owner, device=device, software="example", time=NOW + 1))
    append(enrol.new_epoch(log, kit=owner, time=NOW + 2))
    append(enrol.member_added(log, kit=owner, member=colleague.member, time=NOW + 3))
    append(enrol.new_epoch(log, kit=owner, time=NOW + 4))
    append(enrol.member_removed(log, kit=colleague, member=owner.member["sign"], time=NOW + 5))
    append(enrol.device_removed(log, kit=colleague, device=device, time=NOW + 6))
    return {
        "code": code,
        "kits": [owner.text, colleague.text],
        "entries": [entry.encode().hex() for entry in entries],
        "head": log.head.hex(),
        "epoch_seeds": [enrol.epoch_seed(log, epoch, colleague).hex() for epoch in log.epochs],
    }


def _recovery() -> Json:
    """The only member is gone: a new code, 72 hours, a new member, an epoch that carries no older seed."""
    lost, found, codes = Kit.new(), Kit.new(), [new_enrolment_code(), new_enrolment_code()]
    enrolments = _enrolments(codes)
    log = PharmacyLog()
    entries: list[SignedObject] = []

    def append(entry: SignedObject) -> None:
        entries.append(entry)
        log.extend(entry, enrolments=enrolments)

    append(enrol.genesis(code=codes[0], kit=lost, finess=FINESS, name="Pharmacie du Port", phone="", time=NOW))
    append(enrol.new_epoch(log, kit=lost, time=NOW))
    append(enrol.recovery(log, code=codes[1], kit=found, time=NOW + 10))
    append(enrol.new_epoch(log, kit=found, time=NOW + 10 + 72 * 3600))
    return {
        "codes": codes,
        "kit": found.text,
        "entries": [entry.encode().hex() for entry in entries],
        "epoch_seed": enrol.epoch_seed(log, log.epoch, found).hex(),
    }


def _receipt(first: Sealed) -> Json:
    """Of the first envelope, the second of three leaves, from a root to an `ack` and a `ledger` key."""
    root, signer, ack, ledger = (secrets.token_bytes(32) for _ in range(4))
    chain = [first_root(DOMAIN, NOW, 1, [public_key(root)], root)]
    life = {"not_before": NOW, "not_after": NOW + 1000}
    sealing = {**life, "destroy_after": NOW + 1000 + DESTROY_AFTER}
    for kind, fields, by in (
        ("signer", {"pk": public_key(signer), **life}, root),
        ("key", {"role": "ack", "pk": public_key(ack), **sealing}, signer),
        ("key", {"role": "ledger", "pk": public_key(ledger), **sealing}, signer),
    ):
        link = {"domain": DOMAIN, "seq": len(chain), "prev": chain[-1].hash, "time": NOW}
        chain.append(sign_object(kind, {**link, **fields}, by))
    envelope, said = first.envelope, _acknowledge(first.envelope.header, first, ack)
    origin = ledger_origin(DOMAIN)
    entries = [leaf("key", b"before"), leaf("envelope", envelope.header_bytes), leaf("key", b"after")]
    batch = append_batch(empty_checkpoint(origin), entries, MemoryLedger().read_tile, Signer(origin, ledger))
    receipt = Receipt(
        header=envelope.header_bytes,
        signature=envelope.signature,
        ack=bytes.fromhex(said["body"]),
        ack_signature=bytes.fromhex(said["signature"]),
        proof=format_proof(batch.proofs()[1]).decode(),
        keys=tuple(statement.encode() for statement in chain),
    )
    return {"root_hash": chain[0].hash.hex(), "receipt": receipt.encode().hex()}


def _check_receipt(message: Json, first: Header) -> None:
    receipt = parse_receipt(bytes.fromhex(message["receipt"]))
    proven = verify_receipt(receipt, root_hash=bytes.fromhex(message["root_hash"]))
    assert (proven.header, proven.index, proven.checkpoint.size) == (first, 1, 3)


def _enrolments(codes: list[str]) -> dict[bytes, str]:
    return {public_key(enrolment_seed(code)): FINESS for code in codes}


def _check_first(messages: Json, seeds: Mapping[str, bytes], ticket: Ticket) -> Header:
    envelope, reply = messages["first"]["envelope"], bytes.fromhex(messages["first"]["reply"])
    everything = open_copy(copy_of(envelope, Role.PHARMACY), Role.PHARMACY, seeds["pharmacy"])
    assert everything.sections == messages["record"]
    assert everything.reply == reply
    register = open_copy(copy_of(envelope, Role.REGISTER), Role.REGISTER, seeds["register"])
    assert register.sections == messages["record"]
    assert register.reply_patient == ticket.reply_key(register.header.id)
    _check_person(open_copy(copy_of(envelope, Role.PATIENT), Role.PATIENT, ticket.seed), messages["record"])
    assert open_slip(copy_of(envelope, Role.NOTIFIER), seeds["notifier"]) == SLIP
    routing = parse_envelope(bytes.fromhex(envelope)).routing
    assert routing.ticket == ticket.reference(BORN)
    return everything.header


def _check_person(opened: Opened, record: Json) -> None:
    assert opened.withheld == ("number", "contact", "statistics")
    assert opened.sections == {name: record[name] for name in ("identity", "context", "result", "source")}


def _check_correction(messages: Json, seeds: Mapping[str, bytes], ticket: Ticket, first: Header) -> None:
    envelope = messages["correction"]["envelope"]
    register = open_copy(copy_of(envelope, Role.REGISTER), Role.REGISTER, seeds["register"])
    assert register.withheld == ("identity", "number", "contact", "context")
    assert register.header.corrects == (first.day, first.id)
    assert parse_envelope(bytes.fromhex(envelope)).routing.ticket == ticket.reference(PARTLY_BORN, CODE)


def _check_answers(messages: Json, first: Header, ticket: Ticket) -> None:
    reply = bytes.fromhex(messages["first"]["reply"])
    pharmacy, person = (bytes.fromhex(messages["answers"][name]) for name in ("pharmacy", "patient"))
    assert open_answer(reply, first.id, Role.PHARMACY, 0, pharmacy) == PROBLEMS
    opened = open_answer(ticket.reply_key(first.id), first.id, Role.PATIENT, 1, person)
    assert opened == {"certificate": "HC1:SYNTHETIC"}


def _check_announce(message: Json, ticket: Ticket) -> None:
    said = announce.parse_announce(bytes.fromhex(message["body"]), bytes.fromhex(message["signature"]))
    assert said.ticket == ticket.reference(BORN)


def _check_reissue(message: Json, envelope: str) -> None:
    said = announce.parse_reissue(bytes.fromhex(message["body"]), bytes.fromhex(message["signature"]))
    ticket, _ = parse_link(message["link"])
    first, sealed = copy_of(envelope, Role.PATIENT), bytes.fromhex(message["sealed"])
    moved = Delivery(first.header_bytes, first.signature, sealed)
    opened = open_copy(moved, Role.PATIENT, ticket.seed, reissued_hash=said.hash)
    assert (said.id, said.old, said.ticket) == (opened.header.id, sha256(first.copy), ticket.reference(BORN))
    _check_person(opened, RECORD)


def _check_acknowledgement(message: Json, seed: bytes, first: Header) -> None:
    body, signature = bytes.fromhex(message["body"]), bytes.fromhex(message["signature"])
    said = verify_acknowledgement(body, signature, public_key(seed))
    assert (said.id, said.hash, said.status) == (first.id, sha256(first.encode()), Status.ACCEPTED)


def _check_statements(message: Json) -> None:
    objects = [bytes.fromhex(item) for item in message["objects"]]
    statements = Statements.replay(objects, root_hash=bytes.fromhex(message["root_hash"]))
    assert statements.newest(KeyRole.REGISTER, NOW).pk.hex() == message["register"]
    assert list(statements.usable(KeyRole.ACK)) == []
    assert list(statements.software) == ["example"]
    statements.enrol(parse_object(bytes.fromhex(message["enrolment"])))
    assert list(statements.enrolments.values()) == [FINESS]


def _check_log(message: Json) -> None:
    entries = [bytes.fromhex(entry) for entry in message["entries"]]
    log = PharmacyLog.replay(entries, enrolments=_enrolments([message["code"]]))
    owner, colleague = map(Kit.parse, message["kits"])
    assert log.head.hex() == message["head"]
    assert log.members == {colleague.member["sign"]: colleague.member["kem"]}
    assert log.devices == {}
    seeds = [enrol.epoch_seed(log, epoch, colleague).hex() for epoch in log.epochs]
    assert seeds == message["epoch_seeds"]
    assert parse_object(bytes.fromhex(message["entries"][0])).signers("pharmacy") >= {owner.member["sign"]}


def _check_recovery(message: Json) -> None:
    entries = [bytes.fromhex(entry) for entry in message["entries"]]
    log = PharmacyLog.replay(entries, enrolments=_enrolments(message["codes"]))
    found = Kit.parse(message["kit"])
    assert log.members == {found.member["sign"]: found.member["kem"]}
    assert enrol.epoch_seed(log, log.epoch, found).hex() == message["epoch_seed"]
