"""The relay as its clients see it: one method for each thing it can be asked (spec/relay-api.yaml).

Bytes in, bytes or plain objects out: what they mean is checked by those who asked, never taken on the relay's word.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode, urlsplit

from sceau.assertion import Credentials, token_request
from sceau.client.chain import sequence
from sceau.client.errors import ClientError
from sceau.client.http import Connection, json_object
from sceau.envelope import cbor

CBOR = "application/cbor"
SEQUENCE = "application/cbor-seq"
FORM = "application/x-www-form-urlencoded"
SCOPES = "envelope.write envelope.read ticket.write log.write"
_EARLY_SECONDS = 30  # a token is renewed this long before it ends


class Relay:
    """What an enrolled installation may ask. `credentials` sign each request for a token."""

    def __init__(self, connection: Connection, credentials: Credentials) -> None:
        self.connection = connection
        self._credentials = credentials
        self._token = ""
        self._token_ends = 0.0

    def send(self, envelopes: Sequence[bytes]) -> Iterator[dict[str, object]]:
        """One answer an envelope, in order: `{id, status, …}` when the relay has it durably, else `{code, …}`."""
        return self.connection.lines("/envelopes", iter(envelopes), kind=SEQUENCE, headers=self._authorised())

    def status(self, keys: Sequence[tuple[int, bytes]]) -> Iterator[dict[str, object]]:
        """Where each (day, id) is, in order."""
        body = cbor.encode([list(key) for key in keys])
        return self.connection.lines("/envelopes/status", body, kind=CBOR, headers=self._authorised())

    def steps(self, day: int, one: bytes) -> dict[str, object]:
        """Where one envelope is, with its steps."""
        path = f"/envelopes/{day}/{one.hex()}"
        return json_object(self.connection.get(path, headers=self._authorised()), path)

    def pharmacy_copy(self, day: int, one: bytes) -> bytes:
        """A delivery: header, signature and the pharmacy's sealed copy."""
        return self.connection.get(f"/envelopes/{day}/{one.hex()}/copy", headers=self._authorised())

    def reissue(self, body: bytes) -> None:
        self.connection.post("/reissue", body, kind=CBOR, headers=self._authorised())

    def extend_log(self, pharmacy: bytes, entries: bytes) -> None:
        self.connection.post(f"/pharmacies/{pharmacy.hex()}/log", entries, kind=SEQUENCE, headers=self._authorised())

    def forget_token(self) -> None:
        self._token_ends = 0.0

    def _authorised(self) -> dict[str, str]:
        if self.connection.now() >= self._token_ends:
            self._renew()
        return {"Authorization": f"Bearer {self._token}"}

    def _renew(self) -> None:
        endpoint = token_endpoint(self.connection)
        form = token_request(self._credentials, endpoint=endpoint, scope=SCOPES, now=self.connection.now())
        path = urlsplit(endpoint).path
        answer = json_object(self.connection.post(path, urlencode(form).encode(), kind=FORM), path)
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not isinstance(seconds, int):
            raise ClientError("unknown-answer", path)
        self._token, self._token_ends = token, self.connection.now() + seconds - _EARLY_SECONDS


def token_endpoint(connection: Connection) -> str:
    """Where the relay gives tokens; on its own host, or the statement could be used elsewhere."""
    path = "/.well-known/smart-configuration"
    endpoint = json_object(connection.get(path), path).get("token_endpoint")
    if not isinstance(endpoint, str) or not endpoint.startswith(f"{connection.url}/"):
        raise ClientError("foreign-token-endpoint", connection.url)
    return endpoint


def published_statements(connection: Connection) -> list[bytes]:
    """The register's statements as the relay mirrors them (spec/keys.md §1): unchecked."""
    return sequence(connection.get("/keys"), "/keys")


def published_enrolments(connection: Connection) -> list[bytes]:
    """Every enrolment that the relay mirrors from the register: unchecked."""
    return sequence(connection.get("/enrolments"), "/enrolments")


def published_log(connection: Connection, pharmacy: bytes) -> list[bytes]:
    """A pharmacy's log entries: unchecked."""
    path = f"/pharmacies/{pharmacy.hex()}/log"
    return sequence(connection.get(path), path)


def register_pharmacy(connection: Connection, body: Mapping[str, object], *, statement: str) -> dict[str, object]:
    """Ask for a client: `body` `{log, jwk}`, `statement` the vendor's software statement (a JWT)."""
    headers = {"Sceau-Software-Statement": statement}
    return json_object(connection.post("/pharmacies", cbor.encode(body), kind=CBOR, headers=headers), "/pharmacies")


def ticket_state(connection: Connection, token: bytes) -> dict[str, object]:
    """State of a ticket and tries left."""
    return json_object(connection.post("/t/state", token, kind="application/octet-stream"), "/t/state")


def ticket_copies(connection: Connection, token: bytes, proof: bytes) -> object:
    """The decoded answer to a token and a proof: `{copies}` or `{state, tries}`."""
    answer = connection.post("/t/open", token + proof, kind="application/octet-stream")
    return cbor.decode(answer, limit=_ANSWER_LIMIT, path="/t/open")


_ANSWER_LIMIT = 16 * 1024 * 1024
