"""A witness signs what extends what it signed, once for all who ask, and keeps the proof of what does not."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from tests.unit.ledger.memory_ledger import SIGNER, MemoryLedger, made_up_entries

from sceau.ledger.canonical import encode_base64
from sceau.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from sceau.ledger.cosignature import Algorithm, Cosigner
from sceau.ledger.keys import Signer
from sceau.ledger.note import open_note, parse_note
from sceau.ledger.tree import consistency_proof
from sceau.witness import memory
from sceau.witness.application import Witness
from sceau.witness.memory import Memory

COSIGNERS = [Cosigner("witness.example", one, bytes(32)) for one in Algorithm]


class At:
    def now(self) -> datetime:
        return datetime(2024, 1, 6, 8, 30, tzinfo=UTC)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    kept = Memory(tmp_path / "memory")
    kept.begin()
    return Witness(COSIGNERS, {SIGNER.name: [SIGNER.verifier]}, kept, At())


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


def asks(witness: Witness, body: bytes, *, method: str = "POST", path: str = "/add-checkpoint") -> tuple[int, str]:
    heard: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path.partition("?")[0],
        "QUERY_STRING": path.partition("?")[2],
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    answer = b"".join(witness(environ, lambda status, _headers: heard.append(status)))
    return int(heard[0].split()[0]), answer.decode()


def grown(ledger: MemoryLedger, count: int) -> bytes:
    """What the ledger asks after `count` more entries."""
    old = ledger.last.size
    note = ledger.append(made_up_entries(count, start=old)).note
    return question(ledger, old, note)


def question(ledger: MemoryLedger, old: int, note: bytes) -> bytes:
    proof = consistency_proof(old, ledger.last.size, ledger.read_tile) if old else ()
    return "".join([f"old {old}\n", *(f"{encode_base64(one)}\n" for one in proof), "\n"]).encode() + note


def test_a_first_checkpoint_is_cosigned_by_both_keys(witness: Witness, ledger: MemoryLedger) -> None:
    asked = grown(ledger, 5)
    status, lines = asks(witness, asked)
    keys = [cosigner.key for cosigner in COSIGNERS]
    assert status == 200
    assert open_note(asked.partition(b"\n\n")[2] + lines.encode(), keys).signers == tuple(keys)


def test_what_extends_it_is_cosigned(witness: Witness, ledger: MemoryLedger) -> None:
    assert [asks(witness, grown(ledger, count))[0] for count in (5, 1, 300, 7)] == [200] * 4


def test_the_same_again_is_cosigned_again(witness: Witness, ledger: MemoryLedger) -> None:
    asks(witness, grown(ledger, 5))
    assert asks(witness, question(ledger, 5, ledger.append([]).note))[0] == 200


def test_another_old_size_is_answered_with_the_one_remembered(witness: Witness, ledger: MemoryLedger) -> None:
    asks(witness, grown(ledger, 5))
    note = ledger.append(made_up_entries(2, start=5)).note
    assert asks(witness, b"old 0\n\n" + note) == (409, "5\n")


def test_a_history_that_may_be_rewritten_is_refused_and_kept_for_those_who_compare(
    witness: Witness, ledger: MemoryLedger
) -> None:
    asks(witness, grown(ledger, 5))
    other = MemoryLedger()
    other.append(made_up_entries(5, start=9_000))
    asked = grown(other, 3)
    assert asks(witness, asked)[0] == 422
    note = asked.partition(b"\n\n")[2]
    assert (witness.memory.suspects(), witness.memory.evidence()) == ([(SIGNER.name, 8, note)], [])
    assert witness.memory.questioned(SIGNER.name) == note


def test_an_honest_checkpoint_with_a_wrong_path_accuses_nobody(witness: Witness, ledger: MemoryLedger) -> None:
    """Checkpoints are public: anybody may bring one, with any path."""
    asks(witness, grown(ledger, 5))
    wrong = b"old 5\n" + encode_base64(bytes(32)).encode() + b"\n\n"
    note = ledger.append(made_up_entries(2, start=5)).note
    assert asks(witness, wrong + note)[0] == 422
    assert witness.memory.evidence() == []


def with_lines_of_strangers(note: bytes, number: int) -> bytes:
    return note + f"\N{EM DASH} stranger.example {encode_base64(number.to_bytes(68))}\n".encode()


def test_two_suspects_of_one_size_prove_each_other(witness: Witness, ledger: MemoryLedger) -> None:
    """Neither extends what was cosigned here, and no ledger has two roots for one size."""
    asks(witness, grown(ledger, 5))
    notes = []
    for start in (9_000, 9_100):
        other = MemoryLedger()
        other.append(made_up_entries(5, start=start))
        asked = grown(other, 3)
        asks(witness, asked)
        notes.append(asked.partition(b"\n\n")[2])
    assert sorted(witness.memory.evidence()) == sorted((SIGNER.name, 8, note) for note in notes)


def test_lines_that_strangers_add_make_no_other_suspect(witness: Witness, ledger: MemoryLedger) -> None:
    """Else a hundred of one honest checkpoint push out the one that matters."""
    asks(witness, grown(ledger, 5))
    note = ledger.append(made_up_entries(2, start=5)).note
    wrong = b"old 5\n" + encode_base64(bytes(32)).encode() + b"\n\n"
    said = [asks(witness, wrong + with_lines_of_strangers(note, number))[0] for number in range(3)]
    assert (said, witness.memory.suspects()) == ([422] * 3, [(SIGNER.name, 7, note)])


def test_lines_that_strangers_add_are_not_shown(witness: Witness, ledger: MemoryLedger) -> None:
    asks(witness, with_lines_of_strangers(grown(ledger, 5), 1))
    assert b"stranger" not in (witness.memory.newest(SIGNER.name) or b"")


def test_what_was_cosigned_is_no_suspect_whatever_path_comes_with_it(witness: Witness, ledger: MemoryLedger) -> None:
    note = grown(ledger, 5).partition(b"\n\n")[2]
    asks(witness, b"old 0\n\n" + note)
    assert asks(witness, b"old 5\n" + encode_base64(bytes(32)).encode() + b"\n\n" + note)[0] == 422
    assert witness.memory.suspects() == []


def checkpoints(count: int) -> list[tuple[Checkpoint, bytes]]:
    """As many as asked, of one size more each, all signed by the ledger."""
    notes = [sign_checkpoint(Checkpoint(SIGNER.name, 8 + at, at.to_bytes(32)), SIGNER) for at in range(count)]
    return [(parse_checkpoint(parse_note(note).text), note) for note in notes]


def test_no_flood_of_the_ledgers_own_signatures_takes_the_first_suspect_away(
    witness: Witness, ledger: MemoryLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "SUSPECTS", 150)
    asks(witness, grown(ledger, 5))
    flood = checkpoints(160)
    wrong = b"old 5\n" + encode_base64(bytes(32)).encode() + b"\n\n"
    said = {asks(witness, wrong + note)[0] for _, note in flood}
    kept = witness.memory.suspects()
    assert (said, kept) == ({422}, [(SIGNER.name, one.size, note) for one, note in flood[:150]])


def test_no_flood_of_proofs_takes_the_first_away_and_there_is_an_end_to_them(
    witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "EVIDENCE", 2)
    flood = checkpoints(4)
    for one, note in flood:
        with witness.memory.remembering(SIGNER.name) as remembered:
            remembered.keep_suspect(one, note)
            for other in range(2):
                contrary = Checkpoint(one.origin, one.size, b"\1" + other.to_bytes(31))
                remembered.keep_suspect(contrary, sign_checkpoint(contrary, SIGNER))
    kept = witness.memory.evidence()
    assert [size for _, size, _ in kept] == [8, 8, 9, 9]
    assert {note for _, note in flood[:2]} <= {note for _, _, note in kept}


def test_every_suspect_is_shown_to_those_who_compare(witness: Witness, ledger: MemoryLedger) -> None:
    asks(witness, grown(ledger, 5))
    wrong = b"old 5\n" + encode_base64(bytes(32)).encode() + b"\n\n"
    for _, note in checkpoints(3):
        asks(witness, wrong + note)
    shown = asks(witness, b"", method="GET", path=f"/suspects?origin={SIGNER.name}")
    assert shown == (200, "".join(f"{encode_base64(note)}\n" for _, note in checkpoints(3)))


def test_a_suspect_whose_size_is_cosigned_with_another_root_proves_two_stories(
    witness: Witness, ledger: MemoryLedger
) -> None:
    asks(witness, grown(ledger, 5))
    other = MemoryLedger()
    other.append(made_up_entries(5, start=9_000))
    asked = grown(other, 3)
    asks(witness, asked)
    assert asks(witness, grown(ledger, 3))[0] == 200
    suspect, cosigned = asked.partition(b"\n\n")[2], witness.memory.newest(SIGNER.name)
    assert sorted(note for _, _, note in witness.memory.evidence()) == sorted([suspect, cosigned or b""])


def test_a_suspect_that_is_cosigned_after_all_is_none_any_more(witness: Witness, ledger: MemoryLedger) -> None:
    asks(witness, grown(ledger, 5))
    asked = grown(ledger, 2)
    note = asked.partition(b"\n\n")[2]
    asks(witness, b"old 5\n" + encode_base64(bytes(32)).encode() + b"\n\n" + note)
    assert asks(witness, asked)[0] == 200
    assert (witness.memory.suspects(), witness.memory.evidence()) == ([], [])


@pytest.mark.parametrize("old", [b"0", b"3", b"5"])
def test_a_fork_is_refused_and_kept_as_proof_from_whatever_size_it_comes(
    witness: Witness, ledger: MemoryLedger, old: bytes
) -> None:
    asks(witness, grown(ledger, 5))
    note = MemoryLedger().append(made_up_entries(5, start=9_000)).note
    assert asks(witness, b"old " + old + b"\n\n" + note) == (409, "5\n")
    kept = [(size, one.startswith(note)) for _, size, one in witness.memory.evidence()]
    assert kept in ([(5, True), (5, False)], [(5, False), (5, True)])
    assert witness.memory.questioned(SIGNER.name) == note


def test_a_rollback_is_refused(witness: Witness, ledger: MemoryLedger) -> None:
    older = grown(ledger, 5)
    asks(witness, older)
    asks(witness, grown(ledger, 5))
    assert asks(witness, older) == (409, "10\n")


def test_an_unknown_ledger_is_not_found(witness: Witness) -> None:
    stranger = Witness(COSIGNERS, {}, witness.memory, At())
    assert asks(stranger, grown(MemoryLedger(), 1))[0] == 404


def test_a_checkpoint_that_the_ledger_did_not_sign_is_forbidden(witness: Witness, ledger: MemoryLedger) -> None:
    impostor = {SIGNER.name: [Signer(SIGNER.name, bytes(32)).verifier]}
    assert asks(Witness(COSIGNERS, impostor, witness.memory, At()), grown(ledger, 1))[0] == 403


@pytest.mark.parametrize(
    "body", [b"", b"old 0\n", b"old -1\n\n", b"old 0\nnot base64\n\n", b"new 0\n\n", b"old 0\n\nnote"]
)
def test_what_is_no_question_is_a_bad_request(witness: Witness, body: bytes) -> None:
    assert asks(witness, body)[0] == 400


def test_a_larger_old_size_is_a_bad_request(witness: Witness, ledger: MemoryLedger) -> None:
    assert asks(witness, b"old 9\n\n" + ledger.append(made_up_entries(3)).note)[0] == 400


def test_a_huge_body_is_not_read(witness: Witness) -> None:
    assert asks(witness, b"old 0\n\n" + b"x" * 200_000)[0] == 413


def test_its_view_is_there_to_compare(witness: Witness, ledger: MemoryLedger) -> None:
    asked = grown(ledger, 5)
    _, lines = asks(witness, asked)
    note = asked.partition(b"\n\n")[2].decode() + lines
    assert asks(witness, b"", method="GET", path=f"/checkpoint?origin={SIGNER.name}") == (200, note)


def test_of_two_at_once_one_is_first(witness: Witness, ledger: MemoryLedger) -> None:
    """Both start from nothing, of different sizes: never is the larger followed by the smaller."""
    questions = [grown(ledger, 5)]
    note = ledger.append(made_up_entries(4, start=5)).note
    questions.append(b"old 0\n\n" + note)
    heard: list[int] = []
    threads = [Thread(target=lambda one=one: heard.append(asks(witness, one)[0])) for one in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == [200, 409]


def test_nothing_is_remembered_of_what_was_not_cosigned(witness: Witness, ledger: MemoryLedger) -> None:
    asked = grown(ledger, 5)
    broken = Witness([_Fails()], witness.logs, witness.memory, witness.clock)  # type: ignore[list-item]
    with pytest.raises(RuntimeError):
        asks(broken, asked)
    assert witness.memory.newest(SIGNER.name) is None


class _Fails:
    def line(self, *_: object) -> str:
        raise RuntimeError("no signature today")
