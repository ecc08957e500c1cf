"""Signing up: what is asked, what is journalled, and what the operator decides with `sceau relay …`."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import Message

import pytest
from tests.integration.relay.mailbox import Mailbox, listening
from tests.integration.relay.people.authenticator import Authenticator
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import CONTRACT, Shop, application
from tests.integration.running import RunningRelay, free_port


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """And the setting that names it."""
    with listening() as found:
        yield found


def apply(relay: RunningRelay, finess: str, **changed: str) -> tuple[int, str]:
    answer = Browser.opened(relay.url).ask("POST", "applications", application(finess, **changed))
    return answer.status_code, "" if answer.status_code == 201 else answer.json()["code"]


def sceau(relay: RunningRelay, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        **relay.environment,
        **{f"SCEAU_RELAY_{name}": value for name, value in settings.items()},
    }
    command = [sys.executable, "-c", "from sceau.cli import main; main()", "--lang", "en", "relay", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def approve(relay: RunningRelay, finess: str, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """By the number that its one application has in the list."""
    waiting = json.loads(sceau(relay, "applications", "--json").stdout)
    (number,) = (one["number"] for one in waiting if one["finess"] == finess)
    return sceau(relay, "approve", finess, "--number", str(number), *words, **settings)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_contract_is_shown_with_its_hash(counter: RunningRelay, language: str) -> None:
    shown = Browser.opened(counter.url).ask("GET", f"contract?language={language}").json()
    assert set(shown) == {"version", "hash", "text"}
    assert {"fr": "Contrat de sous-traitance", "en": "Data processing contract"}[language] in shown["text"]


def test_what_was_accepted_is_journalled_by_version_and_hash(counter: RunningRelay) -> None:
    assert apply(counter, "990000030") == (201, "")
    rows = counter.rows("SELECT actor, detail FROM journal WHERE action = 'application-made' ORDER BY number DESC")
    assert rows[0] == ("applicant", f"990000030 contract-1-fr {CONTRACT}")


def test_a_corsican_finess_is_one_number_however_it_is_typed(counter: RunningRelay) -> None:
    for typed in ("2a0000001", "2A0000001"):
        assert apply(counter, typed, email="corse@pharmacie.example") == (201, "")
    assert counter.rows("SELECT finess FROM application WHERE upper(finess) = '2A0000001'") == [("2A0000001",)]


def test_another_contract_is_not_accepted(counter: RunningRelay) -> None:
    assert apply(counter, "990000031", contract_hash="0" * 64) == (409, "old-contract")


def test_applying_twice_is_applying_once(counter: RunningRelay) -> None:
    assert [apply(counter, "990000032"), apply(counter, "990000032")] == [(201, ""), (201, "")]
    assert counter.rows("SELECT count(*) FROM application WHERE finess = '990000032'") == [(1,)]


def test_an_application_made_again_is_corrected_and_notes_nothing_more(counter: RunningRelay) -> None:
    for name in ("Pharmacie Inventée", "Pharmacie Inventée du Port"):
        assert apply(counter, "990000029", name=name) == (201, "")
    assert counter.rows("SELECT name FROM application WHERE finess = '990000029'") == [("Pharmacie Inventée du Port",)]
    assert counter.rows("SELECT count(*) FROM journal WHERE detail LIKE '990000029 %%'") == [(1,)]


def test_a_pharmacy_known_here_is_answered_alike(counter: RunningRelay) -> None:
    apply(counter, "990000033")
    assert approve(counter, "990000033").returncode == 0
    assert apply(counter, "990000033") == (201, "")


def test_too_many_for_one_pharmacy_are_refused(counter: RunningRelay) -> None:
    answers = [apply(counter, "990000034", email=f"a{number}@pharmacie.example") for number in range(6)]
    assert answers == [*[(201, "")] * 5, (429, "too-many-applications")]


@pytest.mark.parametrize(
    ("name", "value"),
    [("finess", "99000003"), ("rpps", "01234567866"), ("phone", "call me"), ("email", "no"), ("name", "")],
)
def test_an_application_that_is_wrong_says_where(counter: RunningRelay, name: str, value: str) -> None:
    answer = Browser.opened(counter.url).ask("POST", "applications", {**application("990000035"), name: value})
    assert (answer.status_code, answer.json()["path"]) == (422, f"body.{name}")


def test_the_operator_lists_what_waits(counter: RunningRelay) -> None:
    apply(counter, "990000036", name="Pharmacie qui attend")
    (found,) = [
        one for one in json.loads(sceau(counter, "applications", "--json").stdout) if one["finess"] == "990000036"
    ]
    assert (found["name"], found["contract"]) == ("Pharmacie qui attend", f"contract-1-fr {CONTRACT}")
    assert "990000036" in sceau(counter, "applications").stdout


def test_an_approved_pharmacy_joins_by_its_link(counter: RunningRelay) -> None:
    apply(counter, "990000037")
    link = json.loads(approve(counter, "990000037", "--json").stdout)["link"]
    assert link.startswith(f"{counter.url}/counter/join#")
    browser = Browser.opened(counter.url)
    session = browser.join(link.partition("#")[2], Authenticator(counter.url))
    assert (session["role"], session["shop"]["finess"]) == ("titular", "990000037")
    rows = counter.rows("SELECT actor, detail FROM journal WHERE action = 'application-approved' ORDER BY number DESC")
    assert rows[0] == ("operator", f"990000037 contract-1-fr {CONTRACT}")


def test_the_link_is_mailed_and_shown(counter: RunningRelay, mailbox: tuple[Mailbox, str]) -> None:
    box, server = mailbox
    apply(counter, "990000038")
    given = json.loads(approve(counter, "990000038", "--json", SMTP_URL=server).stdout)
    ((recipient, mail),) = box.mails
    assert given["mailed"] is True
    assert recipient == "camille.990000038@pharmacie.example"
    assert given["link"] in text_of(mail)


def test_a_mail_server_that_is_down_stops_nothing(counter: RunningRelay) -> None:
    apply(counter, "990000039")
    done = approve(counter, "990000039", SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    assert (done.returncode, "/counter/join#" in done.stdout) == (0, True)
    assert "camille" not in done.stderr


def test_a_refusal_is_mailed_with_its_reason(counter: RunningRelay, mailbox: tuple[Mailbox, str]) -> None:
    box, server = mailbox
    apply(counter, "990000040")
    assert sceau(counter, "refuse", "990000040", "--reason", "Motif inventé", SMTP_URL=server).returncode == 0
    assert "Motif inventé" in text_of(box.mails[0][1])
    assert counter.rows("SELECT FROM application WHERE finess = '990000040'") == []


def test_of_several_applications_one_is_named(counter: RunningRelay) -> None:
    for email in ("a@pharmacie.example", "b@pharmacie.example"):
        apply(counter, "990000041", email=email)
    assert sceau(counter, "approve", "990000041").returncode == 2
    assert "--number" in sceau(counter, "refuse", "990000041", "--reason", "Motif inventé").stderr
    ((number,),) = counter.rows("SELECT max(id) FROM application WHERE finess = '990000041'")
    assert sceau(counter, "approve", "990000041", "--number", str(number)).returncode == 0
    assert counter.rows("SELECT email FROM shop WHERE finess = '990000041'") == [("b@pharmacie.example",)]


def test_what_was_corrected_since_the_operator_read_it_is_not_approved_by_its_number(counter: RunningRelay) -> None:
    number = "SELECT id::text FROM application WHERE finess = '990000045'"
    assert apply(counter, "990000045") == (201, "")
    ((read,),) = counter.rows(number)
    assert apply(counter, "990000045") == (201, "")  # a second click corrects nothing
    assert counter.rows(number) == [(read,)]
    assert apply(counter, "990000045", contact_name="Quelqu’un d’Autre") == (201, "")
    assert sceau(counter, "approve", "990000045", "--number", str(read)).returncode == 2
    ((corrected,),) = counter.rows(number)
    assert sceau(counter, "approve", "990000045", "--number", str(corrected)).returncode == 0


@pytest.mark.parametrize(
    "words",
    [("approve", "990000099", "--number", "1"), ("refuse", "990000099", "--reason", "x"), ("link", "990000099")],
)
def test_what_cannot_be_done_is_said_plainly(counter: RunningRelay, words: tuple[str, ...]) -> None:
    done = sceau(counter, *words)
    assert done.returncode == 2
    assert "sceau relay applications" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_invitation_is_mailed_if_there_is_an_address(
    new_counter: Callable[..., RunningRelay], mailbox: tuple[Mailbox, str]
) -> None:
    box, server = mailbox
    relay = new_counter("counter_with_mail", smtp_url=server)
    form = {"name": "Dominique Exemple", "role": "member", "email": "dominique@pharmacie.example"}
    answer = Shop.opened(relay, "990000042").titular.browser.ask("POST", "invitations", form).json()
    recipient, mail = box.mails[-1]
    assert (recipient, answer["mailed"]) == ("dominique@pharmacie.example", True)
    assert answer["link"] in text_of(mail)


def text_of(mail: Message) -> str:
    content = mail.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()
