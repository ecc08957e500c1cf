"""Who cosigns a service's ledger, as its operator names them."""

from dataclasses import dataclass

from sceau.ledger.cosignature import CosignerKey, parse_cosigner_key


@dataclass(frozen=True, slots=True)
class Witness:
    """Where it is asked, and the keys that it answers with."""

    url: str
    keys: tuple[CosignerKey, ...]

    @property
    def name(self) -> str:
        return self.keys[0].name


def parse_witnesses(text: str) -> tuple[Witness, ...]:
    """One a line: its URL, then its verifier keys, as it prints them. Raises BadVerifierKeyError."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return tuple(Witness(url.rstrip("/"), tuple(map(parse_cosigner_key, keys))) for url, *keys in lines if keys)
