"""What is asked of each command, and what was found: sentences for a person, the rest for a program."""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from . import cbor
from .answering import Found, Question, moment, refusing
from .bundle import check_bundle
from .journal import check_lines
from .notes import open_checkpoint
from .pharmacy import Event, history
from .policy import Policy, read_policy
from .reading import fetch, reader, stored, stored_lines
from .receipt import Proven, check_delivered, check_receipt
from .refusal import Refused, sentence
from .signatures import sha256
from .statements import replay
from .tiles import Ledger, check_growth, whole_ledger
from .views import ask_fork, ask_watch


def questions(asked: argparse.Namespace) -> list[Question]:
    """What is asked; a policy that means nothing is refused before anything is believed by it."""
    path = asked.policy
    try:
        asked.policy = _policy(path) if path else None
    except Refused as refused:
        return [refusing(refused, file=str(path))]
    return _ASKED[asked.question](asked)


def _policy(path: Path) -> Policy:
    try:
        return read_policy(stored(path).decode())
    except UnicodeDecodeError:
        raise Refused("bad-policy", "policy") from None


def _receipts(asked: argparse.Namespace) -> list[Question]:
    """One question a file, so that one forgery does not hide the others."""

    def check(path: Path) -> Found:
        return _proven(check_receipt(stored(path), root=asked.root, policy=asked.policy), asked.lang)

    return [Question(partial(check, path), {"file": str(path)}) for path in asked.files]


def _delivered(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        envelope, receipt = stored(asked.envelope), stored(asked.receipt)
        return _proven(check_delivered(envelope, receipt, root=asked.root, policy=asked.policy), asked.lang)

    return [Question(check, {"file": str(asked.envelope)})]


def _ledger(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        ledger = whole_ledger(reader(asked.where), asked.policy)
        checkpoint, entries = ledger.checkpoint, ledger.entries
        said = [sentence("said.ledger", asked.lang, origin=checkpoint.origin, size=checkpoint.size)]
        said += _cosigned_lines(ledger, asked.lang)
        if asked.since:
            older = open_checkpoint(stored(asked.since), asked.policy.logs, str(asked.since))
            check_growth(entries, checkpoint, older)
            said.append(sentence("said.grown", asked.lang, size=older.size))
        bundles = [index for index, entry in enumerate(entries) if entry.startswith(_BUNDLE)]
        if bundles:
            said.append(sentence("said.bundles", asked.lang, count=len(bundles), index=bundles[-1]))
        named = [{"index": index, "manifest": entries[index].removeprefix(_BUNDLE).hex()} for index in bundles]
        place = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
        return {"said": said, **place, "cosigned": ledger.cosigned, "bundles": named}

    return [Question(check)]


def _bundle(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        site, built = asked.where.rstrip("/"), stored(asked.built) if asked.built else None
        found = check_bundle(lambda path: fetch(site + path), asked.policy, built)
        place = {"index": found.index, "size": found.checkpoint.size, "origin": found.checkpoint.origin}
        said = [sentence("said.bundle", asked.lang, files=found.files, **place)]
        said += [sentence("said.built", asked.lang)] if built else []
        return {"said": said, "manifest": sha256(found.manifest).hex(), "files": found.files, **place}

    return [Question(check)]


def _pharmacy(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        statements = cbor.sequence(stored(asked.statements), "statements")
        enrolments = cbor.sequence(stored(asked.enrolments), "enrolments")
        domain = replay(statements, root=asked.root, enrolments=enrolments)
        read = history(cbor.sequence(stored(asked.log), "log"), domain.enrolments)
        said = [sentence("said.pharmacy", asked.lang, name=read.name, finess=read.finess, count=len(read.events))]
        said += [_event_line(event) for event in read.events]
        if asked.ledger:
            said += _all_logged(asked, read.events)
        return {"said": said, "pharmacy": read.pharmacy.hex(), "events": [_event(event) for event in read.events]}

    return [Question(check)]


def _journal(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        ledger = whole_ledger(reader(asked.ledger), asked.policy)
        checkpoint, entries = ledger.checkpoint, ledger.entries
        shown = check_lines(stored_lines(asked.file), checkpoint.origin, entries)
        count, others, origin = len(shown.places), shown.others(entries), checkpoint.origin
        said = [sentence("said.journal", asked.lang, count=count, origin=origin)]
        if shown.unplaced:
            said.append(sentence("said.unplaced", asked.lang, count=shown.unplaced))
        if shown.elsewhere:
            said.append(sentence("said.elsewhere", asked.lang, count=shown.elsewhere))
        if others:
            said.append(sentence("said.others", asked.lang, count=others, origin=origin))
        said += _cosigned_lines(ledger, asked.lang)
        counts = {"lines": count, "unplaced": shown.unplaced, "elsewhere": shown.elsewhere, "others": others}
        return {"said": said, "origin": origin, **counts, "cosigned": ledger.cosigned}

    return [Question(check, {"file": str(asked.file)})]


def _all_logged(asked: argparse.Namespace, events: Sequence[Event]) -> list[str]:
    """Every entry stands in the ledger too: whoever keeps a second log for other readers is found out."""
    if asked.policy is None:  # whose ledger it would be
        raise Refused("no-policy", "--policy")
    ledger = whole_ledger(reader(asked.ledger), asked.policy)
    logged = set(ledger.entries)
    for event in events:
        if event.entry not in logged:
            raise Refused("not-in-ledger", f"entry {event.seq}")
    said = sentence("said.logged", asked.lang, origin=ledger.checkpoint.origin)
    return [said, *_cosigned_lines(ledger, asked.lang)]


def _cosigned_lines(ledger: Ledger, language: str) -> list[str]:
    """How far the witnesses have seen it, when that is not all."""
    size, cosigned = ledger.checkpoint.size, ledger.cosigned
    return [sentence("said.cosigned", language, cosigned=cosigned, size=size)] if cosigned not in {None, size} else []


def _proven(proven: Proven, language: str) -> Found:
    day = moment(proven.day * 86_400).partition("T")[0]
    place = {"domain": proven.domain, "index": proven.index, "size": proven.checkpoint.size}
    said = sentence(f"said.{proven.status}", language, day=day, **place)
    return {
        "said": [said],
        "id": proven.id.hex(),
        "pharmacy": proven.pharmacy.hex(),
        "status": proven.status,
        "domain": proven.domain,
        "day": proven.day,
        "ledger_index": proven.index,
        "ledger_size": proven.checkpoint.size,
    }


def _event(event: Event) -> Found:
    return {
        "seq": event.seq,
        "time": event.time,
        "operation": event.operation,
        "key": event.key.hex(),
        "signers": [one.hex() for one in event.signers],
    }


def _event_line(event: Event) -> str:
    by = " ".join(one.hex()[:8] for one in event.signers)
    return f"  {event.seq:>4}  {moment(event.time)}  {event.operation:<14}  {event.key.hex()[:8]}  ← {by}"


_BUNDLE: Final = b"sceau/leaf/bundle/v1\0"
_ASKED: Final = {
    "receipt": _receipts,
    "delivered": _delivered,
    "ledger": _ledger,
    "bundle": _bundle,
    "journal": _journal,
    "pharmacy": _pharmacy,
    "fork": ask_fork,
    "watch": ask_watch,
}
