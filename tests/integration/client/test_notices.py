"""From `sceau send` to a mailbox and a telephone, by every process; and a new key, by the operators' own commands."""

import csv
import io
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr
from tests.integration.client.conftest import Pharmacy, Ran

from sceau.client.http import Connection
from sceau.demo.notices import KEYS
from sceau.envelope.statements import KeyRole
from sceau.notifier.messages import message_in
from sceau.record.template import csv_template
from sceau.record.to_mend import csv_line

EMAIL, LATER, MOBILE = "personne@exemple.invalid", "plus-tard@exemple.invalid", "0612345678"


def write_rows(path: Path, *people: Mapping[str, str]) -> Path:
    (example,) = csv.DictReader(io.StringIO(csv_template().decode("utf-8-sig")), delimiter=";")
    alone = {"numero": "", "numero_type": "", "courriel": "", "telephone": ""}
    rows = [csv_line(list({**example, **alone, **person}.values())) for person in people]
    path.write_bytes(csv_line(list(example), first=True) + b"".join(rows))
    return path


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def environment_of(pharmacy: Pharmacy, service: str) -> dict[str, str]:
    """Settings with which an operator's commands are run."""
    world = pharmacy.world
    if service == "notifier":
        folder = world.folder
        values: dict[str, object] = {
            "relay_url": world.relay,
            "register_root": world.relay_settings.register_root,
            "keys_folder": folder / KEYS,
            "memory_file": folder / "unused",
        }
    else:
        values = {name: value for name, value in world.register_settings if value}
    texts = {name: one.get_secret_value() if isinstance(one, SecretStr) else one for name, one in values.items()}
    return {f"SCEAU_{service}_{name}".upper(): str(value) for name, value in texts.items()}


@pytest.fixture(scope="module")
def sent(pharmacy: Pharmacy, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    day = write_rows(
        tmp_path_factory.mktemp("sent") / "day.csv",
        {"nom_naissance": "EXEMPLE-UN", "courriel": EMAIL, "consentement_avis": "oui"},
        {"nom_naissance": "EXEMPLE-DEUX", "telephone": MOBILE, "consentement_avis": "oui"},
        {"nom_naissance": "EXEMPLE-TROIS", "courriel": "autre@exemple.invalid", "consentement_avis": "non"},
    )
    return pharmacy.sceau("send", day, "--json", "--tickets", day.with_name("tickets"))


def test_who_agreed_is_told_where_they_can_be(pharmacy: Pharmacy, sent: Ran) -> None:
    assert sent.code == 0, sent.out
    wait_until(lambda: len(pharmacy.world.catcher.messages()) >= 2)
    told = {(one["kind"], one["to"], one["text"].strip()) for one in pharmacy.world.catcher.messages()}
    said = message_in("fr")
    assert told == {("email", EMAIL, said.body.strip()), ("sms", "+33612345678", said.sms)}


def test_a_new_key_is_used_from_then_on_and_opened_without_a_restart(
    pharmacy: Pharmacy, sent: Ran, tmp_path: Path
) -> None:
    assert sent.code == 0
    public = tmp_path / "slips.pub"
    notifier, register = (environment_of(pharmacy, service) for service in ("notifier", "register"))
    assert pharmacy.sceau("notifier", "key", "new", "--public", public, environment=notifier).code == 0
    assert "not published yet" in pharmacy.sceau("notifier", "key", "list", environment=notifier).out
    published = pharmacy.sceau("register", "keys", "notifier", "--public", public, environment=register)
    assert published.code == 0, published.err
    wait_until(lambda: newest_notifier_key(pharmacy) == bytes.fromhex(public.read_text()))
    listed = pharmacy.sceau("notifier", "key", "list", "--json", environment=notifier).json
    assert [one["not_after"] is not None for one in listed] == [True, True]
    day = write_rows(
        tmp_path / "day.csv", {"nom_naissance": "EXEMPLE-QUATRE", "courriel": LATER, "consentement_avis": "oui"}
    )
    assert pharmacy.sceau("send", day, "--json", "--tickets", tmp_path / "tickets").code == 0
    wait_until(lambda: LATER in [one["to"] for one in pharmacy.world.catcher.messages()])


def test_no_key_is_destroyed_before_its_time(pharmacy: Pharmacy) -> None:
    notifier = environment_of(pharmacy, "notifier")
    assert pharmacy.sceau("notifier", "key", "destroy", "--json", environment=notifier).json == {"destroyed": 0}


def test_a_relay_that_is_away_is_said_in_a_sentence(pharmacy: Pharmacy) -> None:
    away = {**environment_of(pharmacy, "notifier"), "SCEAU_NOTIFIER_RELAY_URL": "http://127.0.0.1:9"}
    ran = pharmacy.sceau("notifier", "key", "list", environment=away)
    assert (ran.code, "relay-unreachable" in ran.err, "Traceback" in ran.err) == (2, True, False)


def test_a_notifier_is_added_and_suspended_by_the_relays_operator(pharmacy: Pharmacy, tmp_path: Path) -> None:
    made = pharmacy.sceau("notifier", "client-key", tmp_path / "notifier.jwk")
    public = tmp_path / "public.jwk"
    public.write_text(made.out)
    values = {name: value for name, value in pharmacy.world.relay_settings if value}
    texts = {name: one.get_secret_value() if isinstance(one, SecretStr) else one for name, one in values.items()}
    relay = {f"SCEAU_RELAY_{name}".upper(): str(value) for name, value in texts.items()}
    added = pharmacy.sceau("relay", "notifier", "add", "--jwk", public, environment=relay)
    assert added.code == 0, added.err
    client_id = added.out.strip()
    assert pharmacy.sceau("relay", "notifier", "suspend", "--", client_id, environment=relay).code == 0
    assert pharmacy.sceau("relay", "notifier", "suspend", "--", client_id, environment=relay).code == 2


def newest_notifier_key(pharmacy: Pharmacy) -> bytes:
    installation = pharmacy.world.installation
    with Connection(pharmacy.world.relay) as connection:
        installation.refresh(connection)
        return installation.trusted().statements.newest(KeyRole.NOTIFIER, int(time.time())).pk
