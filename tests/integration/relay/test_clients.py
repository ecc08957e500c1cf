"""Who may call: registration by vendor's statement and pharmacy's log, assertions used once, tokens with scopes."""

import json
import secrets
import time
from base64 import urlsafe_b64encode

import httpx2
import pytest
from joserfc import jws
from joserfc.jwk import ECKey
from tests.integration.relay.pharmacy import SOFTWARE, Pharmacy, publish
from tests.integration.running import OPERATOR_KEY, PublishedRegister, RunningRelay

from sceau.assertion import Credentials, assertion, new_key
from sceau.envelope import cbor, enrol
from sceau.envelope.access import Kit
from sceau.envelope.signed import parse_object
from sceau.relay.commands import issue_software_statement, new_operator_key


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def signed(pharmacy: Pharmacy, *, endpoint: str | None = None, now: float | None = None) -> str:
    credentials = Credentials(pharmacy.client_id, pharmacy.key)
    return assertion(credentials, endpoint=endpoint or f"{pharmacy.relay.url}/token", now=now or time.time())


def unpadded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def test_the_configuration_names_the_token_endpoint(relay: RunningRelay) -> None:
    said = httpx2.get(f"{relay.url}/.well-known/smart-configuration").json()
    assert said["token_endpoint"] == f"{relay.url}/token"
    assert said["token_endpoint_auth_signing_alg_values_supported"] == ["ES384"]


def test_a_token_lasts_five_minutes(pharmacy: Pharmacy) -> None:
    answer = pharmacy.ask_token().json()
    assert (answer["token_type"], answer["expires_in"]) == ("bearer", 300)


def test_an_assertion_is_used_once(pharmacy: Pharmacy) -> None:
    statement = signed(pharmacy)
    assert pharmacy.ask_token(statement=statement).status_code == 200
    replayed = pharmacy.ask_token(statement=statement)
    assert (code_of(replayed), replayed.json()["error"]) == ((401, "invalid-client"), "invalid_client")


def test_an_assertion_for_another_endpoint_is_refused(pharmacy: Pharmacy) -> None:
    statement = signed(pharmacy, endpoint="https://elsewhere.example/token")
    assert code_of(pharmacy.ask_token(statement=statement)) == (401, "invalid-client")


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_an_assertion_of_another_time_is_refused(pharmacy: Pharmacy, seconds: int) -> None:
    statement = signed(pharmacy, now=time.time() + seconds)
    assert code_of(pharmacy.ask_token(statement=statement)) == (401, "invalid-client")


def test_an_assertion_by_another_key_is_refused(pharmacy: Pharmacy) -> None:
    statement = assertion(
        Credentials(pharmacy.client_id, new_key()), endpoint=f"{pharmacy.relay.url}/token", now=time.time()
    )
    assert code_of(pharmacy.ask_token(statement=statement)) == (401, "invalid-client")


def test_what_is_no_assertion_is_refused(pharmacy: Pharmacy) -> None:
    assert code_of(pharmacy.ask_token(statement="a.b.c")) == (401, "invalid-client")


@pytest.mark.parametrize(
    "payload",
    [b'{"iss": "\\u0000"}', b'{"iss": "\\ud800"}', b'{"iss": ' + b"[" * 9000, b"[1]", b"null"],
    ids=["null byte", "lone surrogate", "nested", "list", "null"],
)
def test_an_issuer_that_no_client_can_have_is_refused(pharmacy: Pharmacy, payload: bytes) -> None:
    statement = ".".join(map(unpadded, (b'{"alg": "ES384"}', payload, bytes(96))))
    assert code_of(pharmacy.ask_token(statement=statement)) == (401, "invalid-client")


def test_an_assertion_whose_name_is_no_text_is_refused(pharmacy: Pharmacy) -> None:
    endpoint, name = f"{pharmacy.relay.url}/token", pharmacy.client_id
    claims = {"iss": name, "sub": name, "aud": endpoint, "jti": "\ud800" * 8, "exp": int(time.time()) + 60}
    payload = json.dumps(claims).encode()
    statement = jws.serialize_compact({"alg": "ES384"}, payload, pharmacy.key, algorithms=["ES384"])
    assert code_of(pharmacy.ask_token(statement=statement)) == (401, "invalid-client")


@pytest.mark.parametrize("token", ["a.b.c.d.e", "null", "..", "{}", "[" * 7000])
def test_what_is_no_token_is_refused(pharmacy: Pharmacy, token: str) -> None:
    assert code_of(pharmacy.get("/envelopes/20000/" + "00" * 16, token=token)) == (401, "token-invalid")


