"""`python -m sceau.verifier`: what an auditor asks, and the answer in a sentence or as JSON.

Exit code 0: all of it verifies. 1: something was refused, and is named. 2: the question was not understood. 130: a
watch was ended by hand.
"""

import argparse
import io
import json
import os
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path
from typing import Final

from .answering import Found
from .questions import questions
from .reading import is_address


def main(arguments: Sequence[str] | None = None, wait: Callable[[float], None] = time.sleep) -> int:
    asked = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal may lack our marks: they are spelt out
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return _ask(asked, wait)
    except KeyboardInterrupt:
        return _ENDED


def _ask(asked: argparse.Namespace, wait: Callable[[float], None]) -> int:
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
        print(json.dumps(told), flush=True)
    else:
        print("\n".join(_line(answer) for answer in answers), flush=True)


def _line(answer: Found) -> str:
    """A mark, what it is about, the sentence; what there is to list or to keep below."""
    first, *rest = answer["said"]
    mark = "✓" if answer["valid"] else "✗"
    why = "" if answer["valid"] else f" ({', '.join(filter(None, (answer['code'], answer['place'])))})"
    name = f"{answer['file']}: " if "file" in answer else ""
    lines = [f"{mark} {name}{first}{why}", *rest, *(f"  {path}" for path in answer.get("evidence", ()))]
    return "\n".join(map(_plain, lines))


def _plain(line: str) -> str:
    """Names come from whoever is audited: what would break a line or command a terminal is spelt out."""
    return "".join(
        one if one.isprintable() or unicodedata.category(one) == "Zs" else one.encode("unicode_escape").decode()
        for one in line
    )


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
    one.add_argument("--stale", type=_number, default=10, metavar="MINUTES", help="how old a cosignature may be")
    one.add_argument(
        "--still", type=_number, default=0, metavar="MINUTES", help="how long a ledger need not grow (0: ever)"
    )
    one.add_argument(
        "--every", type=_number, default=0, metavar="SECONDS", help="again and again, until a contradiction"
    )


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
        one.add_argument("--root", type=_root, required=True, help="hash of the register's first root (hex)")
    return one


def _address(where: str) -> str:
    if not is_address(where):
        raise argparse.ArgumentTypeError("a URL")
    return where


def _root(written: str) -> bytes:
    if not re.fullmatch("[0-9a-fA-F]{64}", written):
        raise argparse.ArgumentTypeError("64 hexadecimal digits")
    return bytes.fromhex(written)


def _number(written: str) -> int:
    if not re.fullmatch("[0-9]{1,7}", written):
        raise argparse.ArgumentTypeError("a whole number of at most seven digits")
    return int(written)


def _language() -> str:
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "fr" if spoken.startswith("fr") else "en"


_ENDED: Final = 130


if __name__ == "__main__":
    sys.exit(main())
