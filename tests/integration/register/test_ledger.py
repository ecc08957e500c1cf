import httpx2
from tests.integration.register.pharmacies import Letter, Pharmacy, made_up_record
from tests.integration.register.world import World

from sceau.envelope.acknowledgement import parse_acknowledgement
from sceau.envelope.statements import KeyRole, ledger_origin
from sceau.ledger.checkpoint import open_checkpoint
from sceau.ledger.keys import Verifier
from sceau.ledger.proof import LedgerProof, verify_proof
from sceau.ledger.tiles import changed_tiles


def verifier(world: World) -> Verifier:
    (key,) = (key.pk for key in world.statements().usable(KeyRole.LEDGER))
    return Verifier(ledger_origin(world.settings.domain), key)


def verify(world: World, letter: Letter, answer: dict[str, object], checkpoints: list[str]) -> None:
    proof = LedgerProof(answer["index"], tuple(answer["path"]), checkpoints[answer["checkpoint"]].encode())  # type: ignore[arg-type,call-overload]
    word = parse_acknowledgement(answer["ack"])  # type: ignore[arg-type]
    verify_proof(proof, word.leaf(letter.delivery.header_bytes), [verifier(world)])


def test_every_answer_comes_with_its_proof(world: World, pharmacy: Pharmacy) -> None:
    broken = made_up_record()
    broken["source"]["professional"]["rpps"] = "01234567866"
    letters = [pharmacy.seal(made_up_record()), pharmacy.seal(broken), pharmacy.seal(made_up_record())]
    checkpoints, answers = world.intake(*(letter.data for letter in letters))
    for letter, answer in zip(letters, answers, strict=True):
        verify(world, letter, answer, checkpoints)


def test_a_replay_is_proven_under_a_newer_checkpoint(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    world.send(pharmacy.seal(made_up_record()))
    checkpoints, (answer,) = world.intake(letter.data)
    verify(world, letter, answer, checkpoints)


def test_the_ledger_is_public(world: World, pharmacy: Pharmacy) -> None:
    world.send(pharmacy.seal(made_up_record()))
    note = httpx2.get(f"{world.url}/ledger/checkpoint").content
    checkpoint = open_checkpoint(note, [verifier(world)])
    tile = [one for one in changed_tiles(0, checkpoint.size) if one.level == 0][-1]
    assert len(httpx2.get(f"{world.url}/ledger/{tile.path}").content) == 32 * tile.width
