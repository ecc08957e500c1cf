import secrets
from dataclasses import replace

import pytest
from tests.integration.register.pharmacies import Letter, Pharmacy, Sections, made_up_record
from tests.integration.register.world import World

from sceau.envelope.acknowledgement import Acknowledgement, Status, verify_acknowledgement
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.statements import KeyRole


def word_of(world: World, answer: dict[str, bytes]) -> Acknowledgement:
    (key,) = (key.pk for key in world.statements().usable(KeyRole.ACK))
    return verify_acknowledgement(answer["ack"], answer["signature"], key)


def rows_about(world: World, letter: Letter) -> int:
    with world.database() as database:
        row = database.execute("SELECT count(*) FROM record WHERE id = %s", [letter.id]).fetchone()
    assert row is not None
    return int(row[0])


def test_a_sealed_record_is_accepted(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    (answer,) = world.send(letter)
    word = word_of(world, answer)
    assert (word.status, word.id, word.pharmacy) == (Status.ACCEPTED, letter.id, pharmacy.id)
    assert letter.problems(answer["answer"]) == []


def test_a_replay_gets_the_same_acknowledgement_and_answer_byte_for_byte(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    (first,) = world.send(letter)
    (again,) = world.send(letter)
    said = ("ack", "signature", "answer", "index")
    assert [again[name] for name in said] == [first[name] for name in said]
    assert rows_about(world, letter) == 1


def test_the_same_delivery_twice_in_one_batch_is_registered_once(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    first, second = world.send(letter, letter)
    assert first["ack"] == second["ack"]
    assert rows_about(world, letter) == 1


def test_another_record_under_a_known_id_is_rejected_and_the_first_stands(world: World, pharmacy: Pharmacy) -> None:
    first = pharmacy.seal(made_up_record())
    other = pharmacy.seal(made_up_record(), envelope_id=first.id)
    world.send(first)
    (answer,) = world.send(other)
    assert word_of(world, answer).status is Status.REJECTED
    assert [problem["code"] for problem in other.problems(answer["answer"])] == ["conflict"]
    assert rows_about(world, first) == 1


def test_a_conflict_gets_the_same_answer_again(world: World, pharmacy: Pharmacy) -> None:
    first = pharmacy.seal(made_up_record())
    other = pharmacy.seal(made_up_record(), envelope_id=first.id)
    world.send(first)
    assert world.send(other)[0]["ack"] == world.send(other)[0]["ack"]


def test_an_invalid_record_is_rejected_with_reasons_that_only_its_pharmacy_reads(
    world: World, pharmacy: Pharmacy
) -> None:
    record = made_up_record()
    record["result"]["analytes"][0]["loinc"] = "12345-6"
    record["source"]["professional"]["rpps"] = "01234567866"
    letter = pharmacy.seal(record)
    (answer,) = world.send(letter)
    assert word_of(world, answer).status is Status.REJECTED
    assert {problem["code"] for problem in letter.problems(answer["answer"])} >= {"rpps-key"}
    assert rows_about(world, letter) == 0


@pytest.mark.parametrize(
    "hostile",
    [
        {"result": {}},
        {"result": {"analytes": "text"}, "source": {"consents": []}},
        {"result": {"analytes": [[]] * 100}},
        {"identity": {"birth_name": "\u202eNIHIL"}},
        {"statistics": {"age_band": {}, "sex": True}},
        {"source": {"consents": {"identity": 1}}},
        {"identity": {"birth_date": "9999-99-99", "status": 5}},
    ],
)
def test_a_record_of_any_shape_gets_reasons_and_breaks_nothing(
    world: World, pharmacy: Pharmacy, hostile: Sections
) -> None:
    letter = pharmacy.seal({**made_up_record(), **hostile})
    (answer,) = world.send(letter)
    assert word_of(world, answer).status is Status.REJECTED
    assert letter.problems(answer["answer"]) != []


def test_a_result_that_is_withheld_is_no_result(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal({"identity": made_up_record()["identity"]}, identity_to_register=False)
    (answer,) = world.send(letter)
    assert word_of(world, answer).status is Status.REJECTED


def test_a_copy_for_an_epoch_that_was_never_published_is_deferred(world: World, pharmacy: Pharmacy) -> None:
    letter = replace(pharmacy, register_key=pharmacy.log.epoch.public_key).seal(made_up_record())
    assert world.send(letter) == [{"deferred": "bad-key"}]


def test_what_cannot_be_opened_is_rejected_with_an_answer_that_says_nothing(world: World, pharmacy: Pharmacy) -> None:
    letter, other = pharmacy.seal(made_up_record()), pharmacy.seal(made_up_record())
    (answer,) = world.send(letter.with_copy_of(other, pharmacy.device_seed))
    assert word_of(world, answer).status is Status.REJECTED
    assert len(answer["answer"]) == 2048
    with pytest.raises(EnvelopeError, match="cannot-open"):
        letter.problems(answer["answer"])


def test_a_flipped_bit_in_the_copy_is_deferred_and_its_neighbours_pass(world: World, pharmacy: Pharmacy) -> None:
    good, bad = pharmacy.seal(made_up_record()), pharmacy.seal(made_up_record())
    copy = bytearray(bad.delivery.copy)
    copy[2000] ^= 1
    damaged = replace(bad.delivery, copy=bytes(copy)).encode()
    _, answers = world.intake(damaged, good.data)
    assert answers[0] == {"deferred": "bad-hash"}
    assert word_of(world, answers[1]).status is Status.ACCEPTED


def test_a_forged_signature_registers_nothing(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    _, (answer,) = world.intake(replace(letter.delivery, signature=secrets.token_bytes(64)).encode())
    assert answer == {"deferred": "bad-signature"}
    assert word_of(world, world.send(letter)[0]).status is Status.ACCEPTED


def test_an_unknown_device_is_deferred(world: World, pharmacy: Pharmacy) -> None:
    stranger = replace(pharmacy, device_seed=secrets.token_bytes(32))
    assert world.send(stranger.seal(made_up_record())) == [{"deferred": "unknown-device"}]


def test_a_device_removed_today_still_delivers_what_it_sealed_today(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    assert "code" not in world.send_log(pharmacy.remove_device())[0]
    assert word_of(world, world.send(letter)[0]).status is Status.ACCEPTED


def test_a_device_removed_today_signs_nothing_for_tomorrow(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record(), days_ahead=1)
    world.send_log(pharmacy.remove_device())
    assert world.send(letter) == [{"deferred": "unknown-device"}]


def test_garbage_for_a_delivery_is_deferred_and_its_neighbours_pass(world: World, pharmacy: Pharmacy) -> None:
    _, answers = world.intake(b"\xa1\x61a\x01", pharmacy.seal(made_up_record()).data)
    assert answers[0] == {"deferred": "unknown-field"}
    assert word_of(world, answers[1]).status is Status.ACCEPTED


def test_a_person_who_refuses_is_registered_without_their_identity(world: World, pharmacy: Pharmacy) -> None:
    record = made_up_record()
    record["source"]["consents"]["identity"] = False
    letter = pharmacy.seal(record, identity_to_register=False)
    (answer,) = world.send(letter)
    assert word_of(world, answer).status is Status.ACCEPTED
    assert set(world.read(letter)[0].sections) == {"result", "source", "statistics"}


def test_an_identity_that_was_sent_against_the_persons_will_is_not_kept(world: World, pharmacy: Pharmacy) -> None:
    record = made_up_record()
    record["source"]["consents"]["identity"] = False
    letter = pharmacy.seal(record, identity_to_register=True)
    world.send(letter)
    assert set(world.read(letter)[0].sections) == {"result", "source", "statistics"}


def test_the_same_test_under_another_id_is_accepted_with_a_warning(world: World, pharmacy: Pharmacy) -> None:
    record = made_up_record()
    first, second = pharmacy.seal(record), pharmacy.seal(record)
    world.send(first)
    (answer,) = world.send(second)
    assert word_of(world, answer).status is Status.ACCEPTED
    assert second.problems(answer["answer"]) == [{"code": "duplicate", "path": "", "severity": "warning"}]
    assert [one.duplicate for one in world.read(first) + world.read(second)] == [False, True]
