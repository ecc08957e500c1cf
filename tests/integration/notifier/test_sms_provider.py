"""The SMS provider's contract: the local fake keeps it, and the notifier speaks it."""

import json
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from tests.integration.running import free_port

from sceau.demo.catcher import NOBODY, TOKEN, Caught, MailServer, Web
from sceau.notifier.channels import ChannelDownError, TryLaterError, UndeliverableError, UnsureError
from sceau.notifier.messages import message_in
from sceau.notifier.texting import Provider, Texting, texting

SPECIFICATION = Path(__file__).parents[3] / "spec" / "sms-provider.yaml"
NUMBER = "+33612345678"
schema = schemathesis.openapi.from_path(SPECIFICATION)


@pytest.fixture(scope="module")
def caught(tmp_path_factory: pytest.TempPathFactory) -> Caught:
    return Caught(tmp_path_factory.mktemp("caught"))


@pytest.fixture(scope="module")
def url(caught: Caught) -> Iterator[str]:
    """Where the fake listens."""
    web = Web(free_port(), caught, MailServer(caught, free_port()))
    thread = threading.Thread(target=web.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{web.server_port}"
    web.shutdown()
    thread.join()
    web.server_close()


@schema.parametrize()
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_fake_answers_as_the_contract_says(case: schemathesis.Case[Any], url: str) -> None:
    case.call_and_validate(base_url=url, headers={"Authorization": f"Bearer {TOKEN}"})


def send(url: str, *, number: str = NUMBER, token: str = TOKEN, key: str | None = None) -> None:
    with texting(Provider(f"{url}/sms", token, "Sceau")) as channel:
        channel.send(number, "fr", key or secrets.token_hex(16))


def test_a_message_is_taken_with_what_is_said_and_nothing_more(url: str, caught: Caught) -> None:
    before = len(caught.messages())
    send(url)
    (message,) = caught.messages()[before:]
    assert (message["to"], message["text"]) == (NUMBER, message_in("fr").sms)


MESSAGE = {"to": NUMBER, "from": "Sceau", "text": "Prêt."}


@pytest.mark.parametrize(
    ("message", "status"),
    [
        (MESSAGE | {"text": "Deux\nlignes"}, 202),
        (MESSAGE | {"text": "\x88"}, 202),
        (MESSAGE | {"text": "\ud800"}, 400),
        (MESSAGE | {"from": "Sceau\n"}, 400),
        (MESSAGE | {"from": "Sc\x88"}, 400),
    ],
)
def test_a_text_is_any_and_a_sender_can_be_printed(url: str, message: dict[str, str], status: int) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": secrets.token_hex(16)}
    content = json.dumps(message).encode()
    headers["Content-Type"] = "application/json"
    assert httpx2.post(f"{url}/sms", content=content, headers=headers).status_code == status


def test_the_same_key_again_sends_nothing_more(url: str, caught: Caught) -> None:
    key, before = secrets.token_hex(16), len(caught.messages())
    send(url, key=key)
    send(url, key=key)
    assert len(caught.messages()) == before + 1


@pytest.mark.parametrize("number", [NOBODY, "0612345678", "+33 6", "+33612345678\r\nX: y", "personne@exemple.invalid"])
def test_a_number_that_takes_no_message_is_undeliverable(url: str, number: str) -> None:
    with pytest.raises(UndeliverableError):
        send(url, number=number)


def test_a_token_that_is_not_known_is_our_affair(url: str) -> None:
    with pytest.raises(ChannelDownError):
        send(url, token="another")


def test_a_provider_that_is_not_there_is_down() -> None:
    with pytest.raises(ChannelDownError):
        send(f"http://127.0.0.1:{free_port()}")


STATUSES: dict[str, type[Exception] | None] = {
    "202": None,
    "400": UndeliverableError,
    "401": ChannelDownError,
    "409": TryLaterError,
    "415": ChannelDownError,
    "422": UndeliverableError,
    "429": ChannelDownError,
    "503": ChannelDownError,
}


def outcome(transport: httpx2.BaseTransport) -> type[Exception] | None:
    """How a message ends that is given to such a provider."""
    provider = Provider("http://provider.example/sms", TOKEN, "Sceau")
    with httpx2.Client(transport=transport) as http:
        try:
            Texting(http, provider).send(NUMBER, "fr", secrets.token_hex(16))
        except (UndeliverableError, TryLaterError, ChannelDownError, UnsureError) as failure:
            return type(failure)
    return None


def test_every_answer_of_the_contract_means_something_to_the_notifier() -> None:
    assert set(schema.raw_schema["paths"]["/sms"]["post"]["responses"]) == set(STATUSES)


@pytest.mark.parametrize(("status", "failure"), STATUSES.items())
def test_each_answer_is_understood(status: str, failure: type[Exception] | None) -> None:
    assert outcome(httpx2.MockTransport(lambda _: httpx2.Response(int(status)))) is failure


@pytest.mark.parametrize(
    ("problem", "failure"), [(httpx2.ReadTimeout(""), UnsureError), (httpx2.ConnectTimeout(""), ChannelDownError)]
)
def test_an_answer_that_never_came_leaves_us_unsure(problem: Exception, failure: type[Exception]) -> None:
    def fail(_request: httpx2.Request) -> httpx2.Response:
        raise problem

    assert outcome(httpx2.MockTransport(fail)) is failure
