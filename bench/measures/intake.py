"""Intake: deliveries registered a second, by two senders, against the cryptography alone in two processes."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bench.figures import REGISTER_TABLES, Figure, Named, against
from bench.ground import Ground, Running, emptied
from bench.limits.cryptography import cryptography_alone
from bench.load import SEQUENCE, exchange, opened, request
from bench.scale import Scale
from bench.sealing import delivery, envelopes
from bench.timing import Timed, in_turn, together
from sceau.envelope.wire import Envelope
from sceau.relay.delivery.deliver import BATCH
from sceau.web.key_folder import KeyFolder

SENDERS = 2


def measure(ground: Ground, scale: Scale) -> list[Figure]:
    chosen = envelopes(ground.pharmacies, scale.deliveries)
    keys = KeyFolder(Path(ground.register_settings["keys_folder"]))
    with ground.register("intake") as register:
        requests = deliveries(ground, register, chosen)

        def product() -> float:
            emptied(register, REGISTER_TABLES)
            return deliver(register, requests, len(chosen)).seconds

        rounds = in_turn(len(chosen), product, lambda: cryptography_alone(chosen, keys), rounds=scale.rounds)
    ours, theirs = Named("Intake", "intake"), Named("cryptography alone", "hpke_cryptography")
    return [against(ours, theirs, rounds, aim=0.6)]


def deliveries(ground: Ground, register: Running, chosen: Sequence[Envelope]) -> list[bytes]:
    """Requests as the relay's worker makes them."""
    token = register.token(ground.relay_credentials, "intake.write")
    data = [delivery(one) for one in chosen]
    batches = (data[at : at + BATCH] for at in range(0, len(data), BATCH))
    return [request("/intake", b"".join(batch), kind=SEQUENCE, token=token) for batch in batches]


def deliver(register: Running, requests: Sequence[bytes], count: int) -> Timed:
    """Until all were answered; raises RuntimeError unless `count` more were registered as accepted."""
    query = "SELECT count(*) FROM registered WHERE accepted"
    before = register.rows(query)[0][0]
    timed = together(_prepare, [(register.port, requests[one::SENDERS]) for one in range(SENDERS)])
    found = register.rows(query)[0][0] - before
    if found != count:
        raise RuntimeError(f"{found} registered of {count} delivered")
    return timed


def _prepare(port: int, requests: Sequence[bytes]) -> Callable[[], int]:
    """A connection for each request, as the worker does."""

    def send(data: bytes) -> bool:
        connection, answers = opened(port)
        with connection, answers:
            return exchange(connection, answers, data)[0] == 200

    return lambda: sum(map(send, requests))
