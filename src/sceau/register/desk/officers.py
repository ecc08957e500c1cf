"""Officers: people known by the public halves of their access kits.

The one idea: being an officer is being given the month's desk key; who was added later is given the earlier months by
an officer who has them, never by the service, which has none.
"""

from datetime import datetime

from sceau.envelope.access import Kit
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kid
from sceau.register import journal
from sceau.register.journal import Action
from sceau.register.keys.monthly import give_desk_keys
from sceau.web.database import Database


def add_officer(
    database: Database, *, label: str, member: dict[str, bytes], now: datetime, given_by: Kit | None = None
) -> bytes:
    """Add an officer by the public keys of a kit (`Kit.member`); returns the officer's kid.

    From now on, new months are wrapped to them too; `given_by` is a colleague's kit, which gives the months there are.
    """
    name = kid(member["kem"])
    database.execute(
        "INSERT INTO officer VALUES (%s, %s, %s, %s, %s)", [name, label, member["sign"], member["kem"], now]
    )
    by = journal.OPERATOR
    if given_by is not None:
        give_desk_keys(database, kem_seed=given_by.kem_seed, to=member["kem"])
        by = journal.officer(kid(kem_public_key(given_by.kem_seed)))
    journal.write(database, Action.OFFICER_ADDED, now=now, actor=by, detail=name.hex())
    return name
