"""The operator's word that a vendor's software may register installations: a signed JWT that the vendor ships.

One statement a vendor's software, not one a pharmacy: the pharmacy proves itself by its log.
"""

import json
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from sceau.web.problems import Refusal

_ALGORITHM: Final = "ES384"
_TYPE: Final = "software-statement+jwt"


def software_statement(operator_key: ECKey, *, domain: str, software: str, name: str, now: int) -> str:
    """The statement, by the operator's private key, that `software` (the id that device entries give) may register."""
    claims = {"iss": domain, "software_id": software, "software_name": name, "iat": now}
    header = {"alg": _ALGORITHM, "typ": _TYPE}
    return jwt.encode(header, claims, operator_key, algorithms=[_ALGORITHM])


def check_software_statement(text: str, *, operator_key: str, domain: str) -> str:
    """The software's id; Refusal `software-statement-invalid`. `operator_key` is the public JWK as JSON text."""
    try:
        token = jwt.decode(text, ECKey.import_key(json.loads(operator_key)), algorithms=[_ALGORITHM])
    except (JoseError, ValueError, RecursionError):
        raise Refusal("software-statement-invalid") from None
    software = token.claims.get("software_id")
    if token.header.get("typ") != _TYPE or token.claims.get("iss") != domain or not isinstance(software, str):
        raise Refusal("software-statement-invalid")
    return software
