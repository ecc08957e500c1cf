"""`python -m sceau.verifier`: what an auditor asks, and the answer in a sentence or as JSON.

Exit code 0: all of it verifies. 1: something was refused, and is named. 2: the question was not understood.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from . import cbor
from .notes import open_checkpoint
from .pharmacy import Event, history
from .policy import read_policy
from .receipt import Proven, check_delivered, check_receipt
from .refusal import Refused, sentence
from .statements import replay
from .tiles import check_growth, newest, read_ledger, reader

Found = dict[str, Any]
"""What one question found: `said`, sentences for a person, and the rest for a program."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to check, and what it is asked about."""

    check: Callable[[], Found]
    about: Found = field(default_factory=dict)

    def answer(self, language: str) -> Found:
        try:
            return {**self.about, "valid": True, **self.check()}
        except Refused as refused:
            said = [refused.sentence(language)]
            return {**self.about, "valid": False, "code": refused.code, "place": refused.place, "said": said}


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    answers = [question.answer(asked.lang) for question in _questions(asked)]
    if asked.json:
        told = [{name: value for name, value in answer.items() if name != "said"} for answer in answers]
        print(json.dumps(told, ensure_ascii=False))
    else:
        print("\n".join(_line(answer) for answer in answers))
    return 0 if all(answer["valid"] for answer in answers) else 1


def _questions(asked: argparse.Namespace) -> list[Question]:
    """What is asked; a policy that means nothing is refused before anything is believed by it."""
    path = asked.policy
    try:
        asked.policy = read_policy(path.read_text(encoding="utf-8")) if path else None
    except Refused as refused:
        return [Question(partial(_refuse, refused), {"file": str(path)})]
    return _QUESTIONS[asked.question](asked)


def _refuse(refused: Refused) -> Found:
    raise refused


def _receipts(asked: argparse.Namespace) -> list[Question]:
    """One question a file, so that one forgery does not hide the others."""

    def check(path: Path) -> Found:
        return _proven(check_receipt(path.read_bytes(), root=asked.root, policy=asked.policy), asked.lang)

    return [Question(partial(check, path), {"file": str(path)}) for path in asked.files]


def _delivered(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        envelope, receipt = asked.envelope.read_bytes(), asked.receipt.read_bytes()
        return _proven(check_delivered(envelope, receipt, root=asked.root, policy=asked.policy), asked.lang)

    return [Question(check, {"file": str(asked.envelope)})]


def _ledger(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        read = reader(asked.where)
        checkpoint = newest(read, asked.policy)
        entries = read_ledger(read, checkpoint)
        said = [sentence("said.ledger", asked.lang, origin=checkpoint.origin, size=checkpoint.size)]
        if asked.since:
            older = open_checkpoint(asked.since.read_bytes(), asked.policy.logs, str(asked.since))
            check_growth(entries, checkpoint, older)
            said.append(sentence("said.grown", asked.lang, size=older.size))
        return {"said": said, "origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}

    return [Question(check)]


def _pharmacy(asked: argparse.Namespace) -> list[Question]:
    def check() -> Found:
        statements = cbor.sequence(asked.statements.read_bytes(), "statements")
        enrolments = cbor.sequence(asked.enrolments.read_bytes(), "enrolments")
        domain = replay(statements, root=asked.root, enrolments=enrolments)
        read = history(cbor.sequence(asked.log.read_bytes(), "log"), domain.enrolments)
        said = [sentence("said.pharmacy", asked.lang, name=read.name, finess=read.finess, count=len(read.events))]
        said += [_event_line(event) for event in read.events]
        if asked.ledger:
            said.append(_all_logged(asked, read.events))
        return {"said": said, "pharmacy": read.pharmacy.hex(), "events": [_event(event) for event in read.events]}

    return [Question(check)]


def _all_logged(asked: argparse.Namespace, events: Sequence[Event]) -> str:
    """Every entry stands in the ledger too: whoever keeps a second log for other readers is found out."""
    if asked.policy is None:  # whose ledger it would be
        raise Refused("bad-policy", "policy")
    source = reader(asked.ledger)
    checkpoint = newest(source, asked.policy)
    logged = set(read_ledger(source, checkpoint))
    for event in events:
        if event.entry not in logged:
            raise Refused("not-in-ledger", f"entry {event.seq}")
    return sentence("said.logged", asked.lang, origin=checkpoint.origin)


def _proven(proven: Proven, language: str) -> Found:
    day = datetime.fromtimestamp(proven.day * 86_400, UTC).date().isoformat()
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
    when = datetime.fromtimestamp(event.time, UTC).isoformat()
    by = " ".join(one.hex()[:8] for one in event.signers)
    return f"  {event.seq:>4}  {when}  {event.operation:<14}  {event.key.hex()[:8]}  ← {by}"


def _line(answer: Found) -> str:
    """A mark, the file if there is one, the sentence; what there is to list below."""
    first, *rest = answer["said"]
    mark = "✓" if answer["valid"] else "✗"
    why = "" if answer["valid"] else f" ({answer['code']}, {answer['place']})"
    name = f"{answer['file']}: " if "file" in answer else ""
    return "\n".join([f"{mark} {name}{first}{why}", *rest])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sceau verify", description="What the ledgers and receipts of Sceau prove.")
    questions = parser.add_subparsers(dest="question", required=True)
    one = _question(questions, "receipt", "receipts, offline", root=True)
    one.add_argument("files", type=Path, nargs="+")
    one = _question(questions, "delivered", "this envelope was delivered", root=True)
    one.add_argument("envelope", type=Path)
    one.add_argument("receipt", type=Path)
    one = _question(questions, "ledger", "a whole ledger: it only ever grew", policy=True)
    one.add_argument("where", help="its URL prefix, or a folder of the same paths")
    one.add_argument("--since", type=Path, help="a checkpoint that was kept: what it covers is still there")
    one = _question(questions, "pharmacy", "a pharmacy's key history", root=True)
    one.add_argument("log", type=Path, help="from /pharmacies/ID/log")
    one.add_argument("--statements", type=Path, required=True, help="from /keys")
    one.add_argument("--enrolments", type=Path, required=True, help="from /enrolments")
    one.add_argument("--ledger", help="all of it stands in this ledger too (needs --policy)")
    return parser


def _question(
    questions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    purpose: str,
    *,
    root: bool = False,
    policy: bool = False,
) -> argparse.ArgumentParser:
    one = questions.add_parser(name, help=purpose)
    one.add_argument("--json", action="store_true", help="one JSON list")
    one.add_argument("--lang", choices=("fr", "en"), default=_language())
    one.add_argument("--policy", type=Path, required=policy, help="whose signatures are enough (C2SP tlog-policy)")
    if root:
        one.add_argument("--root", type=bytes.fromhex, required=True, help="hash of the register's first root (hex)")
    return one


def _language() -> str:
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "fr" if spoken.startswith("fr") else "en"


_QUESTIONS: Final = {
    "receipt": _receipts,
    "delivered": _delivered,
    "ledger": _ledger,
    "pharmacy": _pharmacy,
}

if __name__ == "__main__":
    sys.exit(main())
