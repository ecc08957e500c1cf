"""A real day: records sent, tickets opened, people told; one correction, one new ticket, one record rejected.

At noon a second pharmacy has the same people at its counter (`counter`). In the evening the mail server is away, and
some wait to be told.

The one idea: whatever can happen to a result happens to some canary before anything is stolen. What the counter app
does and the command line does not (a correction; a record that the register will reject) is sealed here by the same
functions.
"""

import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from sceau.client.delivery import Delivery
from sceau.client.http import Connection
from sceau.client.sealing import Sealing
from sceau.client.spool import New, State
from sceau.client.tickets import open_ticket
from sceau.demo.processes import sceau
from sceau.demo.world import World
from sceau.drill.canaries import Canary, canaries, crowd
from sceau.drill.counter.day import CounterDay, work
from sceau.drill.papers import by_sms, document_of, record_of, spreadsheet
from sceau.envelope import cbor
from sceau.envelope.kdf import sha256
from sceau.envelope.seal import Slip, TicketFor, seal_envelope
from sceau.envelope.ticket import Ticket, parse_link
from sceau.record import sections
from sceau.record.deduplication import deduplication_traits

CROWD: Final = 60
"""Others of that day: enough for the register's counter to count (it waits for 50)."""
_DOCUMENT, _REJECTED = -2, -1  # canaries, from the end
_CORRECTED, _REPLACED = 0, 1
_EVENING: Final = (3, 4, 5, 7)  # tested once more, and not told yet; all of them by e-mail
_SECONDS: Final = 120.0


class DayError(RuntimeError):
    """The day did not go as it must for the drill to mean something."""


@dataclass(slots=True)
class Day:
    """What the canaries' day left in the hands of who lived it.

    By person: `ids` of envelopes sent, the one `waiting` in the spool, ticket `links`, and `hashed`, the texts about
    her that the product hashes. `day` counts from 1970. `counter` is the second pharmacy's day, if it was lived.
    """

    people: tuple[Canary, ...]
    ids: dict[int, list[bytes]] = field(default_factory=dict)
    waiting: dict[int, bytes] = field(default_factory=dict)
    links: dict[int, str] = field(default_factory=dict)
    day: int = 0
    hashed: dict[int, list[bytes]] = field(default_factory=dict)
    counter: CounterDay | None = None

    def traces(self) -> Mapping[int, list[bytes]]:
        """What names a person's envelopes and tickets without naming her."""
        at_counter = self.counter.traces if self.counter else {}
        return {
            person: [*ids, self.waiting[person], parse_link(self.links[person])[0].lookup, *at_counter.get(person, ())]
            for person, ids in self.ids.items()
        }


