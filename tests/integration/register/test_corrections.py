import secrets

from tests.integration.register.pharmacies import Pharmacy, made_up_record
from tests.integration.register.world import World

from sceau.envelope.acknowledgement import Status, parse_acknowledgement


def status(answer: dict[str, bytes]) -> Status:
    return parse_acknowledgement(answer["ack"]).status


def test_a_correction_is_accepted_and_the_first_says_who_corrects_it(world: World, pharmacy: Pharmacy) -> None:
    record = made_up_record()
    first = pharmacy.seal(record)
    second = pharmacy.seal(record, corrects=first.id)
    world.send(first)
    (answer,) = world.send(second)
    assert (status(answer), second.problems(answer["answer"])) == (Status.ACCEPTED, [])
    assert world.read(first)[0].corrected_by == second.id


def test_what_is_corrected_already_is_not_corrected_again(world: World, pharmacy: Pharmacy) -> None:
    first = pharmacy.seal(made_up_record())
    world.send(first, pharmacy.seal(made_up_record(), corrects=first.id))
    late = pharmacy.seal(made_up_record(), corrects=first.id)
    (answer,) = world.send(late)
    assert status(answer) is Status.REJECTED
    assert [problem["code"] for problem in late.problems(answer["answer"])] == ["stale-correction"]


def test_a_correction_whose_target_is_unknown_waits(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record(), corrects=secrets.token_bytes(16))
    assert world.send(letter) == [{"deferred": "correction-waits"}]


def test_a_correction_passes_once_its_target_has_come(world: World, pharmacy: Pharmacy) -> None:
    first = pharmacy.seal(made_up_record())
    correction = pharmacy.seal(made_up_record(), corrects=first.id)
    world.send(correction)
    world.send(first)
    assert status(world.send(correction)[0]) is Status.ACCEPTED


def test_a_result_and_its_corrections_pass_in_one_batch_in_any_order(world: World, pharmacy: Pharmacy) -> None:
    first = pharmacy.seal(made_up_record())
    second = pharmacy.seal(made_up_record(), corrects=first.id)
    third = pharmacy.seal(made_up_record(), corrects=second.id)
    answers = world.send(third, first, second)
    assert [status(answer) for answer in answers] == [Status.ACCEPTED] * 3


def test_another_pharmacys_envelope_is_no_target(world: World, pharmacy: Pharmacy) -> None:
    first = world.new_pharmacy().seal(made_up_record())
    world.send(first)
    letter = pharmacy.seal(made_up_record(), corrects=first.id)
    assert world.send(letter) == [{"deferred": "correction-waits"}]


def test_an_envelope_that_corrects_itself_waits_for_ever_and_harms_nobody(world: World, pharmacy: Pharmacy) -> None:
    name = secrets.token_bytes(16)
    letter, good = pharmacy.seal(made_up_record(), corrects=name, envelope_id=name), pharmacy.seal(made_up_record())
    answers = world.send(letter, good)
    assert answers[0] == {"deferred": "correction-waits"}
    assert status(answers[1]) is Status.ACCEPTED


def test_a_rejected_correction_is_mended_by_correcting_it(world: World, pharmacy: Pharmacy) -> None:
    first, broken = pharmacy.seal(made_up_record()), made_up_record()
    broken["source"]["professional"]["rpps"] = "01234567866"
    rejected = pharmacy.seal(broken, corrects=first.id)
    world.send(first, rejected)
    mended = pharmacy.seal(made_up_record(), corrects=rejected.id)
    assert status(world.send(mended)[0]) is Status.ACCEPTED
