"""Intake called in this process, so that it can be broken on purpose; the database is real."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.integration.register.pharmacies import Letter, Pharmacy, made_up_record
from tests.integration.register.world import RELAY, World, split

from sceau.envelope.acknowledgement import Status, parse_acknowledgement
from sceau.register.intake import registering, service
from sceau.register.intake.acknowledging import acknowledge
from sceau.register.intake.opening import judge
from sceau.register.intake.service import answer_batch
from sceau.register.register import Register
from sceau.web.key_folder import KeyMissingError

FAULT = {"deferred": "register-error"}


@pytest.fixture
def register(world: World) -> Iterator[Register]:
    begun = Register.start(world.settings)
    yield begun
    begun.pool.close()


def send(register: Register, *letters: Letter) -> list[dict[str, Any]]:
    _, *answers = split(answer_batch(register, [letter.data for letter in letters], sender=RELAY))
    return answers


def failing_for(poison: Letter, action: Callable[..., Any], id_of: Callable[[Any], bytes]) -> Callable[..., Any]:
    def act(first: Any, *others: Any, **named: Any) -> Any:  # noqa: ANN401 (stands in for any action)
        if id_of(first) == poison.id:
            raise ZeroDivisionError
        return action(first, *others, **named)

    return act


def test_a_fault_while_opening_one_delivery_spares_its_neighbours(
    register: Register, pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, poison = pharmacy.seal(made_up_record()), pharmacy.seal(made_up_record())
    monkeypatch.setattr(service, "judge", failing_for(poison, judge, lambda received: received.header.id))
    answers = send(register, poison, good)
    assert (answers[0], "ack" in answers[1]) == (FAULT, True)


def test_what_lacks_our_key_waits_and_is_not_called_a_fault_of_its_own(
    register: Register, pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = pharmacy.seal(made_up_record())

    def lacks(*_: object) -> bytes:
        raise KeyMissingError("register-epoch")

    monkeypatch.setattr(register.seeds, "usable_epoch", lacks)
    assert send(register, letter) == [{"deferred": "register-key"}]
    monkeypatch.undo()
    assert "ack" in send(register, letter)[0]


def test_a_fault_inside_the_transaction_spares_its_neighbours(
    register: Register, pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = [pharmacy.seal(made_up_record()) for _ in range(3)]
    broken = failing_for(letters[1], acknowledge, lambda judged: judged.header.id)
    monkeypatch.setattr(registering, "acknowledge", broken)
    answers = send(register, *letters)
    assert ["ack" in answer for answer in answers] == [True, False, True]
    monkeypatch.undo()
    assert "ack" in send(register, letters[1])[0]


def test_the_same_envelope_many_times_at_once_is_registered_once(
    world: World, register: Register, pharmacy: Pharmacy
) -> None:
    letter = pharmacy.seal(made_up_record())
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: send(register, letter)[0], range(40)))
    assert len({(answer["ack"], answer["answer"], answer["index"]) for answer in answers}) == 1
    assert len(world.read(letter)) == 1


def test_of_two_corrections_at_once_one_is_accepted(register: Register, pharmacy: Pharmacy) -> None:
    first = pharmacy.seal(made_up_record())
    send(register, first)
    rivals = [pharmacy.seal(made_up_record(), corrects=first.id) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda letter: send(register, letter)[0], rivals))
    statuses = [parse_acknowledgement(answer["ack"]).status for answer in answers]
    assert statuses.count(Status.ACCEPTED) == 1


def test_batches_that_share_envelopes_in_opposite_orders_both_end(register: Register, pharmacy: Pharmacy) -> None:
    letters = [pharmacy.seal(made_up_record()) for _ in range(30)]
    with ThreadPoolExecutor(2) as threads:
        there, back = threads.map(lambda order: send(register, *order), [letters, letters[::-1]])
    assert [answer["ack"] for answer in there] == [answer["ack"] for answer in back[::-1]]


def test_a_process_that_remembers_less_than_the_database_catches_up(
    world: World, register: Register, pharmacy: Pharmacy
) -> None:
    letter = pharmacy.seal(made_up_record(), days_ahead=1)
    send(register, pharmacy.seal(made_up_record()))
    world.send_log(pharmacy.remove_device())
    assert send(register, letter) == [{"deferred": "unknown-device"}]
