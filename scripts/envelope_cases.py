"""Write spec/cases/envelope/: messages that must be refused, one a file, each with its code.

Run by hand when a check is added; the files then stay. Usage: .venv/bin/python -m scripts.envelope_cases
"""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from tests.unit.envelope.messages import BORN, DAY, DOMAIN, FINESS, NOW, RECORD

from sceau.envelope import cbor, enrol
from sceau.envelope.access import Kit, enrolment_seed, new_enrolment_code
from sceau.envelope.header import Role, copy_info, parse_header
from sceau.envelope.hpke import hpke_seal, kem_public_key
from sceau.envelope.kdf import kid, sha256
from sceau.envelope.pharmacy_log import KIND, PharmacyLog
from sceau.envelope.seal import Readers, Sender, TicketFor, frame, seal_answer, seal_envelope
from sceau.envelope.signature import public_key, sign
from sceau.envelope.signed import SignedObject, sign_object
from sceau.envelope.statements import DESTROY_AFTER, first_root
from sceau.envelope.ticket import Ticket

ROOT = Path(__file__).resolve().parent.parent
CASES, VECTORS = ROOT / "spec/cases/envelope", ROOT / "spec/vectors/envelope"
SMALL_ORDER = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
SEEDS = {name: secrets.token_bytes(32) for name in ("device", "register", "pharmacy", "other")}
TICKET = Ticket.new()
READERS = Readers(kem_public_key(SEEDS["register"]), kem_public_key(SEEDS["pharmacy"]))
SEALED = seal_envelope(
    RECORD,
    sender=Sender(secrets.token_bytes(16), SEEDS["device"]),
    readers=READERS,
    day=DAY,
    identity_to_register=True,
    ticket=TicketFor(TICKET, BORN),
)
Case = tuple[str, str, str, dict[str, Any]]
Change = Callable[[dict[str, Any]], object]


def main() -> None:
    for name, code, reader, message in all_cases():
        path, case = CASES / f"{name}.json", {"case": name.replace("-", " "), "read": reader, "code": code, **message}
        if not path.exists():  # what is written stays
            path.write_text(json.dumps(case, indent=1, ensure_ascii=False) + "\n")
            print(f"{code:20} {name}")


def all_cases() -> Iterator[Case]:
    yield from envelope_cases()
    yield from copy_cases()
    yield from said_cases()
    yield from statement_cases()
    yield from log_cases()
    yield from receipt_cases()


