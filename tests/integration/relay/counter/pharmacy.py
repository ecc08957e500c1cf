"""A pharmacy at the counter, for tests: people who signed in, a log that began through a session, and keys."""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import httpx2
from tests.integration.relay.people.browser import API, Browser
from tests.integration.relay.people.conftest import Person, Shop
from tests.integration.relay.pharmacy import TODAY, publish
from tests.integration.running import PublishedRegister, RunningRelay

from sceau.envelope import cbor, enrol
from sceau.envelope.access import Kit
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, parse_object
from sceau.relay.counter.tokens import SOFTWARE

ANSWER_LIMIT = 16 * 1024 * 1024
SEALED = b"\x5a" * 4096
"""What a browser would have sealed: the relay asks nothing of it but its length."""


@dataclass
class Pharmacy:
    """`log` and `entries` as its browsers hold them; the titular pharmacist has the kit."""

    shop: Shop
    register: PublishedRegister
    kit: Kit = field(default_factory=Kit.new)
    log: PharmacyLog = field(default_factory=PharmacyLog)
    entries: list[bytes] = field(default_factory=list)
    device_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    @classmethod
    def opened(cls, relay: RunningRelay, register: PublishedRegister, finess: str) -> "Pharmacy":
        """Signed up, with a log begun by the titular pharmacist, a member and a reader who are signed in."""
        pharmacy = cls(Shop.opened(relay, finess), register)
        answer = pharmacy.begin()
        assert answer.status_code == 200, answer.text
        for role in ("member", "reader"):
            pharmacy.shop.invited(role)
        return pharmacy

    @property
    def titular(self) -> Person:
        return self.shop.titular

    @property
    def member(self) -> Person:
        return self.shop.people["member"]

    @property
    def reader(self) -> Person:
        return self.shop.people["reader"]

    def begin(self, finess: str | None = None) -> httpx2.Response:
        """The genesis, this browser's device and the first epoch, in one request."""
        code = self.register.enrol(finess or self.shop.finess)
        publish(self.shop.relay, self.register)
        first = enrol.genesis(
            code=code, kit=self.kit, finess=finess or self.shop.finess, name="Officine inventée", phone="", time=now()
        )
        new = [self.append(first), self.append(self.device()), self.append(self.epoch())]
        return self.send_log(self.titular, new, [access_key(self.kit, self.titular)])

    def append(self, entry: SignedObject) -> bytes:
        for encoded in self.register.enrolments:
            self.register.statements.enrol(parse_object(encoded))
        self.log.extend(entry, enrolments=self.register.statements.enrolments)
        self.entries.append(entry.encode())
        return self.entries[-1]

    def device(self, seed: bytes | None = None, *, kit: Kit | None = None) -> SignedObject:
        device = public_key(seed or self.device_seed)
        return enrol.device_added(self.log, kit=kit or self.kit, device=device, software=SOFTWARE, time=now())

    def epoch(self, *, kit: Kit | None = None) -> SignedObject:
        return enrol.new_epoch(self.log, kit=kit or self.kit, time=now())

    def added(self, kit: Kit, *, by: Kit | None = None) -> SignedObject:
        return enrol.member_added(self.log, kit=by or self.kit, member=kit.member, time=now())

    def removed(self, kit: Kit, *, by: Kit | None = None) -> SignedObject:
        return enrol.member_removed(self.log, kit=by or self.kit, member=kit.member["sign"], time=now())

    def given_keys(self, person: Person) -> Kit:
        """Keys of this person's own, which the titular pharmacist adds to the log, with a new epoch."""
        kit = Kit.new()
        new = [self.append(self.added(kit)), self.append(self.epoch())]
        answer = self.send_log(self.titular, new, [access_key(kit, person, kind="passkey")])
        assert answer.status_code == 200, answer.text
        return kit

    def send_log(
        self, person: Person, entries: Iterable[bytes], keys: Iterable[dict[str, object]] = ()
    ) -> httpx2.Response:
        return send(person.browser, "POST", "log", {"entries": list(entries), "access_keys": list(keys)})


def now() -> int:
    return int(time.time())


def access_key(kit: Kit, person: Person, *, kind: str = "kit") -> dict[str, object]:
    sign = kit.member["sign"]
    return {"sign": sign, "member": bytes.fromhex(person.id), "kind": kind, "label": "Clé inventée"}


def send(browser: Browser, method: str, path: str, body: object = None) -> httpx2.Response:
    """One of the session's addresses, with CBOR."""
    more: dict[str, Any] = {} if body is None else {"content": cbor.encode(body)}
    return browser.send(method, API + path, Content_Type="application/cbor", **more)


def read(answer: httpx2.Response) -> Any:  # noqa: ANN401 (CBOR's values)
    """What an answer of 200 or 409 says in CBOR."""
    assert answer.headers["Content-Type"] == "application/cbor", answer.text
    return cbor.decode(answer.content, limit=ANSWER_LIMIT)


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


def put_item(
    browser: Browser, number: int, *, version: int = 0, state: str = "waiting", sealed: bytes = SEALED, day: int = TODAY
) -> httpx2.Response:
    return send(browser, "PUT", f"items/{day}/{number}", {"version": version, "state": state, "sealed": sealed})


def items(browser: Browser, query: str = "after=0") -> list[dict[str, Any]]:
    """The rows that are answered."""
    found: list[dict[str, Any]] = read(send(browser, "GET", f"items?{query}"))["items"]
    return found


def numbers_of(rows: Iterable[dict[str, Any]]) -> list[int]:
    return [row["number"] for row in rows]
