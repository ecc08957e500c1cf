"""A pharmacy asks to sign up, and the operator decides, having called it on a number that proves the FINESS.

The one idea: nobody is answered whether a pharmacy is known here, and what the contract was that was accepted stands in
the journal, by version and hash, apart from who may ask about it later.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sceau.relay.journal.entry import APPLICANT, OPERATOR, Action, write
from sceau.relay.people import contract, invitations
from sceau.relay.people.forms import Application
from sceau.relay.people.members import HOLDS, Role
from sceau.web.database import Database
from sceau.web.problems import Refusal

_OF_ONE_PHARMACY: Final = 5
_OF_ALL: Final = 2000
"""More than that wait for no honest reason: the operator is called instead."""


class Undecided(ValueError):
    """The operator's command cannot be done as it stands; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application, as the operator reads it."""

    number: int
    finess: str
    name: str
    phone: str
    contact_name: str
    email: str
    rpps: str
    contract: str
    applied_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom the operator's decision goes. `token` is that of a link, empty for a refusal."""

    email: str
    shop_name: str
    token: str = ""


def apply(connection: Database, form: Application, now: datetime) -> None:
    """Note the application; made again, by the same address, it is corrected. The caller commits.

    Anybody may call this, so a correction adds nothing, to the journal neither: what was accepted at last stands there
    when the operator approves. It gets a new number: what an operator approves by number is what was read under it.
    Refusal `old-contract`, `too-many-applications`.
    """
    accepted = contract.named(form.contract_hash)
    said = {**form.model_dump(), "contract": accepted, "now": now}
    if connection.execute(_AGAIN, said).rowcount or connection.execute(_CORRECT, said).rowcount:
        return
    ((here, everywhere),) = connection.execute(_COUNT, (form.finess,)).fetchall()
    if here >= _OF_ONE_PHARMACY or everywhere >= _OF_ALL:
        raise Refusal("too-many-applications")
    connection.execute(_APPLY, said)
    detail = f"{form.finess} {accepted}"
    write(connection, at=now, actor=APPLICANT, action=Action.APPLICATION_MADE, detail=detail)


def waiting(connection: Database, finess: str | None = None) -> list[Waiting]:
    """What waits for the operator, oldest first; of one pharmacy if it is named."""
    rows = connection.execute(_WAITING, {"finess": finess}).fetchall()
    return [Waiting(*row) for row in rows]


def approve(connection: Database, finess: str, *, now: datetime, number: int) -> Letter:
    """The pharmacy is one of ours, and its titular pharmacist gets a link. The caller commits.

    By the number under which it was read: without one, anybody could correct it in between. Undecided when no such
    application waits, or when the pharmacy is one of ours already.
    """
    chosen = _chosen(connection, finess, number)
    if connection.execute("SELECT FROM shop WHERE finess = %s", (finess,)).fetchone():
        raise Undecided(f"{finess} has signed up already: `sceau relay link {finess}` gives its titular a new link")
    values = (finess, chosen.name, chosen.phone, chosen.email, chosen.contract, now)
    connection.execute(_APPROVE, values)
    member = invitations.new_member(
        connection, finess=finess, name=chosen.contact_name, role=Role.TITULAR, rpps=chosen.rpps, until=None, now=now
    )
    connection.execute("DELETE FROM application WHERE finess = %s", (finess,))
    detail = f"{finess} {chosen.contract}"
    write(connection, at=now, actor=OPERATOR, action=Action.APPLICATION_APPROVED, detail=detail)
    return Letter(chosen.email, chosen.name, invitations.new_token(connection, member, now))


def refuse(connection: Database, finess: str, *, now: datetime, number: int | None = None) -> Letter:
    """The application is gone. The caller commits, and says why to whom it names."""
    chosen = _chosen(connection, finess, number)
    connection.execute("DELETE FROM application WHERE id = %s", (chosen.number,))
    write(connection, at=now, actor=OPERATOR, action=Action.APPLICATION_REFUSED, detail=finess)
    return Letter(chosen.email, chosen.name)


def link_again(connection: Database, finess: str, *, now: datetime) -> Letter:
    """A new link for the titular pharmacist who has lost all passkeys: using it replaces them. The caller commits."""
    row = connection.execute(_TITULAR, {"finess": finess, "now": now}).fetchone()
    if row is None:
        raise Undecided(f"{finess} has not signed up, or nobody there is titular: look at `sceau relay applications`")
    member, email, name = row
    write(connection, at=now, actor=OPERATOR, action=Action.LINK_GIVEN, detail=f"{finess} {member.hex()}")
    return Letter(email, name, invitations.new_token(connection, member, now))


def _chosen(connection: Database, finess: str, number: int | None) -> Waiting:
    found = [one for one in waiting(connection, finess) if number in (None, one.number)]
    if not found:
        raise Undecided(f"no such application of {finess} waits: look at `sceau relay applications`")
    if len(found) > 1:
        raise Undecided(f"{len(found)} applications of {finess} wait: name one with --number")
    return found[0]


_COUNT: Final = "SELECT count(*) FILTER (WHERE finess = %s), count(*) FROM application"
_AGAIN: Final = """
UPDATE application SET applied_at = %(now)s WHERE (finess, email, name, phone, contact_name, rpps, contract) =
    (%(finess)s, %(email)s, %(name)s, %(phone)s, %(contact_name)s, %(rpps)s, %(contract)s)
"""
_CORRECT: Final = """
UPDATE application SET id = DEFAULT, name = %(name)s, phone = %(phone)s, contact_name = %(contact_name)s,
    rpps = %(rpps)s, contract = %(contract)s, applied_at = %(now)s
WHERE finess = %(finess)s AND email = %(email)s
"""
_APPLY: Final = """
INSERT INTO application (name, phone, contact_name, rpps, contract, applied_at, finess, email)
VALUES (%(name)s, %(phone)s, %(contact_name)s, %(rpps)s, %(contract)s, %(now)s, %(finess)s, %(email)s)
"""
_WAITING: Final = """
SELECT id, finess, name, phone, contact_name, email, rpps, contract, applied_at FROM application
WHERE finess = coalesce(%(finess)s, finess) ORDER BY id
"""
_APPROVE: Final = """
INSERT INTO shop (finess, name, phone, email, contract, approved_at) VALUES (%s, %s, %s, %s, %s, %s)
"""
_TITULAR: Final = f"""
SELECT membership.id, shop.email, shop.name FROM membership JOIN shop USING (finess)
WHERE finess = %(finess)s AND role = 'titular' AND {HOLDS} ORDER BY account IS NULL, invited_at LIMIT 1
"""  # noqa: S608 (both parts are constants)