def envelope_cases() -> Iterator[Case]:  # noqa: PLR0915 -- a list of cases, one a line
    def case(name: str, code: str, change: Change, header: Change | None = None) -> Case:
        return name, code, "envelope", {"data": envelope(change, header).hex()}

    def nothing(_: dict[str, Any]) -> None:
        """The envelope stays as it is; its header changes."""

    def renamed(fields: dict[str, Any]) -> None:
        fields["copies"][0], fields["copies"][1] = fields["copies"][1], fields["copies"][0]

    yield case("envelope-with-a-field-too-many", "unknown-field", lambda fields: fields.update(extra=1))
    yield case("envelope-without-routing", "missing-field", lambda fields: fields.pop("routing"))
    yield case("signature-as-text", "bad-type", lambda fields: fields.update(signature="a" * 64))
    yield case("signature-too-short", "bad-length", lambda fields: fields.update(signature=bytes(63)))
    yield case("signature-of-nobody", "bad-signature", lambda fields: fields.update(signature=bytes(64)))
    yield case("envelope-too-large", "too-large", lambda fields: fields.update(signature=bytes(41_000)))
    yield case("header-of-version-two", "bad-version", nothing, lambda header: header.update(v=2))
    yield case(
        "header-of-another-schema", "bad-version", nothing, lambda header: header.update(schema="sceau/record/2")
    )
    yield case("header-with-a-field-too-many", "unknown-field", nothing, lambda header: header.update(urgent=True))
    yield case("header-without-commit", "missing-field", nothing, lambda header: header.pop("commit"))
    yield case("header-with-a-short-id", "bad-length", nothing, lambda header: header.update(id=bytes(15)))
    yield case("header-with-a-day-as-text", "bad-type", nothing, lambda header: header.update(day="today"))
    yield case("header-correcting-half-a-reference", "bad-length", nothing, lambda header: header.update(corrects=[1]))
    yield case("sender-of-small-order", "weak-key", nothing, lambda header: header.update(sender=SMALL_ORDER))
    yield case("sender-not-canonical", "weak-key", nothing, lambda header: header.update(sender=b"\xff" * 32))
    yield case("copies-out-of-order", "bad-copies", nothing, renamed)
    yield case("copy-of-a-role-unknown", "bad-copies", nothing, lambda header: header["copies"][0].update(role="press"))
    yield case(
        "patient-copy-with-a-kid", "bad-copies", nothing, lambda header: header["copies"][2].update(kid=bytes(16))
    )
    yield case("patient-copy-without-ticket", "bad-copies", nothing, without_ticket)
    yield case("copy-too-many", "bad-copies", lambda fields: fields["copies"].append(bytes(4096)))
    yield case("copy-of-another-size", "bad-copies", lambda fields: fields["copies"].__setitem__(2, bytes(4000)))
    yield case("copies-of-two-sizes", "bad-copies", lambda fields: fields["copies"].__setitem__(2, bytes(8192)))
    yield case("copy-that-the-header-does-not-hash", "bad-hash", lambda f: f["copies"].__setitem__(0, bytes(4096)))
    yield case("routing-that-the-header-does-not-hash", "bad-routing", other_routing)
    yield "envelope-that-is-no-map", "bad-type", "envelope", {"data": "80"}
    yield "envelope-with-a-null", "not-canonical", "envelope", {"data": "a16161f6"}
    yield "envelope-nine-levels-deep", "too-deep", "envelope", {"data": "81" * 8 + "80"}


def envelope(change: Change, header_change: Change | None = None) -> bytes:
    """The good envelope, changed, and signed again when its header was."""
    fields = load(SEALED.envelope.encode())
    if header_change is not None:
        header = load(fields["header"])
        if header_change is without_ticket:
            fields["routing"] = cbor.encode({"salt": bytes(16)})
            header["routing"] = sha256(fields["routing"])
        else:
            header_change(header)
        fields["header"] = cbor.encode(header)
        fields["signature"] = sign("envelope", fields["header"], SEEDS["device"])
    change(fields)
    return cbor.encode(fields)


def load(data: bytes) -> dict[str, Any]:
    return cast("dict[str, Any]", cbor.decode(data, limit=65_536))


def without_ticket(_: dict[str, Any]) -> None:
    """Marks the case whose routing has no ticket though the header has a patient copy."""


def other_routing(fields: dict[str, Any]) -> None:
    fields["routing"] = cbor.encode({**load(fields["routing"]), "salt": bytes(16)})


def copy_cases() -> Iterator[Case]:
    def case(name: str, code: str, seed: bytes, delivery: dict[str, str], role: Role = Role.PATIENT) -> Case:
        return name, code, "copy", {**delivery, "role": role.value, "seed": seed.hex()}

    def entries() -> list[Any]:
        return [[name, secrets.token_bytes(32), cbor.encode(RECORD[name])] for name in ("identity", "result")]

    good = delivered(SEALED.envelope.copies[2])
    reply = {"sections": entries(), "reply": bytes(32)}
    yield case("copy-opened-with-another-seed", "cannot-open", SEEDS["other"], good)
    yield case("copy-of-another-reader", "bad-hash", TICKET.seed, delivered(SEALED.envelope.copies[0]))
    register = delivered(SEALED.envelope.copies[0])
    yield case("copy-sealed-to-another-key", "bad-key", SEEDS["pharmacy"], register, Role.REGISTER)
    yield case("copy-that-is-not-there", "bad-copies", SEEDS["other"], good, Role.NOTIFIER)
    for name, code, payload in (
        ("sections-not-committed-to", "bad-commit", {"sections": entries()}),
        ("sections-out-of-order", "bad-sections", {"sections": entries()[::-1]}),
        ("section-repeated", "bad-sections", {"sections": entries()[:1] * 2}),
        ("section-unknown", "bad-sections", {"sections": [["wishes", bytes(32)]]}),
        ("section-with-a-short-digest", "bad-length", {"sections": [["result", bytes(31)]]}),
        ("section-that-is-no-map", "bad-type", {"sections": [["result", bytes(32), cbor.encode([1])]]}),
        ("no-sections", "bad-length", {"sections": []}),
        ("payload-without-sections", "missing-field", {}),
        ("patient-payload-with-a-reply-key", "unknown-field", reply),
    ):
        yield case(name, code, TICKET.seed, resealed(framed(cbor.encode(payload))))
    yield case("payload-with-a-float", "not-canonical", TICKET.seed, resealed(framed(bytes.fromhex("f93c00"))))
    padding = frame(b"\xa0", 2928)[:-1] + b"\x01"
    yield case("padding-that-is-not-zeros", "cannot-open", TICKET.seed, resealed(padding))
    yield case("length-beyond-the-end", "cannot-open", TICKET.seed, resealed(b"\xff" * 4 + bytes(2924)))
    yield case("prefix-of-another-key", "cannot-open", TICKET.seed, resealed(framed(b"\xa0"), prefix=bytes(32)))


