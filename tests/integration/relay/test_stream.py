"""A stream of envelopes: read as a stream, each answered on its own, in order."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.integration.relay.pharmacy import TODAY, Pharmacy

SEQUENCE = "application/cbor-seq"


def lines(answer: httpx2.Response) -> list[dict[str, object]]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.fixture(scope="module")
def encoded(pharmacy: Pharmacy) -> list[bytes]:
    return [pharmacy.seal().envelope.encode() for _ in range(250)]


def test_each_is_answered_in_order(pharmacy: Pharmacy, encoded: list[bytes]) -> None:
    answered = lines(pharmacy.post("/envelopes", b"".join(encoded), kind=SEQUENCE))
    assert [line["status"] for line in answered] == [201] * 250
    assert [bytes.fromhex(str(line["id"])) in data for line, data in zip(answered, encoded, strict=True)] == [
        True
    ] * 250


def test_a_stream_without_a_length_is_taken_too(pharmacy: Pharmacy, encoded: list[bytes]) -> None:
    def pieces() -> Iterator[bytes]:
        whole = b"".join(encoded[:30])
        for start in range(0, len(whole), 5000):
            yield whole[start : start + 5000]

    assert len(lines(pharmacy.post("/envelopes", pieces(), kind=SEQUENCE))) == 30


def test_a_bad_one_does_not_hurt_its_neighbours(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    good = [pharmacy.seal().envelope.encode() for _ in range(4)]
    foreign = neighbour.seal().envelope.encode()
    old = pharmacy.seal(day=TODAY - 70).envelope.encode()
    answered = lines(
        pharmacy.post(
            "/envelopes", b"".join([good[0], foreign, good[1], b"\xa0", good[2], old, good[3]]), kind=SEQUENCE
        )
    )
    assert [line.get("code", "") for line in answered] == ["", "wrong-tenant", "", "missing-field", "", "too-old", ""]


def test_two_corrections_of_one_envelope_in_a_stream_are_one_and_a_refusal(pharmacy: Pharmacy) -> None:
    target = pharmacy.seal()
    both = [pharmacy.seal(corrects=(TODAY, target.envelope.header.id)).envelope.encode() for _ in range(2)]
    answered = lines(pharmacy.post("/envelopes", b"".join([target.envelope.encode(), *both]), kind=SEQUENCE))
    assert [line.get("code", "") for line in answered] == ["", "", "stale-correction"]


def test_the_same_envelope_twice_in_a_stream_is_one(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    answered = lines(pharmacy.post("/envelopes", sealed.envelope.encode() * 2, kind=SEQUENCE))
    assert [line["status"] for line in answered] == [201, 200]
    assert pharmacy.relay.rows("SELECT count(*) FROM outbox WHERE id = %s", sealed.envelope.header.id) == [(1,)]


def test_a_conflict_within_a_stream_is_told(pharmacy: Pharmacy) -> None:
    first = pharmacy.seal()
    second = pharmacy.seal(envelope_id=first.envelope.header.id)
    answered = lines(pharmacy.post("/envelopes", first.envelope.encode() + second.envelope.encode(), kind=SEQUENCE))
    assert [line.get("code", "") for line in answered] == ["", "conflict"]


def test_what_cannot_be_read_ends_the_stream_with_a_line_that_says_so(pharmacy: Pharmacy) -> None:
    good = pharmacy.seal().envelope.encode()
    answered = lines(pharmacy.post("/envelopes", good + b"\xff" + good, kind=SEQUENCE))
    assert [line.get("code", "") for line in answered] == ["", "not-canonical"]
    assert answered[-1]["stream"] == "ended"


def test_a_stream_cut_in_the_middle_of_an_envelope_says_so(pharmacy: Pharmacy) -> None:
    good = pharmacy.seal().envelope.encode()
    answered = lines(pharmacy.post("/envelopes", good + good[:-1], kind=SEQUENCE))
    assert [line.get("code", "") for line in answered] == ["", "not-canonical"]


def test_an_envelope_above_its_limit_ends_the_stream(pharmacy: Pharmacy) -> None:
    endless = b"\x5a\x00\x01\x00\x00" + bytes(65_536)
    answered = lines(pharmacy.post("/envelopes", endless, kind=SEQUENCE))
    assert [line["code"] for line in answered] == ["too-large"]


def test_more_than_a_thousand_are_not_taken(pharmacy: Pharmacy) -> None:
    answered = lines(pharmacy.post("/envelopes", b"\xa0" * 1001, kind=SEQUENCE))
    assert [line["code"] for line in answered] == ["missing-field"] * 1000 + ["too-many-items"]


def test_a_thousand_are_taken(pharmacy: Pharmacy) -> None:
    answered = lines(pharmacy.post("/envelopes", b"\xa0" * 1000, kind=SEQUENCE))
    assert [line["code"] for line in answered] == ["missing-field"] * 1000


def test_a_declared_length_above_the_limit_is_refused_unread(pharmacy: Pharmacy) -> None:
    head = request_head(pharmacy, "Content-Length: 17000000")
    assert b" 413 " in exchange(pharmacy, head).split(b"\r\n")[0]


def test_a_body_shorter_than_it_says_ends_the_stream(pharmacy: Pharmacy) -> None:
    good = pharmacy.seal().envelope.encode()
    answer = exchange(pharmacy, request_head(pharmacy, f"Content-Length: {2 * len(good)}") + good)
    assert b'"code": "body-cut-short"' in answer


def test_a_chunked_body_above_the_limit_ends_the_stream(pharmacy: Pharmacy) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(270):
            yield b"\xa0" * 3 + b"\x59\xff\xff" + bytes(65_535)

    answered = pharmacy.post("/envelopes", endless(), kind=SEQUENCE)
    assert lines(answered)[-1]["code"] in {"body-too-large", "too-large"}


def request_head(pharmacy: Pharmacy, length: str) -> bytes:
    host = urlsplit(pharmacy.relay.url).netloc
    return (
        f"POST /envelopes HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {pharmacy.token()}\r\n"
        f"Content-Type: {SEQUENCE}\r\n{length}\r\n\r\n"
    ).encode()


def exchange(pharmacy: Pharmacy, request: bytes) -> bytes:
    """Send these very bytes, say no more, and read the answer."""
    parts = urlsplit(pharmacy.relay.url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=30) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))