def live(world: World, papers: Path, *, counter: bool) -> Day:
    """Live the day in `world`, with or without a counter.

    `papers` takes the first pharmacy's own files, which nobody steals here, and the profile of the counter's computer.
    """
    people, now = canaries(), datetime.now(UTC)
    day = Day(people, day=int(now.timestamp()) // 86_400)
    _send_spreadsheet(world, papers, day, now)
    _send_document(world, papers, day, now)
    _open_tickets(world, day)
    _correct(world, day, now)
    _send_rejected(world, day, now)
    if counter:
        _work_at_counter(world, papers, day)
    _wait_for_notices(world, sum(map(len, day.ids.values())) + (day.counter.told if day.counter else 0))
    world.catcher.close_mail()
    _test_again(world, day, now)
    _replace_ticket(world, papers, day)
    _open_tickets(world, day)
    _leave_waiting(world, day, now)
    return day


def _send_spreadsheet(world: World, papers: Path, day: Day, now: datetime) -> None:
    rows = day.people[:_DOCUMENT]
    file, tickets = papers / "day.csv", papers / "tickets.txt"
    file.write_bytes(spreadsheet([*rows, *crowd(CROWD)], now=now))
    command(world, "send", str(file), "--tickets", str(tickets), "--receipts", str(papers))
    handed = [line.split(";") for line in tickets.read_text(encoding="utf-8").splitlines()]
    for _, row, one, link, _ in handed:
        if int(row) - 2 < len(rows):
            _note(day, rows[int(row) - 2], bytes.fromhex(one), link, now)


def _send_document(world: World, papers: Path, day: Day, now: datetime) -> None:
    person = day.people[_DOCUMENT]
    file, tickets = papers / "document.xml", papers / "ticket.txt"
    file.write_bytes(document_of(person, now=now))
    command(world, "send", str(file), "--tickets", str(tickets), "--consent", "identity", "--consent", "notice")
    _, _, one, link, _ = tickets.read_text(encoding="utf-8").strip().split(";")
    _note(day, person, bytes.fromhex(one), link, now)


def _correct(world: World, day: Day, now: datetime) -> None:
    """The result was the other one: a new envelope under the same ticket."""
    person = day.people[_CORRECTED]
    record = sections(record_of(person, now=now))
    result = {**record["result"], "analytes": [{**_analyte(record), "outcome": "260385009"}]}
    one = _seal(world, person, {**record, "result": result}, day, corrects=day.ids[person.number][0])
    day.ids[person.number].append(one)
    _deliver(world, one, State.REGISTERED)


def _send_rejected(world: World, day: Day, now: datetime) -> None:
    """A number whose key is wrong, sealed by a program that did not check it."""
    person = day.people[_REJECTED]
    record = sections(record_of(person, now=now))
    key = f"{97 - int(person.nir[13:]):02}"
    day.links[person.number] = Ticket.new().link(world.relay, asks_code=False)
    one = _seal(world, person, {**record, "number": {**record["number"], "value": person.nir[:13] + key}}, day)
    day.ids[person.number] = [one]
    _deliver(world, one, State.REJECTED)


def _work_at_counter(world: World, papers: Path, day: Day) -> None:
    day.counter = work(world, day.people, papers)
    for person, texts in day.counter.hashed.items():
        day.hashed.setdefault(person, []).extend(texts)


def _test_again(world: World, day: Day, now: datetime) -> None:
    """In the evening, when nobody can be told: their slips wait at the relay."""
    for number in _EVENING:
        person = day.people[number]
        one = _seal(world, person, sections(record_of(person, now=now)), day)
        day.ids[number].append(one)
        _deliver(world, one, State.REGISTERED)


def _wait_for_notices(world: World, count: int) -> None:
    """Until so many in all have gone out: everybody agreed to be told."""
    ends = time.monotonic() + _SECONDS
    while len(world.catcher.messages()) < count:
        if time.monotonic() > ends:
            raise DayError(f"{len(world.catcher.messages())} of {count} notices went out")
        time.sleep(0.1)


def _leave_waiting(world: World, day: Day, now: datetime) -> None:
    """The network is gone at closing time: one more envelope a person waits in the spool."""
    for person in day.people:
        day.waiting[person.number] = _seal(world, person, sections(record_of(person, now=now)), day)


def _replace_ticket(world: World, papers: Path, day: Day) -> None:
    kit, person = papers / "kit.txt", day.people[_REPLACED].number
    kit.write_text(world.kit, encoding="ascii")
    said = command(world, "ticket", "reissue", day.ids[person][0].hex(), "--kit", str(kit))
    kit.unlink()
    day.links[person] = next(word for word in said.split() if "/t#" in word)


def _open_tickets(world: World, day: Day) -> None:
    """Each person reads her result, on a phone that the drill does not take."""
    with Connection(world.relay) as connection:
        for person, link in day.links.items():
            results = open_ticket(link, born=day.people[person].born.isoformat(), connection=connection)
            if {one.id for one in results} != set(day.ids[person]):
                raise DayError(f"canary {person} does not read the results that were sent")


def _seal(
    world: World, person: Canary, record: Mapping[str, Mapping[str, object]], day: Day, *, corrects: bytes | None = None
) -> bytes:
    """Seal and spool a record; the envelope's id."""
    sealing = Sealing.of(world.installation, now=datetime.now(UTC).timestamp())
    ticket, _ = parse_link(day.links[person.number])
    sealed = seal_envelope(
        record,
        sender=sealing.sender,
        readers=sealing.readers,
        day=sealing.day,
        identity_to_register=True,
        ticket=TicketFor(ticket, person.born.isoformat()),
        slip=Slip("sms", f"+262{person.phone[1:]}", "fr") if by_sms(person) else Slip("email", person.email, "fr"),
        corrects=None if corrects is None else (sealing.day, corrects),
    )
    envelope = sealed.envelope
    new = New(envelope.header.id, sealing.day, sha256(envelope.header_bytes), envelope.encode(), sealed.reply)
    world.installation.spool().add([new])
    return new.id


def _deliver(world: World, one: bytes, wanted: State) -> None:
    with Connection(world.relay) as connection:
        Delivery(world.installation, connection).send(seconds=_SECONDS)
    state = world.installation.spool().known([one])[one].state
    if state is not wanted:
        raise DayError(f"an envelope is {state}, not {wanted}")


def _note(day: Day, person: Canary, one: bytes, link: str, now: datetime) -> None:
    day.ids[person.number] = [one]
    day.links[person.number] = link
    record = record_of(person, now=now)
    hashed = [cbor.encode(section) for section in sections(record).values()]
    day.hashed[person.number] = [*hashed, *filter(None, [deduplication_traits(record)])]


def _analyte(record: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    analytes = cast("list[dict[str, object]]", record["result"]["analytes"])
    return analytes[0]


def command(world: World, *words: str) -> str:
    """Run `sceau WORDS…` as the pharmacy; what it shows. Its complaints go to its log, as any process's."""
    environment = {**os.environ, "SCEAU_HOME": str(world.installation.home), "LC_ALL": "C.UTF-8"}
    log = world.folder / f"client-{words[0]}.log"
    with log.open("ab") as complaints:
        done = subprocess.run(  # noqa: S603 - our own
            sceau(*words),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            check=False,
        )
    if done.returncode:
        raise DayError(f"sceau {words[0]} failed ({done.returncode}): {log.read_text(encoding='utf-8')[-2000:]}")
    return done.stdout.decode()
