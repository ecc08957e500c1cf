"""A pharmacy's key history: who may read and send for it, since when, by whose word (`spec/keys.md` §2).

The relay stores this log and can add nothing to it: every entry is signed by a member of before, or by a code that the
register gave. A device or member that nobody signed for is refused here as it is by every client.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from . import cbor
from .refusal import Refused
from .shape import NUMBER, fit, items, octets, take, words
from .signatures import Signed, check_key, leaf, read_signed, sha256

_RECOVERY: Final = 72 * 3600


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: when (seconds since 1970), what, which key it concerns, who signed, and its leaf in a ledger."""

    seq: int
    time: int
    operation: str
    key: bytes
    signers: tuple[bytes, ...]
    entry: bytes


@dataclass(slots=True)
class History:
    """What the entries read so far say."""

    pharmacy: bytes = b""
    finess: str = ""
    name: str = ""
    events: list[Event] = field(default_factory=list)
    members: dict[bytes, bytes] = field(default_factory=dict)
    """Signing key → sealing key."""
    devices: dict[bytes, str] = field(default_factory=dict)
    """Signing key → software."""
    epochs: list[bytes] = field(default_factory=list)
    _head: tuple[int, bytes, int] = (-1, b"", 0)
    _used: set[bytes] = field(default_factory=set)
    _handed_on: bool = False
    """Whether some member has the last epoch's seed, so that the next epoch carries it."""
    _recovery: dict[str, Any] | None = None

    def follow(self, data: bytes, enrolments: Mapping[bytes, str]) -> None:
        """The next entry. Refused: `bad-chain`, `not-signed`, `bad-enrolment`, `bad-entry`, `bad-shape`."""
        signed = read_signed(data, "entry")
        body = _read(signed)
        self._check_chain(body)
        self._recover(body["time"])
        by = signed.signers("pharmacy", "entry")
        self._check_right(body, by, enrolments)
        self._recovery = None
        _CHANGES[body["op"]](self, body, signed)
        self.pharmacy, self._head = body["pharmacy"], (body["seq"], signed.hash, body["time"])
        self.events.append(
            Event(body["seq"], body["time"], body["op"], _key(body), tuple(sorted(by)), leaf("pharmacy", signed.body))
        )

    def _check_chain(self, body: dict[str, Any]) -> None:
        seq, last, time = self._head
        place = body["seq"], body["prev"], body["pharmacy"]
        if place != (seq + 1, last, self.pharmacy or body["pharmacy"]) or body["time"] < time:
            raise Refused("bad-chain", "entry")
        if (seq < 0) is not (body["op"] == "genesis"):
            raise Refused("bad-chain", "entry")

    def _check_right(self, body: dict[str, Any], by: frozenset[bytes], enrolments: Mapping[bytes, str]) -> None:
        if body["op"] in ("genesis", "recovery"):
            if enrolments.get(body["enrolment"]) != body.get("finess", self.finess) or body["enrolment"] in self._used:
                raise Refused("bad-enrolment", "entry")
            allowed = by == {body["enrolment"], body["member"]["sign"]}
        else:
            allowed = len(by) == 1 and by <= self.members.keys()
        if not allowed:
            raise Refused("not-signed", "entry")

    def _recover(self, now: int) -> None:
        """72 hours in which no member spoke: a recovery replaces them all."""
        if self._recovery is not None and now >= self._recovery["time"] + _RECOVERY:
            self.members, self._handed_on = {}, False
            self._add(self._recovery["member"])
            self._recovery = None

    def _begin(self, body: dict[str, Any], _signed: Signed) -> None:
        self.finess, self.name = body["finess"], body["name"]
        self._use(body["enrolment"])
        self._add(body["member"])

    def _add_member(self, body: dict[str, Any], _signed: Signed) -> None:
        self._add(body["member"])

    def _remove_member(self, body: dict[str, Any], _signed: Signed) -> None:
        _require(body["member"] in self.members and len(self.members) > 1)
        del self.members[body["member"]]

    def _add_device(self, body: dict[str, Any], _signed: Signed) -> None:
        self._use(body["device"])
        self.devices[body["device"]] = body["software"]

    def _remove_device(self, body: dict[str, Any], _signed: Signed) -> None:
        _require(body["device"] in self.devices)
        del self.devices[body["device"]]

    def _begin_epoch(self, body: dict[str, Any], signed: Signed) -> None:
        """Its seed was sealed for every member of now, and for nobody else."""
        readers = sorted(sha256(key)[:16] for key in self.members.values())
        readers += [sha256(body["epoch"])[:16]] * self._handed_on
        for pair in body["seeds"]:
            fit(pair, "entry.seeds", items(2, 2))
            fit(pair[0], "entry.seeds", octets(16))
            fit(pair[1], "entry.seeds", octets(32))
        wanted = [[reader, sha256(sealed)] for reader, sealed in zip(readers, signed.sealed, strict=False)]
        _require(len(readers) == len(signed.sealed) and wanted == body["seeds"])
        self._use(body["epoch"])
        self.epochs.append(body["epoch"])
        self._handed_on = True

    def _ask_recovery(self, body: dict[str, Any], _signed: Signed) -> None:
        self._use(body["enrolment"])
        _require(self._used.isdisjoint(body["member"].values()))
        self._recovery = body

    def _add(self, member: dict[str, bytes]) -> None:
        self._use(member["sign"])
        self._use(member["kem"])
        self.members[member["sign"]] = member["kem"]

    def _use(self, key: bytes) -> None:
        """A key serves once, for one thing: what was removed never returns."""
        _require(key not in self._used)
        self._used.add(key)