def framed(payload: bytes) -> bytes:
    return frame(payload, 4096 - 1120 - 16 - 32)


def delivered(copy: bytes) -> dict[str, str]:
    envelope = SEALED.envelope
    return {"header": envelope.header_bytes.hex(), "signature": envelope.signature.hex(), "copy": copy.hex()}


def resealed(plaintext: bytes, prefix: bytes | None = None) -> dict[str, str]:
    """A patient copy with this plaintext, in a header that hashes it and a device signed."""
    header = load(SEALED.envelope.header_bytes)
    reader = kem_public_key(TICKET.seed)
    info = copy_info(Role.PATIENT, sha256(reader), parse_header(SEALED.envelope.header_bytes).binding)
    copy = hpke_seal(reader, info, (sha256(info) if prefix is None else prefix) + plaintext)
    header["copies"][2]["hash"] = sha256(copy)
    encoded = cbor.encode(header)
    signature = sign("envelope", encoded, SEEDS["device"])
    return {"header": encoded.hex(), "signature": signature.hex(), "copy": copy.hex()}


def said_cases() -> Iterator[Case]:
    header, reply = SEALED.envelope.header, SEALED.reply
    answer = seal_answer(reply, header.id, Role.PHARMACY, 0, {"problems": []})
    asked = {"reply": reply.hex(), "id": header.id.hex(), "to": "pharmacy", "seq": 0, "answer": answer.hex()}
    yield "answer-read-as-the-next", "cannot-open", "answer", {**asked, "seq": 1}
    yield "answer-read-by-the-person", "cannot-open", "answer", {**asked, "to": "patient"}
    yield "answer-with-another-key", "cannot-open", "answer", {**asked, "reply": bytes(32).hex()}
    yield "answer-cut-short", "cannot-open", "answer", {**asked, "answer": answer[:-1].hex()}
    ticket = TICKET.reference(BORN)
    said = {"pharmacy": header.pharmacy, "sender": header.sender, "day": DAY}
    announce = cbor.encode({**said, "lookup": ticket.lookup, "proof": ticket.proof})
    as_reissue = sign("reissue", announce, SEEDS["device"])
    yield "announce-signed-as-a-reissue", "bad-signature", "announce", signed(announce, as_reissue)
    short = cbor.encode({**said, "lookup": ticket.lookup})
    yield "announce-without-proof", "missing-field", "announce", signed(short, sign("announce", short, SEEDS["device"]))
    weak = cbor.encode({**said, "sender": bytes(32), "lookup": ticket.lookup, "proof": ticket.proof})
    yield "announce-by-a-weak-key", "weak-key", "announce", signed(weak, bytes(64))
    yield "reissue-that-is-an-announce", "unknown-field", "reissue", signed(announce, as_reissue)
    ack = {"v": 1, "domain": DOMAIN, "pharmacy": header.pharmacy, "id": header.id, "hash": bytes(32)}
    for name, code, fields in (
        ("acknowledgement-of-version-two", "bad-version", {**ack, "v": 2, "status": "accepted"}),
        ("acknowledgement-that-hesitates", "bad-version", {**ack, "status": "maybe"}),
    ):
        body = cbor.encode({**fields, "day": DAY, "answer": bytes(32)})
        key = public_key(SEEDS["other"]).hex()
        yield name, code, "acknowledgement", {**signed(body, sign("ack", body, SEEDS["other"])), "key": key}
    yield from printed_cases()


