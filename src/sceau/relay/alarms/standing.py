"""Alarms raised, told and cleared, each once (`migrations/0010_alarms.sql`), and what processes say for the rules."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sceau.relay.alarms.rules import Alarm, Facts
from sceau.relay.journal.entry import WATCH, Action, write
from sceau.web.database import Database


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm and since when it stands; `cleared_at` is None while it does."""

    number: int
    name: str
    subject: str
    facts: Facts
    raised_at: datetime
    cleared_at: datetime | None


def settle(connection: Database, holding: Sequence[Alarm], now: datetime) -> None:
    """Raise what holds and does not stand, clear what stands and holds no more. The caller commits."""
    standing = set(connection.execute("SELECT name, subject FROM alarm WHERE cleared_at IS NULL").fetchall())
    held = {(one.name, one.subject): one for one in holding}
    for key, alarm in held.items():
        connection.execute(_RAISE, (*key, json.dumps(alarm.facts), now))
        if key not in standing:
            write(connection, at=now, actor=WATCH, action=Action.ALARM_RAISED, detail=" ".join(key).strip())
    for key in sorted(standing - held.keys()):
        connection.execute(_CLEAR, (now, *key))
        write(connection, at=now, actor=WATCH, action=Action.ALARM_CLEARED, detail=" ".join(key).strip())


def standing_now(connection: Database) -> list[Standing]:
    """What stands, newest first."""
    return [Standing(*row) for row in connection.execute(_STANDING)]


def past(connection: Database, limit: int) -> list[Standing]:
    """What stood last and is over, newest first."""
    return [Standing(*row) for row in connection.execute(_PAST, (limit,))]


def untold(connection: Database) -> list[Standing]:
    """What the operator has not been mailed yet: raised, or cleared since."""
    return [Standing(*row) for row in connection.execute(_UNTOLD)]


def told(connection: Database, those: Sequence[Standing]) -> None:
    """The mail server took the mail about these as they stood. The caller commits."""
    for one in those:
        connection.execute(_TOLD, (one.number, one.cleared_at))


def beat(connection: Database, process: str, now: datetime) -> None:
    """Say that the process is alive. The caller commits."""
    connection.execute(_BEAT, (process, now))


def sample(connection: Database, at: datetime, *, waiting: int, age: int, dead: int) -> None:
    """The queue as it was seen, for the plots of two days. The caller commits."""
    connection.execute("INSERT INTO sample VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING", (at, waiting, age, dead))
    connection.execute("DELETE FROM sample WHERE at < %s", (at - timedelta(days=2),))


def find(connection: Database, name: str, subject: str, now: datetime) -> None:
    """Found something that does not go away by itself: an alarm until it is settled. The caller commits."""
    connection.execute("INSERT INTO finding VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (name, subject, now))


def settle_finding(connection: Database, name: str, *, now: datetime, actor: str) -> int:
    """The operator has looked; how many findings of this name went. The caller commits."""
    gone = connection.execute("DELETE FROM finding WHERE name = %s", (name,)).rowcount
    if gone:
        write(connection, at=now, actor=actor, action=Action.FINDING_SETTLED, count=gone, detail=name)
    return gone


def forget(connection: Database, before: datetime) -> None:
    """Forget alarms that were over before. The caller commits."""
    connection.execute("DELETE FROM alarm WHERE cleared_at < %s", (before,))


_COLUMNS: Final = "number, name, subject, facts, raised_at, cleared_at"
_RAISE: Final = """
INSERT INTO alarm AS standing (name, subject, facts, raised_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (name, subject) WHERE cleared_at IS NULL DO UPDATE SET facts = excluded.facts
WHERE standing.facts <> excluded.facts
"""
_CLEAR: Final = """
UPDATE alarm SET cleared_at = %s, told = false WHERE name = %s AND subject = %s AND cleared_at IS NULL
"""
_STANDING: Final = f"SELECT {_COLUMNS} FROM alarm WHERE cleared_at IS NULL ORDER BY number DESC"  # noqa: S608 (both parts are constants)
_PAST: Final = f"SELECT {_COLUMNS} FROM alarm WHERE cleared_at IS NOT NULL ORDER BY cleared_at DESC LIMIT %s"  # noqa: S608 (the same)
_UNTOLD: Final = f"SELECT {_COLUMNS} FROM alarm WHERE NOT told ORDER BY number"  # noqa: S608 (the same)
_TOLD: Final = "UPDATE alarm SET told = true WHERE number = %s AND cleared_at IS NOT DISTINCT FROM %s"
_BEAT: Final = """
INSERT INTO heartbeat (process, at) VALUES (%s, %s) ON CONFLICT (process) DO UPDATE SET at = excluded.at
"""
