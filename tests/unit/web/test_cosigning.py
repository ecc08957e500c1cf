"""A witness may be slow or say too much; it may not hold what asks it, nor what is made of its answer."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import httpx2
import pytest
from tests.unit.dripping import dripping
from tests.unit.ledger.memory_ledger import MemoryLedger, made_up_entries

from sceau.ledger.cosignature import Algorithm, Cosigner
from sceau.web import cosigning
from sceau.web.witnesses import Witness

COSIGNER = Cosigner("witness.example", Algorithm.ED25519, bytes(32))
NEWEST = MemoryLedger().append(made_up_entries(3))


def answered(body: bytes | Iterator[bytes]) -> bytes:
    """What is kept of a witness's answer."""
    witness = Witness("http://witness.example", (COSIGNER.key,))
    with httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, content=body))) as http:
        return cosigning.Asking(cast("Any", None), http, witness, NEWEST.note, NEWEST.checkpoint).ask(0)


def test_a_witness_whose_answer_drips_is_left_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cosigning, "WHOLE", timedelta(seconds=0.5))
    key = cast("Any", SimpleNamespace(name="witness.example"))
    with dripping() as slow, cosigning.asking() as http:
        asked = cosigning.Asking(cast("Any", None), http, Witness(slow.url, (key,)), b"note", cast("Any", None))
        assert (asked.ask(0), slow.whole.is_set()) == (b"", False)


def test_of_many_cosignatures_by_one_key_one_is_kept() -> None:
    lines = [COSIGNER.line(NEWEST.checkpoint, time).encode() for time in range(1000, 1100)]
    assert answered(b"".join(lines)) == lines[-1]


def test_an_answer_without_end_is_not_read_to_it() -> None:
    given = []

    def endless() -> Iterator[bytes]:
        for number in range(100):
            given.append(number)
            yield bytes(cosigning.LONGEST_ANSWER // 4)

    assert (answered(endless()), len(given)) == (b"", 5)
