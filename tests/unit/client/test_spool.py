"""The spool keeps what it was given, once, whatever happens to the process."""

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sceau.client.spool import End, New, Spool, State

DAY = 20_000


def envelope(number: int, sealed: bytes = b"sealed") -> New:
    return New(number.to_bytes(16, "big"), DAY, b"h" * 32, sealed, b"r" * 32)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool")


def one(number: int) -> bytes:
    return number.to_bytes(16, "big")


def test_what_was_added_waits(spool: Spool) -> None:
    spool.add([envelope(1), envelope(2)])
    assert spool.waiting(most=10) == [(one(1), b"sealed"), (one(2), b"sealed")]


def test_an_id_added_again_keeps_its_first_bytes(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.add([envelope(1, b"another sealing")])
    assert spool.waiting(most=10) == [(one(1), b"sealed")]


def test_an_id_the_relay_refused_may_be_sealed_again(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.finish([End(one(1), State.REFUSED, "stale-key")])
    spool.add([envelope(1, b"another sealing")])
    assert spool.waiting(most=10) == [(one(1), b"another sealing")]


def test_an_id_the_register_rejected_is_never_sent_again(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.accepted([one(1)])
    spool.finish([End(one(1), State.REJECTED, "rejected")])
    spool.add([envelope(1)])
    assert spool.waiting(most=10) == []


def test_what_the_relay_took_no_longer_waits(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.accepted([one(1)])
    assert (spool.waiting(most=10), [row.id for row in spool.unanswered()]) == ([], [one(1)])


def test_what_the_relay_lost_goes_again_with_its_first_bytes(spool: Spool) -> None:
    spool.add([envelope(1), envelope(2)])
    spool.accepted([one(1), one(2)])
    spool.lost([one(2)])
    assert (spool.waiting(most=10), spool.waiting_count()) == ([(one(2), b"sealed")], 1)


def test_what_was_lost_and_taken_again_no_longer_waits(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.accepted([one(1)])
    spool.lost([one(1)])
    spool.accepted([one(1)])
    assert spool.waiting(most=10) == []


def test_what_is_registered_stays_so_while_it_is_sent_again(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.accepted([one(1)])
    spool.finish([End(one(1), State.REGISTERED)])
    spool.lost([one(1)])
    spool.finish([End(one(1), State.REFUSED, "stale-key")])
    assert (spool.known([one(1)])[one(1)].state, spool.waiting(most=10)) == (State.REGISTERED, [])


def test_the_bytes_of_an_answered_envelope_are_forgotten_after_their_days(spool: Spool) -> None:
    spool.add([envelope(1), envelope(2)])
    spool.accepted([one(1), one(2)])
    spool.finish([End(one(1), State.REGISTERED)])
    spool.note_whole_look(1, forget_before=DAY + 1)
    assert [row.id for row in spool.held()] == [one(2)]


def test_bytes_of_this_week_are_held(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.accepted([one(1)])
    spool.finish([End(one(1), State.REGISTERED)])
    spool.note_whole_look(1, forget_before=DAY)
    assert [row.id for row in spool.held()] == [one(1)]


def test_a_refused_envelope_is_not_held(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.finish([End(one(1), State.REFUSED, "stale-key")])
    spool.lost([one(1)])
    assert (spool.held(), spool.waiting_count()) == ([], 0)


def test_the_newest_is_what_the_relay_took_last(spool: Spool) -> None:
    spool.add([envelope(1), envelope(2)])
    spool.accepted([one(2), one(1)])
    assert spool.newest() == spool.known([one(1)])[one(1)]


def test_a_loss_makes_all_that_is_held_due_a_look(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.accepted([one(1)])
    spool.note_whole_look(1_000_000, forget_before=0)
    spool.lost([one(1)])
    assert spool.whole_look() == 0


def test_the_answers_key_is_forgotten_once_the_answer_was_read(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.accepted([one(1)])
    spool.finish([End(one(1), State.REGISTERED)])
    assert spool.known([one(1)])[one(1)].reply == b""


def test_only_its_owner_reads_it(spool: Spool, tmp_path: Path) -> None:
    spool.add([envelope(1)])
    files = [tmp_path / "spool", *(tmp_path / "spool").iterdir()]
    assert [path.name for path in files if path.stat().st_mode & 0o077] == []


CRASH = """
import os, signal, sqlite3, sys
from pathlib import Path
import sceau.client.spool as module
from sceau.client.spool import End, New, Spool, State

spool, step = Spool(Path(sys.argv[1])), sys.argv[2]
new = [New(bytes([n]) * 16, 1, b"h" * 32, b"sealed", b"r" * 32) for n in range(3)]

class Dying(sqlite3.Connection):
    '''Dies at the n-th thing it is asked within the method under test.'''
    left = int(sys.argv[3])
    def _count(self):
        Dying.left -= 1
        if Dying.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def execute(self, *a): self._count(); return super().execute(*a)
    def executemany(self, *a): self._count(); return super().executemany(*a)
    def commit(self): self._count(); return super().commit()
    def close(self): self._count(); return super().close()
    def __exit__(self, *a): self._count(); return super().__exit__(*a)

if step != "add":
    spool.add(new)
connect = sqlite3.connect
module.sqlite3.connect = lambda *a, **k: connect(*a, factory=Dying, **k)
if step == "add":
    spool.add(new)
if step == "accepted":
    spool.accepted([one.id for one in new])
if step == "finish":
    spool.finish([End(new[0].id, State.REGISTERED)])
"""


@pytest.mark.parametrize("step", ["add", "accepted", "finish"])
@pytest.mark.parametrize("asked", [1, 2, 3, 4])
def test_a_process_killed_at_any_step_leaves_all_or_nothing(tmp_path: Path, step: str, asked: int) -> None:
    killed = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path), step, str(asked)], check=False)
    assert killed.returncode == -signal.SIGKILL
    counts = Spool(tmp_path).counts()
    before = {} if step == "add" else {State.SEALED: 3}
    after = {
        "add": {State.SEALED: 3},
        "accepted": {State.ACCEPTED: 3},
        "finish": {State.SEALED: 2, State.REGISTERED: 1},
    }
    assert counts in (before, after[step])


def correction(number: int, target: int) -> New:
    return replace(envelope(number), corrects=one(target))


def test_a_line_leads_from_any_envelope_to_the_newest(spool: Spool) -> None:
    spool.add([envelope(1)])
    spool.add([correction(2, 1)])
    spool.add([correction(3, 2)])
    assert (spool.line(one(1)), spool.line(one(2))) == ([one(1), one(2), one(3)], [one(2), one(3)])


def test_an_envelope_that_is_not_here_begins_a_line(spool: Spool) -> None:
    spool.add([correction(2, 1)])
    assert spool.line(one(1)) == [one(1), one(2)]


def test_a_correction_that_the_relay_refused_is_in_no_line(spool: Spool) -> None:
    spool.add([envelope(1), correction(2, 1)])
    spool.finish([End(one(2), State.REFUSED, "stale-correction")])
    assert spool.line(one(1)) == [one(1)]


def test_a_correction_that_the_register_rejected_keeps_its_place(spool: Spool) -> None:
    spool.add([envelope(1), correction(2, 1)])
    spool.finish([End(one(2), State.REJECTED, "rejected")])
    assert spool.line(one(1)) == [one(1), one(2)]


def test_a_refused_correction_sealed_again_may_have_another_target(spool: Spool) -> None:
    spool.add([envelope(1), correction(3, 1)])
    spool.finish([End(one(3), State.REFUSED, "stale-correction")])
    spool.add([correction(3, 2)])
    assert (spool.target(one(3)), spool.line(one(1))) == (one(2), [one(1)])


def test_an_id_added_again_keeps_its_first_target_and_mark(spool: Spool) -> None:
    spool.add([replace(correction(3, 1), mark=b"first")])
    spool.add([replace(correction(3, 2), mark=b"second")])
    assert (spool.target(one(3)), spool.mark(one(3))) == (one(1), b"first")


def test_a_mark_moves_with_its_ticket(spool: Spool) -> None:
    spool.add([replace(envelope(1), mark=b"first")])
    spool.note_moved({one(1): b"h" * 32}, {one(1): b"second"})
    assert spool.mark(one(1)) == b"second"
