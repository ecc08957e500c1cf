"""`POST /pharmacies/log`: entries of any pharmacies' logs, as a CBOR sequence; one line of JSON each, in order."""

import json
from itertools import islice

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from sceau.envelope.signed import OBJECT_LIMIT
from sceau.register import journal
from sceau.register.journal import Action
from sceau.register.ledger import sequence_waiting
from sceau.register.pharmacies.intake import take_entries
from sceau.register.requests import RegisterRequest
from sceau.register.senders.views import sender
from sceau.web.bodies import read_sequence, require_media_type
from sceau.web.problems import Refusal

MOST_ENTRIES = 1000
MOST_BYTES = 16 * 1024 * 1024


@require_POST
def log(request: RegisterRequest) -> HttpResponse:
    client = sender(request, "log.write").client_id
    require_media_type(request, "application/cbor-seq")
    items = list(islice(read_sequence(request, limit=MOST_BYTES, item_limit=OBJECT_LIMIT), MOST_ENTRIES + 1))
    if len(items) > MOST_ENTRIES:
        raise Refusal("too-many-items")
    lines = _take(request, items, by=client)
    return HttpResponse("".join(json.dumps(line) + "\n" for line in lines), content_type="application/x-ndjson")


def _take(request: RegisterRequest, items: list[bytes], *, by: str) -> list[dict[str, object]]:
    register, now = request.register, request.register.clock.now()
    with register.pool.connection() as database:
        statements = register.statements.current(database)
        lines = take_entries(database, items, logs=register.pharmacies, statements=statements)
        if kept := sum("seq" in line for line in lines):
            journal.write(database, Action.LOGS_EXTENDED, now=now, actor=by, count=kept)
        sequence_waiting(database, register.seeds.ledger(statements, now), now)
    return lines
