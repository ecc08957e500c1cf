"""Every address of the relay (`spec/relay-api.yaml`). No address holds a secret or says who a person is."""

from django.http import HttpResponse
from django.urls import path, register_converter
from django.views.decorators.http import require_GET

from sceau.relay import ledger_views
from sceau.relay.bundle import views as bundle
from sceau.relay.clients import views as clients
from sceau.relay.counter import keys_views as counter_keys
from sceau.relay.counter import pages as counter_pages
from sceau.relay.counter import views as counter
from sceau.relay.intake import views as intake
from sceau.relay.notices import views as notices
from sceau.relay.operators import pages as operator_pages
from sceau.relay.operators import views as operators
from sceau.relay.people import member_views as members
from sceau.relay.people import pro_sante_connect_views as pro_sante_connect
from sceau.relay.people import views as people
from sceau.relay.pharmacies import views as pharmacies
from sceau.relay.requests import RelayRequest
from sceau.relay.statements import views as statements
from sceau.relay.status import views as status
from sceau.relay.tickets import views as tickets
from sceau.web import health
from sceau.web.addresses import Day, Hex16
from sceau.web.static_files import static_file


class CounterScreen:
    """What the counter shows under an address of its own (`browser/src/counter/routes.ts`); the rest is not found."""

    regex = "day|files|members|keys|signup|join|signin|setup"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Number:
    """A number of up to four digits, in its one form."""

    regex = "[1-9][0-9]{0,3}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class ShelfName:
    """A document that a shop's computers share (`spec/counter.md` §4)."""

    regex = "kits|duty"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CounterScreen, "counter_screen")
register_converter(Hex16, "hex16")
register_converter(Number, "number")
register_converter(ShelfName, "shelf_name")
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
    path("t/journal", tickets.ticket_journal),
    path("p", counter_pages.prefill_page),
    path("p/identity", counter.leave_prefill),
    path("counter", counter_pages.counter_page),
    path("counter/<counter_screen:screen>", counter_pages.counter_page),
    path("counter/service-worker.js", counter_pages.service_worker),
    path("counter/manifest.webmanifest", counter_pages.manifest),
    path("counter/api/configuration", counter_pages.configuration),
    path("counter/api/session", people.session),
    path("counter/api/contract", members.processing_contract),
    path("counter/api/applications", members.application),
    path("counter/api/joining", members.joining),
    path("counter/api/passkeys", people.own_passkeys),
    path("counter/api/passkeys/creation", people.creation),
    path("counter/api/passkeys/request", people.request_options),
    path("counter/api/passkeys/<int:number>", people.own_passkey),
    path("counter/api/sign-in", people.sign_in),
    path("counter/api/lock", people.lock),
    path("counter/api/sign-out", people.sign_out),
    path("counter/api/members", members.members),
    path("counter/api/members/<hex16:member>", members.one_member),
    path("counter/api/invitations", members.new_invitation),
    path("counter/api/invitations/<hex16:member>", members.one_invitation),
    path("accounts/psc/login/", pro_sante_connect.login),
    path(
        "accounts/psc/login/callback/",
        pro_sante_connect.callback,
        {"provider_id": "psc"},  # allauth looks its address up by this name and value
        name="openid_connect_callback",
    ),
    path("accounts/choice", pro_sante_connect.choice),
    path("counter/api/members/<hex16:member>/removal", counter_keys.removal),
    path("counter/api/log", counter_keys.log),
    path("counter/api/key-requests", counter_keys.requests),
    path("counter/api/browser-halves/<hex16:half_id>", counter_keys.half),
    path("counter/api/token", counter.token),
    path("counter/api/numbers", counter.day_numbers),
    path("counter/api/items", counter.rows),
    path("counter/api/items/<day:day>/<number:number>", counter.row),
    path("counter/api/shelf/<shelf_name:name>", counter.document),
    path("counter/api/prefills", counter.waiting_prefills),
    path("counter/api/prefills/<number:number>", counter.prefill),
    path("operator", operator_pages.overview),
    path("operator/record", operator_pages.record),
    path("operator/days/<day:day>", operator_pages.one_day),
    path("operator/days/<day:day>/file", operator_pages.one_day_file),
    path("operator/join", operator_pages.join),
    path("operator/api/passkeys/creation", operators.creation),
    path("operator/api/passkeys", operators.new_passkey),
    path("operator/api/passkeys/request", people.request_options),
    path("operator/api/sign-in", operators.sign_in),
    path("operator/api/sign-out", operators.sign_out),
    path("ledger/checkpoint", ledger_views.checkpoint),
    path("ledger/witnessed", ledger_views.witnessed),
    path("ledger/mirrored", ledger_views.mirrored),
    path("ledger/evidence", ledger_views.evidence),
    path("ledger/tile/<path:path>", ledger_views.tile),
    path("bundle/manifest", bundle.manifest),
    path("bundle/proof", bundle.proof),
    path("static/<str:name>", static_file),
    path("health", alive),
    path("ready", ready),
]
handler400 = "sceau.web.problems.bad_request"
handler404 = "sceau.web.problems.not_found"
handler500 = "sceau.web.problems.server_error"