def signed(body: bytes, signature: bytes) -> dict[str, str]:
    return {"body": body.hex(), "signature": signature.hex()}


def printed_cases() -> Iterator[Case]:
    text = Kit(bytes(range(32))).text
    wrong = text[:-1] + ("0" if text[-1] != "0" else "2")
    yield "kit-with-a-wrong-character", "bad-kit", "kit", {"text": wrong}
    yield "kit-without-its-last-group", "bad-kit", "kit", {"text": text[:-5]}
    yield "kit-with-a-letter-that-is-none", "bad-kit", "kit", {"text": "U" + text[1:]}
    yield "enrolment-code-too-short", "bad-enrolment-code", "enrolment-code", {"text": "0" * 25}
    yield "enrolment-code-with-padding-set", "bad-enrolment-code", "enrolment-code", {"text": "0" * 25 + "1"}
    link = TICKET.link("https://relay.example", asks_code=False)
    yield "link-cut-short", "bad-link", "link", {"text": link[:-1]}
    yield "link-with-a-last-letter-nobody-writes", "bad-link", "link", {"text": link[:-1] + "B"}
    secret = TICKET.secret.hex()
    yield "birth-date-not-a-date", "bad-date", "proof", {"secret": secret, "birth_date": "28/03/1979", "spoken": ""}
    yield (
        "birth-date-not-whole-without-code",
        "needs-code",
        "proof",
        {"secret": secret, "birth_date": "1979-03", "spoken": ""},
    )


def statement_cases() -> Iterator[Case]:  # noqa: PLR0915 -- a list of cases, one a line
    root, signer, other = (secrets.token_bytes(32) for _ in range(3))
    first = first_root(DOMAIN, NOW, 1, [public_key(root)], root)
    life = {"not_before": NOW, "not_after": NOW + 1000}
    sealing = {**life, "destroy_after": NOW + 1000 + DESTROY_AFTER}

    def case(name: str, code: str, *objects: SignedObject, pinned: bytes = first.hash, **question: Any) -> Case:  # noqa: ANN401
        encoded = [item.encode().hex() for item in objects]
        return name, code, "statements", {"objects": encoded, "root_hash": pinned.hex(), **question}

    def after(chain: list[SignedObject], kind: str, by: bytes, **fields: Any) -> SignedObject:  # noqa: ANN401
        link = {"domain": DOMAIN, "seq": len(chain), "prev": chain[-1].hash, "time": NOW}
        return sign_object(kind, {**link, **fields}, by)

    begun = after([first], "signer", root, pk=public_key(signer), **life)
    two = [first, begun]
    key = after(two, "key", signer, role="register", pk=READERS.register, **sealing)
    gone = after([*two, key], "revocation", root, hash=begun.hash)
    long = {"not_before": NOW, "not_after": NOW + 401 * 86_400}
    bad = {**sealing, "destroy_after": NOW}
    ack = public_key(other)
    twice = after(two, "software", signer, software=[{"id": "a", "name": "A", "state": "active"}] * 2)
    yield case("software-listed-twice", "bad-length", *two, twice)
    laden = after(two, "software", signer, software=[])
    laden = SignedObject(laden.body, laden.signatures, (b"more",))
    yield case("statement-with-something-beside", "unknown-field", *two, laden)
    yield case("chain-of-another-root", "rollback", first, pinned=bytes(32))
    yield case("chain-of-nothing", "rollback")
    yield case("chain-with-a-gap", "bad-chain", first, after(two, "signer", root, pk=public_key(signer), **life))
    yield case("chain-that-begins-in-the-middle", "bad-chain", begun, pinned=begun.hash)
    yield case(
        "statement-of-another-domain", "bad-chain", *two, after(two, "software", signer, domain="x", software=[])
    )
    yield case("statement-back-in-time", "bad-chain", *two, after(two, "software", signer, time=NOW - 1, software=[]))
    yield case("statement-that-is-none", "unknown-field", *two, after(two, "key", signer, wish=1))
    yield case("signer-not-signed-by-the-root", "not-signed", first, after([first], "signer", other, pk=ack, **life))
    yield case(
        "key-not-signed-by-the-signer", "not-signed", *two, after(two, "key", root, role="ack", pk=ack, **sealing)
    )
    revoked = [*two, key, gone]
    late = after(revoked, "software", signer, software=[])
    yield case("statement-of-a-revoked-signer", "not-signed", *revoked, late)
    expired = after(two, "software", signer, time=NOW + 1001, software=[])
    yield case("statement-of-an-expired-signer", "expired-signer", *two, expired)
    yield case("signer-for-too-long", "bad-length", first, after([first], "signer", root, pk=ack, **long))
    yield case("signer-with-a-weak-key", "weak-key", first, after([first], "signer", root, pk=SMALL_ORDER, **life))
    yield case("key-destroyed-too-early", "bad-length", *two, after(two, "key", signer, role="ack", pk=ack, **bad))
    yield case("key-of-a-role-unknown", "bad-type", *two, after(two, "key", signer, role="press", pk=ack, **sealing))
    yield case("statement-signed-as-another-kind", "bad-signature", first, misnamed(begun, root))
    asks: dict[str, Any] = {"role": "register", "kid": kid(READERS.register).hex()}
    yield case("key-never-published", "bad-key", *two, **asks, now=NOW)
    yield case("key-past-its-destruction", "stale-key", *two, key, **asks, now=NOW + 1001 + DESTROY_AFTER)
    yield case("no-key-to-seal-to", "no-key", *two, role="register", now=NOW)
    withdrawn = after([*two, key], "revocation", signer, hash=key.hash)
    yield case("key-that-was-withdrawn", "bad-key", *two, key, withdrawn, **asks, now=NOW)


