"""The notifier's seeds: made here, published elsewhere, destroyed when their time has come."""

from pathlib import Path

import pytest
from tests.unit.envelope.domains import SIGNER, Domain, key_fields
from tests.unit.envelope.messages import NOW

from sceau.envelope.kdf import kid
from sceau.envelope.statements import DAY, DESTROY_AFTER, Kind
from sceau.notifier.keys import SlipKeys, destroy_past, key_states, new_key
from sceau.web.key_folder import KeyFolder, KeyMissingError

ENDS = NOW + 7 * DAY


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path)


def published(*keys: bytes) -> Domain:
    domain = Domain()
    domain.add_signer()
    for key in keys:
        domain.publish(Kind.KEY, key_fields("notifier", key), SIGNER)
    return domain


def test_a_new_key_is_published_by_its_public_half_alone(folder: KeyFolder) -> None:
    public = new_key(folder)
    assert len(public) == 1216
    assert folder.names("slips") == (f"slips/{kid(public).hex()}",)


def test_a_key_not_yet_published_is_listed_as_such(folder: KeyFolder) -> None:
    first, second = new_key(folder), new_key(folder)
    states = list(key_states(folder, published(first).chain))
    assert [(one.kid, one.published is None) for one in states] == [(kid(first), False), (kid(second), True)]


def test_a_key_of_somebody_else_is_not_ours(folder: KeyFolder) -> None:
    other = new_key(KeyFolder(folder.path / "other"))
    assert list(key_states(folder, published(other).chain)) == []


def test_a_seed_goes_sixty_days_after_its_month(folder: KeyFolder) -> None:
    old, waiting = new_key(folder), new_key(folder)
    chain = published(old).chain
    assert destroy_past(folder, chain, now=ENDS + DESTROY_AFTER) == 0
    assert destroy_past(folder, chain, now=ENDS + DESTROY_AFTER + 1) == 1
    assert [one.kid for one in key_states(folder, chain)] == [kid(waiting)]
    with pytest.raises(KeyMissingError):
        SlipKeys.of(folder.path).seed(kid(old))


def test_the_key_of_the_marks_is_made_once(folder: KeyFolder) -> None:
    assert SlipKeys.of(folder.path).memory == SlipKeys.of(folder.path).memory
    assert list(key_states(folder, published().chain)) == []
