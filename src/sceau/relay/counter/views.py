"""The counter's rows, documents, numbers and prefills over HTTP (`spec/counter-api.yaml`)."""

from typing import Annotated, Final

from django.http import HttpResponse, JsonResponse, QueryDict
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import Field as FormField

from sceau.envelope.fields import Field, exactly, text
from sceau.relay.counter import items, numbers, prefills, shelf
from sceau.relay.counter.acting import at_counter
from sceau.relay.counter.bodies import cbor_answer, read_cbor
from sceau.relay.counter.items import SEALED_SIZES, Stale, State, Writing
from sceau.relay.counter.shelf import Document
from sceau.relay.counter.tokens import give_token
from sceau.relay.people.forms import Form, read_form
from sceau.relay.people.members import signed_in
from sceau.relay.people.permissions import may_read, may_write_items
from sceau.relay.requests import RelayRequest
from sceau.web.problems import Refusal

_LIMIT: Final = 16_384 + 256


class Wanted(Form):
    """Short numbers of a day."""

    day: Annotated[int, FormField(ge=0, le=99_999)]
    count: Annotated[int, FormField(ge=1, le=numbers.MOST)] = 1
    reserve: bool = False


@require_GET
def rows(request: RelayRequest) -> HttpResponse:
    """`?after=N` what changed since (0: the board), `?first=D&last=D` days; then `&first=D&above=N` from that place."""
    asked = request.GET
    with at_counter(request, may_read, who=signed_in) as counter:
        if "last" in asked:
            return cbor_answer(items.of_days(counter, past=_past(asked), last=_integer(asked, "last")))
        after = _integer(asked, "after")
        return cbor_answer(items.changed_since(counter, after) if after else items.board(counter, past=_past(asked)))


@require_http_methods(["PUT"])
def row(request: RelayRequest, day: int, number: int) -> HttpResponse:
    fields = read_cbor(request, _ROW, limit=_LIMIT)
    writing = Writing(fields["version"], _state(fields["state"]), _sealed(fields["sealed"]))
    if number not in items.NUMBERS:
        raise Refusal("bad-length", "number")
    try:
        with at_counter(request, may_write_items) as counter:
            written = items.write_item(counter, day, number, writing)
    except Stale as stale:
        request.relay.metrics.counter.labels("item-stale").inc()
        return cbor_answer(stale.present, status=409)
    request.relay.metrics.counter.labels("item").inc()
    return cbor_answer({"version": written.version, "change": written.change})


@require_http_methods(["GET", "PUT"])
def document(request: RelayRequest, name: str) -> HttpResponse:
    return (
        _read_document(request, Document(name)) if request.method == "GET" else _write_document(request, Document(name))
    )


@require_POST
def day_numbers(request: RelayRequest) -> HttpResponse:
    wanted = read_form(request, Wanted)
    with at_counter(request, may_write_items) as counter:
        first = numbers.give_numbers(counter, day=wanted.day, count=wanted.count, reserve=wanted.reserve)
    return JsonResponse({"first": first})


@require_GET
def waiting_prefills(request: RelayRequest) -> HttpResponse:
    with at_counter(request, may_read) as counter:
        return cbor_answer({"prefills": prefills.waiting(counter)})


@require_http_methods(["DELETE"])
def prefill(request: RelayRequest, number: int) -> HttpResponse:
    with at_counter(request, may_write_items) as counter:
        prefills.delete(counter, number)
    return HttpResponse(status=204)


@require_POST
def leave_prefill(request: RelayRequest) -> HttpResponse:
    """Anybody's: no session, no cookie, no address."""
    fields = read_cbor(request, _PREFILL, limit=_LIMIT)
    now = request.relay.clock.now()
    with request.relay.pool.connection() as connection, connection.transaction():
        number = prefills.leave(connection, fields["pharmacy"], fields["sealed"], now)
    request.relay.metrics.counter.labels("prefill").inc()
    return JsonResponse({"number": number}, status=201)


@require_POST
def token(request: RelayRequest) -> HttpResponse:
    with at_counter(request, may_read) as counter:
        return JsonResponse(give_token(counter, request.relay.tokens))


def _read_document(request: RelayRequest, name: Document) -> HttpResponse:
    with at_counter(request, may_read, who=signed_in) as counter:
        return cbor_answer(shelf.read_document(counter, name))


def _write_document(request: RelayRequest, name: Document) -> HttpResponse:
    fields = read_cbor(request, _DOCUMENT, limit=_LIMIT)
    version, sealed = fields["version"], _sealed(fields["sealed"])
    try:
        with at_counter(request, may_write_items) as counter:
            written = shelf.write_document(counter, name, version=version, sealed=sealed)
    except Stale as stale:
        return cbor_answer(stale.present, status=409)
    request.relay.metrics.counter.labels("document").inc()
    return cbor_answer({"version": written.version, "change": written.change})


def _past(asked: QueryDict) -> tuple[int, int]:
    """The place that rows come after: the beginning of a day, or one of its numbers."""
    return _integer(asked, "first", default="0"), _integer(asked, "above", default="0")


def _integer(asked: QueryDict, name: str, *, default: str = "") -> int:
    value = asked.get(name, default)
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise Refusal("bad-field", name)
    return int(value)


def _state(name: str) -> State:
    if name not in set(State):
        raise Refusal("bad-field", "body.state")
    return State(name)


def _sealed(sealed: bytes) -> bytes:
    if len(sealed) not in SEALED_SIZES:
        raise Refusal("bad-length", "body.sealed")
    return sealed


_VERSION: Final = Field(int, 0, 2**31 - 2)
_BYTES: Final = Field(bytes, min(SEALED_SIZES), max(SEALED_SIZES))
_ROW: Final = {"version": _VERSION, "state": text(16), "sealed": _BYTES}
_DOCUMENT: Final = {"version": _VERSION, "sealed": _BYTES}
_PREFILL: Final = {"pharmacy": exactly(16), "sealed": exactly(prefills.SEALED)}
