from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from tests.integration.register.world import migrated_environment

from sceau.envelope.access import Kit
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.statements import KeyRole
from sceau.ledger.checkpoint import open_checkpoint
from sceau.register import enrolments
from sceau.register.desk.officers import add_officer
from sceau.register.keys import epochs, monthly, root
from sceau.register.keys.errors import KeysError
from sceau.register.keys.published import ROOT_HASH, replay
from sceau.register.keys.seeds import IntakeSeeds
from sceau.register.ledger import sequence_waiting
from sceau.web.database import Database
from sceau.web.embedded import EmbeddedPostgres
from sceau.web.key_folder import KeyFolder, KeyMissingError
from sceau.web.ledger_store import read_checkpoint

DOMAIN = "register.example"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def template(register_cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = register_cluster.create_database("register_keys")
    migrated_environment(url, tmp_path_factory.mktemp("keys"))
    return url


@pytest.fixture
def database(template: str) -> Iterator[Database]:
    """Tables and nothing else; what a test writes is rolled back."""
    with psycopg.connect(template) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def roots(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "roots")


@pytest.fixture
def begun(database: Database, folder: KeyFolder, roots: KeyFolder) -> Database:
    root.initialise(database, folder, roots, domain=DOMAIN, count=3, threshold=2, now=NOW)
    root.new_signer(database, folder, roots, now=NOW)
    return database


def test_a_domain_begins_once(begun: Database, folder: KeyFolder, roots: KeyFolder) -> None:
    with pytest.raises(KeysError):
        root.initialise(begun, folder, roots, domain=DOMAIN, count=3, threshold=2, now=NOW)


def test_the_chain_replays_from_its_pinned_root(begun: Database, folder: KeyFolder) -> None:
    epochs.publish_due(begun, folder, now=NOW)
    assert replay(begun, folder.read(ROOT_HASH)).domain == DOMAIN


def test_another_chain_than_the_pinned_one_is_refused(begun: Database) -> None:
    with pytest.raises(EnvelopeError, match="rollback"):
        replay(begun, bytes(32))


def test_one_root_key_of_two_authorises_no_signer(
    begun: Database, folder: KeyFolder, roots: KeyFolder, tmp_path: Path
) -> None:
    alone = KeyFolder(tmp_path / "alone")
    alone.create("root/1", roots.read("root/1"))
    with pytest.raises(EnvelopeError, match="not-signed"):
        root.new_signer(begun, folder, alone, now=NOW)


def test_a_signer_that_was_refused_is_not_the_one_that_signs(
    begun: Database, folder: KeyFolder, roots: KeyFolder, tmp_path: Path
) -> None:
    test_one_root_key_of_two_authorises_no_signer(begun, folder, roots, tmp_path)
    assert epochs.publish_due(begun, folder, now=NOW) > 0


def test_epochs_follow_each_other_without_a_gap_four_weeks_ahead(begun: Database, folder: KeyFolder) -> None:
    epochs.publish_due(begun, folder, now=NOW)
    keys = [one.key for one in epochs.states(begun, folder) if one.key.role is KeyRole.REGISTER]
    assert [after.not_before - before.not_after for before, after in pairwise(keys)] == [0] * 4
    assert keys[0].not_before <= NOW.timestamp()
    assert keys[-1].not_after >= (NOW + 4 * WEEK).timestamp()


def test_what_is_published_already_is_not_published_again(begun: Database, folder: KeyFolder) -> None:
    epochs.publish_due(begun, folder, now=NOW)
    assert epochs.publish_due(begun, folder, now=NOW) == 0
    assert epochs.publish_due(begun, folder, now=NOW + WEEK) == 1


def test_a_revoked_signer_publishes_nothing_more(begun: Database, folder: KeyFolder, roots: KeyFolder) -> None:
    row = begun.execute("SELECT hash FROM statement WHERE kind = 'signer'").fetchone()
    assert row is not None
    root.revoke(begun, folder, roots, statement_hash=row[0], now=NOW)
    with pytest.raises(EnvelopeError, match="not-signed"):
        epochs.publish_due(begun, folder, now=NOW)


def test_an_epochs_seed_is_kept_for_its_week_and_sixty_days_and_then_destroyed(
    begun: Database, folder: KeyFolder
) -> None:
    epochs.publish_due(begun, folder, now=NOW)
    first = next(one.key for one in epochs.states(begun, folder) if one.key.role is KeyRole.REGISTER)
    last_day = datetime.fromtimestamp(first.destroy_after, UTC)
    assert epochs.destroy_expired(begun, folder, now=last_day) == 0
    assert epochs.destroy_expired(begun, folder, now=last_day + timedelta(seconds=1)) == 1
    with pytest.raises(KeyMissingError):
        folder.read(epochs.seed_name(KeyRole.REGISTER, first.kid))


def test_a_destroyed_seed_is_forgotten_by_a_process_that_used_it(begun: Database, folder: KeyFolder) -> None:
    epochs.publish_due(begun, folder, now=NOW)
    seeds, statements = IntakeSeeds(folder, kept_months=3), root.published(begun, folder)
    first = next(statements.usable(KeyRole.REGISTER))
    seeds.usable_epoch(first.kid, statements, NOW)
    past = datetime.fromtimestamp(first.destroy_after + 1, UTC)
    epochs.destroy_expired(begun, folder, now=past)
    seeds.forget_expired(statements, past)
    with pytest.raises(KeyMissingError):
        seeds.usable_epoch(first.kid, statements, NOW)


def test_a_rotated_key_is_the_one_in_use(begun: Database, folder: KeyFolder) -> None:
    epochs.publish_due(begun, folder, now=NOW)
    before = root.published(begun, folder).newest(KeyRole.ACK, int(NOW.timestamp()))
    later = NOW + timedelta(hours=1)
    epochs.rotate(begun, folder, KeyRole.ACK, now=later)
    assert root.published(begun, folder).newest(KeyRole.ACK, int(later.timestamp())).kid != before.kid


def test_a_notifiers_key_is_published_for_a_month_and_the_newest_is_the_one_in_use(
    begun: Database, folder: KeyFolder
) -> None:
    first, second = (kem_public_key(bytes([number]) * 32) for number in (1, 2))
    epochs.publish_notifier(begun, folder, first, now=NOW)
    key = root.published(begun, folder).newest(KeyRole.NOTIFIER, int(NOW.timestamp()))
    assert (key.pk, key.not_after - key.not_before) == (first, 31 * 86_400)
    later = NOW + timedelta(days=30)
    epochs.publish_notifier(begun, folder, second, now=later)
    assert root.published(begun, folder).newest(KeyRole.NOTIFIER, int(later.timestamp())).pk == second


def test_a_notifiers_key_serves_once(begun: Database, folder: KeyFolder) -> None:
    public = kem_public_key(bytes(32))
    epochs.publish_notifier(begun, folder, public, now=NOW)
    with pytest.raises(KeysError, match="published before"):
        epochs.publish_notifier(begun, folder, public, now=NOW)


@pytest.mark.parametrize("public", [b"", bytes(1216), b"x" * 1215])
def test_what_is_no_notifiers_key_is_not_published(begun: Database, folder: KeyFolder, public: bytes) -> None:
    with pytest.raises(KeysError, match="not a notifier's public key"):
        epochs.publish_notifier(begun, folder, public, now=NOW)


def test_the_ledger_goes_on_under_a_rotated_key(begun: Database, folder: KeyFolder) -> None:
    seeds, later = IntakeSeeds(folder, kept_months=3), NOW + timedelta(hours=1)
    epochs.publish_due(begun, folder, now=NOW)
    sequence_waiting(begun, seeds.ledger(root.published(begun, folder), NOW), NOW)
    epochs.rotate(begun, folder, KeyRole.LEDGER, now=later)
    key = seeds.ledger(root.published(begun, folder), later)
    sequence_waiting(begun, key, later)
    leaves = begun.execute("SELECT count(*) FROM statement").fetchone()
    assert leaves == (open_checkpoint(read_checkpoint(begun), [key.signer.verifier]).size,)


def test_no_desk_key_is_made_that_nobody_could_open(begun: Database) -> None:
    with pytest.raises(KeysError):
        monthly.publish_desk_keys(begun, now=NOW)


def test_each_month_has_its_own_desk_key(begun: Database) -> None:
    kit = Kit.new()
    add_officer(begun, label="made-up officer", member=kit.member, now=NOW)
    assert monthly.publish_desk_keys(begun, now=NOW) == 3
    seeds = {monthly.open_desk_seed(begun, month, kit.kem_seed) for month in (202603, 202604, 202605)}
    assert len(seeds) == 3


def test_retention_ends_with_the_months_rows_and_keys(begun: Database, folder: KeyFolder) -> None:
    kit = Kit.new()
    add_officer(begun, label="made-up officer", member=kit.member, now=NOW)
    monthly.publish_desk_keys(begun, now=NOW)
    monthly.deduplication_key(folder, 202603, now=NOW, kept_months=3)
    assert monthly.close_months(begun, folder, now=datetime(2026, 6, 30, tzinfo=UTC), kept_months=3) == []
    assert monthly.close_months(begun, folder, now=datetime(2026, 7, 1, tzinfo=UTC), kept_months=3) == [202603]
    assert begun.execute("SELECT to_regclass('record_202603')").fetchone() == (None,)
    with pytest.raises(KeysError):
        monthly.open_desk_seed(begun, 202603, kit.kem_seed)


def test_a_deduplication_key_past_retention_is_not_made_again(folder: KeyFolder) -> None:
    with pytest.raises(KeyMissingError):
        monthly.deduplication_key(folder, 202511, now=NOW, kept_months=3)


def test_enrolments_of_a_revoked_signer_are_signed_again_by_the_next(
    begun: Database, folder: KeyFolder, roots: KeyFolder
) -> None:
    enrolments.new_enrolment(begun, folder, finess="990000001", now=NOW)
    [signer] = begun.execute("SELECT hash FROM statement WHERE kind = 'signer'").fetchall()
    root.revoke(begun, folder, roots, statement_hash=signer[0], now=NOW)
    [(key,)] = begun.execute("SELECT pk FROM enrolment").fetchall()
    assert enrolments.check_enrolments(begun, root.published(begun, folder), [key]) == {}
    assert enrolments.sign_again(begun, folder, now=NOW) == 0
    root.new_signer(begun, folder, roots, now=NOW)
    assert [enrolments.sign_again(begun, folder, now=NOW) for _ in range(2)] == [1, 0]
    assert enrolments.check_enrolments(begun, root.published(begun, folder), [key]) == {key: "990000001"}
