"""`python -m sceau.verifier`: what an auditor asks, and the answer in a sentence or as JSON.

Exit code 0: all of it verifies. 1: something was refused, and is named. 2: the question was not understood.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .questions import Found, questions
from .reading import is_address


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    answers = [question.answer(asked.lang) for question in questions(asked)]
    if asked.json:
        told = [{name: value for name, value in answer.items() if name != "said"} for answer in answers]
        print(json.dumps(told, ensure_ascii=False))
    else:
        print("\n".join(_line(answer) for answer in answers))
    return 0 if all(answer["valid"] for answer in answers) else 1


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


def _address(where: str) -> str:
    if not is_address(where):
        raise argparse.ArgumentTypeError("a URL")
    return where


def _language() -> str:
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "fr" if spoken.startswith("fr") else "en"


if __name__ == "__main__":
    sys.exit(main())
