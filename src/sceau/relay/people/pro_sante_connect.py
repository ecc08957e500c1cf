"""Pro Santé Connect, the second way to sign in: the State's OpenID provider for health professionals (eidas1).

The one idea: it says who somebody is (an RPPS number), the membership says where he may act. Whoever has several
memberships chooses; whoever has none reads so. Claims are read in `claims.py`.
"""

from dataclasses import dataclass
from typing import Final

from sceau.relay.journal.entry import Action, write
from sceau.relay.people import accounts, invitations
from sceau.relay.people.claims import Professional
from sceau.relay.people.members import HOLDS, holds
from sceau.relay.people.sessions import FRESH, OFFERED
from sceau.relay.people.signing_in import begin
from sceau.relay.requests import RelayRequest
from sceau.web.database import Database
from sceau.web.problems import Refusal

_ARRIVED: Final = "arrived"


@dataclass(frozen=True, slots=True)
class Place:
    """A membership that the professional may act under."""

    member: bytes
    shop_name: str


def places_of(connection: Database, found: Professional, request: RelayRequest) -> list[Place]:
    """Where the professional may act now; Refusal `psc-no-membership` for nowhere. Only a pharmacist is titular."""
    values = {"rpps": found.rpps, "now": request.relay.clock.now(), "titular": found.is_pharmacist}
    places = [Place(*row) for row in connection.execute(_PLACES, values).fetchall()]
    if not places:
        raise Refusal("psc-no-membership")
    return places


def offer(request: RelayRequest, places: list[Place]) -> None:
    """Remember, in the session, among which places the professional chooses; for a moment: computers are shared."""
    request.session[OFFERED] = {place.member.hex(): place.shop_name for place in places}
    request.session[_ARRIVED] = request.relay.seconds()


def offered(request: RelayRequest) -> dict[str, str]:
    """Names of shops by membership; Refusal `psc-refused` when nothing was offered in this session just now."""
    places, ends = request.session.get(OFFERED), request.session.get(_ARRIVED, 0) + FRESH.total_seconds()
    if not places or request.relay.seconds() > ends:
        raise Refusal("psc-refused")
    return dict(places)


def chosen(request: RelayRequest, member: str) -> bytes:
    """The membership of this number, if it was offered; Refusal `psc-refused`."""
    if member not in offered(request):
        raise Refusal("psc-refused")
    return bytes.fromhex(member)


def sign_in(request: RelayRequest, member: bytes) -> None:
    """Sign in under a membership that was found for the professional. A link to join is used up by it."""
    now = request.relay.clock.now()
    with accounts.both() as connection:
        if not holds(connection, member, now):
            raise Refusal("psc-no-membership")
        account = accounts.open_account(connection, member)
        invitations.use_up(connection, member)
        write(connection, at=now, actor=f"member-{member.hex()}", action=Action.SIGNED_IN, detail=OFFERED)
    begin(request, account, member)


_PLACES: Final = f"""
SELECT id, shop.name FROM membership JOIN shop USING (finess)
WHERE rpps = %(rpps)s AND (role <> 'titular' OR %(titular)s) AND {HOLDS} ORDER BY shop.name, id
"""  # noqa: S608 (both parts are constants)
