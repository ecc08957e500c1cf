from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from sceau.envelope.header import Header
from sceau.register.intake.opening import Judged
from sceau.register.intake.waves import MOST_WAVES, waves


def judged(name: int, corrects: int | None = None, pharmacy: int = 0) -> Judged:
    target = None if corrects is None else (0, bytes([corrects]) * 16)
    header = Header(bytes([name]) * 16, bytes([pharmacy]) * 16, 0, bytes(32), bytes(32), bytes(32), target)
    return Judged(header, b"", b"", None, (), None)


@dataclass(frozen=True, slots=True)
class Sent:
    name: int
    corrects: int | None


def test_what_depends_on_nothing_is_one_wave() -> None:
    assert waves([judged(1), judged(2), judged(3)]) == [[0, 1, 2]]


def test_a_correction_follows_its_target_wherever_it_stands() -> None:
    assert waves([judged(2, corrects=1), judged(1)]) == [[1], [0]]


def test_the_same_envelope_twice_is_two_waves() -> None:
    assert waves([judged(1), judged(1)]) == [[0], [1]]


def test_another_pharmacys_envelope_is_nothing_to_wait_for() -> None:
    assert waves([judged(2, corrects=1), judged(1, pharmacy=7)]) == [[0, 1]]


def test_what_waits_for_itself_is_in_no_wave() -> None:
    assert waves([judged(1, corrects=2), judged(2, corrects=1), judged(3)]) == [[2]]


def test_a_line_that_is_too_long_is_cut() -> None:
    line = [judged(1), *(judged(name, corrects=name - 1) for name in range(2, 40))]
    assert len(waves(line)) == MOST_WAVES


@given(st.lists(st.builds(Sent, st.integers(0, 6), st.none() | st.integers(0, 6)), max_size=12))
def test_no_wave_holds_a_target_or_an_id_that_another_waits_for(batch: list[Sent]) -> None:
    found = waves([judged(sent.name, sent.corrects) for sent in batch])
    done = [position for wave in found for position in wave]
    assert len(done) == len(set(done))
    for number, wave in enumerate(found):
        later = {batch[position].name for rest in found[number:] for position in rest}
        assert len({batch[position].name for position in wave}) == len(wave)
        assert all(batch[position].corrects not in later for position in wave)
