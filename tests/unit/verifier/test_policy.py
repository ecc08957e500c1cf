"""A policy counts each witness once, and says when it means nothing."""

import pytest
from tests.unit.ledger.memory_ledger import MemoryLedger, made_up_entries
from tests.unit.verifier.exhibits import Witness, ledger_key, vkey
from tests.unit.verifier.refusals import refused

from sceau.verifier.policy import read_policy

NOTE = MemoryLedger().append(made_up_entries(3)).note
NAMES = ("a", "b", "c")
LOG = f"log {vkey(ledger_key())} https://ledger.example/\n"
WITNESSES = "".join(f"witness {name} {vkey(Witness(name).key)}\n" for name in NAMES)


def cosigned(*names: str) -> bytes:
    note = NOTE
    for name in names:
        note = Witness(name).cosigns(note)
    return note


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("group g any a b c\nquorum g", "b"),
        ("group g all a b c\nquorum g", "abc"),
        ("group g 2 a b c\nquorum g", "ca"),
        ("group g 2 a b\ngroup h any g c\nquorum h", "c"),
        ("quorum a", "a"),
        ("group g all a b\nquorum a", "a"),
        ("quorum none", ""),
    ],
)
def test_enough_witnesses_are_enough(rule: str, names: str) -> None:
    assert read_policy(f"# made up\n\n{LOG}{WITNESSES}{rule}\n").open(cosigned(*names), "").size == 3


@pytest.mark.parametrize(
    ("rule", "names"),
    [("group g all a b c\nquorum g", "ab"), ("group g 2 a b c\nquorum g", "aa"), ("quorum a", "bc"), ("quorum a", "")],
)
def test_too_few_are_refused(rule: str, names: str) -> None:
    with refused("no-quorum"):
        read_policy(f"{LOG}{WITNESSES}{rule}\n").open(cosigned(*names), "")


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "quorum nobody",
        "quorum a\nquorum b",
        "group g 3 a b\nquorum g",
        "group g 0 a\nquorum g",
        "group g any a a\nquorum g",
        "group g any a\ngroup h all a b\nquorum h",
        "group none any a\nquorum none",
        "witness a2 " + vkey(Witness("a").key) + "\nquorum a",
        "log " + vkey(Witness("a").key) + "\nquorum a",
        "anything else",
    ],
)
def test_a_policy_that_means_nothing_is_refused(rule: str) -> None:
    with refused("bad-policy"):
        read_policy(f"{LOG}{WITNESSES}{rule}\n")


def test_it_says_where_a_ledger_is_read() -> None:
    assert read_policy(f"{LOG}quorum none\n").urls == {"ledger.example/test": "https://ledger.example"}
