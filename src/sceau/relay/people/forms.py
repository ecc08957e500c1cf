"""JSON that browsers send, read into shapes: every field known, bounded, and of the form that its kind has.

The one idea: a refusal names the field of ours that is wrong and repeats nothing of what was received.
"""

from typing import Annotated, Final, TypeVar
from unicodedata import normalize

from django.http import HttpRequest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from sceau.record.numbers import rpps_is_valid
from sceau.relay.people.members import Role
from sceau.web.bodies import read_body, require_media_type
from sceau.web.problems import Refusal

LIMIT: Final = 65_536


def _plain(text: str) -> str:
    """NFC, without surrounding spaces, nothing that cannot be seen: no line break for a header, no reversed text."""
    text = normalize("NFC", text).strip()
    if not text or not text.isprintable():
        raise ValueError("text that can be printed")
    return text


def _rpps(number: str) -> str:
    if not rpps_is_valid(number):
        raise ValueError("an RPPS number, whose last digit is a check")
    return number


Name = Annotated[str, Field(max_length=80), AfterValidator(_plain)]
Finess = Annotated[str, Field(pattern="^[0-9A-Za-z]{9}$"), AfterValidator(str.upper)]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 .]{3,18}[0-9]$")]
Email = Annotated[str, Field(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}$")]
Rpps = Annotated[str, Field(pattern="^[0-9]{11}$"), AfterValidator(_rpps)]
Seconds = Annotated[int, Field(ge=0, le=2**33)]  # the year 2242: within what dates hold
Base64Url = Annotated[str, Field(max_length=32_768, pattern="^[A-Za-z0-9_-]+$")]
Token = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{43}$")]


class Form(BaseModel):
    """Base of all: unknown fields are refused, types are not guessed, errors keep no value."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Application(Form):
    """A pharmacy asks to sign up. `contract_hash` is of the contract that was shown, in hexadecimal."""

    finess: Finess
    name: Name
    phone: Phone
    contact_name: Name
    email: Email
    rpps: Rpps
    contract_hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Link(Form):
    """What follows the `#` of a link to join."""

    token: Token


class CreationRequest(Form):
    token: Token | None = None


class CredentialResponse(Form):
    """The authenticator's answer, as `PublicKeyCredential.toJSON()` gives it."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, hide_input_in_errors=True)

    clientDataJSON: Base64Url  # noqa: N815 (WebAuthn's names)
    attestationObject: Base64Url | None = None  # noqa: N815
    authenticatorData: Base64Url | None = None  # noqa: N815
    signature: Base64Url | None = None
    userHandle: Base64Url | None = None  # noqa: N815


class Credential(Form):
    """A passkey's answer. Of the extensions' results nothing is wanted, and the secret among them is refused."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, hide_input_in_errors=True)

    id: Annotated[str, Field(max_length=1400, pattern="^[A-Za-z0-9_-]+$")]
    type: Annotated[str, Field(pattern="^public-key$")]
    response: CredentialResponse
    clientExtensionResults: dict[str, object] = {}  # noqa: N815


class NewPasskey(Form):
    token: Token | None = None
    credential: Credential
    label: Name


class SignIn(Form):
    credential: Credential


class Invitation(Form):
    """`until` in seconds since 1970: when the membership ends by itself."""

    name: Name
    role: Annotated[Role, Field(strict=False)]
    rpps: Rpps | None = None
    email: Email | None = None
    until: Seconds | None = None


class MemberChange(Form):
    """What is absent stays; `until` null takes the last day away."""

    role: Annotated[Role | None, Field(strict=False)] = None
    until: Seconds | None = None


FormKind = TypeVar("FormKind", bound=Form)


def read_form(request: HttpRequest, kind: type[FormKind]) -> FormKind:
    """The body as `kind`; Refusal `wrong-media-type`, `body-too-large`, or `bad-field` with its place."""
    require_media_type(request, "application/json")
    try:
        return kind.model_validate_json(read_body(request, limit=LIMIT))
    except ValidationError as invalid:
        raise Refusal("bad-field", _place(kind, invalid)) from None


def _place(kind: type[Form], invalid: ValidationError) -> str:
    first = invalid.errors(include_input=False, include_url=False)[0]["loc"][:1]
    return f"body.{first[0]}" if first and first[0] in kind.model_fields else "body"
