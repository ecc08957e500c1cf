"""The list of approved software: published whole, signed, whenever it changes (`spec/keys.md` §1, `software`).

The one idea: the list that everybody can read is the list that decides. There is no other switch.
"""

from datetime import datetime
from typing import Any

from sceau.envelope.statements import Kind, Software, SoftwareState, Statements
from sceau.register import journal
from sceau.register.journal import Action
from sceau.register.keys.root import publish_signed, published
from sceau.web.database import Database
from sceau.web.key_folder import KeyFolder


def set_software(database: Database, folder: KeyFolder, software: Software, *, now: datetime) -> None:
    """Approve a software, suspend it, or rename it. Needs the online signer."""
    listed = {**published(database, folder).software, software.id: software}
    items: list[object] = [
        {"id": one.id, "name": one.name, "state": one.state.value} for _, one in sorted(listed.items())
    ]
    publish_signed(database, folder, Kind.SOFTWARE, {"software": items}, now=now)
    journal.write(database, Action.SOFTWARE_SET, now=now, detail=f"{software.id} {software.state}")


def may_send(statements: Statements, software_id: str) -> bool:
    """Only software on the list, in state `active`."""
    software = statements.software.get(software_id)
    return software is not None and software.state is SoftwareState.ACTIVE


def signed_list(database: Database) -> bytes:
    """The newest list as it was signed, encoded; empty before the first."""
    query = "SELECT encoded FROM statement WHERE kind = %s ORDER BY seq DESC LIMIT 1"
    row = database.execute(query, [Kind.SOFTWARE.value]).fetchone()
    return b"" if row is None else row[0]


def readable_list(statements: Statements) -> list[dict[str, Any]]:
    """The same as JSON, for people."""
    return [{"id": one.id, "name": one.name, "state": one.state.value} for one in statements.software.values()]
