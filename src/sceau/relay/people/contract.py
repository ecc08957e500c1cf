"""The contract between a pharmacy (controller) and the relay's operator (processor), GDPR article 28.

The one idea: what is accepted is the exact bytes that were shown, named by version, language and SHA-256. A change is a
new file with the next number; the old ones stay, so that a hash in the journal can always be read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from sceau.errors import Language
from sceau.web.problems import Refusal

VERSION: Final = 1
_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Contract:
    """One language of the version in force. `hash` in hexadecimal, of the text's UTF-8 bytes."""

    version: int
    language: Language
    text: str
    hash: str

    @property
    def name(self) -> str:
        """How the journal and the pharmacy's row cite it."""
        return f"contract-{self.version}-{self.language} {self.hash}"


def in_force(language: Language) -> Contract:
    """The contract to show. The French text is the one that binds, which the English says."""
    return _contracts()[language]


def named(accepted_hash: str) -> str:
    """The name of the contract in force that has this hash; Refusal `old-contract` for any other."""
    for contract in _contracts().values():
        if contract.hash == accepted_hash:
            return contract.name
    raise Refusal("old-contract")


@cache
def _contracts() -> Mapping[Language, Contract]:
    return {language: _read(language) for language in _LANGUAGES}


def _read(language: Language) -> Contract:
    data = (files("sceau.relay.people") / "contracts" / f"{VERSION}.{language}.md").read_bytes()
    return Contract(VERSION, language, data.decode(), sha256(data).hexdigest())
