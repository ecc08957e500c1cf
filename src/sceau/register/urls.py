"""Every route of the register: machines only, no page."""

from django.http import HttpResponse
from django.urls import path, register_converter
from django.views.decorators.http import require_GET

from sceau.register import ledger_views
from sceau.register.desk import views as desk_views
from sceau.register.intake import views as intake_views
from sceau.register.keys import views as keys_views
from sceau.register.pharmacies import views as pharmacies_views
from sceau.register.reconciliation import views as reconciliation_views
from sceau.register.requests import RegisterRequest
from sceau.register.senders import views as senders_views
from sceau.web import health, problems
from sceau.web.addresses import Day, Hex16

register_converter(Day, "day")
register_converter(Hex16, "hex16")


@require_GET
def alive(_request: RegisterRequest) -> HttpResponse:
    return health.health()


@require_GET
def ready(request: RegisterRequest) -> HttpResponse:
    return health.ready(request.register.pool)


urlpatterns = [
    path(".well-known/smart-configuration", senders_views.configuration),
    path("token", senders_views.token),
    path("keys", keys_views.keys),
    path("enrolments", keys_views.enrolments),
    path("software", senders_views.software),
    path("pharmacies/log", pharmacies_views.log),
    path("intake", intake_views.intake),
    path("reconciliation/<day:day>", reconciliation_views.day),
    path("reconciliation/<day:day>/<hex16:pharmacy>", reconciliation_views.pharmacy),
    path("readings/<int:first>", desk_views.readings),
    path("ledger/checkpoint", ledger_views.checkpoint),
    path("ledger/witnessed", ledger_views.witnessed),
    path("ledger/tile/<path:path>", ledger_views.tile),
    path("health", alive),
    path("ready", ready),
]

handler400 = problems.bad_request
handler404 = problems.not_found
handler500 = problems.server_error