def test_only_granted_scopes_are_given(pharmacy: Pharmacy) -> None:
    assert pharmacy.ask_token(scope="envelope.read system/*.*").json()["scope"] == "envelope.read"
    assert code_of(pharmacy.ask_token(scope="system/*.*")) == (400, "invalid-scope")


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [
        ("envelope.read", "POST", "/envelopes"),
        ("envelope.write", "POST", "/envelopes/status"),
        ("envelope.write", "GET", f"/envelopes/20000/{'00' * 16}"),
        ("envelope.write", "GET", f"/envelopes/20000/{'00' * 16}/copy"),
        ("envelope.read", "POST", "/announce"),
        ("envelope.read", "POST", "/reissue"),
        ("envelope.read", "POST", f"/pharmacies/{'00' * 16}/log"),
    ],
)
def test_a_token_without_the_scope_is_refused(pharmacy: Pharmacy, scope: str, method: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {pharmacy.token(scope)}", "Content-Type": "application/cbor"}
    answer = httpx2.request(method, pharmacy.relay.url + path, headers=headers)
    assert code_of(answer) == (403, "scope-missing")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/envelopes"),
        ("POST", "/envelopes/status"),
        ("GET", f"/envelopes/20000/{'00' * 16}"),
        ("GET", f"/envelopes/20000/{'00' * 16}/copy"),
        ("POST", "/announce"),
        ("POST", "/reissue"),
        ("POST", f"/pharmacies/{'00' * 16}/log"),
    ],
)
def test_without_a_token_nothing_is_done(relay: RunningRelay, method: str, path: str) -> None:
    assert code_of(httpx2.request(method, relay.url + path)) == (401, "token-missing")


def test_a_forged_token_is_refused(pharmacy: Pharmacy) -> None:
    head, body, _ = pharmacy.token().split(".")
    assert code_of(pharmacy.get("/envelopes/20000/" + "00" * 16, token=f"{head}.{body}.AAAA")) == (401, "token-invalid")


def test_a_suspended_clients_token_stops_working_at_once(
    relay: RunningRelay, published_register: PublishedRegister
) -> None:
    pharmacy = Pharmacy.enrolled(relay, published_register, "990000003")
    token = pharmacy.token()
    relay.execute("UPDATE client SET state = 'suspended' WHERE client_id = %s", pharmacy.client_id)
    sealed = pharmacy.seal().envelope.encode()
    assert code_of(pharmacy.post("/envelopes", sealed, token=token)) == (403, "client-suspended")
    refused = pharmacy.ask_token()
    assert (code_of(refused), refused.json()["error"]) == ((403, "client-suspended"), "unauthorized_client")


def test_only_who_proves_to_be_the_client_hears_that_it_is_suspended(
    relay: RunningRelay, published_register: PublishedRegister
) -> None:
    pharmacy = Pharmacy.enrolled(relay, published_register, "990000019")
    relay.execute("UPDATE client SET state = 'suspended' WHERE client_id = %s", pharmacy.client_id)
    statement = signed(pharmacy)
    assert code_of(pharmacy.ask_token(statement=statement)) == (403, "client-suspended")
    strangers = Credentials(pharmacy.client_id, new_key()), Credentials("nobody", new_key())
    endpoint = f"{relay.url}/token"
    others = [assertion(one, endpoint=endpoint, now=time.time()) for one in strangers]
    others += [statement, signed(pharmacy, endpoint="https://elsewhere.example/token")]
    others.append(signed(pharmacy, now=time.time() - 3600))
    answers = [pharmacy.ask_token(statement=one) for one in others]
    assert {(answer.status_code, answer.content) for answer in answers} == {(401, answers[0].content)}
    assert answers[0].json()["code"] == "invalid-client"


def test_an_installation_of_a_suspended_software_sends_nothing_whatever_its_device_says(
    relay: RunningRelay, published_register: PublishedRegister
) -> None:
    pharmacy = Pharmacy.enrolled(relay, published_register, "990000011")
    relay.execute("UPDATE client SET software = 'never-approved' WHERE client_id = %s", pharmacy.client_id)
    assert code_of(pharmacy.send(pharmacy.seal())) == (403, "software-suspended")


def test_registering_again_gives_the_same_client(pharmacy: Pharmacy) -> None:
    assert pharmacy.ask_registration().json()["client_id"] == pharmacy.client_id


def test_a_public_log_is_not_enough_to_register_another_key(pharmacy: Pharmacy) -> None:
    assert code_of(pharmacy.ask_registration(key=new_key())) == (403, "log-not-extended")


def test_a_member_registers_another_installation_by_adding_its_device(
    relay: RunningRelay, published_register: PublishedRegister
) -> None:
    pharmacy = Pharmacy.enrolled(relay, published_register, "990000004")
    pharmacy.add_device(secrets.token_bytes(32))
    answer = pharmacy.ask_registration(key=new_key())
    assert answer.status_code == 201
    assert answer.json()["client_id"] != pharmacy.client_id


def test_a_pharmacy_that_the_register_has_not_enrolled_is_refused(
    relay: RunningRelay, published_register: PublishedRegister
) -> None:
    pharmacy = Pharmacy(relay, published_register, "990000005")
    pharmacy.begin(published_register.enrol("990000005"))
    assert code_of(pharmacy.ask_registration()) == (403, "bad-enrolment")


