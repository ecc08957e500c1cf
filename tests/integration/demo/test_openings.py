"""Everything that runs, once: an officer reads a record, and the person sees it at the ticket's page, proven."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from sceau.client.progress import Nobody
from sceau.demo.journey import Outcome, send_and_open
from sceau.demo.people import write_day
from sceau.demo.world import World, running
from sceau.envelope import cbor
from sceau.envelope.kdf import sha256
from sceau.envelope.ticket import parse_link
from sceau.ledger.keys import parse_verifier
from sceau.ledger.leaf import leaf_entry
from sceau.ledger.proof import parse_proof, verify_proof
from sceau.register import commands

pytestmark = pytest.mark.slow
SECONDS = 120.0
"""The relay asks the register every ten seconds, and its witnesses as often."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with running(usual_ports=False, witnesses=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def outcome(world: World, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return send_and_open(world, [write_day(tmp_path_factory.mktemp("day") / "day.csv")], Nobody())


def test_an_officers_reading_reaches_the_ticket_with_a_proof_that_witnesses_saw(world: World, outcome: Outcome) -> None:
    (handed, born), *_ = outcome.tickets
    (shown,) = commands.desk_show(world.register_settings, envelope_id=handed.id.hex(), kit=world.officer)
    said = eventually(lambda: told(world, handed.link, born, handed.code), proven_by_the_register)
    (line,) = (one for one in said["lines"] if action(one) == "record-read")
    keys = [key for key in map(parse_verifier, said["keys"]) if key.name == line["ledger"]]
    proof = parse_proof(line["proof"].encode())
    verify_proof(proof, leaf_entry("journal", sha256(line["nonce"] + line["entry"])), keys)
    assert b"witness" in proof.checkpoint
    assert shown.id == handed.id


def test_the_opening_itself_is_proven_by_the_relay(world: World, outcome: Outcome) -> None:
    handed, born = outcome.tickets[-1]
    said = eventually(lambda: told(world, handed.link, born, handed.code), all_proven)
    (line,) = said["lines"]
    keys = [key for key in map(parse_verifier, said["keys"]) if key.name == line["ledger"]]
    leaf = leaf_entry("journal", sha256(line["nonce"] + line["entry"]))
    verify_proof(parse_proof(line["proof"].encode()), leaf, keys)
    assert action(line) == "ticket-opened"


def told(world: World, link: str, born: str, code: str) -> dict[str, Any]:
    ticket, _ = parse_link(link)
    content, kind = ticket.token + ticket.proof(born, code), {"Content-Type": "application/octet-stream"}
    answer = httpx2.post(f"{world.relay}/t/journal", content=content, headers=kind).raise_for_status()
    said = cbor.decode(answer.content, limit=1_000_000)
    assert isinstance(said, dict)
    return said


def action(line: dict[str, Any]) -> str:
    entry: Any = cbor.decode(line["entry"], limit=4096)
    found: str = entry["action"]
    return found


def proven_by_the_register(said: dict[str, Any]) -> bool:
    return any(action(line) == "record-read" and "proof" in line for line in said["lines"])


def all_proven(said: dict[str, Any]) -> bool:
    return all("proof" in line for line in said["lines"])


def eventually(ask: Callable[[], dict[str, Any]], enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    ends = time.monotonic() + SECONDS
    while not enough(said := ask()):
        assert time.monotonic() < ends, said
        time.sleep(1)
    return said
