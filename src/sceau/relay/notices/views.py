"""Slips over HTTP, for the notifier alone (scope `notice.send`)."""

from random import SystemRandom
from typing import Any, Final, cast
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from sceau.envelope import cbor
from sceau.envelope.fields import DAY, Field, array, byte_string, check, exactly, take
from sceau.relay.notices.lease import LEASE, MOST, Outcome, Settled, lease, settle
from sceau.relay.notices.notifiers import SCOPE, require_notifier
from sceau.relay.requests import RelayRequest, access
from sceau.web.bodies import read_body, require_media_type
from sceau.web.problems import Refusal

_LIMIT: Final = 16_384
_CBOR: Final = "application/cbor"
_WANTED: Final = {"most": Field(int, 1, MOST)}
_SETTLED: Final = {"lease": exactly(16), "outcomes": Field(list, 1, MOST)}


@require_POST
def leases(request: RelayRequest) -> HttpResponse:
    """CBOR `{most}`; `{lease, seconds, slips}`, each slip an encoded delivery."""
    caller, relay = access(request, SCOPE), request.relay
    wanted = _body(request, _WANTED)["most"]
    with relay.pool.connection() as connection, connection.transaction():
        require_notifier(connection, caller)
        taken = lease(connection, most=wanted, now=relay.clock.now(), by=caller.client_id)
    slips = [one.encode() for one in taken.slips]
    body = {"lease": taken.token.bytes, "seconds": int(LEASE.total_seconds()), "slips": slips}
    return HttpResponse(cbor.encode(body), content_type=_CBOR)


@require_POST
def done(request: RelayRequest) -> HttpResponse:
    """CBOR `{lease, outcomes: [[day, pharmacy, id, outcome], …]}`; how many of each were still under the lease."""
    caller, relay = access(request, SCOPE), request.relay
    said = _body(request, _SETTLED)
    settled = [_settled(one) for one in said["outcomes"]]
    with relay.pool.connection() as connection, connection.transaction():
        require_notifier(connection, caller)
        counts = settle(
            connection,
            UUID(bytes=said["lease"]),
            settled,
            now=relay.clock.now(),
            by=caller.client_id,
            random=SystemRandom(),
        )
    return JsonResponse({outcome.value: count for outcome, count in counts.items()})


def _body(request: RelayRequest, shape: dict[str, Field]) -> dict[str, Any]:
    require_media_type(request, _CBOR)
    return take(cbor.decode(read_body(request, limit=_LIMIT), limit=_LIMIT, path="body"), "body", shape)


def _settled(item: object) -> Settled:
    day, pharmacy, one, outcome = array(item, "body.outcomes", 4, 4)
    check(day, "body.outcomes.day", DAY)
    if outcome not in set(Outcome):
        raise Refusal("bad-type", "body.outcomes.outcome")
    key = (
        cast("int", day),
        byte_string(pharmacy, "body.outcomes.pharmacy", 16, 16),
        byte_string(one, "body.outcomes.id", 16, 16),
    )
    return Settled(key, Outcome(cast("str", outcome)))