def misnamed(item: SignedObject, seed: bytes) -> SignedObject:
    return SignedObject(item.body, ((public_key(seed), sign("key", item.body, seed)),))


def log_cases() -> Iterator[Case]:  # noqa: PLR0915 -- a list of cases, one a line
    code, owner, other = new_enrolment_code(), Kit.new(), Kit.new()
    enrolments = {public_key(enrolment_seed(code)): FINESS}
    log, entries = PharmacyLog(), list[SignedObject]()

    def case(
        name: str,
        error: str,
        *more: SignedObject,
        known: dict[bytes, str] = enrolments,
        **question: Any,  # noqa: ANN401
    ) -> Case:
        encoded = [item.encode().hex() for item in (*entries, *more)]
        keys = {key.hex(): finess for key, finess in known.items()}
        return name, error, "log", {"entries": encoded, "enrolments": keys, **question}

    def entry(op: str, by: Kit = owner, **fields: Any) -> SignedObject:  # noqa: ANN401
        link = {"pharmacy": log.pharmacy, "seq": log.seq + 1, "prev": log.head, "time": log.time, "op": op}
        return sign_object(KIND, {**link, **fields}, by.sign_seed)

    shop: dict[str, Any] = {"finess": FINESS, "name": "Pharmacie du Port", "phone": ""}
    begun = enrol.genesis(code=code, kit=owner, time=NOW, **shop)
    yield case("log-without-enrolment", "bad-enrolment", begun, known={})
    yield case("log-enrolled-for-another", "bad-enrolment", begun, known=dict.fromkeys(enrolments, "990000002"))
    yield case("genesis-not-signed-by-its-member", "not-signed", half_signed(begun, enrolment_seed(code)))
    yield case(
        "log-that-begins-with-a-device",
        "bad-chain",
        entry("device-added", pharmacy=bytes(16), device=bytes(32), software="x"),
    )
    yield case("log-of-nothing", "bad-chain")
    log.extend(begun, enrolments=enrolments)
    entries.append(begun)
    device = public_key(SEEDS["device"])
    added = enrol.device_added(log, kit=owner, device=device, software="example", time=NOW)
    yield case("no-epoch-to-seal-to", "no-key", newest=True)
    yield case("device-added-by-a-stranger", "not-signed", entry("device-added", other, device=device, software="x"))
    yield case("device-with-a-weak-key", "weak-key", entry("device-added", device=SMALL_ORDER, software="x"))
    yield case("device-removed-before-it-came", "bad-entry", entry("device-removed", device=device))
    yield case("last-member-removed", "bad-entry", entry("member-removed", member=owner.member["sign"]))
    yield case("member-added-twice", "bad-entry", entry("member-added", member=owner.member))
    yield case("entry-of-an-operation-unknown", "bad-type", entry("sold"))
    yield case("entry-out-of-its-place", "bad-chain", entry("device-added", device=device, software="x", seq=2))
    yield case("second-genesis", "bad-chain", entry("genesis", **shop, enrolment=device, member=owner.member))
    laden = SignedObject(added.body, added.signatures, (b"more",))
    yield case("device-with-something-beside", "unknown-field", laden)
    as_device = entry("device-added", device=owner.member["sign"], software="x")
    yield case("device-with-the-key-of-a-member", "bad-entry", as_device)
    yield case("recovery-with-the-used-code", "bad-enrolment", enrol.recovery(log, code=code, kit=other, time=NOW))
    yield case("device-added-twice", "bad-entry", added, again(added, device, owner))
    first = enrol.new_epoch(log, kit=owner, time=NOW)
    stripped = SignedObject(first.body, first.signatures, first.sealed[:-1])
    yield case("epoch-without-a-seed", "bad-entry", stripped)
    yield case("epoch-for-nobody", "bad-entry", entry("epoch", epoch=READERS.pharmacy, seeds=[[bytes(16), bytes(32)]]))
    asks: dict[str, Any] = {"kid": kid(READERS.pharmacy).hex(), "now": NOW}
    yield case("epoch-of-another-pharmacy", "bad-key", first, **asks)
    log.extend(first, enrolments=enrolments)
    entries.append(first)
    old = log.epoch.kid.hex()
    yield case(
        "epoch-replaced-yesterday", "stale-key", enrol.new_epoch(log, kit=owner, time=NOW), kid=old, now=NOW + 86_401
    )


