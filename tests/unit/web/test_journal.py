"""The journal's entries, against spec/vectors/journal: what the browser and an auditor's tool read too."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sceau.ledger.keys import parse_verifier
from sceau.ledger.proof import parse_proof, verify_proof
from sceau.web.journal import Entry
from sceau.web.journal_search import Line

VECTORS = json.loads((Path(__file__).parents[3] / "spec/vectors/journal/entries.json").read_text("utf-8"))
ENTRIES: list[dict[str, Any]] = VECTORS["entries"]


def entry_of(line: dict[str, Any]) -> Entry:
    pharmacy, envelope = (bytes.fromhex(line[name]) if name in line else None for name in ("pharmacy", "id"))
    at, nonce = datetime.fromisoformat(line["at"]), bytes.fromhex(line["nonce"])
    return Entry(at, line["actor"], line["action"], line["count"], line["detail"], pharmacy, envelope, nonce)


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda vector: vector["line"]["action"])
def test_an_entry_its_leaf_and_its_line_are_those_of_the_vector(vector: dict[str, Any]) -> None:
    entry = entry_of(vector["line"])
    told = (entry.encode().hex(), entry.leaf().hex(), Line(entry, vector["line"]["index"]).members())
    assert told == (vector["entry"], vector["leaf"], vector["line"])


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda vector: vector["line"]["action"])
def test_its_proof_holds(vector: dict[str, Any]) -> None:
    key = parse_verifier(VECTORS["key"])
    checkpoint = verify_proof(parse_proof(vector["proof"].encode()), bytes.fromhex(vector["leaf"]), [key])
    assert checkpoint.size == 4
