from sceau.envelope.acknowledgement import Status, verify_acknowledgement
from sceau.envelope.statements import KeyRole
from tests.integration.register.world import Pharmacy, World, made_up_record


def test_a_sealed_record_is_accepted(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    (answer,) = world.send(letter)
    (key,) = (key.pk for key in world.statements().usable(KeyRole.ACK))
    word = verify_acknowledgement(answer["ack"], answer["signature"], key)
    assert (word.status, word.id, word.pharmacy) == (Status.ACCEPTED, letter.id, pharmacy.id)
    assert letter.problems(answer["answer"]) == []
