"""One delivery, alone: who sent it, is it whole, what does it say (`spec/envelope.md` §5).

The one idea: until the signature of a known device and the copy's hash have been checked, anybody may have written the
bytes, so such a delivery is only *deferred*: nothing is registered under its name. After that, the sender answers for
what is inside, and the verdict is for good.
"""

import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Header, Role, parse_header
from sceau.envelope.kdf import sha256
from sceau.envelope.open import Opened, open_copy
from sceau.envelope.sections import ABOUT_THE_PERSON, NAMES, withhold
from sceau.envelope.statements import SoftwareState, Statements
from sceau.envelope.wire import Delivery, parse_delivery
from sceau.record import Problem, check
from sceau.record.deduplication import traits_of
from sceau.record.problems import errors
from sceau.register.at_rest import Contribution, Entries
from sceau.register.months import month_of
from sceau.register.pharmacies.logs import KnownPharmacy
from sceau.web.key_folder import KeyMissingError

_FIRST_DAY: Final = date(1970, 1, 1)
_NOT_ABOUT_THE_PERSON: Final = frozenset(NAMES) - ABOUT_THE_PERSON
_FORGED_OR_DAMAGED: Final = frozenset({"bad-signature", "weak-key", "bad-hash", "bad-key"})


@dataclass(frozen=True, slots=True)
class Deferred:
    """No verdict: the relay may try again, or give up. `code` says nothing of the content."""

    code: str


@dataclass(frozen=True, slots=True)
class DeduplicationTag:
    """The month of the sampling, and 32 bytes under that month's key."""

    month: int
    tag: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is kept of a valid record: what the person agreed to, what it counts for, and its tag."""

    entries: Entries = field(repr=False)
    contribution: Contribution = field(repr=False)
    tag: DeduplicationTag = field(repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on what a known device signed. `accepted` is None for what is rejected; `reply` when unreadable."""

    header: Header
    header_bytes: bytes
    hash: bytes
    reply: bytes | None = field(repr=False)
    problems: tuple[Problem, ...]
    accepted: Accepted | None


@dataclass(frozen=True, slots=True)
class IntakeContext:
    """What opening needs to know, read once a batch.

    `epoch_seed` takes a kid: EnvelopeError `bad-key` or `stale-key` when it may not be used. `deduplication_key` takes
    a month (YYYYMM). Both raise KeyMissingError for a seed that is not there.
    """

    now: datetime
    statements: Statements
    pharmacies: Mapping[bytes, KnownPharmacy]
    epoch_seed: Callable[[bytes], bytes]
    deduplication_key: Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Received:
    """A delivery that can be read from outside; nothing is believed of it yet."""

    delivery: Delivery
    header: Header


def receive(data: bytes) -> Received | Deferred:
    """Parse one delivery and its header."""
    try:
        delivery = parse_delivery(data)
        return Received(delivery, parse_header(delivery.header_bytes))
    except EnvelopeError as error:
        return Deferred(error.code)


def judge(received: Received, context: IntakeContext) -> Judged | Deferred:
    """The verdict on one delivery. Raises nothing but what is a fault of ours."""
    header = received.header
    try:
        _check_sender(header, context)
        seed = context.epoch_seed(header.copy(Role.REGISTER).kid or b"")
    except EnvelopeError as error:
        return Deferred(error.code)
    return _open(received.delivery, header, seed, context)


def _check_sender(header: Header, context: IntakeContext) -> None:
    pharmacy = context.pharmacies.get(header.pharmacy)
    if pharmacy is None:
        raise EnvelopeError("unknown-device", "header.pharmacy")
    software = context.statements.software.get(pharmacy.software_of(header.sender, header.day))
    if software is None or software.state is not SoftwareState.ACTIVE:
        raise EnvelopeError("software-suspended", "header.sender")


def _open(delivery: Delivery, header: Header, seed: bytes, context: IntakeContext) -> Judged | Deferred:
    try:
        opened = open_copy(delivery, Role.REGISTER, seed, header=header)
    except EnvelopeError as error:
        if error.code in _FORGED_OR_DAMAGED:
            return Deferred(error.code)
        return _verdict(delivery, header, reply=None, problems=(), accepted=None)
    problems = check(opened.sections, now=context.now, withheld=opened.withheld)
    accepted = None if errors(problems) else _accept(opened, context)
    return _verdict(delivery, header, reply=opened.reply, problems=problems, accepted=accepted)


def _verdict(
    delivery: Delivery, header: Header, *, reply: bytes | None, problems: tuple[Problem, ...], accepted: Accepted | None
) -> Judged:
    return Judged(header, delivery.header_bytes, sha256(delivery.header_bytes), reply, problems, accepted)


def _accept(opened: Opened, context: IntakeContext) -> Accepted:
    """What is kept of sections without error, read as they are: nobody here needs the tree of a Record."""
    checked: Mapping[str, Mapping[str, Any]] = opened.sections
    sampled = datetime.fromisoformat(checked["result"]["sampling_time"])
    contribution = _contribution(checked, sampled)
    if checked["source"]["consents"]["identity"]:
        return Accepted(opened.entries, contribution, _tag(sampled, traits_of(checked), context))
    # A sender that shows the person against their will is not followed: what was refused is not kept.
    entries = withhold(opened.entries, _NOT_ABOUT_THE_PERSON)
    return Accepted(entries, contribution, _tag(sampled, None, context))


def _contribution(checked: Mapping[str, Mapping[str, Any]], sampled: datetime) -> Contribution:
    counted = checked["statistics"]
    day = (sampled.date() - _FIRST_DAY).days
    person = (day, counted["age_band"], counted["sex"], counted.get("departement", ""))
    return [(*person, analyte["disease"], analyte["outcome"]) for analyte in checked["result"]["analytes"]]


def _tag(sampled: datetime, traits: bytes | None, context: IntakeContext) -> DeduplicationTag:
    """Random without a person, or once the month's key has been destroyed with its month."""
    month = month_of(sampled)
    try:
        key = context.deduplication_key(month)
    except KeyMissingError:
        return DeduplicationTag(month_of(context.now), secrets.token_bytes(32))
    return DeduplicationTag(month, secrets.token_bytes(32) if traits is None else hmac.digest(key, traits, "sha256"))
