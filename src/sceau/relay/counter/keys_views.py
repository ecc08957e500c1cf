"""Keys at the counter over HTTP: log, removals, key requests, halves of browsers (`spec/counter-api.yaml`)."""

from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from sceau.envelope.fields import Field, array, byte_string
from sceau.envelope.signed import OBJECT_LIMIT
from sceau.relay.counter import halves, key_requests
from sceau.relay.counter.access_keys import parse_keys
from sceau.relay.counter.acting import at_counter, member_acts
from sceau.relay.counter.bodies import cbor_answer, read_cbor
from sceau.relay.counter.log import Appending, append
from sceau.relay.counter.removal import remove
from sceau.relay.people.members import acting
from sceau.relay.people.permissions import may_keep_own_keys, may_manage_members
from sceau.relay.people.signing_in import fresh
from sceau.relay.pharmacies.extending import LOG_LIMIT
from sceau.relay.requests import RelayRequest
from sceau.web.bodies import read_body, require_media_type
from sceau.web.problems import Refusal

_BYTES: Final = "application/octet-stream"
_ENTRIES: Final = Field(list, 0, 1000)


@require_POST
def log(request: RelayRequest) -> HttpResponse:
    fields = read_cbor(request, _LOG, limit=LOG_LIMIT)
    appending = Appending(_entries(fields["entries"]), parse_keys(fields["access_keys"]))
    with member_acts(request, may_keep_own_keys) as (connection, member):
        seq = append(request.relay, connection, member, appending)
    return cbor_answer({"seq": seq})


@require_POST
def removal(request: RelayRequest, member: bytes) -> HttpResponse:
    entries = _entries(read_cbor(request, _REMOVAL, limit=LOG_LIMIT)["entries"])
    with member_acts(request, may_manage_members) as (connection, by):
        remove(request.relay, connection, member=member, entries=entries, by=by)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def requests(request: RelayRequest) -> HttpResponse:
    return _read_requests(request) if request.method == "GET" else _ask(request)


@require_http_methods(["GET", "PUT", "DELETE"])
def half(request: RelayRequest, half_id: bytes) -> HttpResponse:
    kept = _read_half(request) if request.method == "PUT" else b""
    now = request.relay.clock.now()
    who = fresh if request.method == "GET" else acting
    with member_acts(request, may_keep_own_keys, who=who) as (connection, member):
        match request.method:
            case "PUT":
                halves.keep(connection, member, half_id, kept, now)
            case "DELETE":
                halves.delete(connection, member, half_id, now)
            case _:
                return HttpResponse(halves.give(connection, member, half_id, now), content_type=_BYTES)
    return HttpResponse(status=204)


def _read_requests(request: RelayRequest) -> HttpResponse:
    with at_counter(request, may_manage_members) as counter:
        return cbor_answer(key_requests.asked(counter))


def _ask(request: RelayRequest) -> HttpResponse:
    keys = read_cbor(request, _ASKED, limit=key_requests.LIMIT)["keys"]
    with member_acts(request, may_keep_own_keys) as (connection, member):
        key_requests.ask(connection, member, keys, request.relay.clock.now())
    return HttpResponse(status=204)


def _read_half(request: RelayRequest) -> bytes:
    require_media_type(request, _BYTES)
    body = read_body(request, limit=halves.LENGTH)
    if len(body) != halves.LENGTH:
        raise Refusal("bad-length", "body")
    return body


def _entries(values: object) -> list[bytes]:
    entries = array(values, "body.entries", 0, 1000)
    return [byte_string(entry, f"body.entries.{at}", 1, OBJECT_LIMIT) for at, entry in enumerate(entries)]


_LOG: Final = {"entries": Field(list, 1, 1000), "access_keys": Field(list, 0, 256)}
_REMOVAL: Final = {"entries": _ENTRIES}
_ASKED: Final = {"keys": Field(list, 1, 8)}
