"""What an operator sets for a witness (`SCEAU_WITNESS_…`), and what each setting means."""

from pathlib import Path

from pydantic import SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from sceau.ledger.cosignature import Algorithm, Cosigner
from sceau.ledger.keys import Verifier, parse_verifier
from sceau.web.configuration import ServiceSettings

_SEED = 32


class WitnessSettings(ServiceSettings):
    """`…_FILE` gives any of them by file; secrets belong there."""

    model_config = SettingsConfigDict(env_prefix="SCEAU_WITNESS_")

    name: str
    """How the witness is known: its address without `https://`."""
    ed25519_seed: SecretStr
    """32 bytes, in hexadecimal."""
    ml_dsa_44_seed: SecretStr
    """The same, for the cosignature that no quantum computer forges."""
    logs: str
    """Verifier keys of the ledgers to watch, one a line, as their operators give them."""
    memory_file: Path
    """What it must not forget: the last checkpoint of each ledger."""
    bind: str = "127.0.0.1:8404"
    """Where it listens, behind whatever ends TLS."""

    @field_validator("ed25519_seed", "ml_dsa_44_seed")
    @classmethod
    def _is_seed(cls, seed: SecretStr) -> SecretStr:
        if len(bytes.fromhex(seed.get_secret_value())) != _SEED:
            raise ValueError("32 bytes in hexadecimal")
        return seed

    @field_validator("logs")
    @classmethod
    def _are_verifiers(cls, logs: str) -> str:
        for line in logs.split():
            parse_verifier(line)
        return logs

    @property
    def cosigners(self) -> tuple[Cosigner, ...]:
        return (
            Cosigner(self.name, Algorithm.ED25519, bytes.fromhex(self.ed25519_seed.get_secret_value())),
            Cosigner(self.name, Algorithm.ML_DSA_44, bytes.fromhex(self.ml_dsa_44_seed.get_secret_value())),
        )

    @property
    def verifiers(self) -> dict[str, list[Verifier]]:
        """By origin. Raises BadVerifierKeyError."""
        found: dict[str, list[Verifier]] = {}
        for line in self.logs.split():
            verifier = parse_verifier(line)
            found.setdefault(verifier.name, []).append(verifier)
        return found