def test_an_enrolment_serves_one_pharmacy_only(relay: RunningRelay, published_register: PublishedRegister) -> None:
    code = published_register.enrol("990000006")
    publish(relay, published_register)
    first, second = (Pharmacy(relay, published_register, "990000006") for _ in range(2))
    first.begin(code)
    second.begin(code)
    assert first.ask_registration().status_code == 201
    assert code_of(second.ask_registration()) == (403, "bad-enrolment")


@pytest.mark.parametrize(("earlier", "later"), [("genesis", "recovery"), ("recovery", "genesis")])
def test_an_enrolment_serves_one_genesis_or_one_recovery(
    relay: RunningRelay, published_register: PublishedRegister, earlier: str, later: str
) -> None:
    codes = [published_register.enrol("990000012") for _ in range(2)]
    first, second = (Pharmacy(relay, published_register, "990000012") for _ in range(2))
    publish(relay, published_register)
    first.begin(codes[0])
    second.begin(codes[1])
    recover = enrol.recovery(first.log, code=codes[1], kit=Kit.new(), time=int(time.time()))
    entries = {"genesis": second.entries, "recovery": [*first.entries, recover.encode()]}
    owner = {"genesis": second, "recovery": first}
    assert owner[earlier].ask_registration(entries=entries[earlier]).status_code == 201
    assert code_of(owner[later].ask_registration(entries=entries[later])) == (403, "bad-enrolment")


def test_a_finess_that_no_database_could_hold_is_refused(relay: RunningRelay) -> None:
    pharmacy = Pharmacy(relay, PublishedRegister(), "99000000\0")
    pharmacy.begin(pharmacy.register.enrol(pharmacy.finess))
    assert code_of(pharmacy.ask_registration()) == (403, "bad-enrolment")


def test_of_a_key_only_what_makes_it_one_is_kept(relay: RunningRelay, published_register: PublishedRegister) -> None:
    pharmacy = Pharmacy.enrolled(relay, published_register, "990000013")
    pharmacy.add_device(secrets.token_bytes(32))
    decorated = ECKey.import_key({**new_key().as_dict(private=False), "x5u": "https://elsewhere.example/\0"})
    client_id = pharmacy.ask_registration(key=decorated).json()["client_id"]
    [(kept,)] = relay.rows("SELECT jwk FROM client WHERE client_id = %s", client_id)
    assert set(kept) == {"kty", "crv", "x", "y"}  # type: ignore[call-overload]


def test_a_log_that_grows_as_an_installation_registers_is_in_the_journal(
    relay: RunningRelay, published_register: PublishedRegister
) -> None:
    pharmacy = Pharmacy.enrolled(relay, published_register, "990000014")
    pharmacy.add_device(secrets.token_bytes(32))
    pharmacy.ask_registration()
    noted = relay.rows("SELECT action, count FROM journal WHERE actor = %s ORDER BY number", pharmacy.client_id)
    assert noted == [("client-registered", 1), ("log-extended", 3), ("log-extended", 1)]


def test_a_log_that_forks_is_refused(pharmacy: Pharmacy) -> None:
    fork = Pharmacy(pharmacy.relay, pharmacy.register, pharmacy.finess, kit=pharmacy.kit)
    for entry in pharmacy.entries[:1]:
        fork.append(parse_object(entry))
    fork.add_device(secrets.token_bytes(32))
    assert code_of(fork.ask_registration(key=new_key())) == (409, "bad-chain")


@pytest.mark.parametrize("statement", ["", "a.b.c", "other-operator"])
def test_without_the_operators_statement_no_software_registers(pharmacy: Pharmacy, statement: str) -> None:
    if statement == "other-operator":
        domain = pharmacy.relay.url.partition("://")[2]
        statement = issue_software_statement(new_operator_key(), domain=domain, software=SOFTWARE, name="Inventé")
    body = cbor.encode({"log": pharmacy.entries, "jwk": json.dumps(pharmacy.key.as_dict(private=False))})
    headers = {"Content-Type": "application/cbor", "Sceau-Software-Statement": statement}
    answer = httpx2.post(f"{pharmacy.relay.url}/pharmacies", content=body, headers=headers)
    assert code_of(answer) == (401, "software-statement-invalid")


def test_a_private_key_sent_by_mistake_is_refused(pharmacy: Pharmacy) -> None:
    domain = pharmacy.relay.url.partition("://")[2]
    statement = issue_software_statement(OPERATOR_KEY, domain=domain, software=SOFTWARE, name="Inventé")
    body = cbor.encode({"log": pharmacy.entries, "jwk": json.dumps(new_key().as_dict(private=True))})
    headers = {"Content-Type": "application/cbor", "Sceau-Software-Statement": statement}
    answer = httpx2.post(f"{pharmacy.relay.url}/pharmacies", content=body, headers=headers)
    assert code_of(answer) == (422, "bad-type")
