"""What travels back for a batch: a CBOR sequence, the checkpoints first, then one answer a delivery, in order.

{checkpoints: [text of a signed note, …]}
{ack, signature, answer, index, path, checkpoint}     registered: `checkpoint` is a place in the list above
{deferred: code}                                      no verdict yet
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sceau.envelope import cbor
from sceau.register.intake.opening import Deferred


@dataclass(frozen=True, slots=True)
class Proven:
    """An acknowledgement with its answer, the index of its leaf, and the proof that ties it to a signed checkpoint.

    `outcome` is for counting: `accepted`, `rejected`, or `repeated` when it was answered before.
    """

    ack: bytes
    signature: bytes
    answer: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    outcome: str


def encode_answers(answers: Sequence[Proven | Deferred]) -> bytes:
    notes = list(dict.fromkeys(one.checkpoint for one in answers if isinstance(one, Proven)))
    places = {note: place for place, note in enumerate(notes)}
    head = cbor.encode({"checkpoints": [note.decode() for note in notes]})
    return head + b"".join(_encode(one, places) for one in answers)


def _encode(answer: Proven | Deferred, places: Mapping[bytes, int]) -> bytes:
    if isinstance(answer, Deferred):
        return cbor.encode({"deferred": answer.code})
    return cbor.encode(
        {
            "ack": answer.ack,
            "signature": answer.signature,
            "answer": answer.answer,
            "index": answer.index,
            "path": answer.path,
            "checkpoint": places[answer.checkpoint],
        }
    )
