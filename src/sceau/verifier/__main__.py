"""`python -m sceau.verifier`: what an auditor asks, and the answer in a sentence or as JSON.

Exit code 0: all of it verifies. 1: something was refused, and is named. 2: the question was not understood.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path

from .answering import Found
from .questions import questions
from .reading import is_address


def main(arguments: Sequence[str] | None = None, wait: Callable[[float], None] = time.sleep) -> int:
    asked = _parser().parse_args(arguments)
    every, told = getattr(asked, "every", 0), list[Found]()
    while True:
        answers = [question.answer(asked.lang) for question in questions(copy(asked))]
        _tell([answer for answer in answers if answer not in told], as_json=asked.json)
        if not every or any("evidence" in answer for answer in answers):
            return 0 if all(answer["valid"] for answer in answers) else 1
        told = answers
        wait(every)


def _tell(answers: Sequence[Found], *, as_json: bool) -> None:
    if not answers:
        return
    if as_json:
        told = [{name: value for name, value in answer.items() if name != "said"} for answer in answers]
        print(json.dumps(told, ensure_ascii=False), flush=True)
    else:
        print("\n".join(_line(answer) for answer in answers), flush=True)


def _line(answer: Found) -> str:
    """A mark, what it is about, the sentence; what there is to list or to keep below."""
    first, *rest = answer["said"]
    mark = "✓" if answer["valid"] else "✗"
    why = "" if answer["valid"] else f" ({answer['code']}, {answer['place']})"
    name = f"{answer['file']}: " if "file" in answer else ""
    return "\n".join([f"{mark} {name}{first}{why}", *rest, *(f"  {path}" for path in answer.get("evidence", ()))])


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
    one = _question(questions, "bundle", "what browsers are given is what was logged", policy=True)
    one.add_argument("where", type=_address, help="the relay's URL")
    one.add_argument("--built", type=Path, help="the manifest that you built from the sources: it is that one")
    one = _question(questions, "journal", "lines of a service's journal stand unchanged", policy=True)
    one.add_argument("file", type=Path, help="JSON Lines, as a service or a ticket's page gave them")
    one.add_argument("--ledger", required=True, help="the service's ledger: its URL prefix, or a folder")
    one = _question(questions, "pharmacy", "a pharmacy's key history", root=True)
    one.add_argument("log", type=Path, help="from /pharmacies/ID/log")
    one.add_argument("--statements", type=Path, required=True, help="from /keys")
    one.add_argument("--enrolments", type=Path, required=True, help="from /enrolments")
    one.add_argument("--ledger", help="all of it stands in this ledger too (needs --policy)")
    _add_views(questions)
    return parser


def _add_views(questions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = _question(questions, "fork", "two checkpoints cannot both be true", policy=True)
    one.add_argument("one", type=Path)
    one.add_argument("other", type=Path)
    one.add_argument("--proof", type=Path, help="what `watch` kept beside them, when they are of two sizes")
    one = _question(questions, "watch", "every view of the policy's ledgers agrees", policy=True)
    one.add_argument("--state", type=Path, required=True, help="folder for the newest checkpoints and the evidence")
    one.add_argument("--stale", type=int, default=10, metavar="MINUTES", help="how old a cosignature may be")
    one.add_argument(
        "--still", type=int, default=0, metavar="MINUTES", help="how long a ledger need not grow (0: ever)"
    )
    one.add_argument("--every", type=int, default=0, metavar="SECONDS", help="again and again, until a contradiction")


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


def _address(where: str) -> str:
    if not is_address(where):
        raise argparse.ArgumentTypeError("a URL")
    return where


def _language() -> str:
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "fr" if spoken.startswith("fr") else "en"


if __name__ == "__main__":
    sys.exit(main())
