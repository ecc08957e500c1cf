"""Case 18: the relay substitutes the register's key, so that what is sealed from then on is sealed to somebody else.

The relay runs, and serves other statements. (One that runs this program and finds them in its database serves none: it
pinned the root too.) Whoever pinned the register's root refuses them, and goes on with
what it knew.
"""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.integration.between import at, between
from tests.integration.relay.pharmacy import SOFTWARE, Pharmacy
from tests.integration.running import WEEK, PublishedRegister, RunningRelay

from sceau.client.errors import ClientError
from sceau.client.http import Connection
from sceau.client.installation import DEVICE, KEY, LOG, PROFILE, STATEMENTS, Installation
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.signed import sign_object
from sceau.envelope.statements import DESTROY_AFTER, KeyRole, Kind
from sceau.notifier.relay import read_statements

Substitute = Callable[[PublishedRegister], list[bytes]]


def another_register(_honest: PublishedRegister) -> list[bytes]:
    """A whole chain, every signature right, from another root."""
    return PublishedRegister().objects


def key_of_a_stranger(honest: PublishedRegister) -> list[bytes]:
    """The register's chain, and one key more, signed by somebody whom no root authorised."""
    end = honest.now + WEEK
    life = {"not_before": honest.now, "not_after": end, "destroy_after": end + DESTROY_AFTER}
    key = {"role": KeyRole.REGISTER.value, "pk": kem_public_key(secrets.token_bytes(32)), **life}
    body = {**honest.statements.next_body(honest.now), **key}
    return [*honest.objects, sign_object(Kind.KEY, body, secrets.token_bytes(32)).encode()]


def key_swapped_in_place(honest: PublishedRegister) -> list[bytes]:
    """The register's chain, in which one key took another's place."""
    theirs = kem_public_key(secrets.token_bytes(32))
    return [one.replace(honest.epoch, theirs) for one in honest.objects]


def an_older_chain(honest: PublishedRegister) -> list[bytes]:
    """The register's chain without its last word: what was withdrawn would count again."""
    return honest.objects[:-1]


SUBSTITUTES = [
    (another_register, "rollback"),
    (key_of_a_stranger, "not-signed"),
    (key_swapped_in_place, "bad-signature"),
]


@pytest.fixture(scope="module")
def pharmacy(relay: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.enrolled(relay, published_register, "990000018")


@pytest.fixture
def installation(pharmacy: Pharmacy, tmp_path: Path) -> Installation:
    """The pharmacy's computer, which has seen the register's chain."""
    register = pharmacy.register
    profile = {
        "relay": pharmacy.relay.url,
        "pharmacy": pharmacy.log.pharmacy.hex(),
        "root": register.root_hash.hex(),
        "client_id": pharmacy.client_id,
        "software": SOFTWARE,
    }
    (tmp_path / PROFILE).write_text(json.dumps(profile))
    (tmp_path / DEVICE).write_bytes(pharmacy.device_seed)
    (tmp_path / KEY).write_text(json.dumps(pharmacy.key.as_dict(private=True)))
    (tmp_path / LOG).write_bytes(b"".join(pharmacy.entries))
    (tmp_path / STATEMENTS).write_bytes(b"".join(register.objects))
    return Installation(tmp_path)


@contextmanager
def turned(pharmacy: Pharmacy, substitute: Substitute) -> Iterator[str]:
    """The relay, which serves other statements than the register's."""
    served = b"".join(substitute(pharmacy.register))
    with between(pharmacy.relay, at("/keys", lambda given: replace(given, content=served))) as url:
        yield url


def test_an_honest_relay_is_believed(installation: Installation, pharmacy: Pharmacy) -> None:
    with Connection(pharmacy.relay.url) as connection:
        installation.refresh(connection)
    assert read_statements(pharmacy.relay.url, root_hash=pharmacy.register.root_hash).seq >= 0


@pytest.mark.parametrize(("substitute", "code"), [*SUBSTITUTES, (an_older_chain, "rollback")])
def test_a_pharmacys_computer_refuses_and_keeps_the_key_it_knew(
    installation: Installation, pharmacy: Pharmacy, substitute: Substitute, code: str
) -> None:
    before = installation.trusted().statements.keys
    with turned(pharmacy, substitute) as url, Connection(url) as connection:
        assert refused(lambda: installation.refresh(connection)) == code
    assert installation.trusted().statements.keys == before


@pytest.mark.parametrize(("substitute", "code"), SUBSTITUTES)
def test_the_notifier_refuses(pharmacy: Pharmacy, substitute: Substitute, code: str) -> None:
    with turned(pharmacy, substitute) as url:
        assert refused(lambda: read_statements(url, root_hash=pharmacy.register.root_hash)) == code


def refused(read: Callable[[], object]) -> str:
    """The code of the refusal; empty when it was believed."""
    try:
        read()
    except (EnvelopeError, ClientError) as error:
        return error.code
    return ""
