import secrets

import pytest

from sceau.envelope.acknowledgement import Status, verify_acknowledgement
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Header, Role
from sceau.envelope.kdf import sha256
from sceau.envelope.open import open_answer
from sceau.envelope.signature import leaf, public_key
from sceau.record import Problem, Severity
from sceau.register.intake.acknowledging import AcknowledgementSigner, acknowledge
from sceau.register.intake.opening import Judged

SIGNER = AcknowledgementSigner("register.example", bytes([3]) * 32, 20_000)
REPLY = bytes([4]) * 32
HEADER = Header(bytes([1]) * 16, bytes([2]) * 16, 20_000, bytes(32), bytes(32), bytes(32))
ERROR = Problem("rpps-key", "source.professional.rpps", Severity.ERROR)
WARNING = Problem("kit-expired", "result.device.expiry", Severity.WARNING)


def judged(reply: bytes | None = REPLY) -> Judged:
    return Judged(HEADER, b"header", sha256(b"header"), reply, (), None)


def told(answer: bytes) -> list[str]:
    body = open_answer(REPLY, HEADER.id, Role.PHARMACY, 0, answer)
    assert isinstance(body, dict)
    return [problem["code"] for problem in body["problems"]]


def test_the_word_names_the_envelope_and_binds_the_answer() -> None:
    done = acknowledge(judged(), Status.ACCEPTED, (), signer=SIGNER)
    word = verify_acknowledgement(done.body, done.signature, public_key(SIGNER.seed))
    assert (word.id, word.hash, word.answer) == (HEADER.id, sha256(b"header"), sha256(done.answer))


def test_an_accepted_envelope_is_a_leaf_of_its_header_and_a_rejected_one_of_its_acknowledgement() -> None:
    accepted = acknowledge(judged(), Status.ACCEPTED, (), signer=SIGNER)
    rejected = acknowledge(judged(), Status.REJECTED, (ERROR,), signer=SIGNER)
    assert accepted.leaf == leaf("envelope", b"header")
    assert rejected.leaf == leaf("ack", rejected.body)


@pytest.mark.parametrize("problems", [(), (ERROR,), (ERROR, WARNING) * 200])
def test_every_answer_has_one_length(problems: tuple[Problem, ...]) -> None:
    assert len(acknowledge(judged(), Status.REJECTED, problems, signer=SIGNER).answer) == 2048


def test_errors_come_before_warnings_when_not_all_fit() -> None:
    codes = told(acknowledge(judged(), Status.REJECTED, (*[WARNING] * 200, ERROR), signer=SIGNER).answer)
    assert codes[0] == "rpps-key"
    assert len(codes) > 10


def test_without_a_reply_key_the_answer_opens_for_nobody() -> None:
    answer = acknowledge(judged(reply=None), Status.REJECTED, (), signer=SIGNER).answer
    assert len(answer) == 2048
    with pytest.raises(EnvelopeError, match="cannot-open"):
        open_answer(secrets.token_bytes(32), HEADER.id, Role.PHARMACY, 0, answer)