def receipt_cases() -> Iterator[Case]:
    good, other = (json.loads((VECTORS / name).read_text())["receipt"] for name in ("python.json", "typescript.json"))
    fields, others = (load(bytes.fromhex(message["receipt"])) for message in (good, other))

    def case(name: str, code: str, **changes: object) -> Case:
        return name, code, "receipt", {**good, "receipt": cbor.encode({**fields, **changes}).hex()}

    root, signer, ack, _ = fields["keys"]
    borrowed = {name: others[name] for name in ("header", "signature")}
    yield case("receipt-with-the-header-of-another", "bad-receipt", **borrowed)
    yield case("receipt-without-a-ledger-key", "bad-receipt", keys=[root, signer, ack, ack])
    yield case("receipt-with-too-few-keys", "bad-length", keys=[root, signer, ack])
    yield case("receipt-from-another-root", "rollback", keys=others["keys"])
    yield case("receipt-for-another-place", "bad-proof", proof=fields["proof"].replace("index 1", "index 0"))
    yield case("receipt-beyond-the-end", "bad-proof", proof=fields["proof"].replace("index 1", "index 3"))
    yield case(
        "receipt-with-a-zero-before-its-index", "bad-proof", proof=fields["proof"].replace("index 1", "index 01")
    )
    yield case("receipt-of-another-ledger-size", "bad-proof", proof=fields["proof"].replace("\n3\n", "\n4\n"))
    yield case("receipt-with-the-proof-of-another", "bad-proof", proof=others["proof"])


def half_signed(item: SignedObject, seed: bytes) -> SignedObject:
    return SignedObject(item.body, tuple(pair for pair in item.signatures if pair[0] == public_key(seed)))


def again(before: SignedObject, device: bytes, kit: Kit) -> SignedObject:
    link = {**load(before.body), "seq": 2, "prev": before.hash, "device": device}
    return sign_object(KIND, link, kit.sign_seed)


if __name__ == "__main__":
    main()
