"""Every address of the relay (`spec/relay-api.yaml`). No address holds a secret or says who a person is."""

from django.http import HttpResponse
from django.urls import path, register_converter
from django.views.decorators.http import require_GET

from sceau.relay import ledger_views
from sceau.relay.clients import views as clients
from sceau.relay.counter import pages as counter_pages
from sceau.relay.intake import views as intake
from sceau.relay.notices import views as notices
from sceau.relay.pharmacies import views as pharmacies
from sceau.relay.requests import RelayRequest
from sceau.relay.statements import views as statements
from sceau.relay.status import views as status
from sceau.relay.tickets import views as tickets
from sceau.web import health
from sceau.web.static_files import static_file


class Hex16:
    """16 bytes as 32 lower-case hexadecimal digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> bytes:
        return bytes.fromhex(value)

    def to_url(self, value: bytes) -> str:
        return value.hex()


class Day:
    """UTC days since 1970, in its one form."""

    regex = "0|[1-9][0-9]{0,4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class CounterScreen:
    """What the counter shows under an address of its own (`browser/src/counter/routes.ts`); the rest is not found."""

    regex = "day|files|members|keys|signup|join|signin|setup"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CounterScreen, "counter_screen")
register_converter(Hex16, "hex16")
register_converter(Day, "day")


@require_GET
def alive(_request: RelayRequest) -> HttpResponse:
    return health.health()


@require_GET
def ready(request: RelayRequest) -> HttpResponse:
    return health.ready(request.relay.pool)


urlpatterns = [
    path(".well-known/smart-configuration", clients.configuration),
    path("token", clients.token),
    path("pharmacies", clients.pharmacies),
    path("pharmacies/<hex16:pharmacy>/log", pharmacies.log),
    path("keys", statements.keys),
    path("enrolments", statements.enrolments),
    path("envelopes", intake.envelopes),
    path("envelopes/status", status.envelopes),
    path("envelopes/<day:day>/<hex16:envelope_id>", status.envelope),
    path("envelopes/<day:day>/<hex16:envelope_id>/copy", status.pharmacy_copy),
    path("announce", tickets.announcements),
    path("reissue", tickets.reissues),
    path("notices/lease", notices.leases),
    path("notices/done", notices.done),
    path("t", tickets.ticket_page),
    path("t/state", tickets.ticket_state),
    path("t/open", tickets.ticket_open),
    path("p", counter_pages.prefill_page),
    path("counter", counter_pages.counter_page),
    path("counter/<counter_screen:screen>", counter_pages.counter_page),
    path("counter/service-worker.js", counter_pages.service_worker),
    path("counter/manifest.webmanifest", counter_pages.manifest),
    path("counter/api/configuration", counter_pages.configuration),
    path("ledger/checkpoint", ledger_views.checkpoint),
    path("ledger/tile/<path:path>", ledger_views.tile),
    path("static/<str:name>", static_file),
    path("health", alive),
    path("ready", ready),
]
handler400 = "sceau.web.problems.bad_request"
handler404 = "sceau.web.problems.not_found"
handler500 = "sceau.web.problems.server_error"