def history(entries: list[bytes], enrolments: Mapping[bytes, str]) -> History:
    """A whole log, from its genesis."""
    read = History()
    for data in entries:
        read.follow(data, enrolments)
    if not read.events:
        raise Refused("bad-chain", "entry")
    return read


def _read(signed: Signed) -> dict[str, Any]:
    body = cbor.decode(signed.body, "entry")
    operation = body.get("op") if isinstance(body, dict) else None
    if not isinstance(operation, str) or operation not in _SHAPES:
        raise Refused("bad-shape", "entry.op")
    found: dict[str, Any] = take(body, operation, {**_CHAIN, **_SHAPES[operation]})
    if isinstance(found.get("member"), dict):
        check_key(take(found["member"], "entry.member", _MEMBER)["sign"], "entry.member")
    if "device" in found:
        check_key(found["device"], "entry.device")
    if signed.sealed and operation != "epoch":
        raise Refused("bad-shape", "entry.sealed")
    return found


def _key(body: dict[str, Any]) -> bytes:
    """The public key that an entry is about."""
    found = body.get("device") or body.get("epoch") or body.get("member") or b""
    return bytes(found["sign"] if isinstance(found, dict) else found)


def _require(consistent: bool) -> None:  # noqa: FBT001
    if not consistent:
        raise Refused("bad-entry", "entry")


_CHAIN: Final = {"pharmacy": octets(16), "seq": NUMBER, "prev": octets(0, 32), "time": NUMBER, "op": words(16)}
_MEMBER: Final = {"sign": octets(32), "kem": octets(1216)}
_PERSON: Final = (dict, 2, 2)
_SHAPES: Final[dict[str, dict[str, Any]]] = {
    "genesis": {
        "finess": words(9, 9),
        "name": words(128),
        "phone": words(20, 0),
        "enrolment": octets(32),
        "member": _PERSON,
    },
    "member-added": {"member": _PERSON},
    "member-removed": {"member": octets(32)},
    "device-added": {"device": octets(32), "software": words(64)},
    "device-removed": {"device": octets(32)},
    "epoch": {"epoch": octets(1216), "seeds": items(1, 256)},
    "recovery": {"enrolment": octets(32), "member": _PERSON},
}
_CHANGES: Final = {
    "genesis": History._begin,  # noqa: SLF001 (our own, named by operation)
    "member-added": History._add_member,  # noqa: SLF001
    "member-removed": History._remove_member,  # noqa: SLF001
    "device-added": History._add_device,  # noqa: SLF001
    "device-removed": History._remove_device,  # noqa: SLF001
    "epoch": History._begin_epoch,  # noqa: SLF001
    "recovery": History._ask_recovery,  # noqa: SLF001
}
