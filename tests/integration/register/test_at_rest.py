import base64
from pathlib import Path
from shutil import copytree

import psycopg
import pytest
from psycopg import sql
from tests.integration.register.pharmacies import Pharmacy, made_up_record
from tests.integration.register.world import RELAY, World

from sceau.envelope.access import Kit
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.kdf import kid
from sceau.register import commands
from sceau.register.at_rest import open_desk_key, open_statistics_key
from sceau.register.intake.service import answer_batch
from sceau.register.keys.errors import KeysError
from sceau.register.register import Register
from sceau.web.database import Database

CANARY = "QUETZALCOATLUS"


def dump(database: Database) -> bytes:
    """Every column of every table, as bytes."""
    tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    found = bytearray()
    for (table,) in tables:
        statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table))
        with database.cursor().copy(statement) as copy:
            found += b"".join(bytes(piece) for piece in copy)
    return bytes(found)


def forms(text: str) -> list[bytes]:
    raw = text.encode()
    return [raw, raw.lower(), raw.hex().encode(), base64.b64encode(raw)[:-4], text.encode("utf-16-le")]


def test_the_database_holds_nothing_readable(world: World, pharmacy: Pharmacy) -> None:
    world.send(pharmacy.seal(made_up_record(birth_name=CANARY)))
    with psycopg.connect(world.settings.database_url.get_secret_value()) as database:
        content = dump(database)
    assert pharmacy.id in content, "the search itself finds nothing"
    assert [form for form in forms(CANARY) if form in content] == []


def test_the_log_says_nothing_of_what_passes(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record(birth_name=CANARY))
    world.send(letter)
    log = world.log.read_bytes()
    assert [form for form in [*forms(CANARY), letter.id.hex().encode(), b"127.0.0.1"] if form in log] == []


def test_an_officer_reads_a_record_and_the_journal_says_so(world: World, pharmacy: Pharmacy) -> None:
    record = made_up_record()
    letter = pharmacy.seal(record)
    world.send(letter)
    (shown,) = world.read(letter)
    assert shown.sections == record
    with world.database() as database:
        rows = database.execute("SELECT actor, pharmacy FROM journal WHERE id = %s", [letter.id]).fetchall()
    assert rows == [(f"officer-{kid(Kit.parse(world.officer).member['kem']).hex()}", pharmacy.id)]


def test_a_kit_that_was_given_nothing_reads_nothing(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    with pytest.raises(KeysError):
        commands.desk_show(world.settings, envelope_id=letter.id.hex(), kit=Kit.new().text)


def test_a_new_officer_reads_what_a_colleague_gives(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    kit = commands.desk_new_officer(world.settings, label="a second one", given_by=world.officer)
    assert len(commands.desk_show(world.settings, envelope_id=letter.id.hex(), kit=kit)) == 1


def test_the_journal_says_who_gave_and_what_was_destroyed(world: World) -> None:
    commands.desk_new_officer(world.settings, label="a third one", given_by=world.officer)
    commands.keys_destroy(world.settings)
    with world.database() as database:
        rows = database.execute("SELECT action, count, actor FROM journal ORDER BY number DESC LIMIT 2").fetchall()
    giver = f"officer-{kid(Kit.parse(world.officer).member['kem']).hex()}"
    assert rows == [("keys-destroyed", 0, "operator"), ("officer-added", 1, giver)]


def test_intakes_keys_do_not_open_what_rests(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    with world.database() as database:
        row = database.execute(
            "SELECT batch, desk_key, statistics_key FROM record JOIN batch USING (month, batch) WHERE id = %s",
            [letter.id],
        ).fetchone()
    assert row is not None
    seeds = intake_seeds(world.settings.keys_folder)
    assert seeds
    for seed in seeds:
        assert not opens(seed, *row)


def test_intake_needs_its_own_part_of_the_keys_and_no_other(world: World, pharmacy: Pharmacy, tmp_path: Path) -> None:
    copytree(world.settings.keys_folder / "intake", tmp_path / "intake")
    register = Register.start(world.settings.model_copy(update={"keys_folder": tmp_path}))
    letter = pharmacy.seal(made_up_record())
    answer_batch(register, [letter.data], sender=RELAY)
    register.pool.close()
    assert len(world.read(letter)) == 1


def intake_seeds(folder: Path) -> list[bytes]:
    return [bytes.fromhex(path.read_text().strip()) for path in (folder / "intake").rglob("*") if path.is_file()]


def opens(seed: bytes, batch: bytes, desk: bytes, statistics: bytes) -> bool:
    for open_key, sealed in ((open_desk_key, desk), (open_statistics_key, statistics)):
        try:
            open_key(seed, batch, sealed)
        except EnvelopeError:
            continue
        return True
    return False
